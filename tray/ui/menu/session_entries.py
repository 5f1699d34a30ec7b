"""What is said of one sso-session, in the menu and in the tooltip.

Being offline or throttled is said beside the state, never instead of it.
"""

from datetime import datetime, timedelta
from typing import assert_never

from tray.core.commands import CancelSignIn, ReopenPage
from tray.core.sessions.states import Authorizing, Expired, SignedIn, SignedOut, settled
from tray.core.snapshot import SessionView
from tray.core.tray_status import TrayStatus
from tray.core.vocabulary.translatable import said, together
from tray.ui.menu.marks import ring_mark
from tray.ui.menu.model import Entry, Item, ShowSignIn, UiRequest
from tray.ui.texts.countdown import session_time


def session_lines(view: SessionView, now: datetime, soon: timedelta) -> tuple[Item, ...]:
    """The block of a session: how it stands, what hinders it, the sign-in under way."""
    return (*_standing(view, now, soon), *_signing_in(view), *_hindrances(view))


def wants_sign_in(view: SessionView) -> bool:
    """Whether the menu offers to sign in to it."""
    return isinstance(view.state, SignedOut | Expired)


def session_words(view: SessionView, now: datetime) -> str:
    """The tooltip's words, such as `about 7 h 12 min left`."""
    state = view.state
    match state:
        case Authorizing():
            return said("signing in…")
        case SignedOut():
            return said("signed out")
        case Expired():
            return said("session ended")
        case SignedIn():
            return session_time(view.end, now) if view.end is not None else ""
        case _:
            assert_never(state)


def _standing(view: SessionView, now: datetime, soon: timedelta) -> tuple[Item, ...]:
    name = view.session.name
    if view.end is not None:
        words: str = together(name, session_time(view.end, now), between=": ")
    elif isinstance(view.state, Expired):
        words = said("{name}: session ended", name=name)
    else:
        return ()
    mark = ring_mark(view.status(now, soon), view.share_left(_on_the_minute(view, now)))
    return (Entry(f"session {name}", words, UiRequest.HOME, mark),)


def _on_the_minute(view: SessionView, now: datetime) -> datetime:
    """The ring moves with the words beside it, not in between."""
    left = view.end.at - now if view.end is not None else timedelta(0)
    return now + left % timedelta(minutes=1)


def _signing_in(view: SessionView) -> tuple[Item, ...]:
    state, name = view.state, view.session.name
    if not isinstance(state, Authorizing):
        return ()
    code = said(", code {code}", code=state.user_code) if state.user_code else ""
    line = Entry(
        f"signing in {name}",
        said("Signing in to {name}{code}…", name=name, code=code),
        ShowSignIn(name),
        ring_mark(TrayStatus.SIGNING_IN, 0.0),
    )
    reopen = Entry(f"reopen {name}", said("Open browser again"), ReopenPage(name))
    cancel = Entry(f"cancel {name}", said("Cancel"), CancelSignIn(name))
    return (line, reopen, cancel) if state.page else (line, cancel)


def _hindrances(view: SessionView) -> tuple[Item, ...]:
    name, trouble = view.session.name, view.trouble
    failed = None if isinstance(view.state, Authorizing) else settled(view.state).sign_in_error
    errors = {"trouble": trouble, "failed": failed}
    return tuple(
        Entry(f"{kind} {name}", together(name, error.title, between=": "), UiRequest.HOME)
        for kind, error in errors.items()
        if error is not None
    )
