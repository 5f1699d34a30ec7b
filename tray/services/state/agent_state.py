"""All that the agent knows."""

from dataclasses import dataclass, field
from datetime import timedelta

from tray.core.guards.consent import Question
from tray.core.problems import ProblemKey
from tray.core.profiles.withdrawal import Withdrawal
from tray.core.settings.choices import region_of
from tray.core.settings.settings import Settings
from tray.core.snapshot import AppSnapshot, SetUp
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import Memory, ProfileName, RoleRef, SessionName
from tray.services.state.active_profiles import ActiveProfiles
from tray.services.state.session_registry import SessionRegistry


@dataclass(slots=True)
class AgentState:
    """Only the agent's thread reads and writes it; everybody else has snapshots."""

    sessions: SessionRegistry = field(default_factory=SessionRegistry)
    profiles: ActiveProfiles = field(default_factory=ActiveProfiles)
    withdrawals: dict[ProfileName, Withdrawal] = field(default_factory=dict)
    """Profiles on their way out of the AWS files."""
    settings: Settings = field(default_factory=Settings)
    locked: frozenset[str] = frozenset()
    """Settings that an administrator set and the person may not change."""
    memory: Memory = field(default_factory=Memory)
    """What is remembered from run to run."""
    problems: dict[ProblemKey, TrayError] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    setup: SetUp | None = None
    newer_version: str = ""
    is_ready: bool = False
    is_demo: bool = False
    has_terminal: bool = False

    def account_name(self, role: RoleRef) -> str:
        """What the role's account is called; empty where no listing knows it."""
        record = self.sessions.get(role.session)
        return record.account_name(role.account_id) if record is not None else ""

    def account_words(self, role: RoleRef) -> str:
        """An account as people call it: by its name, or by its number where none is known."""
        return self.account_name(role) or role.account_id

    def region_of(self, name: SessionName) -> str:
        """The region that a session's roles work in."""
        record = self.sessions.get(name)
        return region_of(self.settings, name, record.session if record is not None else None)

    def snapshot(self) -> AppSnapshot:
        """All that may be seen, as it is now."""
        soon = max(self.sessions.warn_steps, default=timedelta(minutes=15))
        return AppSnapshot(
            sessions=tuple(self.sessions.view(record) for record in self.sessions.all()),
            activations=self.profiles.all(),
            withdrawals=tuple(self.withdrawals.values()),
            pinned=self.memory.pinned,
            recent=self.memory.recent,
            uses=self.memory.uses,
            problems=tuple(self.problems.values()),
            soon=soon,
            is_demo=self.is_demo,
            is_ready=self.is_ready,
            has_terminal=self.has_terminal,
            settings=self.settings,
            locked=self.locked,
            newer_version=self.newer_version,
            questions=self.questions,
            setup=self.setup,
        )
