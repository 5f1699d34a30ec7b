"""From a snapshot to the reports of `core.ipc.protocol`, which the command line prints."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tray.core.directory.full_name import full_name
from tray.core.guards.rules import rule_in_doubt
from tray.core.ipc.reports import (
    ErrorReport,
    ProfileReport,
    RoleReport,
    SessionReport,
    StatusReport,
)
from tray.core.ports.clock import Clock
from tray.core.profiles.activation import Activation, Fetching, Resting, Retrying, Stuck, Waiting
from tray.core.sessions.states import Authorizing, Expired, SignedIn, settled
from tray.core.snapshot import AppSnapshot, SessionView
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import AccountId, Listing, RoleRef, SessionName

_WORK = {
    Resting: "active",
    Fetching: "working",
    Waiting: "waiting",
    Retrying: "retrying",
    Stuck: "stuck",
}


def error_report(error: TrayError) -> ErrorReport:
    """An error for another process."""
    kind, remedy = type(error).__name__, error.remedy.value
    return ErrorReport(kind, error.title, error.hint, remedy, error.retriable)


class Reporter:
    """Makes reports of snapshots; account names are looked up once per listing."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._names: dict[SessionName, tuple[Listing, dict[AccountId, str]]] = {}

    def status(self, serial: int, snapshot: AppSnapshot) -> StatusReport:
        """All there is to know."""
        return StatusReport(
            serial=serial,
            is_demo=snapshot.is_demo,
            sessions=tuple(self._session(view) for view in snapshot.sessions),
            profiles=(
                *(self.profile(snapshot, one) for one in snapshot.activations),
                *self._leaving(snapshot),
            ),
            problems=(
                *(error_report(problem) for problem in snapshot.problems),
                *(
                    error_report(one.error)
                    for one in snapshot.withdrawals
                    if one.active is None and one.error is not None
                ),
            ),
        )

    def profile(self, snapshot: AppSnapshot, active: Activation) -> ProfileReport:
        """One profile of ours."""
        work = active.work
        error = active.failure or active.setback
        is_changed = isinstance(work, Resting) and active.changed is not None
        return ProfileReport(
            profile=active.profile,
            role=self.role(snapshot, active.role),
            delivery=active.delivery,
            state="changed" if is_changed else _WORK[type(work)],
            expires_at=self._clock.to_wall(active.keys.expires_at) if active.keys else None,
            error=error_report(error) if error else None,
        )

    def _leaving(self, snapshot: AppSnapshot) -> Iterator[ProfileReport]:
        """Profiles that are on their way out; of whose role nobody knows, only the problem."""
        for one in snapshot.withdrawals:
            if one.active is not None:
                report = self.profile(snapshot, one.active)
                error = error_report(one.error) if one.error is not None else None
                state = "removing" if error is None else "not-removed"
                yield replace(report, state=state, error=error)

    def role(self, snapshot: AppSnapshot, role: RoleRef) -> RoleReport:
        """A role with its account's name, or its number where the name is not known."""
        view = snapshot.view(role.session)
        names = self._account_names(view) if view is not None else {}
        name = names.get(role.account_id, role.account_id)
        alias = snapshot.settings.aliases.get(role.account_id, "")
        rule = rule_in_doubt(snapshot.settings.guards, role, names.get(role.account_id, ""))
        asks = rule is not None and rule.ask_programs
        return RoleReport(
            full_name(role), role.session, role.account_id, name, role.role_name, alias, asks
        )

    def roles(self, snapshot: AppSnapshot, roles: Iterable[RoleRef]) -> tuple[RoleReport, ...]:
        """Roles, in the order given."""
        return tuple(self.role(snapshot, role) for role in roles)

    def _session(self, view: SessionView) -> SessionReport:
        state, now = view.state, settled(view.state)
        signing_in = state if isinstance(state, Authorizing) else None
        end, token = view.end, now.token if isinstance(now, SignedIn) else None
        ends_at = end.at if end else now.since if isinstance(now, Expired) else None
        listing = view.listing.accounts if view.listing else ()
        wall, trouble = self._clock.to_wall, view.trouble or view.unlisted
        return SessionReport(
            name=view.session.name,
            start_url=view.session.start_url,
            region=view.session.region,
            state=_state_word(view),
            ends_at=wall(ends_at) if ends_at else None,
            is_end_estimated=end is not None and not end.is_exact,
            token_expires_at=wall(token.expires_at) if token else None,
            page=signing_in.page if signing_in else None,
            user_code=signing_in.user_code if signing_in else None,
            sign_in_error=error_report(now.sign_in_error) if now.sign_in_error else None,
            trouble=error_report(trouble) if trouble else None,
            accounts=len(listing),
            roles=sum(len(account.role_names) for account in listing),
            is_listing=view.progress is not None,
            sign_in_expires_at=wall(signing_in.deadline) if signing_in else None,
        )

    def _account_names(self, view: SessionView) -> dict[AccountId, str]:
        listing = view.listing
        if listing is None:
            return {}
        known_names = self._names.get(view.session.name)
        if known_names is None or known_names[0] is not listing:
            known_names = (
                listing,
                {known.account.id: known.account.name for known in listing.accounts},
            )
            self._names[view.session.name] = known_names
        return known_names[1]


def _state_word(view: SessionView) -> str:
    if isinstance(view.state, Authorizing):
        return "signing-in"
    if isinstance(view.state, Expired):
        return "ended"
    return "signed-in" if view.is_signed_in else "signed-out"
