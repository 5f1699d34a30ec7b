"""The line above the activity: which time, which session, which kind, and a search."""

from datetime import datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from tray.core.activity import ActivityFilter, ActivityKind
from tray.core.model import SessionName

_LENGTHS = {
    "Last hour": timedelta(hours=1),
    "Last day": timedelta(days=1),
    "Last 3 days": timedelta(days=3),
    "Last 7 days": timedelta(days=7),
}
_FIRST_LENGTH = "Last day"
_KINDS: dict[str, frozenset[ActivityKind]] = {
    "Everything": frozenset(),
    "Who asked": frozenset(
        {
            ActivityKind.GIVEN,
            ActivityKind.REFUSED,
            ActivityKind.CONSOLE,
            ActivityKind.COPIED,
            ActivityKind.TERMINAL,
        }
    ),
    "Refused and failed": frozenset(
        {
            ActivityKind.REFUSED,
            ActivityKind.FAILED,
            ActivityKind.SIGN_IN_FAILED,
        }
    ),
    "Roles": frozenset(
        {
            ActivityKind.IN_USE,
            ActivityKind.RENEWED,
            ActivityKind.RELEASED,
            ActivityKind.FAILED,
        }
    ),
    "Sessions": frozenset(
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
_ALL_SESSIONS = "All sessions"


class ActivityBar(QWidget):
    """`changed` when something else is wanted."""

    changed = Signal()
    export_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._length = _choice("Time", [*_LENGTHS], _FIRST_LENGTH)
        self._session = _choice("Session", [_ALL_SESSIONS], _ALL_SESSIONS)
        self._kind = _choice("Kind", [*_KINDS], "Everything")
        self._search = QLineEdit()
        self._search.setPlaceholderText("Search: program, account, role, folder")
        self._search.setAccessibleName("Search the activity")
        self._search.setClearButtonEnabled(True)
        self._count = QLabel()
        self._export = QPushButton("Export…")
        self._export.setToolTip("What is shown, as CSV or JSON")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self._length, self._session, self._kind):
            layout.addWidget(widget)
            widget.currentIndexChanged.connect(self.changed)
        layout.addWidget(self._search, 1)
        layout.addWidget(self._count)
        layout.addWidget(self._export)
        self._session.hide()
        self._search.textChanged.connect(self.changed)
        self._export.clicked.connect(self.export_wanted)

    @property
    def length(self) -> timedelta:
        """How far back."""
        return _LENGTHS[self._length.currentText()]

    def wanted(self, since: datetime) -> ActivityFilter:
        """What was chosen."""
        session = self._session.currentData()
        kinds = _KINDS[self._kind.currentText()]
        return ActivityFilter(self._search.text(), kinds, session, since)

    def show_sessions(self, names: list[SessionName]) -> None:
        """The sessions there are to choose from; with one there is nothing to choose."""
        if names != [self._session.itemData(at) for at in range(1, self._session.count())]:
            chosen = self._session.currentData()
            self._session.blockSignals(True)  # noqa: FBT003 - Qt's
            self._session.clear()
            self._session.addItem(_ALL_SESSIONS, None)
            for name in names:
                self._session.addItem(name, name)
            self._session.setCurrentIndex(max(0, self._session.findData(chosen)))
            self._session.blockSignals(False)  # noqa: FBT003 - Qt's
        self._session.setVisible(len(names) > 1)

    def show_count(self, count: int) -> None:
        """How many lines are shown."""
        self._count.setText("1 line" if count == 1 else f"{count:,} lines")
        self._export.setEnabled(count > 0)

    def begin_search(self) -> None:
        """Puts the cursor into the search."""
        self._search.setFocus()
        self._search.selectAll()


def _choice(name: str, words: list[str], first: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.addItems(words)
    box.setCurrentText(first)
    return box
