"""Which look is in force, and how it reaches Qt's own widgets.

`look()` is asked whenever something is painted: a window that only paints and uses the parts is
right after a change from light to dark without doing anything. What has to act on the change
listens to `QEvent.Type.PaletteChange` in `changeEvent`.
"""

import sys
from functools import lru_cache

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from tray.ui.toolkit.design.colours import DARK, LIGHT, Colours
from tray.ui.toolkit.design.style_sheet import style_sheet

LOOK_CHANGES = frozenset({QEvent.Type.PaletteChange, QEvent.Type.StyleChange})


def look() -> Colours:
    """The look of the application's palette, whoever has set that."""
    return _look_of(QGuiApplication.palette().cacheKey())


def colour(token: str) -> QColor:
    """One of the look in force: `colour("soft")`."""
    return QColor(_parsed(getattr(look(), token)))


@lru_cache(maxsize=64)
def _parsed(name: str) -> QColor:
    return QColor(name)


@lru_cache(maxsize=8)
def _look_of(_: int) -> Colours:
    """Asked for some hundred times for one picture; a palette tells by its key that it is new."""
    window = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    return DARK if window.lightnessF() < 0.5 else LIGHT


def dress(application: QApplication, *, is_dark: bool) -> None:
    """All windows in that look. On Linux only: elsewhere the system's own style stays."""
    if sys.platform.startswith("linux"):
        chosen = DARK if is_dark else LIGHT
        application.setPalette(palette(chosen))
        application.setStyleSheet(style_sheet(chosen))


def dress_alone(window: QWidget) -> None:
    """One window in the look of its system's colours, where the system's style has the others."""
    if not sys.platform.startswith("linux"):
        sheet = style_sheet(look())
        if window.styleSheet() != sheet:  # a new one is a change of the look as well
            window.setPalette(palette(look()))
            window.setStyleSheet(sheet)


def palette(of: Colours) -> QPalette:
    """The look for widgets of Qt's own."""
    made = QPalette(QColor(of.subtle), QColor(of.window))
    role = QPalette.ColorRole
    for which, name in (
        (role.Window, of.window),
        (role.Base, of.surface),
        (role.AlternateBase, of.window),
        (role.Button, of.subtle),
        (role.Text, of.text),
        (role.WindowText, of.text),
        (role.ButtonText, of.text),
        (role.ToolTipBase, of.surface),
        (role.ToolTipText, of.text),
        (role.Highlight, of.accent_fill),
        (role.HighlightedText, of.on_accent),
        (role.Accent, of.accent_fill),
        (role.Link, of.accent),
        (role.LinkVisited, of.accent),
        (role.PlaceholderText, of.soft),
        (role.Mid, of.edge),
    ):
        made.setColor(which, QColor(name))
    faded = QColor(of.text)
    faded.setAlpha(110)
    for which in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, faded)
    return made
