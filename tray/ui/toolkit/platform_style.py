"""How the program looks: the system's own style, and on Linux a quiet light and dark one."""

import os
import sys

from PySide6.QtWidgets import QApplication

from tray.ui.toolkit.design.theme import dress


def prepare_platform() -> None:
    """Before Qt starts. GTK's theme would cost 20 MB and change nothing that is seen."""
    if sys.platform.startswith("linux") and "QT_QPA_PLATFORMTHEME" not in os.environ:
        os.environ["QT_QPA_PLATFORMTHEME"] = "generic"


def apply_appearance(application: QApplication) -> None:
    """Own colours over Fusion on Linux, where Qt's wheels bring no style of the desktop."""
    if sys.platform.startswith("linux"):
        application.setStyle("Fusion")
        dress(application, is_dark=False)
