"""The agent with the ways by which other programs reach it.

The tray, `sso-tray agent`, and a command that finds no agent all run this.
"""

from collections.abc import Callable

from tray.adapters.ipc.agent_socket import Door, open_door
from tray.adapters.storage.paths import ProgramPaths
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.errors import TrayError
from tray.services.snapshots.feed import SnapshotFeed
from tray.wiring.agent_assembly import Assembly
from tray.wiring.agent_services import NO_PROMPTS, Prompts
from tray.wiring.broker_assembly import broker_of
from tray.wiring.environment import AgentEnvironment


class AgentHost:
    """Agent and broker of one environment.

    `on_snapshot` is called from the agent's thread; `on_show` and `on_quit`, which other
    programs ask for, from any.
    """

    def __init__(
        self,
        environment: AgentEnvironment,
        on_snapshot: Callable[[AppSnapshot], None],
        on_show: Callable[[], None],
        on_quit: Callable[[], None] = lambda: None,
        prompts: Prompts = NO_PROMPTS,
    ) -> None:
        self.feed = SnapshotFeed()
        self._on_snapshot = on_snapshot
        self.assembly = Assembly(environment, self._publish, prompts)
        self.agent = self.assembly.agent
        self.activity = self.assembly.services.activity
        self.broker = broker_of(self.assembly.services, self.feed, on_show, on_quit)

    def listen(self, places: ProgramPaths, *, is_passing: bool = False) -> Door:
        """Opens the socket: the agent's, or that of a command which is one for a moment."""
        address = places.passing_socket if is_passing else places.socket
        return open_door(address, self.broker.handle_line)

    @property
    def remaining(self) -> tuple[TrayError, ...]:
        """After the agent's end: what could not be removed from the AWS files."""
        return self.assembly.shutdown.remaining

    @property
    def unsaved(self) -> TrayError | None:
        """Why a new sign-in lives in this run only."""
        return self.assembly.services.keyring.unsaved

    def _publish(self, snapshot: AppSnapshot) -> None:
        self.feed.publish(snapshot)
        self._on_snapshot(snapshot)
