"""What the icon, the menu and the windows read off one moment."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.core.profiles.test_activation import WAITING
from tests.core.sessions.test_machine import FACTS, OFFLINE, authorizing
from tests.fakes import START
from tray.core.profiles.activation import Retrying, Stuck
from tray.core.sessions.states import Backoff, Expired, SessionState, SignedIn, SignedOut
from tray.core.snapshot import AppSnapshot, SessionView
from tray.core.tray_status import TrayStatus
from tray.core.vocabulary.errors import FileError, ServiceError
from tray.core.vocabulary.model import SessionName, SsoSession, TokenFacts

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ACME = SsoSession(SessionName("acme"), "https://acme.example/start", "us-east-1")
EXACT = TokenFacts(START, START + 8 * HOUR, is_refreshable=False, session_started_at=START)


def view(state: SessionState) -> SessionView:
    return SessionView(ACME, state, 8 * HOUR)


@pytest.mark.parametrize(
    ("state", "after", "status", "share"),
    [
        (SignedOut(), 0 * HOUR, TrayStatus.SIGNED_OUT, 0),
        (SignedIn(EXACT), 2 * HOUR, TrayStatus.SIGNED_IN, 0.75),
        (SignedIn(EXACT), 8 * HOUR - 15 * MINUTE, TrayStatus.ENDS_SOON, 1 / 32),
        (SignedIn(EXACT), 9 * HOUR, TrayStatus.ENDS_SOON, 0),
        (SignedIn(replace(EXACT, expires_at=START)), -HOUR, TrayStatus.SIGNED_IN, 0),
        (Expired(START, None), HOUR, TrayStatus.ENDED, 0),
        (authorizing(), 0 * HOUR, TrayStatus.SIGNING_IN, 0),
        (replace(authorizing(), previous=SignedIn(EXACT)), 4 * HOUR, TrayStatus.SIGNING_IN, 0.5),
    ],
    ids=["out", "in", "soon", "over", "no length", "ended", "signing in", "signing in again"],
)
def test_a_session_has_a_status_and_a_share_of_its_time(
    state: SessionState, after: timedelta, status: TrayStatus, share: float
) -> None:
    seen = view(state)
    assert seen.status(START + after, 15 * MINUTE) is status
    assert seen.share_left(START + after) == pytest.approx(share)


def test_the_icon_shows_what_wants_attention_most() -> None:
    assert AppSnapshot().status(START) is TrayStatus.SIGNED_OUT
    both = AppSnapshot(sessions=(view(SignedIn(EXACT)), view(Expired(START, None))))
    assert both.status(START) is TrayStatus.ENDED
    assert both.view("acme") == both.sessions[0]
    assert both.view("globex") is None


def test_troubles_are_those_of_the_program_its_sessions_and_its_profiles() -> None:
    listing, file, broken = ServiceError("No list."), FileError("No file."), FileError("Broken.")
    backing_off = view(SignedIn(FACTS, Backoff(START, OFFLINE, 1)))
    unlisted = replace(view(SignedIn(FACTS)), listing_error=listing)
    assert backing_off.is_signed_in
    snapshot = AppSnapshot(
        sessions=(backing_off, unlisted, view(SignedOut())),
        activations=(
            WAITING,
            replace(WAITING, work=Stuck(file)),
            replace(WAITING, work=Retrying(START, OFFLINE, 1)),
        ),
        problems=(broken,),
    )
    assert snapshot.troubles == (broken, OFFLINE, listing, file, OFFLINE)
