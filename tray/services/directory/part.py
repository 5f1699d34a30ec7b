"""The accounts and roles of each sso-session, as AWS lists them, and those that are pinned."""

from datetime import datetime

from tray.core import commands
from tray.services.context.messages import Listed, ListingFailed
from tray.services.directory.listing_jobs import ListingJobs
from tray.services.routes import Part, Routes
from tray.services.state.agent_state import AgentState
from tray.services.state.saved_memory import SavedMemory
from tray.services.state.session_registry import SessionRecord


class Directory(Part):
    """Has accounts listed, and notes what comes in."""

    def __init__(self, state: AgentState, jobs: ListingJobs, memory: SavedMemory) -> None:
        self._state = state
        self._jobs = jobs
        self._memory = memory

    def register(self, routes: Routes) -> None:
        """Listings, and what a person wants of them."""
        routes.on(Listed, self._listed)
        routes.on(ListingFailed, self._failed)
        routes.on(commands.ReloadAccounts, self._reload)
        routes.on(commands.Pin, self._pin)

    def tick(self, now: datetime) -> None:
        """Tries a listing again that failed. The registry of sessions has its deadline."""
        for record in self._state.sessions.all():
            if self._state.sessions.is_listing_due(record, now):
                self.list_accounts(record)

    def list_accounts(self, record: SessionRecord) -> None:
        """Lists a session's accounts again, if it is signed in."""
        if self._state.sessions.is_usable(record.session.name):
            self._jobs.begin(record.session, self._state.settings.calls_per_second)

    def _listed(self, message: Listed, _: datetime) -> None:
        record = self._state.sessions.get(message.session)
        if record is not None:
            record.note_listing(message.listing, message.progress)

    def _failed(self, message: ListingFailed, now: datetime) -> None:
        record = self._state.sessions.get(message.session)
        if record is not None:
            record.fail_listing(message.error, now)

    def _reload(self, command: commands.ReloadAccounts, _: datetime) -> None:
        for record in self._state.sessions.all():
            if command.session in {None, record.session.name}:
                self.list_accounts(record)

    def _pin(self, command: commands.Pin, _: datetime) -> None:
        self._memory.pin(command.role, is_pinned=command.is_pinned)
