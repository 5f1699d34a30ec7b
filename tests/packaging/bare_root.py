"""The .deb in a bare Debian root: installed, used, upgraded to other settings, removed.

    python -m tests.packaging.bare_root [--base FOLDER]

It takes some minutes, so no test run starts it. `--base` is a root that debootstrap
made before: it is copied, not changed. `debian_root` says what it needs.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from installers.linux.tree import PROGRAM
from tests.desktop.bed import Bed
from tests.desktop.hands import Hands
from tests.desktop.processes import Program
from tests.desktop.session_bus import SessionBus
from tests.desktop.tray_items import find_item
from tests.desktop.waiting import wait_until
from tests.packaging.debian_root import DebianRoot, bare_root, run
from tests.packaging.next_version import NEW, OLD, VERSION, build_next
from tests.packaging.smoke import BUILT, keep_to_itself, quit_demo, start_demo, use_on_demand

SETTINGS = f"""\
# by hand
version = 1
{OLD} = "team" # ours
future = "x"
"""
"""As the first version has them; nobody knows what the last line is."""


def main() -> int:
    """Tries it; raises for what does not work, and lists what was left behind."""
    parser = argparse.ArgumentParser(description="The .deb in a bare Debian root.")
    parser.add_argument("--base", type=Path)
    options = parser.parse_args()
    with bare_root(options.base) as root, tempfile.TemporaryDirectory(prefix="next.") as folder:
        before = root.files()
        old, new = _package(root, BUILT), _package(root, build_next(Path(folder)), VERSION)
        started = time.monotonic()
        root.apt("install", old)
        brought = len(root.files() - before)
        took = time.monotonic() - started
        _say(f"installed {old} in {took:.0f} s; {brought:,} files with what it depends on")
        root.apt("install", "awscli")
        Trial(root).walk(old, new)
        root.apt("purge", "sso-tray", "awscli")
        root.apt("autoremove", "--purge")
        left = sorted(root.files() - before)
        _say("left behind by apt, with the packages that came along:")
        _say("".join(f"  /{name}\n" for name in left) or "  nothing")
        ours = [name for name in left if "sso-tray" in name or "sso_tray" in name]
        assert not ours, ours
    return 0


class Trial:
    """The program in a root, on a desktop."""

    def __init__(self, root: DebianRoot) -> None:
        self._root = root

    def walk(self, old: str, new: str) -> None:
        """The demo; an upgrade under its feet; the new one with the settings; and back."""
        with Bed() as bed, bed.bus() as bus:
            self._command = (*self._root.inside(bed.root), "sso-tray")
            settings = bed.home / ".local/share/sso-tray/demo/settings/settings.toml"
            settings.parent.mkdir(parents=True)
            settings.write_text(SETTINGS)
            program = start_demo(bed, bus, self._command)
            words = use_on_demand(bed, self._command)
            assert words[0] == f"/{PROGRAM}/sso-tray-credentials", words
            keep_to_itself(bed, self._command, Path("/", PROGRAM))
            self._use(bed)
            self._root.apt("install", new)
            program.must_run()
            self._use(bed)
            quit_demo(bed, program, self._command)
            assert settings.read_text() == SETTINGS
            _say("upgraded while it ran, and it went on")
            self._bring_forward(bed, bus, settings)
            self._go_back(bed, bus, settings, old)
            kept = sorted(path.name for path in settings.parents[1].rglob("*") if path.is_file())
            _say(f"the person's own, which stays: {', '.join(kept)}")

    def _use(self, bed: Bed) -> None:
        """The AWS CLI with a role, as keys and on demand, in the profile of the settings."""
        who = ""
        for kind in ("keys", "process"):
            bed.run(*self._command, "--demo", "use", "Prod/ReadOnly", "--as", kind)
            who = self._identity(bed, "team")
            assert "assumed-role/" in who, who
            assert "ReadOnly" in who, who
        bed.run(*self._command, "--demo", "release", "team")
        _say(f"the AWS CLI is {who}, with keys and on demand")

    def _identity(self, bed: Bed, profile: str) -> str:
        """What the AWS CLI of the root says it is."""
        aws = bed.home / ".local/share/sso-tray/demo/aws"
        lines = (aws / "config").read_text().splitlines()
        server = next(line.split("=")[1].strip() for line in lines if "endpoint_url" in line)
        return bed.run(
            *(*self._root.inside(bed.root), "env"),
            *(f"AWS_CONFIG_FILE={aws}/config", f"AWS_SHARED_CREDENTIALS_FILE={aws}/credentials"),
            *("aws", "sts", "get-caller-identity", "--query", "Arn", "--output", "text"),
            *("--profile", profile, "--endpoint-url", server, "--region", "us-east-1"),
            timeout=120,
        ).strip()

    def _bring_forward(self, bed: Bed, bus: SessionBus, settings: Path) -> None:
        """The new program knows the old settings, and saves them as its own."""
        program = start_demo(bed, bus, self._command)
        self._use(bed)
        assert settings.read_text() == SETTINGS, "reading writes nothing"
        _save_other_minutes(bed, bus, program)
        wait_until(lambda: settings.read_text() != SETTINGS, 15, "the settings are saved")
        text = settings.read_text()
        for line in ("# by hand", "version = 2", f'{NEW} = "team"', "warn_minutes = [20, 15, 5]"):
            assert line in text, text
        assert 'future = "x"' in text
        assert OLD not in text
        assert settings.with_name("settings.toml.version-1").read_text() == SETTINGS
        self._use(bed)
        assert program.stop() == 0, program.output()
        _say("the settings of version 1 are version 2's now; a copy is kept")

    def _go_back(self, bed: Bed, bus: SessionBus, settings: Path, old: str) -> None:
        """Who goes back finds the old program, and the new settings as they were."""
        text = settings.read_text()
        self._root.apt("install", old)
        program = start_demo(bed, bus, self._command)
        said = bed.run(*self._command, "--demo", "status", "--json")
        assert "newer SSO Tray" in said, said
        assert settings.read_text() == text
        assert program.stop() == 0, program.output()
        _say("an older program leaves them as they are, and says so")


def _save_other_minutes(bed: Bed, bus: SessionBus, program: Program) -> None:
    """By the settings window, with the keyboard: minutes before the end."""
    find_item(bus, program, 30).menu().click("Settings…")
    hands = Hands(bed.env)
    hands.wait_for_window(title="Settings")
    chips = 6
    hands.key(*["Down"] * 4, *["Tab"] * (chips + 1), "ctrl+a")
    hands.type("20")
    hands.key("Tab", "space")
    hands.key("ctrl+w")


def _package(root: DebianRoot, built: Path, version: str = "") -> str:
    """Builds the .deb of a built program into the root; its path in there."""
    command = [sys.executable, "-m", "installers.linux", "deb", "--built", str(built)]
    named = ["--version", version] if version else []
    said = run(*command, "--to", str(root.folder / "srv"), *named)
    _say(said)
    return f"/srv/{Path(said.split(': ')[0]).name}"


def _say(words: str) -> None:
    sys.stdout.write(words.rstrip("\n") + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
