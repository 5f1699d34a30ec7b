"""The sso-sessions that there are: their states, ends, reminders and listings."""

import itertools
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tray.core.sessions import machine
from tray.core.sessions.events import (
    LearnLength,
    Refreshed,
    SessionEffect,
    SessionEvent,
    SignInAsked,
    Tick,
)
from tray.core.sessions.length import expected_length, learn
from tray.core.sessions.reminders import Reminders
from tray.core.sessions.schedule import CLOCK_TOLERANCE, backoff, earliest, is_due
from tray.core.sessions.states import (
    Authorizing,
    Expired,
    RestorePart,
    SessionState,
    SignedIn,
    SignedOut,
    settled,
)
from tray.core.snapshot import ListingProgress, SessionView
from tray.core.vocabulary.errors import TokenRejected, TrayError
from tray.core.vocabulary.model import (
    AccountId,
    Listing,
    Memory,
    SessionName,
    SignInFlow,
    SsoSession,
)


@dataclass(slots=True)
class SessionRecord:
    """What the agent knows of one sso-session."""

    session: SsoSession
    state: SessionState = field(default_factory=SignedOut)
    listing: Listing | None = None
    progress: ListingProgress | None = None
    listing_error: TrayError | None = None
    listing_failures: int = 0
    relist_at: datetime | None = None
    reminders: Reminders | None = None
    unrestored: set[RestorePart] = field(default_factory=lambda: set(RestorePart))
    is_timed_well: bool = True
    """False once the clock was set back during this session: its ages mean nothing then."""

    def note_listing(self, listing: Listing | None, progress: ListingProgress | None) -> None:
        """Takes over what is in; a part of a new listing only where it shows more than before."""
        self.progress, self.listing_error, self.relist_at = progress, None, None
        if listing is not None and progress is None:
            self.listing_failures = 0
        if listing is None:
            return
        known = len(self.listing.accounts) if self.listing is not None else -1
        if progress is None or len(listing.accounts) > known:
            self.listing = listing

    def account_name(self, account_id: AccountId) -> str:
        """What an account is called; empty where no listing knows it."""
        return self.listing.account_name(account_id) if self.listing is not None else ""

    def fail_listing(self, error: TrayError, now: datetime) -> None:
        """A listing came to nothing; what was found before stays, and it is tried again."""
        self.progress, self.listing_error = None, error
        self.listing_failures += 1
        if error.retriable or isinstance(error, TokenRejected):
            self.relist_at = now + backoff(self.listing_failures)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an event did: effects to run, and what the rest of the program should notice."""

    effects: tuple[SessionEffect, ...]
    signed_in: bool = False
    has_new_token: bool = False
    ended: datetime | None = None
    has_learned: bool = False


class SessionRegistry:
    """Applies events to sessions. Only the agent's thread touches it."""

    def __init__(self) -> None:
        self._records: dict[SessionName, SessionRecord] = {}
        self._attempts = itertools.count(1)
        self.lengths: dict[SessionName, tuple[timedelta, ...]] = {}
        self.warn_steps: tuple[timedelta, ...] = ()
        self._seen_at: datetime | None = None

    def remember(self, memory: Memory, warn_minutes: tuple[int, ...]) -> None:
        """Takes over what earlier runs learned, and when to warn."""
        self.lengths = dict(memory.session_lengths)
        self.warn_steps = tuple(timedelta(minutes=minutes) for minutes in warn_minutes)

    def replace_all(
        self, sessions: tuple[SsoSession, ...]
    ) -> tuple[list[SsoSession], list[SsoSession]]:
        """Makes `sessions` the ones there are; answers who is new and who is gone."""
        before, self._records = self._records, {}
        new = []
        for session in sessions:
            record = before.get(session.name)
            if record is None or not _is_same(record.session, session):
                record = SessionRecord(session)
                new.append(session)
            else:
                del before[session.name]
                record.session = session
            self._records[session.name] = record
        return new, [record.session for record in before.values()]

    def all(self) -> tuple[SessionRecord, ...]:
        """All, in the order of the config file."""
        return tuple(self._records.values())

    def get(self, name: SessionName) -> SessionRecord | None:
        """The session of that name."""
        return self._records.get(name)

    def expected(self, name: SessionName) -> timedelta:
        """How long the session of that name probably lives, as far as it has come."""
        record, alive_at = self._records.get(name), timedelta(0)
        state = settled(record.state) if record is not None else None
        if isinstance(state, SignedIn):
            alive_at = state.token.issued_at - state.token.session_started_at
        return expected_length(self.lengths.get(name, ()), alive_at)

    def is_usable(self, name: SessionName) -> bool:
        """Whether there is a token."""
        record = self._records.get(name)
        return record is not None and isinstance(settled(record.state), SignedIn)

    def is_signing_in(self, name: SessionName) -> bool:
        """Whether a sign-in to it is under way; those of several sessions go on side by side."""
        record = self._records.get(name)
        return record is not None and isinstance(record.state, Authorizing)

    def ask_sign_in(self, flow: SignInFlow, patience: timedelta) -> SignInAsked:
        """The event that starts a sign-in, with an attempt of its own."""
        return SignInAsked(next(self._attempts), flow, patience)

    def apply(self, record: SessionRecord, event: SessionEvent, now: datetime) -> Outcome:
        """Advances one session."""
        self._look_at_clock(now)
        was = record.state
        record.state, effects = machine.advance(was, event, now, self.expected(record.session.name))
        learned = [
            self._learn(record, effect) for effect in effects if isinstance(effect, LearnLength)
        ]
        signed_in = self._is_new_session(was, record.state)
        if signed_in:
            # A refresh only put the start right after a clock that was wrong.
            record.is_timed_well = record.is_timed_well or not isinstance(event, Refreshed)
            self._restart_reminders(record, now)
        ended, after, before = None, settled(record.state), settled(was)
        if isinstance(after, Expired) and isinstance(before, SignedIn):
            ended = after.since
        has_new_token = isinstance(after, SignedIn) and (
            not isinstance(before, SignedIn) or before.token.issued_at != after.token.issued_at
        )
        return Outcome(effects, signed_in, has_new_token, ended, any(learned))

    def tick(self, record: SessionRecord, now: datetime) -> Outcome:
        """Lets time pass for one session."""
        return self.apply(record, Tick(), now)

    def is_warning_due(self, record: SessionRecord, now: datetime) -> bool:
        """Whether its end is to be warned of now; it then counts as given."""
        end = self.view(record).end
        if record.reminders is None or end is None:
            return False
        due = record.reminders.is_due(end, now)
        record.reminders = record.reminders.settle_passed(end, now)
        return due and not isinstance(record.state, Authorizing)

    def remind_later(self, name: SessionName, now: datetime) -> None:
        """Warns of a session's end once more."""
        record = self._records.get(name)
        end = self.view(record).end if record is not None else None
        if record is not None and record.reminders is not None and end is not None:
            record.reminders = record.reminders.postponed(end, now)

    def is_listing_due(self, record: SessionRecord, now: datetime) -> bool:
        """Whether a listing that failed is to be tried again now; it then counts as begun."""
        at = record.relist_at
        if at is None or not is_due(at, now) or not self.is_usable(record.session.name):
            return False
        record.relist_at = None
        return True

    def next_deadline(self, now: datetime) -> datetime | None:
        """When any session next wants attention."""
        moments: list[datetime | None] = []
        for record in self._records.values():
            moments.append(machine.next_deadline(record.state, self.expected(record.session.name)))
            end = self.view(record).end
            if end is not None:
                moments.append(record.relist_at)
            if record.reminders is not None and end is not None:
                moments.append(record.reminders.next_deadline(end, now))
        return earliest(moments)

    def view(self, record: SessionRecord) -> SessionView:
        """What the rest may see."""
        return SessionView(
            record.session,
            record.state,
            self.expected(record.session.name),
            record.listing,
            record.progress,
            record.listing_error,
            not record.unrestored,
        )

    def _look_at_clock(self, now: datetime) -> None:
        if self._seen_at is not None and self._seen_at - now > CLOCK_TOLERANCE:
            for record in self._records.values():
                record.is_timed_well = False
        self._seen_at = now

    def _learn(self, record: SessionRecord, effect: LearnLength) -> bool:
        """Whether the session taught anything."""
        if not record.is_timed_well:
            return False
        name = record.session.name
        earlier = self.lengths.get(name, ())
        self.lengths[name] = learn(earlier, effect.last_alive, effect.found_ended)
        return self.lengths[name] != earlier

    def _restart_reminders(self, record: SessionRecord, now: datetime) -> None:
        state, end = settled(record.state), self.view(record).end
        if isinstance(state, SignedIn) and end is not None:
            fresh = Reminders(state.token.session_started_at, self.warn_steps)
            record.reminders = fresh.settle_passed(end, now)

    @staticmethod
    def _is_new_session(was: SessionState, now: SessionState) -> bool:
        before, after = settled(was), settled(now)
        if not isinstance(after, SignedIn):
            return False
        started = after.token.session_started_at
        return not isinstance(before, SignedIn) or before.token.session_started_at != started


def _is_same(one: SsoSession, other: SsoSession) -> bool:
    """Whether both are one portal; how and where the config file has it makes no other of it."""
    return replace(one, origin=other.origin, spellings=other.spellings) == other
