"""The agent with the doors through which other programs reach it.

The tray, `sso-tray agent`, and a command that finds no agent all run this.
"""

from collections.abc import Callable

from tray.adapters.ipc.agent_socket import Door, open_door
from tray.adapters.storage.paths import ProgramPaths
from tray.core.snapshot import AppSnapshot
from tray.services.agent.agent import Agent
from tray.services.broker.broker import Broker
from tray.services.environment import AgentEnvironment
from tray.services.snapshots.feed import SnapshotFeed


class ServicePoint:
    """Agent and broker of one world.

    `on_snapshot` is called from the agent's thread; `on_show` and `on_quit`, which other
    programs ask for, from any.
    """

    def __init__(
        self,
        world: AgentEnvironment,
        on_snapshot: Callable[[AppSnapshot], None],
        on_show: Callable[[], None],
        on_quit: Callable[[], None] = lambda: None,
    ) -> None:
        self._board = SnapshotFeed()
        self._on_snapshot = on_snapshot
        self.agent = Agent(world, self._publish)
        self.broker = Broker(self.agent, self._board, on_show, on_quit)

    def listen(self, places: ProgramPaths, *, is_passing: bool = False) -> Door:
        """Opens the socket: the agent's, or that of a command which is one for a moment."""
        address = places.passing_socket if is_passing else places.socket
        return open_door(address, self.broker.handle_line)

    def _publish(self, snapshot: AppSnapshot) -> None:
        self._board.publish(snapshot)
        self._on_snapshot(snapshot)
