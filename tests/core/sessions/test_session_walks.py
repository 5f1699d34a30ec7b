"""Sessions over sleeps, clocks that are set, lost answers and dead networks, at random.

AWS is a few lines here: a session of one length, a refresh token that rotates, an
access token of an hour. What the program shows and learns is held to that truth.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.sessions.test_machine import REGISTRATION
from tests.fakes import START
from tray.core.sessions.events import (
    Authorized,
    ForgetToken,
    Refreshed,
    RefreshFailed,
    RefreshToken,
    SessionEffect,
    SessionEvent,
    TokenRefused,
)
from tray.core.sessions.states import Expired, SignedIn
from tray.core.vocabulary.errors import ClockSkew, SessionEnded, TokenRejected, Unreachable
from tray.core.vocabulary.model import SessionName, SignInFlow, SsoSession, SsoToken
from tray.core.vocabulary.secret import Secret
from tray.services.state.session_registry import SessionRegistry

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ACME = SsoSession(SessionName("acme"), "https://acme.awsapps.com/start", "us-east-1")
SKEW = 5 * MINUTE
LENGTHS = (15 * MINUTE, HOUR, 8 * HOUR, 12 * HOUR)


@dataclass
class Aws:
    """The truth. Moments are durations since the sign-in."""

    length: timedelta
    now: timedelta = timedelta(0)
    access_until: timedelta = HOUR
    is_refreshable: bool = True
    is_reachable: bool = True
    loses_answer: bool = False
    refuses_once: bool = False

    @property
    def is_over(self) -> bool:
        return self.now >= self.length


@dataclass
class Walk:
    """A desk with one session, whose clock may be wrong by `off`."""

    aws: Aws
    desk: SessionRegistry = field(default_factory=SessionRegistry)
    off: timedelta = timedelta(0)
    is_token_lost: bool = False
    has_refused: bool = False

    def __post_init__(self) -> None:
        self.desk.replace_all((ACME,))
        (self.seat,) = self.desk.all()
        asked = self.desk.ask_sign_in(SignInFlow.PKCE, 10 * MINUTE)
        self.tell(asked)
        self.tell(Authorized(asked.attempt, self.token()))

    @property
    def clock_is_right(self) -> bool:
        return abs(self.off) <= SKEW

    def token(self) -> SsoToken:
        now = START + self.aws.now + self.off
        state = self.seat.state
        since = state.token.session_started_at if isinstance(state, SignedIn) else now
        return SsoToken(Secret("a"), now, now + HOUR, Secret("r"), REGISTRATION, since)

    def tell(self, event: SessionEvent) -> None:
        outcome = self.desk.apply(self.seat, event, START + self.aws.now + self.off)
        self.follow(outcome.effects)

    def follow(self, effects: tuple[SessionEffect, ...]) -> None:
        for effect in effects:
            match effect:
                case RefreshToken(issued_at):
                    self.tell(self.refreshed(issued_at))
                case ForgetToken():
                    self.ended()
                case _:
                    continue

    def refreshed(self, issued_at: object) -> Refreshed | RefreshFailed:
        aws, state = self.aws, self.seat.state
        assert isinstance(state, SignedIn)
        replaces = state.token.issued_at
        assert replaces == issued_at
        if not aws.is_reachable:
            return RefreshFailed(replaces, Unreachable("No network."))
        if aws.is_over or not aws.is_refreshable:
            if not self.clock_is_right:
                return RefreshFailed(replaces, ClockSkew("The clock is wrong."))
            return RefreshFailed(replaces, SessionEnded("Over."))
        if aws.loses_answer:
            aws.loses_answer, aws.is_refreshable, self.is_token_lost = False, False, True
            return RefreshFailed(replaces, Unreachable("Lost."))
        aws.access_until = aws.now + HOUR
        return Refreshed(replaces, self.token())

    def ended(self) -> None:
        """An end is only where AWS would give nothing more: neither keys nor a newer token."""
        assert self.aws.is_over or self.is_token_lost

    def ask_for_keys(self) -> None:
        aws, state = self.aws, self.seat.state
        if not isinstance(state, SignedIn) or not aws.is_reachable or not self.clock_is_right:
            return
        is_refused = aws.is_over or aws.now >= aws.access_until or aws.refuses_once
        aws.refuses_once = False
        if is_refused:
            self.tell(TokenRefused(state.token.issued_at, TokenRejected("No.")))

    def look(self) -> None:
        outcome = self.desk.tick(self.seat, START + self.aws.now + self.off)
        self.follow(outcome.effects)
        end, state = self.desk.view(self.seat).end, self.seat.state
        if isinstance(state, SignedIn):
            assert end is not None
            if end.is_exact:
                assert end.at == state.token.expires_at, "never more than the token has"
        for length in self.desk.lengths.get(ACME.name, ()):
            assert abs(length - self.aws.length) <= HOUR, "only what was watched is learned"

    def step(self, kind: str, minutes: int) -> None:
        match kind:
            case "awake":
                for _ in range(minutes // 5):
                    self.aws.now += 5 * MINUTE
                    self.look()
            case "asleep":
                self.aws.now += minutes * MINUTE
            case "clock":
                self.off = (minutes - 200) * MINUTE
            case "right clock":
                self.off = timedelta(0)
            case "network":
                self.aws.is_reachable = not self.aws.is_reachable
            case "lose":
                self.aws.loses_answer = True
            case "refuse" if not self.has_refused:
                # Once: two in a row to new tokens are an end by the rules.
                self.has_refused = self.aws.refuses_once = True
            case _:
                self.ask_for_keys()
        self.look()


KINDS = ("awake", "awake", "asleep", "clock", "right clock", "network", "lose", "refuse", "keys")
STEPS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 400)), max_size=30)


@settings(max_examples=200, deadline=None)
@given(length=st.sampled_from(LENGTHS), steps=STEPS)
def test_no_walk_ends_a_living_session_or_learns_from_what_was_not_watched(
    length: timedelta, steps: list[tuple[str, int]]
) -> None:
    walk = Walk(Aws(length))
    for kind, minutes in steps:
        walk.step(kind, minutes)
    # In the end all is well again: what is over is seen to be over.
    walk.aws.is_reachable, walk.off = True, timedelta(0)
    for _ in range(3):
        walk.step("awake", 90)
        walk.step("keys", 0)
    if walk.aws.is_over:
        assert isinstance(walk.seat.state, Expired)
    elif not walk.is_token_lost:
        assert isinstance(walk.seat.state, SignedIn)


def test_a_day_that_is_watched_teaches_the_length() -> None:
    walk = Walk(Aws(12 * HOUR))
    walk.step("awake", 12 * 60 + 60)
    assert walk.desk.lengths[ACME.name] == (12 * HOUR,)
    assert isinstance(walk.seat.state, Expired | SignedIn)
