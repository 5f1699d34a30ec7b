"""Where the agent is reached on each system: a Unix socket, or a named pipe on Windows."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from tray.core.wire import Peer


class Door(Protocol):
    """What listens."""

    def close(self) -> None:
        """Stops listening."""


def open_door(address: Path, answer: Callable[[Peer, bytes], bytes]) -> Door:
    """Begins to listen; `answer` is called on threads. Raises `FileError`."""
    if sys.platform == "win32":
        from tray.adapters.windows_pipe import PipeServer  # noqa: PLC0415 - Windows only

        return PipeServer(address, answer)
    from tray.adapters.local_socket import LocalSocketServer  # noqa: PLC0415 - not on Windows

    return LocalSocketServer(address, answer)


def ask_agent(address: Path, line: bytes, seconds: float) -> bytes:
    """One line to the agent, and its answer. Raises `OSError`, `TimeoutError` among them."""
    if sys.platform == "win32":
        from tray.adapters.windows_pipe import ask as ask_pipe  # noqa: PLC0415 - Windows only

        return ask_pipe(address, line)
    from tray.adapters.local_socket import ask as ask_socket  # noqa: PLC0415 - not on Windows

    return ask_socket(address, line, seconds)
