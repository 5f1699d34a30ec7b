"""The built program, tried as it will be installed: icon, sign-in, role, helper, commands, size."""

import json
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

from installers.linux.elf import is_elf, search_paths
from tests.desktop.bed import PROJECT, Bed
from tests.desktop.processes import Program
from tests.desktop.session_bus import SessionBus
from tests.desktop.tray_items import TrayItem, find_item
from tests.desktop.waiting import wait_until
from tests.packaging.sizes import loaded_by, measured, told
from tray.cli.main import command_names

BUILT = PROJECT / "dist/sso-tray"
PROGRAM = str(BUILT / "sso-tray")
_HELPER = "sso-tray-credentials"
RUNS = 50


def main() -> int:
    """Tries it; raises for what does not work, and prints the figures."""
    keeps_no_trace(BUILT)
    with Bed() as bed, bed.bus() as bus:
        program = start_demo(bed, bus, (PROGRAM,))
        helper = use_on_demand(bed, (PROGRAM,))
        assert helper[0] == str(BUILT / _HELPER), helper
        keep_to_itself(bed, (PROGRAM,), BUILT)
        _say_times(*helper_times(bed, helper))
        loaded = loaded_by(program.pid)
        quit_demo(bed, program, (PROGRAM,))
        _answer_commands(bed)
    outlive_upgrade()
    _say(told(measured(BUILT, loaded)))
    return 0


def start_demo(bed: Bed, bus: SessionBus, command: tuple[str, ...]) -> Program:
    """The demo with its icon, signed in. `command` starts the program, wherever it is."""
    assert bed.run(*command, "--version").startswith("SSO Tray ")
    started = time.perf_counter()
    program = bed.start(*command, "--demo", "--demo-speed", "1")
    item = find_item(bus, program, 30)
    _say(f"icon registered after {(time.perf_counter() - started) * 1000:.0f} ms")
    sign_in(bed, item)
    return program


def use_on_demand(bed: Bed, command: tuple[str, ...]) -> list[str]:
    """A role by `credential_process`; the words of its line, the first of which is the helper."""
    bed.run(*command, "--demo", "use", "Prod/ReadOnly", "--profile", "work", "--as", "process")
    config = bed.home / ".local/share/sso-tray/demo/aws/config"
    line = next(text for text in config.read_text().splitlines() if "credential_process" in text)
    return shlex.split(line.split("=", 1)[1])


def keep_to_itself(bed: Bed, command: tuple[str, ...], folder: Path) -> None:
    """What runs with a role's keys is not to load the libraries in `folder`, which are ours."""
    seen = bed.run(*command, "--demo", "exec", "Prod/ReadOnly", "--", "env")
    assert "AWS_SESSION_TOKEN=" in seen
    assert str(folder) not in seen, seen


def keeps_no_trace(built: Path) -> None:
    """No folder of the machine that built it: not where libraries are looked for, nor as a note."""
    libraries = [path for path in built.rglob("*") if is_elf(path)]
    foreign = {
        path.name: place
        for path in libraries
        for place in search_paths(path)
        if not place.startswith("$ORIGIN")
    }
    assert libraries
    assert not foreign, foreign
    assert not list(built.rglob("direct_url.json"))


def outlive_upgrade() -> None:
    """What a package manager does under a running program: another file is in its place."""
    with Bed() as bed, bed.bus() as bus:
        copy = bed.root / "installed"
        shutil.copytree(BUILT, copy, symlinks=True)
        program = bed.start(str(copy / "sso-tray"), "--demo", "--demo-speed", "1")
        item = find_item(bus, program, 30)
        wait_until(lambda: _answers(bed), 30, "it has started")
        (copy / "new").write_bytes(b"another build")
        (copy / "new").replace(copy / "sso-tray")
        sign_in(bed, item)
        assert use_on_demand(bed, (PROGRAM,))[0] == str(copy / _HELPER)
        quit_demo(bed, program, (PROGRAM,))
        _say("it outlives an upgrade")


def _answers(bed: Bed) -> bool:
    """The icon may be there before the agent listens: then the command fails."""
    try:
        return "Acme" in bed.run(PROGRAM, "--demo", "status")
    except subprocess.CalledProcessError:
        return False


def quit_demo(bed: Bed, program: Program, command: tuple[str, ...]) -> None:
    """It takes back what it wrote, and ends without a word of trouble."""
    bed.run(*command, "--demo", "release", "work")
    assert program.stop() == 0, program.output()
    assert "Traceback" not in program.output(), program.output()


def sign_in(bed: Bed, item: TrayItem) -> None:
    """As a person who allows everything, without a browser of one's own."""
    before = len(bed.opened_pages())
    item.activate()
    wait_until(lambda: len(bed.opened_pages()) > before, 30, "the consent page")
    page = bed.opened_pages()[-1]
    with urlopen(page, timeout=10) as answer:  # noqa: S310 - loopback
        ticket = re.search(r'name="ticket" value="([^"]+)"', answer.read().decode())
    assert ticket
    form = urlencode({"ticket": ticket[1], "verdict": "allowed"}).encode()
    parts = urlsplit(page)
    urlopen(f"{parts.scheme}://{parts.netloc}/decide", form, timeout=10).close()  # noqa: S310 - loopback
    wait_until(lambda: " left" in item.tooltip(), 30, "signed in")


def helper_times(bed: Bed, words: list[str]) -> tuple[list[float], list[float]]:
    """Milliseconds of the helper and of the bare interpreter, in turns."""
    bare, ours = [], []
    for _ in range(RUNS):
        bare.append(_timed(bed, [sys.executable, "-I", "-S", "-c", "pass"])[0])
        took, said = _timed(bed, words)
        assert json.loads(said)["Version"] == 1
        ours.append(took)
    return ours, bare


def _say_times(ours: list[float], bare: list[float]) -> None:
    floor, middle = statistics.median(bare), statistics.median(ours)
    _say(
        f"helper {middle:.1f} ms, {middle / floor:.2f} x the interpreter's start of {floor:.1f} ms"
    )


def _timed(bed: Bed, words: list[str]) -> tuple[float, str]:
    started = time.perf_counter()
    said = bed.run(*words)
    return (time.perf_counter() - started) * 1000, said


def _answer_commands(bed: Bed) -> None:
    """What a library imports by name only, or not at all any more, shows when it is asked for."""
    for command in sorted(command_names()):
        assert "Usage: sso-tray" in bed.run(PROGRAM, command, "--help"), command
    # The shell is found out; "true" keeps it from becoming the program itself.
    script = bed.run("bash", "-c", f"{shlex.quote(PROGRAM)} --show-completion; true")
    assert "complete -o" in script, script


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
