"""Requests about sessions, roles and profiles: each posts a command and waits for what it does."""

import threading
from collections.abc import Callable
from enum import Enum
from typing import TypeAlias, TypeVar, assert_never

from tray.core import commands
from tray.core.guards.rules import asking_role
from tray.core.ipc import protocol
from tray.core.ipc.protocol import Peer
from tray.core.profiles.activation import Activation, Resting, Retrying, Stuck
from tray.core.profiles.identity import profile_name_problem
from tray.core.profiles.withdrawal import Withdrawal
from tray.core.sessions.states import Authorizing, SignedIn, failure_since, settled
from tray.core.settings.choices import delivery_of_profiles, refuse_other, sign_in_flow
from tray.core.settings.settings import DeliveryKind, FlowChoice, TokenStorage
from tray.core.snapshot import AppSnapshot, SessionView
from tray.core.vocabulary.errors import KeysRemain, SignOutIncomplete
from tray.core.vocabulary.model import ProfileName, RoleRef, SessionName, SignInFlow
from tray.core.vocabulary.translatable import said, together
from tray.services.agent.agent import Agent
from tray.services.broker.reports import Reporter, error_report
from tray.services.directory.role_resolver import RoleFinder, unasked, unknown
from tray.services.guards.access_check import AccessCheck
from tray.services.messages import CaughtUp
from tray.services.snapshots.waiter import LISTING_SECONDS, Refused, SnapshotWaiter

Choice = TypeVar("Choice", bound=Enum)

_LONGEST_POLL = 30.0
_PAGE_SECONDS = 30.0
_DELIVERY_SECONDS = 40.0
_FILES_SECONDS = 15.0
_CATCH_UP_SECONDS = 5.0
_LOGOUT_SECONDS = 40.0
"""Longer than AWS is tried to be told."""
_KEYRING_SECONDS = 20.0
"""It may ask the person."""
_GLANCE_SECONDS = 2.0

DeskRequest: TypeAlias = (
    protocol.GetStatus
    | protocol.GetRoles
    | protocol.SignIn
    | protocol.CancelSignIn
    | protocol.SignOut
    | protocol.UseRole
    | protocol.Release
    | protocol.ChooseDelivery
)


class RequestHandlers:
    """Every call blocks until there is an answer, within a deadline, and raises `TrayError`."""

    def __init__(
        self,
        agent: Agent,
        sight: SnapshotWaiter,
        reporter: Reporter,
        finder: RoleFinder,
    ) -> None:
        self._agent = agent
        self._sight = sight
        self._reporter = reporter
        self._finder = finder
        self._gate = AccessCheck(agent, sight)

    def handle(self, request: DeskRequest, peer: Peer) -> protocol.Answer:
        """The answer."""
        is_polling = isinstance(request, protocol.GetStatus) and request.after >= 0
        if not is_polling and not isinstance(request, protocol.Release):  # which tries by itself
            self.try_again()
        match request:
            case protocol.GetStatus(after, wait):
                return self._status(after, wait)
            case protocol.GetRoles():
                return self._roles(request)
            case protocol.SignIn() | protocol.CancelSignIn() | protocol.SignOut():
                return self._session(request)
            case protocol.UseRole():
                return self._use(request, peer)
            case protocol.Release(profile):
                return self._release(ProfileName(profile or self._default_profile()))
            case protocol.ChooseDelivery(delivery):
                return self._delivery(delivery)
            case _:
                assert_never(request)

    # ---- looking --------------------------------------------------------------

    def _status(self, after: int, wait: float) -> protocol.StatusReport:
        self._sight.ready()
        if wait <= 0:
            self._sight.recovered()
        seconds = min(max(wait, 0.0), _LONGEST_POLL)
        return self._reporter.status(*self._sight.board.wait_beyond(after, seconds))

    def _roles(self, request: protocol.GetRoles) -> protocol.RolesReport:
        snapshot = self._reloaded(request.session) if request.reload else self._sight.with_roles()
        views = self._sight.views(snapshot, request.session)
        roles = self._finder.search(views, request.query)
        is_complete = not any(view.progress or view.unlisted for view in views)
        asked = [unasked(view) for view in views] if request.reload else [unknown(views)]
        troubles = tuple(
            error_report(trouble)
            for trouble in (*asked, *(view.unlisted for view in views))
            if trouble is not None
        )
        is_complete = is_complete and not troubles
        return protocol.RolesReport(self._reporter.roles(snapshot, roles), is_complete, troubles)

    def _reloaded(self, session: str) -> AppSnapshot:
        name = SessionName(session) if session else None
        before = {
            view.session.name: view.listing
            for view in self._sight.views(self._sight.ready(), session)
        }
        self._agent.post(commands.ReloadAccounts(name))
        for _ in range(2):  # the listing that begins posts in its turn
            self._catch_up()

        def done(now: AppSnapshot) -> AppSnapshot | None:
            views = self._sight.views(now, session)
            fresh = all(
                view.progress is None
                and (view.listing is not before.get(view.session.name) or view.listing_error)
                for view in views
                if view.is_signed_in
            )
            return now if fresh else None

        return self._sight.board.wait_for(done, LISTING_SECONDS) or self._sight.ready()

    # ---- sessions ---------------------------------------------------------------

    def _session(
        self, request: protocol.SignIn | protocol.CancelSignIn | protocol.SignOut
    ) -> protocol.StatusReport:
        view = self._sight.view(self._sight.ready(), request.session)
        name = view.session.name
        match request:
            case protocol.SignIn(flow=flow):
                wish, now = choice(FlowChoice, flow, "flow"), self._sight.ready()
                refuse_other(now.locked, "sign_in", _unless_auto(wish), now.settings.sign_in)
                self._refuse_what_nobody_keeps(name)
                self._sign_in(view, wish)
            case protocol.CancelSignIn():
                self._agent.post(commands.CancelSignIn(name))
                self._sight.until(name, lambda now: not isinstance(now.state, Authorizing))
            case protocol.SignOut():
                self._sign_out(name)
            case _:
                assert_never(request)
        return self._status(-1, 0)

    def _sign_out(self, name: SessionName) -> None:
        """Raises what could not be done of it: AWS told, the token gone, the keys gone."""
        tries = _tries(self._sight.ready())
        self._agent.post(commands.SignOut(name))
        self._sight.until(name, lambda now: not now.is_signed_in)
        sign_outs = self._agent.effects.sign_outs
        parts = (
            sign_outs.outcome(name, _LOGOUT_SECONDS),
            sign_outs.remains(name, _KEYRING_SECONDS),
        )
        errors = [error for error in parts if error is not None]
        try:
            self._removed(lambda one: one.role is not None and one.role.session == name, tries)
        except KeysRemain as error:
            errors.append(error)
        if len(errors) == 1:
            raise errors[0]
        if errors:
            raise SignOutIncomplete(
                said("Signed out of {name}, but not everything is gone.", name=name),
                together(*(error.words for error in errors)),
            )

    def _refuse_what_nobody_keeps(self, name: SessionName) -> None:
        """A sign-in that would be gone with the command that made it."""
        world, storage = self._agent.world, self._agent.settings.token_storage
        if not world.is_passing or storage is not TokenStorage.MEMORY:
            return
        if world.vault.is_shared(name):
            return
        raise Refused(
            said("This sign-in would be forgotten at once."),
            said(
                "Sign-ins are kept in memory only (token_storage), and SSO Tray isn't running. "
                "Start it first: sso-tray, or sso-tray agent"
            ),
        )

    def _sign_in(self, view: SessionView, flow: FlowChoice) -> None:
        before, pending = settled(view.state).sign_in_error, view.state
        replaced = (
            pending.attempt
            if isinstance(pending, Authorizing) and pending.flow is not self._flow(flow)
            else None
        )
        self._agent.post(commands.SignIn(view.session.name, flow))

        def has_begun(now: SessionView) -> bool:
            state = now.state
            if isinstance(state, Authorizing):
                return state.page is not None and state.attempt != replaced
            if failure_since(state, before) is not None:
                return True
            return _signed_in_anew(view, now)

        self._sight.until(view.session.name, has_begun, _PAGE_SECONDS)

    def _flow(self, wanted: FlowChoice) -> SignInFlow:
        now, has_browser = self._sight.ready(), self._agent.world.browser.is_available()
        return sign_in_flow(now.settings, now.locked, wanted, has_browser=has_browser)

    # ---- profiles ---------------------------------------------------------------

    def _use(self, request: protocol.UseRole, peer: Peer) -> protocol.ProfileReport:
        role = self._finder.found(self._sight, request.role)
        self._sight.signed_in(role.session)
        profile = ProfileName(request.profile or self._default_profile())
        if problem := profile_name_problem(profile):
            # Before anything is active under it: nothing could ever be written.
            raise Refused(said("{profile!r} cannot be a profile's name.", profile=profile), problem)
        kind = choice(DeliveryKind, request.delivery, "delivery") if request.delivery else None
        now = self._sight.ready()
        refuse_other(now.locked, "delivery", kind, now.settings.delivery)
        if kind is DeliveryKind.AWS_CLI:
            self._refuse_to_share(role)
        self._gate.require(role, self._agent.world.askers.of(peer))
        before = _active(self._sight.ready(), profile)
        setback, serial = (before.setback, before.serial) if before else (None, 0)
        self._agent.post(
            commands.UseRole(
                role, profile, request.set_aside, kind, is_confirmed=True, is_answered=True
            )
        )

        def settled_as(now: AppSnapshot) -> Activation | None:
            found = _active(now, profile)
            if found is None:
                return None
            if found.setback is not None and found.setback is not setback:
                return found
            is_done = isinstance(found.work, Resting | Stuck | Retrying)
            return found if is_done and found.serial > serial else None

        found = self._sight.board.wait_for(settled_as, _DELIVERY_SECONDS)
        if found is None:
            raise Refused(
                said("{profile} is still not in force.", profile=profile),
                said("Look at: sso-tray status"),
            )
        if isinstance(found.work, Stuck | Retrying):
            raise found.work.error
        if found.role != role and found.setback is not None:
            raise found.setback
        return self._reporter.profile(self._sight.ready(), found)

    def _refuse_to_share(self, role: RoleRef) -> None:
        """The AWS CLI's token would be good for every role of the session."""
        snapshot = self._sight.listed()
        view = self._sight.view(snapshot, role.session)
        asking = asking_role(snapshot.settings.guards, role.session, view.listing)
        if asking is not None:
            raise Refused(
                said(
                    "{role} asks before each program, and the AWS CLI's own sign-in to {session} "
                    "wouldn't.",
                    role=snapshot.role_words(asking),
                    session=role.session,
                ),
                said("Leave out --as sso, or change the rule in the settings."),
            )

    def _delivery(self, delivery: str) -> protocol.DeliveryAnswer:
        now = self._sight.ready()  # by then the policy is read
        kind = choice(DeliveryKind, delivery, "delivery") if delivery else None
        return protocol.DeliveryAnswer(delivery_of_profiles(now.settings, now.locked, kind).value)

    def _release(self, profile: ProfileName) -> protocol.Done:
        leaving = _leaving(self._sight.ready(), profile)
        if _active(self._sight.ready(), profile) is None and leaving is None:
            active = ", ".join(each.profile for each in self._sight.ready().activations)
            hint = (
                said("Active are: {active}.", active=active) if active else said("No profile is.")
            )
            raise Refused(said("No role is active as {profile}.", profile=profile), hint)
        tries = _tries(self._sight.ready())
        self._agent.post(commands.Release(profile))
        self._sight.board.wait_for(lambda now: _active(now, profile) is None or None, 10)
        self._removed(lambda one: one.profile == profile, tries)
        return protocol.Done()

    def release_all(self) -> None:
        """Before the program ends: raises `KeysRemain` where keys are still there."""
        before = self._sight.board.read()[1]
        kept = {one.profile for one in before.activations if one.delivery is DeliveryKind.KEYS}
        tries = _tries(before)
        self._agent.post(commands.ReleaseAll())
        self._sight.board.wait_for(
            lambda now: not kept & {one.profile for one in now.activations} or None, 10
        )
        self._removed(lambda _: True, tries)

    def try_again(self) -> None:
        """What could not be removed earlier is tried again at any command; that is quick."""
        before = _tries(self._sight.ready())
        if not before:
            return
        self._agent.post(commands.RetryRemovals())

        def done(now: AppSnapshot) -> bool | None:
            tried = (one.failures > before.get(one.profile, -1) for one in now.withdrawals)
            return all(tried) or None

        self._sight.board.wait_for(done, _GLANCE_SECONDS)

    def _removed(
        self, is_meant: Callable[[Withdrawal], bool], tries: dict[ProfileName, int]
    ) -> None:
        """Waits until those profiles are out of the files. Raises `KeysRemain` where not.

        `tries` is how often that had failed before.
        """

        def done(now: AppSnapshot) -> bool | None:
            left = [one for one in now.withdrawals if is_meant(one)]
            return all(one.failures > tries.get(one.profile, 0) for one in left) or None

        is_settled = self._sight.board.wait_for(done, _FILES_SECONDS)
        left = [one for one in self._sight.board.read()[1].withdrawals if is_meant(one)]
        if not left:
            return
        errors = [one.error for one in left if one.error is not None]
        if len(errors) == 1 and is_settled:
            raise errors[0]
        names = ", ".join(one.profile for one in left)
        hint = said("It is tried again; look at: sso-tray status")
        raise KeysRemain(
            said("The keys of {names} are still in the files.", names=names),
            together(*(error.words for error in dict.fromkeys(errors)), hint),
        )

    def _catch_up(self) -> None:
        """Behind everything that was posted before."""
        done = threading.Event()
        self._agent.post(CaughtUp(done.set))
        done.wait(_CATCH_UP_SECONDS)

    def _default_profile(self) -> str:
        return self._sight.ready().settings.default_profile


def _unless_auto(flow: FlowChoice) -> FlowChoice | None:
    return None if flow is FlowChoice.AUTO else flow


def _active(snapshot: AppSnapshot, profile: ProfileName) -> Activation | None:
    return next((one for one in snapshot.activations if one.profile == profile), None)


def _tries(snapshot: AppSnapshot) -> dict[ProfileName, int]:
    return {one.profile: one.failures for one in snapshot.withdrawals}


def _leaving(snapshot: AppSnapshot, profile: ProfileName) -> Withdrawal | None:
    return next((one for one in snapshot.withdrawals if one.profile == profile), None)


def _signed_in_anew(before: SessionView, now: SessionView) -> bool:
    was, after = settled(before.state), settled(now.state)
    if not isinstance(after, SignedIn):
        return False
    started = after.token.session_started_at
    return not isinstance(was, SignedIn) or was.token.session_started_at != started


def choice(kind: type[Choice], text: str, what: str) -> Choice:
    """The member of a closed set that `text` names. Raises `Refused` with what there is."""
    try:
        return kind(text)
    except ValueError:
        words = ", ".join(str(each.value) for each in kind)
        raise Refused(
            said("There is no {what} {text!r}.", what=what, text=text),
            said("Choose one of: {words}.", words=words),
        ) from None
