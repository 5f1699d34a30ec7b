"""A person's way through a tray menu: by mouse, from row to row, whoever draws it."""

from tests.desktop.hands import Hands, Window
from tests.desktop.tray_items import Entry, TrayMenu

_FRAME = 5
_LINE = 9
"""Pixels of a menu's border and of a separator, in GTK's and in Qt's menus, about."""


class MenuWalk:
    """Opens the menu of the icon at a place on the screen, and goes down in it."""

    def __init__(self, hands: Hands, menu: TrayMenu) -> None:
        self._hands, self._menu = hands, menu
        self._path: tuple[str, ...] = ()
        self._window: Window | None = None

    def open(self, x: int, y: int) -> None:
        """A right click on the icon."""
        known = self._known()
        self._hands.click(x, y, button=3)
        self._window = self._hands.new_window(known)

    def enter(self, label: str) -> None:
        """Rests the mouse on a row until its submenu opens."""
        known = self._known()
        self._hands.move(*self._row(label))
        self._window = self._hands.new_window(known)
        self._path = (*self._path, label)

    def choose(self, label: str) -> None:
        """Clicks a row."""
        self._hands.click(*self._row(label))

    def _known(self) -> set[int]:
        return {window.id for window in self._hands.windows()}

    def _row(self, label: str) -> tuple[int, int]:
        assert self._window is not None, "the menu is open"
        return place(self._menu.open(*self._path), label, self._window)


def place(menu: Entry, label: str, window: Window) -> tuple[int, int]:
    """Where a row is, in pixels of the screen: rows are alike, and lines are thin."""
    lines = sum(child.is_separator for child in menu.children)
    height = (window.height - 2 * _FRAME - lines * _LINE) / (len(menu.children) - lines)
    y = float(window.y + _FRAME)
    for child in menu.children:
        if child.label == label and not child.is_separator:
            return window.centre[0], round(y + height / 2)
        y += _LINE if child.is_separator else height
    raise AssertionError(f"no {label!r} among {menu.labels()}")
