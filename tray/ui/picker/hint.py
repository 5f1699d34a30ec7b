"""The line under the picker that names its keys."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel

from tray.core.vocabulary.translatable import said
from tray.ui.toolkit.translation import shown

_KEYS = (
    said("Enter: use"),
    said("Ctrl+Enter: console"),
    said("Ctrl+C: copy keys"),
    said("Ctrl+P: pin"),
    said("Esc: close"),
)
_LINK = said("Enter opens this page in the console · Esc: close")


class PickerHint(QLabel):
    """One line where there is room for it, and more on a screen that is too narrow."""

    def __init__(self) -> None:
        super().__init__()
        self.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)

    def name_keys(self, *, opens_page: bool) -> None:
        """The keys of a list of roles, or what Enter does with a pasted link."""
        # A line may end between two keys, not between a key and what it does.
        keys = "   ".join(shown(hint).replace(" ", "\u00a0") for hint in _KEYS)
        self.setText(shown(_LINK) if opens_page else keys)

    def width_of_one_line(self) -> int:
        """What the words take that stand there, in the font in force."""
        self.ensurePolished()
        margins = self.contentsMargins()
        return self.fontMetrics().horizontalAdvance(self.text()) + margins.left() + margins.right()
