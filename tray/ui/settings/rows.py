"""What cards of settings are made of: rows with a name, a control, and what is said below.

A row says in place what is wrong with what was typed, and who has set what cannot be changed.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tray.core.vocabulary.translatable import said
from tray.ui.toolkit.design.combo import Combo
from tray.ui.toolkit.design.parts import Glyph, label
from tray.ui.toolkit.design.theme import colour
from tray.ui.toolkit.design.typography import S4, S8, S16, SMALL
from tray.ui.toolkit.translation import shown

LOCKED = said("Set by your administrator.")


class Hairline(QWidget):
    """A line between two rows."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """The line."""
        QPainter(self).fillRect(self.rect(), colour("line"))


class SettingRow(QWidget):
    """A setting: its name, its control beside or below that, and a note."""

    def __init__(
        self, name: str, control: QWidget, hint: str = "", *, is_stacked: bool = False
    ) -> None:
        super().__init__()
        self.control = control
        self._hint, self._hint_ink = shown(hint), "soft"
        self._lock = Glyph("lock")
        self._lock.hide()
        self._under = label(hint, ink="soft", share=SMALL, wraps=True)
        self._under.setVisible(bool(hint))
        control.setAccessibleDescription(self._hint)
        name_label = label(name, wraps=True)
        name_label.setBuddy(control)
        head = QHBoxLayout()
        head.setSpacing(S8)
        words = QVBoxLayout()
        words.setSpacing(S4)
        words.addWidget(name_label)
        if not is_stacked:
            words.addWidget(self._under)
        head.addLayout(words, 1)
        head.addWidget(self._lock, alignment=Qt.AlignmentFlag.AlignVCenter)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(S4)
        rows.addLayout(head)
        if is_stacked:
            rows.addWidget(control)
            rows.addWidget(self._under)
        else:
            head.addSpacing(S16)
            head.addWidget(control, alignment=Qt.AlignmentFlag.AlignVCenter)

    def lock(self, *, is_locked: bool) -> None:
        """It can be read, and not changed; a sign and a sentence say why."""
        self.control.setEnabled(not is_locked)
        self._lock.setVisible(is_locked)
        self.say(shown(LOCKED) if is_locked else "")

    def object_to(self, words: str) -> None:
        """Says in red what is wrong; with no words, all is right again."""
        self.say(words, "bad" if words else "soft")
        if isinstance(self.control, QLineEdit):
            self.control.setProperty("wrong", bool(words))
            self.control.style().unpolish(self.control)
            self.control.style().polish(self.control)

    def explain(self, words: str, ink: str = "soft") -> None:
        """Another note."""
        self._hint, self._hint_ink = shown(words), ink
        self.say("")

    def say(self, words: str, ink: str = "soft") -> None:
        """What stands below for now; with no words, the note again."""
        told = shown(words) or self._hint
        self._under.say(told, ink if words else self._hint_ink)
        self._under.setVisible(bool(told))
        self.control.setAccessibleDescription(told)


def combo(name: str) -> QComboBox:
    """A choice that is as wide as it may be, and no wider: its words may be of any length."""
    field = Combo()
    field.setAccessibleName(shown(name))
    field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    field.setMinimumContentsLength(14)
    return field
