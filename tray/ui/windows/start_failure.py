"""Says in a window why the tray cannot start; there is no icon then that could."""

import os
import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QVBoxLayout

from tray.core.settings.settings import Language
from tray.core.tray_status import TrayStatus
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.printable import breakable
from tray.core.vocabulary.translatable import said
from tray.resource_files import resource_path
from tray.ui.mark.mark_picture import MarkPicture
from tray.ui.toolkit.design.buttons import primary
from tray.ui.toolkit.design.parts import label
from tray.ui.toolkit.design.typography import LEAD, S8, S16, S24
from tray.ui.toolkit.platform_style import apply_appearance, prepare_platform
from tray.ui.toolkit.translation import Speech, shown, tr
from tray.ui.toolkit.widgets import as_large_as_its_words, on_surface

_LETTERS = 56


class StartFailure(QDialog):
    """The window. Its texts name paths, so none of them is markup."""

    def __init__(self, error: TrayError) -> None:
        super().__init__()
        self.setWindowTitle(tr("SSO Tray didn't start"))
        on_surface(self)
        width = self.fontMetrics().averageCharWidth() * _LETTERS
        title = label(breakable(shown(error.title)), share=LEAD, strong=True, wraps=True)
        hint = label(breakable(shown(error.hint)), ink="soft", wraps=True)
        words = QVBoxLayout()
        words.setSpacing(S8)
        for line in (title, hint):
            line.setMinimumWidth(width)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.addWidget(line)
        hint.setVisible(bool(error.hint))
        upper = QHBoxLayout()
        upper.setSpacing(S16)
        upper.addWidget(MarkPicture(TrayStatus.ENDED, 36), alignment=Qt.AlignmentFlag.AlignTop)
        upper.addLayout(words, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(S24, S24, S24, S16)
        layout.setSpacing(S16)
        as_large_as_its_words(layout)
        layout.addLayout(upper)
        layout.addWidget(primary(said("Close"), self.reject), alignment=Qt.AlignmentFlag.AlignRight)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc is the dialog's own; Ctrl+W as in other windows."""
        if event.matches(QKeySequence.StandardKey.Close):
            self.reject()
        else:
            super().keyPressEvent(event)


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
    StartFailure(error).exec()


def _has_screen() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
