"""The line above the activity: which time, which session, which kind, and a search."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tray.core.activity.entries import ActivityEntry, ActivityFilter, ActivityKind
from tray.core.vocabulary.model import SessionName
from tray.core.vocabulary.translatable import counted, said
from tray.ui.toolkit.design.combo import Combo
from tray.ui.toolkit.translation import shown, tr
from tray.ui.toolkit.widgets import plain_label

_LENGTHS = {
    said("Last hour"): timedelta(hours=1),
    said("Last 24 hours"): timedelta(days=1),
    said("Last 3 days"): timedelta(days=3),
    said("Last 7 days"): timedelta(days=7),
}
_FIRST_LENGTH = timedelta(days=1)
_KINDS: dict[str, frozenset[ActivityKind]] = {
    said("Everything"): frozenset(),
    said("Requests"): frozenset(
        {
            ActivityKind.GIVEN,
            ActivityKind.REFUSED,
            ActivityKind.CONSOLE,
            ActivityKind.COPIED,
            ActivityKind.TERMINAL,
        }
    ),
    said("Denied and failed"): frozenset(
        {
            ActivityKind.REFUSED,
            ActivityKind.FAILED,
            ActivityKind.SIGN_IN_FAILED,
        }
    ),
    said("Roles"): frozenset(
        {
            ActivityKind.IN_USE,
            ActivityKind.RENEWED,
            ActivityKind.RELEASED,
            ActivityKind.FAILED,
        }
    ),
    said("Access portals"): frozenset(
        {
            ActivityKind.SIGNED_IN,
            ActivityKind.FOUND,
            ActivityKind.REFRESHED,
            ActivityKind.ENDED,
            ActivityKind.SIGNED_OUT,
            ActivityKind.SIGN_IN_FAILED,
        }
    ),
}
_AUTOMATIC = frozenset({ActivityKind.REFRESHED, ActivityKind.RENEWED})
_ALL_SESSIONS = said("All sessions")


class ActivityBar(QWidget):
    """`changed` when something else is wanted."""

    changed = Signal()
    export_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._length = _choice(tr("Time"), _LENGTHS)
        self._length.setCurrentIndex([*_LENGTHS.values()].index(_FIRST_LENGTH))
        self._session = _choice(tr("Session"), {_ALL_SESSIONS: None})
        self._kind = _choice(tr("Type"), _KINDS)
        self._search = QLineEdit()
        self._search.setPlaceholderText(tr("Search by program, account, role or folder"))
        self._search.setAccessibleName(tr("Search activity"))
        self._search.setClearButtonEnabled(True)
        self._automatic = QCheckBox(tr("Show automatic events"))
        self._count = plain_label()
        self._export = QPushButton(tr("Export…"))
        self._export.setToolTip(tr("Export what is shown as CSV or JSON"))
        rows, layout, below = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(layout)
        rows.addLayout(below)
        for widget in (self._length, self._session, self._kind):
            layout.addWidget(widget)
            widget.currentIndexChanged.connect(self.changed)
        layout.addWidget(self._search, 1)
        layout.addWidget(self._export)
        below.addWidget(self._automatic)
        below.addStretch()
        below.addWidget(self._count)
        self._session.hide()
        self._automatic.toggled.connect(self.changed)
        self._search.textChanged.connect(self.changed)
        self._export.clicked.connect(self.export_wanted)

    @property
    def length(self) -> timedelta:
        """How far back."""
        return list(_LENGTHS.values())[self._length.currentIndex()]

    def wanted(self, since: datetime) -> ActivityFilter:
        """What was chosen."""
        session = self._session.currentData()
        kinds = list(_KINDS.values())[self._kind.currentIndex()]
        return ActivityFilter(self._search.text(), kinds, session, since)

    def hides(self, entry: ActivityEntry) -> bool:
        """Whether it is one of the many that happen without anybody's doing."""
        return entry.kind in _AUTOMATIC and not self._automatic.isChecked()

    def show_sessions(self, names: list[SessionName]) -> None:
        """The sessions there are to choose from; with one there is nothing to choose."""
        if names != [self._session.itemData(at) for at in range(1, self._session.count())]:
            chosen = self._session.currentData()
            self._session.blockSignals(True)  # noqa: FBT003 - Qt's
            self._session.clear()
            self._session.addItem(shown(_ALL_SESSIONS), None)
            for name in names:
                self._session.addItem(name, name)
            self._session.setCurrentIndex(max(0, self._session.findData(chosen)))
            self._session.blockSignals(False)  # noqa: FBT003 - Qt's
        self._session.setVisible(len(names) > 1)

    def show_count(self, count: int) -> None:
        """How many lines are shown."""
        self._count.setText(shown(counted(count, "1 event", "{count:,} events")))
        self._export.setEnabled(count > 0)

    def begin_search(self) -> None:
        """Puts the cursor into the search."""
        self._search.setFocus()
        self._search.selectAll()


def _choice(name: str, words: Iterable[str]) -> QComboBox:
    box = Combo()
    box.setAccessibleName(name)
    box.addItems([shown(one) for one in words])
    return box
