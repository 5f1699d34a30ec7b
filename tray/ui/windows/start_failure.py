"""Says in a window why the tray cannot start; there is no icon then that could."""

import os
import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from tray.core.settings.settings import Language
from tray.core.vocabulary.errors import TrayError
from tray.resource_files import resource_path
from tray.ui.toolkit.platform_style import apply_appearance, prepare_platform
from tray.ui.toolkit.translation import Speech, shown, tr


def start_failure(error: TrayError) -> QMessageBox:
    """The window. Its texts name paths, so none of them is markup."""
    window = QMessageBox()
    window.setIcon(QMessageBox.Icon.Critical)
    window.setWindowTitle(tr("SSO Tray didn't start"))
    window.setTextFormat(Qt.TextFormat.PlainText)
    window.setText(shown(error.title))
    window.setInformativeText(shown(error.hint))
    window.setStandardButtons(QMessageBox.StandardButton.Close)
    return window


def show_start_failure(error: TrayError) -> None:
    """Shows it until the person has closed it; without a screen Qt would end the program."""
    if not _has_screen():
        return
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        prepare_platform()
        application = QApplication(sys.argv[:1])
        application.setApplicationDisplayName("SSO Tray")
        apply_appearance(application)
    speech = Speech(application, resource_path("translations/de.qm").parent, lambda: None)
    speech.follow(Language.SYSTEM)  # the settings are not read yet
    start_failure(error).exec()


def _has_screen() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
