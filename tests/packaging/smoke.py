"""The built program, tried as it will be installed: icon, sign-in, role, helper, size."""

import json
import re
import shlex
import statistics
import sys
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

from tests.desktop.bed import PROJECT, Bed
from tests.desktop.tray_items import TrayItem, find_item
from tests.desktop.waiting import wait_until

BUILT = PROJECT / "dist/sso-tray"
PROGRAM = str(BUILT / "sso-tray")
RUNS = 50
MIB = 1024 * 1024


def main() -> int:
    """Tries it; raises for what does not work, and prints the figures."""
    with Bed() as bed, bed.bus() as bus:
        assert bed.run(PROGRAM, "--version").startswith("SSO Tray ")
        started = time.perf_counter()
        program = bed.start(PROGRAM, "--demo", "--demo-speed", "1")
        item = find_item(bus, program, 30)
        _say(f"icon registered after {(time.perf_counter() - started) * 1000:.0f} ms")
        _sign_in(bed, item)
        bed.run(PROGRAM, "--demo", "use", "Prod/ReadOnly", "--profile", "work", "--as", "process")
        config = bed.home / ".local/share/sso-tray/demo/aws/config"
        line = next(
            text for text in config.read_text().splitlines() if "credential_process" in text
        )
        words = shlex.split(line.split("=", 1)[1])
        assert words[0] == str(BUILT / "sso-tray-credentials"), words
        _time_helper(bed, words)
        bed.run(PROGRAM, "--demo", "release", "work")
        assert program.stop() == 0, program.output()
        assert "Traceback" not in program.output()
    _print_sizes()
    return 0


def _sign_in(bed: Bed, item: TrayItem) -> None:
    """As a person who allows everything, without a browser of one's own."""
    item.activate()
    wait_until(bed.opened_pages, 30, "the consent page")
    page = bed.opened_pages()[-1]
    with urlopen(page, timeout=10) as answer:  # noqa: S310 - loopback
        ticket = re.search(r'name="ticket" value="([^"]+)"', answer.read().decode())
    assert ticket
    form = urlencode({"ticket": ticket[1], "verdict": "allowed"}).encode()
    parts = urlsplit(page)
    urlopen(f"{parts.scheme}://{parts.netloc}/decide", form, timeout=10).close()  # noqa: S310 - loopback
    wait_until(lambda: " left" in item.tooltip(), 30, "signed in")


def _time_helper(bed: Bed, words: list[str]) -> None:
    """Against the bare interpreter, in turns."""
    bare, ours = [], []
    for _ in range(RUNS):
        bare.append(_timed(bed, [sys.executable, "-I", "-S", "-c", "pass"])[0])
        took, said = _timed(bed, words)
        assert json.loads(said)["Version"] == 1
        ours.append(took)
    floor, middle = statistics.median(bare), statistics.median(ours)
    _say(
        f"helper {middle:.1f} ms, {middle / floor:.2f} x the interpreter's start of {floor:.1f} ms"
    )


def _timed(bed: Bed, words: list[str]) -> tuple[float, str]:
    started = time.perf_counter()
    said = bed.run(*words)
    return (time.perf_counter() - started) * 1000, said


def _print_sizes() -> None:
    parts = sorted((_size(part), part.name) for part in (BUILT / "_internal").iterdir())
    _say(f"{_size(BUILT) / MIB:.0f} MiB in all")
    for size, name in reversed(parts[-6:]):
        _say(f"  {size / MIB:5.1f} MiB  {name}")


def _size(path: Path) -> int:
    if not path.is_dir():
        return path.lstat().st_size
    return sum(each.lstat().st_size for each in path.rglob("*") if each.is_file())


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
