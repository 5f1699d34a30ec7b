"""All that is known of one line of the activity log."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy

from tray.core.activity.entries import KIND_WORDS, ActivityEntry
from tray.core.vocabulary.translatable import said
from tray.ui.activity.texts import detail_rows
from tray.ui.toolkit.design.cards import Card
from tray.ui.toolkit.design.parts import label
from tray.ui.toolkit.design.typography import LEAD, S4, S16, SMALL

_LETTERS = 38
_NONE = said("Choose an event to see its details.")


class DetailsPane(Card):
    """Beside the table; what is long is wrapped and can be copied."""

    def __init__(self) -> None:
        super().__init__()
        self._title = label(_NONE, ink="soft", wraps=True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(S16)
        self._grid.setVerticalSpacing(S4)
        self._grid.setColumnStretch(1, 1)
        self.rows.addWidget(self._title)
        self.rows.addLayout(self._grid)
        self.rows.addStretch()
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _LETTERS)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def show_entry(self, entry: ActivityEntry | None, now: datetime) -> None:
        """That one, or how to choose one."""
        self._clear()
        face = self._title.font()
        face.setBold(entry is not None)
        face.setPointSizeF(self.font().pointSizeF() * (LEAD if entry is not None else 1.0))
        self._title.setFont(face)
        self._title.say(KIND_WORDS[entry.kind] if entry else _NONE, "text" if entry else "soft")
        if entry is None:
            return
        for number, (name, value) in enumerate(detail_rows(entry, now)):
            top = Qt.AlignmentFlag.AlignTop
            called = label(name, ink="soft", share=SMALL)
            self._grid.addWidget(called, number, 0, top)
            words = label(value, share=SMALL, wraps=True)
            words.setMinimumWidth(1)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(words, number, 1, top)
            for one in (called, words):
                one.show()

    def _clear(self) -> None:
        while self._grid.count():
            taken = self._grid.takeAt(0)
            old = taken.widget() if taken is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
