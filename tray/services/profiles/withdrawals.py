"""Profiles on their way out of the AWS files, until they are gone."""

from datetime import datetime

from tray.core import commands
from tray.core.profiles import withdrawal as machine
from tray.core.profiles.activation import Activation, Fetching
from tray.core.profiles.target import Leftover
from tray.core.profiles.withdrawal import Withdrawal
from tray.core.sessions.schedule import earliest
from tray.core.settings.settings import DeliveryKind
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import ProfileName
from tray.services.context.messages import WithdrawalHappened
from tray.services.notifications import texts
from tray.services.notifications.notifications import Notifications
from tray.services.notifications.texts import profile_key
from tray.services.profiles.effects import ProfileEffects
from tray.services.routes import Part, Routes
from tray.services.state.agent_state import AgentState


class Withdrawals(Part):
    """Tries until it works: on a schedule, when a file changes, and at a person's next command."""

    def __init__(
        self, state: AgentState, effects: ProfileEffects, notifications: Notifications
    ) -> None:
        self._state = state
        self._leaving = state.withdrawals
        self._effects = effects
        self._notifications = notifications
        self._stamp: object = None

    def register(self, routes: Routes) -> None:
        """What came of a try, and the wish for another."""
        routes.on(WithdrawalHappened, self._happened)
        routes.on(commands.RetryRemovals, lambda _, now: self.retry(now))

    def tick(self, now: datetime) -> None:
        """Tries again what is due."""
        for leaving in self._all():
            if machine.is_due(leaving, now):
                self._again(leaving, now)

    def next_deadline(self, now: datetime) -> datetime | None:  # noqa: ARG002 - they have moments
        """When that is next."""
        return earliest(leaving.due for leaving in self._all() if not self._is_waiting(leaving))

    def _all(self) -> tuple[Withdrawal, ...]:
        return tuple(self._leaving.values())

    def begin(self, released: Activation, now: datetime, *, is_time_over: bool = False) -> None:
        """A profile that was in use is to go."""
        profile = released.profile
        before = self._leaving.get(profile)
        leaving = machine.begin(profile, released, now, before, is_time_over=is_time_over)
        self._leaving[profile] = leaving
        self._try(leaving)

    def take_over(self, left: Leftover, active: Activation | None, now: datetime) -> None:
        """What an earlier run left, and could not be removed at the start."""
        leaving = machine.left_over(left.profile, active, left.error, now)
        self._leaving[left.profile] = leaving
        self._notifications.keys_remain(leaving)

    def delivered(self, profile: ProfileName) -> None:
        """The profile is in use again: what is in the files now is meant to be there."""
        if self._leaving.pop(profile, None) is not None:
            self._notifications.withdraw(profile_key(profile))

    def retry(self, now: datetime, profile: ProfileName | None = None) -> None:
        """Tries again what failed; of that profile, or all."""
        for leaving in self._all():
            if profile in {None, leaving.profile} and not leaving.is_under_way:
                self._again(leaving, now)

    def look(self) -> None:
        """Tries again where a file has changed since: somebody may have mended it."""
        if any(not one.is_under_way for one in self._all()):
            self._effects.look_at_files(self._stamp)

    def notify_of_remaining(self) -> tuple[str, ...]:
        """At the program's end: what stays to be read; answers the notifications' keys."""
        for leaving in self._all():
            if leaving.error is not None:
                self._notifications.show(texts.keys_remain(leaving, is_last=True))
        return tuple(profile_key(leaving.profile) for leaving in self._all())

    def remaining(self) -> tuple[TrayError, ...]:
        """Why keys are still in the files."""
        return tuple(one.error for one in self._all() if one.error is not None)

    def _happened(self, message: WithdrawalHappened, now: datetime) -> None:
        leaving = self._leaving.get(message.profile)
        if leaving is None:
            return  # in use again
        if message.error is not None:
            self._stamp = message.stamp
            after = machine.failed(leaving, message.error, now)
            self._leaving[message.profile] = after
            if leaving.error is None:
                self._notifications.keys_remain(after)
            return
        del self._leaving[message.profile]
        self._notifications.withdraw(profile_key(message.profile))
        if leaving.is_time_over and leaving.active is not None:
            self._notifications.use_ended(leaving.active, self._state.profiles.has)
        if message.elsewhere:
            self._notifications.show(texts.also_elsewhere(message.profile, message.elsewhere))

    def _again(self, leaving: Withdrawal, now: datetime) -> None:
        if not self._is_waiting(leaving):
            leaving = machine.tried(leaving, now)
            self._leaving[leaving.profile] = leaving
            self._try(leaving)

    def _is_waiting(self, leaving: Withdrawal) -> bool:
        """Whether new keys for the profile are on their way, which must not be removed."""
        found = self._state.profiles.get(leaving.profile)
        return found is not None and (isinstance(found.work, Fetching) or found.is_in_force)

    def _try(self, leaving: Withdrawal) -> None:
        kind = leaving.active.delivery if leaving.active is not None else DeliveryKind.KEYS
        self._effects.withdraw(leaving.profile, leaving.role, kind)
