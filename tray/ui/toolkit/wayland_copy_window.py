"""One more click where it takes one: Wayland lets a program copy only from a window of its own.

What is chosen in a panel's menu reaches us without a window, and what we then
put on the clipboard is dropped without a word.
"""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout

from tray.core.vocabulary.translatable import said
from tray.ui.toolkit.translation import tr
from tray.ui.toolkit.widgets import as_large_as_its_words, heading, note

_KEPT_MS = 60_000


class CopyWindow(QDialog):
    """Names what is to be copied, and copies it with Enter. Closed by itself after a minute."""

    def __init__(self, what: str, copy: Callable[[], None]) -> None:
        super().__init__()
        self._copy: Callable[[], None] | None = copy
        self.setWindowTitle(tr("Copy"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        for button in buttons.buttons():
            button.setIcon(QIcon())
        does = buttons.addButton(tr("Copy"), QDialogButtonBox.ButtonRole.AcceptRole)
        does.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        name = heading(what)
        name.setMinimumWidth(self.fontMetrics().averageCharWidth() * 48)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(12)
        as_large_as_its_words(layout)
        layout.addWidget(name)
        layout.addWidget(note(said("On Wayland, SSO Tray can only copy from its own window.")))
        layout.addWidget(buttons)
        QTimer.singleShot(_KEPT_MS, self, self.reject)

    def done(self, answer: int) -> None:
        """Copies, or does not; either way it lets go of what it had."""
        copy, self._copy = self._copy, None
        if copy is not None and answer == QDialog.DialogCode.Accepted:
            copy()
        super().done(answer)
