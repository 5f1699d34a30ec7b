"""Who is at the other end: from tables as Linux writes them, and from a real connection."""

import os
import socket
import sys
from pathlib import Path

import pytest

from tray.adapters.loopback_peer import is_of_another_user, uid_of

HEAD = (
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout\n"
)
ROW = "   1: {}:{:04X} 0100007F:9C40 01 00000000:00000000 00:00000000 00000000 {:5d}        0 1 1\n"
MAPPED = "0000000000000000FFFF00000100007F"
OTHER = 4_242


def table(*rows: tuple[str, int, int]) -> str:
    return HEAD + "".join(ROW.format(*row) for row in rows)


TABLES = {
    "IPv4": (table(("0100007F", 80, 7), ("0100007F", 8080, OTHER)), OTHER),
    "IPv6": (table((MAPPED, 8080, OTHER)), OTHER),
    "another address": (table(("0200A8C0", 8080, OTHER)), None),
    "another port": (table(("0100007F", 80, OTHER)), None),
    "no table": ("", None),
    "half a row": (f"{HEAD} 1: 0100007F:1F90\n", None),
}


@pytest.mark.parametrize(("text", "uid"), TABLES.values(), ids=TABLES)
def test_the_owner_of_a_socket(text: str, uid: int | None) -> None:
    assert uid_of(text, 8080) == uid


@pytest.mark.skipif(os.name != "posix", reason="there are no such users")
@pytest.mark.parametrize(
    ("uid", "is_other"), [(OTHER, True), (0, False), (-1, False)], ids=["other", "root", "own"]
)
def test_only_another_user_is_one(tmp_path: Path, uid: int, is_other: bool) -> None:
    found = tmp_path / "tcp"
    found.write_text(table(("0100007F", 8080, os.getuid() if uid < 0 else uid)))
    gone = str(tmp_path / "gone")
    assert is_of_another_user(8080, (gone, str(found))) == is_other
    assert not is_of_another_user(8080, (gone,))


@pytest.mark.skipif(sys.platform != "linux", reason="Linux's table")
def test_a_real_connection_is_our_own(network: object) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        port = client.getsockname()[1]
        assert uid_of(Path("/proc/net/tcp").read_text(), port) == os.getuid()
