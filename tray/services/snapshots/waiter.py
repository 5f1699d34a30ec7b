"""What a request sees of the agent: the newest snapshot, waited for where that is fair."""

from collections.abc import Callable

from tray.core.snapshot import AppSnapshot, SessionView
from tray.core.vocabulary.errors import Remedy, TrayError
from tray.core.vocabulary.model import SessionName
from tray.core.vocabulary.translatable import said
from tray.services.snapshots.feed import SnapshotFeed

_START_SECONDS = 20.0
_RESTORE_SECONDS = 20.0
"""A keyring may ask the person to unlock it."""
LISTING_SECONDS = 300.0
"""A thousand accounts at twenty calls a second, and a slow network."""
_REREAD_SECONDS = 5.0
_GLANCE_SECONDS = 1.0
"""What a request that needs no token waits for it."""


class SignInNeeded(TrayError):
    """Nobody is signed in, and no program may start a sign-in by itself."""

    remedy = Remedy.SIGN_IN


class Refused(TrayError):
    """The request makes no sense as things stand."""


class SnapshotWaiter:
    """Reads the feed. Raises `Refused` with what there is instead."""

    def __init__(
        self,
        feed: SnapshotFeed,
        *,
        is_patient: bool,
        reread: Callable[[float], None] = lambda _: None,
        recover: Callable[[float], None] = lambda _: None,
    ) -> None:
        """`reread` has the AWS config file read again, within so many seconds.

        `recover` has a keyring that would not looked at again.
        """
        self.feed = feed
        self._recover = recover
        self._reread = reread
        self._patience = _RESTORE_SECONDS if is_patient else _GLANCE_SECONDS

    @property
    def latest(self) -> AppSnapshot:
        """The newest snapshot, as it is."""
        return self.feed.latest()[1]

    def ready(self) -> AppSnapshot:
        """The newest snapshot; a program that has just started is waited for."""
        if self.feed.wait_for(lambda now: now.is_ready or None, _START_SECONDS) is None:
            raise Refused(said("SSO Tray is still starting."), said("Try again in a moment."))
        self.feed.wait_for(_is_restored, self._patience)
        return self.latest

    def listed(self) -> AppSnapshot:
        """The newest snapshot, once no listing of accounts is under way or due."""
        self.ready()
        self.feed.wait_for(_is_listed, LISTING_SECONDS)
        return self.ready()

    def with_roles(self) -> AppSnapshot:
        """The newest snapshot; where no roles are known yet, the first listing is waited for."""
        snapshot = self.ready()
        return snapshot if any(view.listing for view in snapshot.sessions) else self.listed()

    def views(self, snapshot: AppSnapshot, session: str) -> tuple[SessionView, ...]:
        """The session of that name; without a name all."""
        return (self.view(snapshot, session),) if session else snapshot.sessions

    def view(self, snapshot: AppSnapshot, session: str) -> SessionView:
        """The session of that name; without a name the only one there is.

        Before it says that there is none, the config file is read again.
        """
        try:
            return self._named(snapshot, session)
        except Refused:
            self._reread(_REREAD_SECONDS)
            return self._named(self.ready(), session)

    def _named(self, snapshot: AppSnapshot, session: str) -> SessionView:
        names = ", ".join(view.session.name for view in snapshot.sessions)
        if not names:
            hint = said("Add one to ~/.aws/config, or start SSO Tray to set it up.")
            raise Refused(said("No access portal is set up yet."), hint)
        if not session and len(snapshot.sessions) > 1:
            raise Refused(
                said("Which access portal?"), said("Choose one of: {names}.", names=names)
            )
        wanted = session.casefold()
        for view in snapshot.sessions:
            if not session or view.session.name.casefold() == wanted:
                return view
        raise Refused(
            said("No sso-session named {session}.", session=session),
            said("Available: {names}.", names=names),
        )

    def signed_in(self, session: str) -> SessionView:
        """That session, with a token. Raises `SignInNeeded`."""
        name = self.view(self.ready(), session).session.name
        self.wait_until(name, lambda now: now.is_restored, _RESTORE_SECONDS)
        view = self.view(self.ready(), name)
        if not view.is_signed_in:
            self.recovered()
            view = self.view(self.ready(), name)
        if not view.is_signed_in:
            hint = said("Click the SSO Tray icon, or run: sso-tray login {name}", name=name)
            raise SignInNeeded(said("You're not signed in to {name}.", name=name), hint)
        return view

    def recovered(self) -> AppSnapshot:
        """The newest snapshot, once a keyring that would not was looked at again."""
        self._recover(_GLANCE_SECONDS)
        return self.ready()

    def wait_until(
        self, name: SessionName, test: Callable[[SessionView], bool], seconds: float = 10.0
    ) -> None:
        """Until the session is so; whoever waited in vain sees it in what he reads next."""

        def so(now: AppSnapshot) -> bool | None:
            view = now.view(name)
            return view is None or test(view) or None

        self.feed.wait_for(so, seconds)


def _is_listed(now: AppSnapshot) -> bool | None:
    return not any(_is_listing(view) for view in now.sessions) or None


def _is_listing(view: SessionView) -> bool:
    is_due = view.listing is None and view.listing_error is None
    return view.is_signed_in and (is_due or view.progress is not None)


def _is_restored(now: AppSnapshot) -> bool | None:
    return all(view.is_restored for view in now.sessions) or None
