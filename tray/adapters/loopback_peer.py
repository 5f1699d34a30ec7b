"""Whose program is at the other end of a loopback connection, where Linux tells."""

import os
from collections.abc import Iterable
from pathlib import Path

_TABLES = ("/proc/net/tcp", "/proc/net/tcp6")
_ROOT = 0


def is_of_another_user(port: int, tables: Iterable[str] = _TABLES) -> bool:
    """Whether the socket bound to `port` is known to be another user's; root counts as ours.

    Root could read our memory anyway, and WSL's way to a browser of Windows is root's.
    Where nobody can tell, no.
    """
    for table in tables:
        try:
            text = Path(table).read_text("ascii")
        except (OSError, ValueError):
            continue
        uid = uid_of(text, port)
        if uid is not None:
            return uid not in {os.getuid(), _ROOT}
    return False


def uid_of(table: str, port: int) -> int | None:
    """The owner of the loopback socket with that local port; see proc_net_tcp(5)."""
    for line in table.splitlines()[1:]:
        words = line.split()
        if len(words) > 7:
            address, _, at = words[1].partition(":")
            # 127.0.0.1 in the machine's byte order, alone or mapped into IPv6
            if address.endswith("0100007F") and int(at, 16) == port:
                return int(words[7])
    return None
