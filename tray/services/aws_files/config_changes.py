"""What other programs do to the AWS config file, and to sign-ins in the AWS CLI's cache."""

from typing import TYPE_CHECKING

from tray.core.problems import ProblemKey, ProblemKind
from tray.core.sessions.states import Expired, SignedOut
from tray.core.vocabulary.errors import program_replaced
from tray.core.vocabulary.model import SessionName
from tray.services.messages import FilesChanged

if TYPE_CHECKING:
    from tray.services.agent.agent import Agent

_LOOKS_EVERY_SECONDS = 30.0
"""Beside the watcher: a system may have no notifications left, or lose one."""


class ConfigChanges:
    """Has the files watched, and those read again that changed. Runs on the agent's thread."""

    def __init__(self, agent: "Agent") -> None:
        self._agent = agent
        self._looked_at = agent.world.clock.monotonic()

    def start(self) -> None:
        """Begins to watch; a program that lives for one command only does without."""
        world = self._agent.world
        if world.is_passing:
            return
        world.watcher.watch(
            [world.config_path(), *world.program_files]
        )  # before it is read for the first time
        world.watcher.start(lambda paths: self._agent.post(FilesChanged(paths)))

    def follow(self) -> None:
        """Watches the tokens of the sessions that there are now."""
        world = self._agent.world
        sessions = [seat.session for seat in self._agent.sessions.seats()]
        tokens = [path for session in sessions for path in world.vault.shared_paths(session)]
        paths = [world.config_path(), *world.program_files, *tokens]
        # On the lane: a network file system may take its time.
        world.files.submit(lambda: world.watcher.watch(paths))

    def take(self, changed: frozenset[str]) -> None:
        """Reads what changed. Our own changes bring nothing new, and so come to an end here."""
        agent = self._agent
        agent.withdrawals.look()
        if changed.intersection(agent.world.program_files) and agent.world.is_replaced():
            agent.problem(ProblemKey(ProblemKind.PROGRAM), program_replaced())
        if agent.world.config_path() in changed:
            agent.errands.read_sessions(agent.settings)
        for seat in agent.sessions.seats():
            if changed.intersection(agent.world.vault.shared_paths(seat.session)):
                agent.errands.look_for_news(
                    seat.session, can_adopt=self.can_adopt(seat.session.name)
                )

    def can_adopt(self, name: SessionName) -> bool:
        """Whether a sign-in of the AWS CLI may become ours, too: where there is none of our own."""
        agent = self._agent
        seat = agent.sessions.get(name)
        is_free = seat is not None and isinstance(seat.state, SignedOut | Expired)
        return is_free and "shared_with_aws_cli" not in agent.locked

    def tick(self) -> None:
        """Now and then: what other tools did to the sign-ins that are shared with them."""
        agent = self._agent
        moment = agent.world.clock.monotonic()
        if moment - self._looked_at < _LOOKS_EVERY_SECONDS:
            return
        self._looked_at = moment
        agent.withdrawals.look()
        for seat in agent.sessions.seats():
            if agent.world.vault.is_shared(seat.session.name):
                agent.errands.look_for_news(seat.session)
