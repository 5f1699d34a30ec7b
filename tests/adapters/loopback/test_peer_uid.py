"""Who is at the other end: from tables as Linux writes them, and from a real connection."""

import os
import socket
import sys
from pathlib import Path

import pytest

from tray.adapters.loopback.peer_uid import PeerSocket, is_of_another_user, peer_in

HEAD = (
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout\n"
)
ROW = "   1: {}:{:04X} 0100007F:{:04X} {} 00000000:00000000 00:00000000 00000000 {:5d}  0 {} 1\n"
MAPPED = "0000000000000000FFFF00000100007F"
OTHER, OURS, THEIRS = 4_242, 40_000, 8080


def row(
    uid: int,
    address: str = "0100007F",
    port: int = THEIRS,
    to: int = OURS,
    state: str = "01",
    inode: int = 77,
) -> str:
    return ROW.format(address, port, to, state, uid, inode)


TABLES = {
    "IPv4": (row(7, port=80) + row(OTHER), PeerSocket(OTHER, is_held=True)),
    "IPv6": (row(OTHER, MAPPED), PeerSocket(OTHER, is_held=True)),
    "another address": (row(OTHER, "0200A8C0"), None),
    "another port": (row(OTHER, port=80), None),
    "to another port": (row(0, to=443) + row(OTHER), PeerSocket(OTHER, is_held=True)),
    "one of before": (row(0, state="06", inode=0) + row(7), PeerSocket(7, is_held=True)),
    "let go": (row(0, state="05", inode=0), PeerSocket(0, is_held=False)),
    "nothing": ("", None),
    "half a row": (" 1: 0100007F:1F90\n", None),
}


@pytest.mark.parametrize(("rows", "found"), TABLES.values(), ids=TABLES)
def test_the_owner_of_a_socket(rows: str, found: PeerSocket | None) -> None:
    assert peer_in(HEAD + rows, THEIRS, OURS) == found


@pytest.mark.skipif(os.name != "posix", reason="there are no such users")
@pytest.mark.parametrize(
    ("rows", "is_other"),
    [
        pytest.param(row(OTHER), True, id="other"),
        pytest.param(row(0), False, id="root"),
        pytest.param("own", False, id="own"),
        pytest.param(row(0, state="05", inode=0), True, id="hung up"),
        pytest.param("", True, id="gone"),
    ],
)
def test_only_the_person_s_own_and_root_are_ours(
    tmp_path: Path, rows: str, *, is_other: bool
) -> None:
    found, gone = tmp_path / "tcp", str(tmp_path / "gone")
    found.write_text(HEAD + (row(os.getuid()) if rows == "own" else rows))
    assert is_of_another_user(THEIRS, OURS, (gone, str(found)), {}) == is_other
    assert not is_of_another_user(THEIRS, OURS, (gone,), {}), "no tables, no word"


def test_programs_of_windows_are_in_no_table_of_wsl(tmp_path: Path) -> None:
    found = tmp_path / "tcp"
    found.write_text(HEAD)
    assert not is_of_another_user(THEIRS, OURS, (str(found),), {"WSL_DISTRO_NAME": "Debian"})


@pytest.mark.skipif(sys.platform != "linux", reason="Linux's table")
def test_a_real_connection_is_our_own_until_it_is_let_go(network: object) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        here = server.getsockname()[1]
        client = socket.create_connection(server.getsockname())
        port = client.getsockname()[1]
        accepted, _ = server.accept()
        with accepted:
            table = Path("/proc/net/tcp").read_text()
            assert peer_in(table, port, here) == PeerSocket(os.getuid(), is_held=True)
            client.close()
            assert is_of_another_user(port, here, environ={})
