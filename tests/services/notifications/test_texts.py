"""What is said of an end that is an estimate, in a notification and on the command line."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.fakes import START
from tray.cli.terminal.output import time_until
from tray.core.notification import Sign
from tray.core.sessions.length import SessionEnd
from tray.core.vocabulary.errors import Throttled
from tray.core.vocabulary.model import AccountId, ProfileName, RoleRef, SessionName
from tray.services.notifications import texts


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(minutes=14), "about 14 min"),
        (timedelta(seconds=20), "less than a minute"),
    ],
)
def test_nobody_says_about_less_than_a_minute(left: timedelta, words: str) -> None:
    end = SessionEnd(START + left, is_exact=False)
    note = texts.ends_soon(SessionName("acme"), end, START, "09:14")
    assert note.title == f"acme: session ends in {words}"
    on_terminal = time_until(datetime.now(UTC) + left + timedelta(seconds=5), is_estimate=True)
    assert on_terminal == f"{words} left"


def test_each_notification_bears_the_sign_of_what_it_tells() -> None:
    acme, end = SessionName("acme"), SessionEnd(START + timedelta(minutes=5), is_exact=True)
    error = Throttled("Slow.")
    assert texts.ends_soon(acme, end, START, "09:14").sign is Sign.ENDS_SOON
    assert texts.ended(acme, "09:14").sign is Sign.ENDED
    role = RoleRef(acme, AccountId("000000000001"), "Admin")
    assert texts.keys_failed(ProfileName("dev"), role, "Prod", error).sign is Sign.TROUBLE
    assert texts.newer_version("2.0").sign is Sign.PROGRAM
