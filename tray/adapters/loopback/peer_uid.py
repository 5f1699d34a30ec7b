"""Whose program is at the other end of a loopback connection, where Linux tells."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_TABLES = ("/proc/net/tcp", "/proc/net/tcp6")
_ROOT = 0
_TIME_WAIT = "06"
_NO_INODE = "0"


@dataclass(frozen=True, slots=True)
class PeerSocket:
    """An end of a connection. `is_held` by a program; of one that let it go nobody knows whose."""

    uid: int
    is_held: bool


def is_of_another_user(
    port: int,
    to_port: int,
    tables: Iterable[str] = _TABLES,
    environ: Mapping[str, str] = os.environ,
) -> bool:
    """Whether who connected from `port` to our `to_port` is another user; root counts as ours.

    Root could read our memory anyway, and WSL's way to a browser of Windows is root's. Who hung
    up at once, so that the system no longer knows them, is taken for another: they want to bring
    something, not to hear the answer. But for WSL, where Windows' own programs are in no table.
    Where the system has no tables, no.
    """
    texts = list(_read(tables))
    if not texts:
        return False
    for text in texts:
        found = peer_in(text, port, to_port)
        if found is not None:
            return not found.is_held or found.uid not in {os.getuid(), _ROOT}
    return not environ.get("WSL_DISTRO_NAME")


def _read(tables: Iterable[str]) -> Iterator[str]:
    for table in tables:
        try:
            yield Path(table).read_text("ascii")
        except (OSError, ValueError):
            continue


def peer_in(table: str, port: int, to_port: int) -> PeerSocket | None:
    """The loopback socket from that port to that one; see proc_net_tcp(5).

    The same port may lead elsewhere, too, and may have led here before (TIME_WAIT).
    """
    for line in table.splitlines()[1:]:
        words = line.split()
        if len(words) < 10 or words[3] == _TIME_WAIT:
            continue
        address, _, at = words[1].partition(":")
        _, _, to = words[2].partition(":")
        # 127.0.0.1 in the machine's byte order, alone or mapped into IPv6
        is_here = address.endswith("0100007F") and int(at, 16) == port
        if is_here and int(to, 16) == to_port:
            return PeerSocket(int(words[7]), words[9] != _NO_INODE)
    return None
