"""Where the agent is reached on each system: a Unix socket, or a named pipe on Windows."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from tray.core.ipc.protocol import Peer


class Door(Protocol):
    """What listens."""

    def close(self, patience: float = 0.0) -> None:
        """Stops listening; lets what was asked be answered, for `patience` s at most."""


def open_door(address: Path, answer: Callable[[Peer, bytes], bytes]) -> Door:
    """Begins to listen; `answer` is called on threads. Raises `FileError`."""
    if sys.platform == "win32":
        from tray.adapters.ipc.windows_pipe import PipeServer  # noqa: PLC0415 - Windows only

        return PipeServer(address, answer)
    from tray.adapters.ipc.unix_socket import LocalSocketServer  # noqa: PLC0415 - not on Windows

    return LocalSocketServer(address, answer)


def ask_agent(address: Path, line: bytes, seconds: float) -> bytes:
    """One line to the agent, and its answer.

    Raises `OSError` where nobody listens, `TimeoutError` (one of them) where there is no answer in
    time, `AgentSilent` where it hung up, and `FileError` where another user's program listens.
    """
    if sys.platform == "win32":
        from tray.adapters.ipc.windows_pipe import ask as ask_pipe  # noqa: PLC0415 - Windows only

        return ask_pipe(address, line, seconds)
    from tray.adapters.ipc.unix_socket import ask as ask_socket  # noqa: PLC0415 - not on Windows

    return ask_socket(address, line, seconds)
