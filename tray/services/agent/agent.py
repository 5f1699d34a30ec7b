"""The single writer: inbox → advance → effects → publish.

One thread owns all state. It waits on its inbox until the nearest deadline,
and reads the wall clock at least once a minute, so that sleep and resume are
nothing but a late wake-up. What blocks runs on lanes and comes back here as a
message.
"""

import logging
import queue
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from tray.core.directory.usage import with_use
from tray.core.problems import KEYRING, ProblemKey, ProblemKind
from tray.core.profiles.activation import (
    Activation,
    ActivationEffect,
    CredentialsDelivered,
    Stuck,
    TellFailure,
)
from tray.core.sessions.events import SessionEvent, SignOutAsked
from tray.core.sessions.schedule import earliest
from tray.core.settings.settings import DeliveryKind, Settings
from tray.core.snapshot import AppSnapshot, SetUp
from tray.core.vocabulary.errors import ProfileTaken, TrayError
from tray.core.vocabulary.model import Memory, ProfileName, RoleRef, SessionName
from tray.services.activity.activity_log import ActivityLog
from tray.services.agent.command_handlers import CommandHandlers
from tray.services.agent.result_handlers import ResultHandlers
from tray.services.agent.update_check import Updates
from tray.services.aws_files.config_changes import ConfigChanges
from tray.services.console.role_actions import RoleActions
from tray.services.environment import AgentEnvironment
from tray.services.guards.consent_prompts import ConsentPrompts
from tray.services.guards.enforcement import GuardEnforcement
from tray.services.jobs.background_jobs import BackgroundJobs
from tray.services.jobs.effect_runner import Effects
from tray.services.messages import (
    ActivationHappened,
    Arrival,
    CaughtUp,
    FilesChanged,
    KeyringChanged,
    Message,
    ProblemMet,
    QuestionsChanged,
    SessionHappened,
    Stop,
    WithdrawalHappened,
)
from tray.services.notifications.notifications import Notifications
from tray.services.profiles.profile_watch import ProfileWatch
from tray.services.profiles.withdrawals import Withdrawals
from tray.services.state.active_profiles import ActiveProfiles
from tray.services.state.session_registry import Outcome, SessionRecord, SessionRegistry

log = logging.getLogger(__name__)

_LONGEST_WAIT_SECONDS = 60.0


class Agent:
    """Everything that happens passes here, one message after the other."""

    def __init__(self, world: AgentEnvironment, publish: Callable[[AppSnapshot], None]) -> None:
        self.world = world
        self.sessions = SessionRegistry()
        self.profiles = ActiveProfiles()
        self.withdrawals = Withdrawals(self)
        self.effects = Effects(world, self.post)
        self.errands = BackgroundJobs(world, self.post, self.effects.refreshes)
        self.teller = Notifications(world, self.post)
        self.role_errands = RoleActions(world, self.effects.role_keys, self.post)
        self.settings = Settings()
        self.locked: frozenset[str] = frozenset()
        """Settings that an administrator set and the person may not change."""
        self.memory = Memory()
        self.consent = ConsentPrompts(world.clock, lambda: self.post(QuestionsChanged()))
        self.guarding = GuardEnforcement(self)
        self.updates = Updates(self)
        self.profile_watch = ProfileWatch(self)
        self.activity = ActivityLog(world, self.post)
        self.file_news = ConfigChanges(self)
        self._orders = CommandHandlers(self)
        self._arrivals = ResultHandlers(self)
        self._publish = publish
        self._published = AppSnapshot()
        self.problems: dict[ProblemKey, TrayError] = {}
        self.is_ready = False
        self.setup: SetUp | None = None
        self._has_terminal = world.terminals.is_available()
        self._inbox: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="agent", daemon=True)

    # ---- from other threads -------------------------------------------------

    def start(self) -> None:
        """Begins to work: reads what there is, and publishes the first snapshot."""
        self._thread.start()
        self.activity.clean()
        self.file_news.start()
        self.errands.load()

    def post(self, message: Message) -> None:
        """Hands in a message, from any thread."""
        self._inbox.put(message)

    def stop(self, timeout: float, *, keep_keys: bool = False) -> bool:
        """Removes the keys that were written, unless they are to stay, and ends.

        Answers whether it came to that within `timeout` seconds.
        """
        done = threading.Event()
        self.post(Stop(done.set, keep_keys))
        return done.wait(timeout)

    def remaining(self) -> tuple[TrayError, ...]:
        """After `stop`: what could not be removed from the AWS files."""
        errors = (one.error for one in self.withdrawals.all())
        return tuple(error for error in errors if error is not None)

    def region_of(self, session: SessionName) -> str:
        """The region that a session's roles work in."""
        return self._orders.region(session)

    def recover_keyring(self, timeout: float) -> None:
        """Where the keyring would not: looks whether it can be asked now, without a window."""
        if self.world.vault.is_refused:
            done = threading.Event()
            self._look_at_keyring(done.set)
            done.wait(timeout)

    def _look_at_keyring(self, done: Callable[[], None] = lambda: None) -> None:
        if self.world.vault.is_refused:
            sessions = [seat.session for seat in self.sessions.seats()]
            self.errands.look_at_keyring(sessions, done)
        else:
            done()

    def reread_sessions(self, timeout: float) -> None:
        """Comes back when what the AWS config file says now is in the snapshot."""
        done = threading.Event()
        self.errands.read_sessions(self.settings, done.set)
        done.wait(timeout)

    # ---- the thread ---------------------------------------------------------

    def _run(self) -> None:
        while True:
            message = self._next_message()
            if isinstance(message, Stop):
                self._shut_down(keep_keys=message.keep_keys)
                message.done()
                return
            self.step(message)

    def _next_message(self) -> Message | None:
        now = self.world.clock.now()
        deadline = self.next_deadline(now)
        wait = _LONGEST_WAIT_SECONDS
        if deadline is not None:
            wait = min(wait, max(0.0, self.world.clock.real_seconds(deadline - now)))
        try:
            return self._inbox.get(timeout=wait)
        except queue.Empty:
            return None

    def step(self, message: Message | None) -> None:
        """Handles one message, or only the passing of time, and publishes what came of it."""
        now = self.world.clock.now()
        if message is not None:
            self._handle(message, now)
        self._tick(now)
        snapshot = self.snapshot()
        if snapshot != self._published:
            self.activity.note(self._published, snapshot, now)
            self._published = snapshot
            self._publish(snapshot)

    def next_deadline(self, now: datetime) -> datetime | None:
        """When time alone next changes anything."""
        return earliest(
            (
                self.sessions.next_deadline(now),
                self.profiles.next_deadline(),
                self.withdrawals.next_deadline(),
                self.consent.next_deadline(),
                self.profile_watch.next_deadline(now),
            )
        )

    def snapshot(self) -> AppSnapshot:
        """All that may be seen."""
        soon = max(self.sessions.warn_steps, default=timedelta(minutes=15))
        return AppSnapshot(
            sessions=tuple(self.sessions.view(seat) for seat in self.sessions.seats()),
            activations=self.profiles.all(),
            withdrawals=self.withdrawals.all(),
            pinned=self.memory.pinned,
            recent=self.memory.recent,
            uses=self.memory.uses,
            problems=tuple(self.problems.values()),
            soon=soon,
            is_demo=self.world.is_demo,
            is_ready=self.is_ready,
            has_terminal=self._has_terminal,
            settings=self.settings,
            locked=self.locked,
            newer_version=self.updates.newer,
            questions=self.consent.questions(),
            setup=self.setup,
        )

    def _handle(self, message: Message, now: datetime) -> None:
        if isinstance(message, Arrival):
            self._arrivals.take(message, now)
            return
        match message:
            case SessionHappened(name, event):
                self.session_event(name, event, now)
            case ActivationHappened():
                self._keys_happened(message, now)
            case WithdrawalHappened():
                self.withdrawals.happened(message, now)
            case ProblemMet(key, error):
                self.problem(key, error)
            case FilesChanged(paths):
                self.file_news.take(paths)
            case KeyringChanged():
                self._look_at_keyring()
            case CaughtUp(done):
                done()
            case QuestionsChanged() | Stop():
                pass  # the snapshot shows them; the thread's own business
            case _:
                self._orders.carry_out(message, now)

    def _keys_happened(self, message: ActivationHappened, now: datetime) -> None:
        profile, event = message.profile, message.event
        self.run_keys(self.profiles.happened(profile, message.serial, event, now))
        if isinstance(event, CredentialsDelivered) and self.profiles.is_well(profile):
            self.withdrawals.delivered(profile)

    def _tick(self, now: datetime) -> None:
        self.file_news.tick()
        for seat in self.sessions.seats():
            self._follow(seat, self.sessions.tick(seat, now), now)
            if self.sessions.is_listing_due(seat, now):
                self.list_accounts(seat)
            end = self.sessions.view(seat).end
            if end is not None and self.sessions.is_warning_due(seat, now):
                self.teller.ends_soon(seat.session.name, end)
        for found in self.profiles.all():
            usable = self.sessions.is_usable(found.role.session)
            self.run_keys(self.profiles.tick(found, now, usable=usable))
        self.withdrawals.tick(now)
        self.guarding.tick(now)
        self.updates.tick(now)
        self.profile_watch.tick()
        self.teller.discretion.tick()

    # ---- what happens to sessions -------------------------------------------

    def session_event(self, name: SessionName, event: SessionEvent, now: datetime) -> None:
        """Advances one session, if it is still there."""
        seat = self.sessions.get(name)
        if seat is not None:
            self._follow(seat, self.sessions.apply(seat, event, now), now)

    def _follow(self, seat: SessionRecord, outcome: Outcome, now: datetime) -> None:
        name = seat.session.name
        for effect in outcome.effects:
            self.effects.run(seat.session, effect)
        if outcome.has_learned:
            self.remember(replace(self.memory, session_lengths=dict(self.sessions.lengths)))
        if outcome.has_new_token:
            self.run_keys(self.profiles.session_usable(name, now))
        if outcome.signed_in:
            self.teller.withdraw(f"session/{name}")
            self.problem(ProblemKey(ProblemKind.LOGOUT, name), None)
            self.list_accounts(seat)
        if outcome.ended is not None and self.is_ready:
            self.teller.ended(name, outcome.ended)

    def list_accounts(self, seat: SessionRecord) -> None:
        """Lists a session's accounts again, if it is signed in."""
        if self.sessions.is_usable(seat.session.name):
            self.errands.list_accounts(seat.session, self.settings.calls_per_second)

    # ---- what the parts above share ------------------------------------------

    def run_keys(self, effects: Iterable[ActivationEffect]) -> None:
        """Runs effects of activations; failures are told."""
        for effect in effects:
            seat = self.sessions.get(effect.role.session)
            if isinstance(effect, TellFailure):
                self._tell_failure(effect)
            elif seat is not None:
                self.effects.run_keys(seat.session, effect)

    def _tell_failure(self, failure: TellFailure) -> None:
        found = self.profiles.get(failure.profile)
        is_asked = found is not None and isinstance(found.work, Stuck)
        if isinstance(failure.error, ProfileTaken) and is_asked and self.consent.has_screen:
            return  # a window asks what is to become of it
        self.teller.keys_failed(
            failure,
            self.account_words(failure.role),
            self.profiles.is_well,
            has_keys=found is not None and found.is_in_force,
        )

    def account_words(self, role: RoleRef) -> str:
        """An account as people call it: by its name, or by its number where none is known."""
        seat = self.sessions.get(role.session)
        name = seat.account_name(role.account_id) if seat is not None else ""
        return name or role.account_id

    def release(self, profile: ProfileName, *, is_time_over: bool = False) -> None:
        """Removes a profile's keys; where that failed before, tries again."""
        released = self.profiles.release(profile)
        if released is None:
            self.withdrawals.retry(profile)
            return
        self.consent.forget(released.role)
        self.teller.withdraw(f"profile/{profile}")
        self.withdrawals.begin(released, self.world.clock.now(), is_time_over=is_time_over)

    def drop(self, active: Activation) -> None:
        """Takes its keys back; what only points somewhere holds no secret and stays.

        Unless its time was limited: nobody would be there to end it.
        """
        if active.delivery is DeliveryKind.KEYS or active.until is not None:
            self.release(active.profile)

    def drop_all(self) -> None:
        """Takes all keys back, also those that could not be taken back before."""
        self.withdrawals.retry()
        for found in self.profiles.all():
            self.drop(found)

    def sign_out(self, session: SessionName, now: datetime) -> None:
        """Ends a session and takes its keys back."""
        for found in self.profiles.of_session(session):
            self.drop(found)
        self.effects.role_keys.forget(session)
        self.session_event(session, SignOutAsked(), now)
        self.teller.withdraw(f"session/{session}")

    def problem(self, key: ProblemKey, error: TrayError | None) -> None:
        """Shows something that is wrong with the whole, or no longer."""
        self.problems.pop(key, None)
        if error is not None:
            log.warning("%s: %s", key, error)
            self.problems[key] = error
            if key == KEYRING and not self.world.is_passing:
                self.world.keyring_signals.start(lambda: self.post(KeyringChanged()))

    def remember(self, memory: Memory) -> None:
        """Keeps a changed memory."""
        self.memory = memory
        self.errands.save_memory(memory)

    def note_use(self, role: RoleRef) -> None:
        """Puts a role first among the recent ones, and counts."""
        self.remember(with_use(self.memory, role))

    def _settle_withdrawals(self) -> None:
        """Takes in what came of the last ones: nothing else counts any more."""
        while not self._inbox.empty():
            message = self._inbox.get()
            if isinstance(message, WithdrawalHappened):
                self.withdrawals.happened(message, self.world.clock.now())

    def _shut_down(self, *, keep_keys: bool) -> None:
        world = self.world
        self.errands.stop()
        world.watcher.close()
        world.keyring_signals.close()
        self.effects.close()
        world.sign_ins.close()
        world.endpoint.close_all()
        if not keep_keys:
            self.drop_all()
        world.files.close(timeout=5)
        self._settle_withdrawals()
        self.activity.note(self._published, self.snapshot(), world.clock.now())
        world.notifier.close(self.withdrawals.tell_what_remains())
        # A keyring may be asking the person just now: only a command waits for the answer.
        world.keyring.close(timeout=5 if world.is_passing else 0.5)
        others = (world.network, world.refresh_lane, world.sign_in_lane, world.listing_lane)
        for lane in (*others, world.journal, world.desktop):
            lane.close(timeout=1)
