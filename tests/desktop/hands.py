"""A tester's hands and eyes on a bed's screen: mouse, keys, windows, pictures."""

import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.desktop.waiting import wait_until

Colour = tuple[int, int, int]
Point = tuple[int, int]


HOME = "SSO Tray"
"""Home's title: the program's name, which the other windows have at the end of theirs."""


def is_called(title: str, wanted: str) -> bool:
    """Whether a window's title has these words; home's is nothing but its words."""
    return title == HOME if wanted == HOME else wanted in title


@dataclass(frozen=True, slots=True)
class Window:
    """A visible window, in pixels of the screen; `wm_class` as xprop prints it."""

    id: int
    x: int
    y: int
    width: int
    height: int
    title: str
    wm_class: str

    @property
    def centre(self) -> Point:
        return self.x + self.width // 2, self.y + self.height // 2


@dataclass(frozen=True, slots=True)
class Picture:
    """A screen's pixels, 3 bytes each, row by row."""

    width: int
    pixels: bytes

    def find(self, colour: Colour, tolerance: int = 12, below: int = 0) -> Point | None:
        """The centre of all pixels near a colour, in the rows from `below` on."""
        if below:
            rest = Picture(self.width, self.pixels[below * self.width * 3 :])
            found = rest.find(colour, tolerance)
            return (found[0], found[1] + below) if found else None
        lowest = [max(0, part - tolerance) for part in colour]
        highest = [min(255, part + tolerance) for part in colour]
        near = None
        for channel, (low, high) in enumerate(zip(lowest, highest, strict=True)):
            table = bytes(1 if low <= value <= high else 0 for value in range(256))
            hits = int.from_bytes(self.pixels[channel::3].translate(table))
            near = hits if near is None else near & hits
        count = len(self.pixels) // 3
        flags = (near or 0).to_bytes(count)
        places = [place for place, flag in enumerate(flags) if flag] if any(flags) else []
        if not places:
            return None
        x = sum(place % self.width for place in places) // len(places)
        return x, sum(place // self.width for place in places) // len(places)


class Hands:
    """Works the screen of the bed whose environment this is."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = dict(env)

    # ---- eyes -------------------------------------------------------------------

    def screenshot(self, path: Path) -> None:
        """The whole screen as PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._run("import", "-silent", "-window", "root", str(path))

    def picture(self) -> Picture:
        """The whole screen as it is now."""
        data = self._run("import", "-silent", "-window", "root", "-depth", "8", "ppm:-")
        _kind, size, _depth, pixels = data.split(b"\n", 3)
        return Picture(int(size.split()[0]), pixels)

    def find_colour(self, colour: Colour, timeout: float = 5.0) -> Point:
        """Where a colour is on the screen; waits for it.

        It finds one's own icon in a panel, whatever the panel's layout is.
        """
        what = f"colour {colour} on the screen"
        return wait_until(lambda: self.picture().find(colour), timeout, what)

    def windows(self, wm_class: str = "", title: str = "") -> list[Window]:
        """The visible windows whose class and title have these words in them; or home alone."""
        try:
            found = self._run("xdotool", "search", "--onlyvisible", "--name", ".*").split()
        except subprocess.CalledProcessError:  # none, or one vanished meanwhile
            return []
        windows = [window for each in found if (window := self._window(int(each)))]
        return [w for w in windows if wm_class in w.wm_class and is_called(w.title, title)]

    def wait_for_window(self, wm_class: str = "", title: str = "", timeout: float = 30.0) -> Window:
        """The first such window, as soon as it shows."""
        what = f"a window of class {wm_class!r} titled {title!r}"
        return wait_until(lambda: self.windows(wm_class, title), timeout, what)[0]

    def new_window(self, known: set[int], timeout: float = 30.0) -> Window:
        """A window of some size that was not there before, such as a menu."""

        def look() -> Window | None:
            fresh = [w for w in self.windows() if w.id not in known]
            return next((w for w in fresh if w.width > 40 and w.height > 20), None)

        return wait_until(look, timeout, "a new window")

    def _window(self, number: int) -> Window | None:
        try:
            shape = self._run("xdotool", "getwindowgeometry", "--shell", str(number)).decode()
            name = self._run("xdotool", "getwindowname", str(number)).decode().strip()
            kind = self._run("xprop", "-id", str(number), "WM_CLASS").decode()
        except subprocess.CalledProcessError:
            return None  # it vanished meanwhile
        place = dict(line.split("=", 1) for line in shape.split())
        x, y, width, height = (int(place[key]) for key in ("X", "Y", "WIDTH", "HEIGHT"))
        return Window(number, x, y, width, height, name, kind.partition("=")[2].strip())

    # ---- hands ------------------------------------------------------------------

    def move(self, x: int, y: int, steps: int = 6) -> None:
        """Moves the mouse there as a hand does.

        Menus and tooltips follow movement, and GTK takes no notice of one
        jump inside the triangle of an open submenu.
        """
        where = self._run("xdotool", "getmouselocation", "--shell").decode().split()
        here = dict(line.split("=", 1) for line in where)
        x0, y0 = int(here["X"]), int(here["Y"])
        for step in range(1, steps + 1):
            px, py = x0 + (x - x0) * step // steps, y0 + (y - y0) * step // steps
            self._run("xdotool", "mousemove", str(px), str(py))
            time.sleep(0.02)

    def click(self, x: int, y: int, button: int = 1) -> None:
        """Moves the mouse there and clicks: 1 left, 2 middle, 3 right."""
        self.move(x, y)
        self._run("xdotool", "sleep", "0.1", "click", str(button))

    def key(self, *keys: str) -> None:
        """Presses keys, as xdotool names them: `Down`, `Return`, `ctrl+c`."""
        self._run("xdotool", "key", "--delay", "40", *keys)

    def type(self, text: str) -> None:
        """Types into the window that has the focus."""
        self._run("xdotool", "type", "--delay", "15", text)

    def _run(self, *command: str) -> bytes:
        return subprocess.run(
            command, env=self._env, capture_output=True, check=True, timeout=20
        ).stdout
