"""Find a role by typing any part of account, number or role; Enter uses it."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from tray.core.commands import Command, OpenConsole, Pin, UseRole
from tray.core.model import RoleRef
from tray.core.snapshot import AppSnapshot

_MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class _Row:
    role: RoleRef
    text: str
    folded: str


class RolePicker(QWidget):
    """A search line over a list. Pinned and recent roles come first."""

    def __init__(self, send: Callable[[Command], None]) -> None:
        super().__init__()
        self._send = send
        self._snapshot = AppSnapshot()
        self._known: object = None
        self._rows: tuple[_Row, ...] = ()
        self._shown: tuple[_Row, ...] = ()
        self.setWindowFlags(Qt.WindowType.Dialog)
        self.setWindowTitle("Find a role")
        self._line, self._list, self._model = QLineEdit(), QListView(), QStringListModel()
        self._line.setPlaceholderText("Account, number or role")
        self._line.setAccessibleName("Search roles")
        self._list.setAccessibleName("Roles")
        self._list.setModel(self._model)
        self._list.setUniformItemSizes(True)
        self._list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._line.textChanged.connect(self._search)
        self._list.activated.connect(self._use)
        hint = QLabel("Enter: use · Ctrl+Enter: console · Ctrl+P: pin · Esc: close")
        layout = QVBoxLayout(self)
        for widget in (self._line, self._list, hint):
            layout.addWidget(widget)
        metrics = self.fontMetrics()
        self.resize(metrics.averageCharWidth() * 64, metrics.height() * 22)

    def show_snapshot(self, snapshot: AppSnapshot) -> None:
        """Takes over the roles; they are folded once per listing."""
        self._snapshot = snapshot
        known = tuple(id(view.listing) for view in snapshot.sessions)
        known_all = (known, snapshot.pinned, snapshot.recent)
        if known_all != self._known:
            self._known = known_all
            self._rows = _rows(snapshot)
            if self.isVisible():
                self._search(self._line.text())

    def open(self) -> None:
        """Shows it, empty and ready to type."""
        self._line.clear()
        self._search("")
        self.show()
        self.raise_()
        self.activateWindow()
        self._line.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys that the hint names; arrows move in the list while one types."""
        has_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.key():
            case Qt.Key.Key_Escape:
                self.hide()
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                self._move(1 if event.key() == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if has_control:
                self._with_role(OpenConsole)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._with_role(UseRole)
            case Qt.Key.Key_P if has_control:
                self._pin()
            case _:
                super().keyPressEvent(event)

    def _search(self, text: str) -> None:
        words = text.casefold().split()
        found = (row for row in self._rows if all(word in row.folded for word in words))
        self._shown = tuple(row for row, _ in zip(found, range(_MOST_ROWS), strict=False))
        self._model.setStringList([row.text for row in self._shown])
        if self._shown:
            self._list.setCurrentIndex(self._model.index(0))

    def _current(self) -> RoleRef | None:
        row = self._list.currentIndex().row()
        return self._shown[row].role if 0 <= row < len(self._shown) else None

    def _use(self, _: QModelIndex | QPersistentModelIndex) -> None:
        self._with_role(UseRole)

    def _with_role(self, command: Callable[[RoleRef], Command]) -> None:
        role = self._current()
        if role is not None:
            self._send(command(role))
            self.hide()

    def _pin(self) -> None:
        role = self._current()
        if role is not None:
            self._send(Pin(role, role not in self._snapshot.pinned))

    def _move(self, step: int) -> None:
        row = self._list.currentIndex().row() + step
        if 0 <= row < len(self._shown):
            self._list.setCurrentIndex(self._model.index(row))


def _rows(snapshot: AppSnapshot) -> tuple[_Row, ...]:
    first = {role: place for place, role in enumerate((*snapshot.pinned, *snapshot.recent))}
    rows = []
    for view in snapshot.sessions:
        for known in view.listing.accounts if view.listing else ():
            for name in known.role_names:
                role = RoleRef(view.session.name, known.account.id, name)
                star = "★ " if role in snapshot.pinned else ""
                text = f"{star}{known.account.name} / {name}    {known.account.id}"
                rows.append(_Row(role, text, f"{text} {view.session.name}".casefold()))
    return tuple(sorted(rows, key=lambda row: first.get(row.role, len(first))))
