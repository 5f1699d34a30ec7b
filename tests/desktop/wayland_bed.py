"""A desktop without X: sway in memory, its bar as the panel, and a tester's hands and eyes on it.

    with WaylandBed() as bed:
        program = bed.start("sso-tray", "--demo")

Bus, notifications and keyring are the other bed's.
"""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.desktop.bed import Bed, has_tray
from tests.desktop.bed_options import BedOptions, Notifications, Panel
from tests.desktop.desktop_files import write
from tests.desktop.hands import is_called
from tests.desktop.waiting import wait_until

OPTIONS = BedOptions(panel=Panel.NONE, notifications=Notifications.STUB, window_manager=False)
_NEEDED = ("sway", "swaybar", "swaymsg", "grim", "wtype", "wl-paste", "dbus-daemon", "setpriv")

# The bar is started by the bed: it needs the bed's bus, which sway is not to know.
_CONFIG = """
xwayland disable
default_border normal
output HEADLESS-1 resolution 1280x800 position 0 0
output HEADLESS-2 resolution 2400x1500 position 1280 0
focus output HEADLESS-1
output * bg #3a6ea5 solid_color
bar {
  swaybar_command true
  position bottom
  tray_output *
}
"""
_NOBODY = 65534
_AS_NOBODY = f"setpriv --reuid={_NOBODY} --regid={_NOBODY} --clear-groups"


def missing_wayland_programs() -> list[str]:
    """What this machine lacks for it."""
    return [name for name in _NEEDED if shutil.which(name) is None]


@dataclass(frozen=True, slots=True)
class WaylandWindow:
    """A window as the compositor has it, in its own units; `is_tiled` says who chose its size."""

    title: str
    app_id: str
    x: int
    y: int
    width: int
    height: int
    has_focus: bool
    is_tiled: bool


class WaylandBed(Bed):
    """A Wayland desktop for the length of a `with` block."""

    def __init__(self) -> None:
        super().__init__(OPTIONS)
        self.env["XDG_SESSION_TYPE"] = "wayland"
        self.env["XDG_CURRENT_DESKTOP"] = "sway"

    def _start_screen(self) -> None:
        folder = self.root / "sway"
        folder.mkdir(mode=0o700)
        config = self.root / "sway.conf"
        write(config, _CONFIG)
        command = ["sway", "--config", str(config)]
        if os.geteuid() == 0:  # which sway refuses to be
            self.root.chmod(0o711)
            os.chown(folder, _NOBODY, _NOBODY)
            command = [*_AS_NOBODY.split(), *command]
        control = folder / "control"
        in_memory = {
            "XDG_RUNTIME_DIR": str(folder),
            "HOME": str(folder),
            "SWAYSOCK": str(control),
            "WLR_BACKENDS": "headless",
            "WLR_HEADLESS_OUTPUTS": "2",
            "WLR_RENDERER": "pixman",
            "WLR_LIBINPUT_NO_DEVICES": "1",
        }
        screen = self.start(*command, name="screen", env=in_memory)
        self._await(screen, lambda: control.exists() and any(folder.glob("wayland-?")))
        self.env["SWAYSOCK"] = str(control)
        self.env["WAYLAND_DISPLAY"] = str(next(folder.glob("wayland-?")))
        # A keyboard that stays: where the last one goes, every window loses the focus.
        self.start("wtype", "-s", "86400000", name="keyboard")

    def _start_desktop(self) -> None:
        super()._start_desktop()
        self.start_panel()

    def start_panel(self) -> None:
        """Sway's bar, which is a tray host."""
        bar = self.start("swaybar", "-b", "bar-0", name="panel")
        with self.bus() as bus:
            self._await(bar, lambda: has_tray(bus))

    # ---- hands and eyes -----------------------------------------------------------

    def order(self, command: str) -> None:
        """A command of sway's, as in its configuration. Raises `CalledProcessError`."""
        self.run("swaymsg", "--quiet", command)

    def key(self, *arguments: str) -> None:
        """Types and presses, as wtype's arguments have it: `"prod"`, `"-k", "Return"`."""
        self.run("wtype", "-d", "10", *arguments)

    def screenshot(self, path: Path, output: str = "HEADLESS-1") -> None:
        """One screen as PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.run("grim", "-o", output, str(path))

    def clipboard(self) -> str:
        """The text on it; empty where there is none."""
        done = subprocess.run(
            ["wl-paste", "--no-newline"], env=self.env, capture_output=True, timeout=10, check=False
        )
        return done.stdout.decode()

    def windows(self, title: str = "") -> list[WaylandWindow]:
        """Those whose title has these words; or home alone."""
        tree = json.loads(self.run("swaymsg", "--raw", "-t", "get_tree"))
        return [window for window in _windows(tree) if is_called(window.title, title)]

    def wait_for_window(self, title: str, timeout: float = 10.0) -> WaylandWindow:
        """The first with these words in its title that has the focus."""

        def look() -> list[WaylandWindow]:
            return [window for window in self.windows(title) if window.has_focus]

        return wait_until(look, timeout, f"a window titled {title!r} with the focus")[0]


def _windows(node: dict[str, Any]) -> list[WaylandWindow]:
    found = [window for child in _children(node) for window in _windows(child)]
    if "pid" in node:
        rect, is_tiled = node["rect"], node["type"] == "con"
        place = (rect["x"], rect["y"], rect["width"], rect["height"])
        name, app_id = node["name"] or "", node.get("app_id") or ""
        found.append(WaylandWindow(name, app_id, *place, node["focused"], is_tiled))
    return found


def _children(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [*node["nodes"], *node["floating_nodes"]]
