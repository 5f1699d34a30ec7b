"""Which look is in force, and how it reaches Qt's own widgets.

`look()` is asked whenever something is painted: a window that only paints and uses the parts is
right after a change from light to dark without doing anything. What has to act on the change
listens to `QEvent.Type.PaletteChange` in `changeEvent`.
"""

import sys

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from tray.ui.toolkit.design.colours import DARK, LIGHT, Colours
from tray.ui.toolkit.design.style_sheet import style_sheet

LOOK_CHANGES = frozenset({QEvent.Type.PaletteChange, QEvent.Type.StyleChange})


def look() -> Colours:
    """The look of the application's palette, whoever has set that."""
    window = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    return DARK if window.lightnessF() < 0.5 else LIGHT


def colour(token: str) -> QColor:
    """One of the look in force: `colour("soft")`."""
    return QColor(getattr(look(), token))


def dress(application: QApplication, *, is_dark: bool) -> None:
    """All windows in that look. On Linux only: elsewhere the system's own style stays."""
    if sys.platform.startswith("linux"):
        chosen = DARK if is_dark else LIGHT
        application.setPalette(palette(chosen))
        application.setStyleSheet(style_sheet(chosen))


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
