"""Requests about sso-sessions: each posts a command and waits for what it does."""

from tray.core import commands
from tray.core.ipc import protocol
from tray.core.ipc.protocol import Peer
from tray.core.ipc.reports import StatusReport
from tray.core.ports.desktop import Browser
from tray.core.sessions.states import Authorizing, SignedIn, failure_since, settled
from tray.core.settings.choices import refuse_other, sign_in_flow
from tray.core.settings.settings import FlowChoice, TokenStorage
from tray.core.snapshot import AppSnapshot, SessionView
from tray.core.vocabulary.errors import KeysRemain, SignOutIncomplete
from tray.core.vocabulary.model import SessionName
from tray.core.vocabulary.translatable import said, together
from tray.services.broker.removals import Removals, tries_of
from tray.services.broker.request_context import RequestContext
from tray.services.broker.request_routes import RequestRoutes
from tray.services.context.messages import SignInBegun
from tray.services.sessions.sign_outs import SignOuts
from tray.services.snapshots.waiter import Refused
from tray.services.tokens.token_vault import TokenVault

_LONGEST_POLL = 30.0
_PAGE_SECONDS = 30.0
_LOGOUT_SECONDS = 40.0
"""Longer than AWS is tried to be told."""
_KEYRING_SECONDS = 20.0
"""It may ask the person."""


class SessionRequests:
    """Status, sign-in and sign-out."""

    def __init__(
        self,
        context: RequestContext,
        removals: Removals,
        sign_outs: SignOuts,
        *,
        vault: TokenVault,
        browser: Browser,
        is_passing: bool,
    ) -> None:
        self._context = context
        self._post = context.post
        self._snapshots = context.snapshots
        self._removals = removals
        self._sign_outs = sign_outs
        self._vault = vault
        self._browser = browser
        self._is_passing = is_passing

    def register(self, routes: RequestRoutes) -> None:
        """What it answers."""
        routes.on(protocol.GetStatus, self._status)
        routes.on(protocol.SignIn, self._sign_in)
        routes.on(protocol.CancelSignIn, self._cancel)
        routes.on(protocol.SignOut, self._sign_out)

    def _status(self, request: protocol.GetStatus, _: Peer) -> StatusReport:
        if request.after < 0:  # whoever polls has had it tried at the first time
            self._removals.try_again()
        self._snapshots.ready()
        if request.wait <= 0:
            self._snapshots.recovered()
        seconds = min(max(request.wait, 0.0), _LONGEST_POLL)
        report = self._context.reporter.status
        return report(*self._snapshots.feed.wait_beyond(request.after, seconds))

    def _now(self) -> StatusReport:
        self._snapshots.recovered()
        return self._context.reporter.status(*self._snapshots.feed.latest())

    # ---- in ---------------------------------------------------------------------

    def _sign_in(self, request: protocol.SignIn, peer: Peer) -> StatusReport:
        self._removals.try_again()
        now = self._snapshots.ready()
        view = self._snapshots.view(now, request.session)
        wish = None if request.flow is FlowChoice.AUTO else request.flow
        refuse_other(now.locked, "sign_in", wish, now.settings.sign_in)
        self._refuse_what_nobody_stores(now, view.session.name)
        self._begin(now, view, request.flow, peer)
        return self._now()

    def _refuse_what_nobody_stores(self, now: AppSnapshot, name: SessionName) -> None:
        """A sign-in that would be gone with the command that made it."""
        if not self._is_passing or now.settings.token_storage is not TokenStorage.MEMORY:
            return
        if self._vault.is_shared(name):
            return
        raise Refused(
            said("This sign-in wouldn't be saved."),
            said(
                "Sign-ins are kept in memory only (token_storage), but SSO Tray isn't "
                "running. Start it first: sso-tray, or sso-tray agent"
            ),
        )

    def _begin(self, now: AppSnapshot, view: SessionView, wanted: FlowChoice, peer: Peer) -> None:
        """Comes back when there is a page to go to, or when it is known why there is none."""
        has_browser = self._browser.is_available()
        flow = sign_in_flow(now.settings, now.locked, wanted, has_browser=has_browser)
        before, pending = settled(view.state).sign_in_error, view.state
        is_other = isinstance(pending, Authorizing) and pending.flow is not flow
        replaced = pending.attempt if isinstance(pending, Authorizing) and is_other else None
        self._post(commands.SignIn(view.session.name, wanted))

        def has_begun(now: SessionView) -> bool:
            state = now.state
            if isinstance(state, Authorizing):
                return state.page is not None and state.attempt != replaced
            if failure_since(state, before) is not None:
                return True
            return _signed_in_anew(view, now)

        self._snapshots.wait_until(view.session.name, has_begun, _PAGE_SECONDS)
        begun = self._snapshots.view(self._snapshots.ready(), view.session.name).state
        is_joined = isinstance(pending, Authorizing) and not is_other
        if isinstance(begun, Authorizing) and not is_joined:
            self._post(SignInBegun(view.session.name, begun.attempt, peer))

    def _cancel(self, request: protocol.CancelSignIn, _: Peer) -> StatusReport:
        self._removals.try_again()
        name = self._snapshots.view(self._snapshots.ready(), request.session).session.name
        self._post(commands.CancelSignIn(name))
        self._snapshots.wait_until(name, lambda now: not isinstance(now.state, Authorizing))
        return self._now()

    # ---- out --------------------------------------------------------------------

    def _sign_out(self, request: protocol.SignOut, _: Peer) -> StatusReport:
        """Raises what could not be done of it: AWS told, the token gone, the keys gone."""
        self._removals.try_again()
        name = self._snapshots.view(self._snapshots.ready(), request.session).session.name
        tries = tries_of(self._snapshots.ready())
        self._post(commands.SignOut(name))
        self._snapshots.wait_until(name, lambda now: not now.is_signed_in)
        parts = (
            self._sign_outs.outcome(name, _LOGOUT_SECONDS),
            self._sign_outs.remains(name, _KEYRING_SECONDS),
        )
        errors = [error for error in parts if error is not None]
        try:
            self._removals.require(
                lambda one: one.role is not None and one.role.session == name, tries
            )
        except KeysRemain as error:
            errors.append(error)
        if len(errors) == 1:
            raise errors[0]
        if errors:
            raise SignOutIncomplete(
                said("Signed out of {name}, but some things couldn't be removed.", name=name),
                together(*(error.words for error in errors)),
            )
        return self._now()


def _signed_in_anew(before: SessionView, now: SessionView) -> bool:
    was, after = settled(before.state), settled(now.state)
    if not isinstance(after, SignedIn):
        return False
    started = after.token.session_started_at
    return not isinstance(was, SignedIn) or was.token.session_started_at != started
