"""Whoever was refused waits for the refresh, and then finds the token that it brought."""

from tray.core.vocabulary.errors import Busy
from tray.core.vocabulary.model import SessionName
from tray.services.context.messages import CaughtUp, Message
from tray.services.tokens.pending_refreshes import PendingRefreshes

ACME = SessionName("acme")


def test_a_refresh_that_ends_while_one_looks_is_in_force_when_one_goes_on() -> None:
    """Its thread ends before the agent has taken in what it posted."""
    unhandled, handled = list[str](), list[str]()

    def post(message: Message) -> None:
        assert isinstance(message, CaughtUp)
        handled.extend(unhandled)
        unhandled.clear()
        if not handled:
            unhandled.append("the new token")
            pending.ended(ACME, None)
        message.done()

    pending = PendingRefreshes(post)
    pending.began(ACME)
    assert pending.outcome(ACME, 1) is None
    assert handled == ["the new token"]


def test_the_last_failure_is_told_until_a_refresh_goes_well() -> None:
    def post(message: Message) -> None:
        assert isinstance(message, CaughtUp)
        message.done()

    pending, error = PendingRefreshes(post), Busy("Not now.")
    assert pending.outcome(ACME, 1) is None
    pending.began(ACME)
    pending.ended(ACME, error)
    assert pending.outcome(ACME, 1) is error
    pending.began(ACME)
    pending.ended(ACME, None)
    assert pending.outcome(ACME, 1) is None
