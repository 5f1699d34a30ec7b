"""The agent's pipe on Windows, and the search path there."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from tray.adapters.system.windows_path_variable import EXPANDED, add_folder, remove_folder
from tray.core.ipc.protocol import Peer

if sys.platform == "win32":
    import os

    from tray.adapters.ipc.windows_pipe import PipeServer, ask

    numbers = count()

    def answered(peer: Peer, line: bytes) -> bytes:
        return b"%d %s" % (peer.pid or 0, line)

    @pytest.fixture
    def address() -> Iterator[Path]:
        path = Path(rf"\\.\pipe\sso-tray-tests-{os.getpid()}-{next(numbers)}")
        server = PipeServer(path, answered)
        yield path
        server.close()

    def test_a_line_is_answered_and_the_caller_known(address: Path) -> None:
        assert ask(address, b"hello\n", 10) == b"%d hello\n" % os.getpid()

    def test_fifty_at_once_are_all_answered(address: Path) -> None:
        with ThreadPoolExecutor(50) as pool:
            lines = [b"%d\n" % number for number in range(50)]
            answers = list(pool.map(lambda line: ask(address, line, 10), lines))
        assert [answer.split()[1] for answer in answers] == [line.strip() for line in lines]

    def test_after_the_end_nobody_is_there() -> None:
        path = Path(rf"\\.\pipe\sso-tray-tests-{os.getpid()}-gone")
        PipeServer(path, answered).close()
        with pytest.raises(OSError, match="pipe"):
            ask(path, b"hello\n", 10)


class Registry:
    """A search path in memory."""

    def __init__(self, text: str | None, kind: int = EXPANDED) -> None:
        self.found = None if text is None else (text, kind)

    def read(self) -> tuple[str, int] | None:
        return self.found

    def write(self, text: str, kind: int) -> None:
        self.found = text, kind


OURS = r"C:\Users\ada\AppData\Local\Programs\SSO Tray"
OTHERS = r"%USERPROFILE%\bin;C:\Program Files\Git\cmd"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(None, OURS, id="nothing yet"),
        pytest.param("", OURS, id="empty"),
        pytest.param(OTHERS, f"{OTHERS};{OURS}", id="behind the others"),
        pytest.param(f"{OTHERS};", f"{OTHERS};{OURS}", id="a last semicolon"),
        pytest.param(f'"{OURS.upper()}\\";{OTHERS}', None, id="there already"),
        pytest.param(f"{OTHERS};" * 100, None, id="longer than NSIS can"),
    ],
)
def test_a_folder_is_added_once(before: str | None, after: str | None) -> None:
    registry = Registry(before, kind=1)
    is_new = add_folder(registry, OURS)
    assert registry.found is not None
    text, _ = registry.found
    if after is None and before and OURS.casefold() in before.casefold():
        assert (is_new, text) == (False, before)
    elif after is None:
        assert text == f"{before}{OURS}"
    else:
        assert (is_new, text) == (True, after)


def test_the_registrys_type_of_it_stays() -> None:
    registry = Registry(OTHERS, kind=1)
    add_folder(registry, OURS)
    assert registry.found == (f"{OTHERS};{OURS}", 1)


@pytest.mark.parametrize("before", [OTHERS, f"{OTHERS};", f";;{OTHERS}", "%X%"])
def test_what_was_added_goes_and_all_else_stays_as_it_is_written(before: str) -> None:
    registry = Registry(before)
    add_folder(registry, OURS)
    assert remove_folder(registry, OURS)
    assert registry.found == (before.removesuffix(";"), EXPANDED)
    assert not remove_folder(registry, OURS)
    assert not remove_folder(Registry(None), OURS)
