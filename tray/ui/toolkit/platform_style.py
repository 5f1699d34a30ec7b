"""How the program looks: the system's own style, and on Linux a quiet light and dark one."""

import os
import sys

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

_LIGHT = ("#f4f6f8", "#ffffff", "#1c2733", "#e6eaef", "#1f6feb")
_DARK = ("#171c23", "#212932", "#e6ebf1", "#2c3641", "#4c8dff")


def prepare_platform() -> None:
    """Before Qt starts. GTK's theme would cost 20 MB and change nothing that is seen."""
    if sys.platform.startswith("linux") and "QT_QPA_PLATFORMTHEME" not in os.environ:
        os.environ["QT_QPA_PLATFORMTHEME"] = "generic"


def apply_appearance(application: QApplication) -> None:
    """Own colours over Fusion on Linux, where Qt's wheels bring no style of the desktop."""
    if not sys.platform.startswith("linux"):
        return
    application.setStyle("Fusion")
    application.setPalette(palette(is_dark=False))


def palette(*, is_dark: bool) -> QPalette:
    """The colours of light or dark."""
    window, base, text, button, accent = (QColor(c) for c in (_DARK if is_dark else _LIGHT))
    palette = QPalette(button, window)
    role = QPalette.ColorRole
    for which, colour in (
        (role.Base, base),
        (role.AlternateBase, window),
        (role.Text, text),
        (role.WindowText, text),
        (role.ButtonText, text),
        (role.ToolTipBase, base),
        (role.ToolTipText, text),
        (role.Highlight, accent),
        (role.HighlightedText, QColor("#ffffff")),
        (role.Link, accent),
    ):
        palette.setColor(which, colour)
    faded = QColor(text)
    faded.setAlpha(110)
    for which in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, faded)
    palette.setColor(role.PlaceholderText, faded)
    return palette
