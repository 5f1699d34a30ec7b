"""What comes back from the lanes to the agent's desks: files that were read, listings, failures."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias, assert_never

from tray.core.problems import ProblemKey, ProblemKind
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import SessionName, SsoSession
from tray.services.messages import (
    Arrival,
    Copied,
    DoNotDisturbSeen,
    Listed,
    ListingFailed,
    Loaded,
    NewestKnown,
    ProfilesSeen,
    Restored,
    RoleActionDone,
    RoleActionFailed,
    SessionsRead,
    SetUpMoved,
    Shared,
)
from tray.services.notifications import texts

if TYPE_CHECKING:
    from tray.services.agent.agent import Agent

Learned: TypeAlias = SetUpMoved | NewestKnown | DoNotDisturbSeen | ProfilesSeen


class ResultHandlers:
    """Takes in what was asked for earlier. Runs on the agent's thread."""

    def __init__(self, agent: "Agent") -> None:
        self._agent = agent

    def take(self, message: Arrival, now: datetime) -> None:
        """Puts it where it belongs."""
        match message:
            case Loaded():
                self._load(message, now)
            case SessionsRead(sessions, problems):
                self._seat(sessions, problems)
            case Restored(name, part):
                seat = self._agent.sessions.get(name)
                if seat is not None:
                    seat.unrestored.discard(part)
            case Shared(name):
                self._share(name)
            case Listed() | ListingFailed():
                self._listed(message, now)
            case SetUpMoved() | NewestKnown() | DoNotDisturbSeen() | ProfilesSeen():
                self._learn(message, now)
            case RoleActionFailed() | RoleActionDone() | Copied():
                self._serve(message)
            case _:
                assert_never(message)

    def _learn(self, message: Learned, now: datetime) -> None:
        """What somebody looked up."""
        match message:
            case SetUpMoved(setup):
                self._agent.setup = setup
            case NewestKnown(version):
                self._agent.updates.take(version)
            case ProfilesSeen():
                self._agent.profile_watch.take(message)
            case DoNotDisturbSeen():
                self._agent.teller.discretion.take(message, now)
            case _:
                assert_never(message)

    def _serve(self, message: RoleActionFailed | RoleActionDone | Copied) -> None:
        """What came of something that was asked for a role."""
        agent = self._agent
        match message:
            case RoleActionFailed(asked, error):
                agent.teller.action_failed(asked, agent.account_words(asked.role), error)
            case RoleActionDone(role, kind):
                agent.activity.note_asked(agent.snapshot(), kind, role)
            case Copied(role):
                agent.teller.tell(texts.copied(role, agent.account_words(role)))
            case _:
                assert_never(message)

    def _load(self, message: Loaded, now: datetime) -> None:
        agent = self._agent
        agent.settings, agent.memory = message.in_force.settings, message.memory
        agent.locked = message.in_force.locked
        agent.sessions.remember(message.memory, agent.settings.warn_minutes)
        for number, problem in enumerate(message.in_force.problems):
            agent.problem(ProblemKey(ProblemKind.SETTINGS, str(number)), problem)
        self._seat(message.sessions, message.problems)
        for standing in message.standing:
            if agent.sessions.get(standing.role.session) is not None:
                agent.profiles.take_over(standing, now)
        for left in message.left:
            was = agent.profiles.activation_of(left.was, now) if left.was is not None else None
            agent.withdrawals.take_over(left, was, now)
        agent.is_ready = True

    def _share(self, name: SessionName) -> None:
        """Remembered, so that the next start looks in the right place."""
        agent = self._agent
        names = (*agent.settings.shared_with_aws_cli, name)
        shared = tuple(dict.fromkeys(str(one) for one in names))
        agent.settings = replace(agent.settings, shared_with_aws_cli=shared)
        agent.errands.save_settings(agent.settings)

    def _seat(self, sessions: tuple[SsoSession, ...], problems: tuple[TrayError, ...]) -> None:
        agent = self._agent
        new, gone = agent.sessions.replace_all(sessions)
        for session in gone:
            for found in agent.profiles.of_session(session.name):
                agent.drop(found)
            agent.effects.role_keys.forget(session.name)
        agent.file_news.follow()
        for session in new:
            can_adopt = agent.file_news.can_adopt(session.name)
            agent.errands.restore(session, can_adopt=can_adopt)
        for key in [key for key in agent.problems if key.kind is ProblemKind.CONFIG]:
            del agent.problems[key]
        for number, problem in enumerate(problems):
            agent.problem(ProblemKey(ProblemKind.CONFIG, str(number)), problem)

    def _listed(self, message: Listed | ListingFailed, now: datetime) -> None:
        seat = self._agent.sessions.get(message.session)
        if seat is None:
            return
        if isinstance(message, ListingFailed):
            seat.fail_listing(message.error, now)
        else:
            seat.take_listing(message.listing, message.progress)
