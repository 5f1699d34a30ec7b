"""The picker: a launcher for roles at the tray. Type, and Enter uses the role.

It has no title bar, stays above other windows, and goes when another window is
clicked. An ARN or an address of the console that somebody sent lists the roles
in that account, and Enter opens exactly that page.
"""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import (
    QElapsedTimer,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QLineEdit, QListView, QVBoxLayout, QWidget

from tray.core.commands import (
    Command,
    CopyEnvironment,
    OpenConsole,
    OpenTerminal,
    Pin,
    UseRole,
)
from tray.core.console.pasted_links import PastedLink
from tray.core.exec.shell_export import Shell
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.translatable import said
from tray.ui.menu.layout import progress_words
from tray.ui.picker.catalogue import RoleCatalogue
from tray.ui.picker.hint import PickerHint
from tray.ui.picker.role_list import PickerDelegate, PickerModel
from tray.ui.picker.rows import PickerRow, picker_rows
from tray.ui.toolkit.placement import place_at_tray
from tray.ui.toolkit.translation import shown, tr
from tray.ui.toolkit.widgets import plain_label, to_front

_PLACEHOLDER = said("Account, number or role, or paste an ARN or a console link")
_SETTLES_MS = 400
"""A desktop passes the focus around for so long when windows open and close."""

_THIN = (
    "QScrollBar { width: 0.6em; background: transparent; border: none; }"
    "QScrollBar::handle { background: rgba(128, 136, 148, 140); border-radius: 0.3em; }"
    "QScrollBar::add-line, QScrollBar::sub-line { height: 0; }"
)


class RolePicker(QWidget):
    """A search line over a list. Roles in use come first, then pinned and recent ones."""

    def __init__(
        self,
        send: Callable[[Command], None],
        now: Callable[[], datetime],
        catalogue: RoleCatalogue,
        shell: Shell = Shell.BASH,
    ) -> None:
        super().__init__()
        self._send, self._now, self._shell = send, now, shell
        self._catalogue = catalogue
        self._catalogue.changed.connect(self._search_again)
        self._snapshot = AppSnapshot()
        self._link: PastedLink | None = None
        self._opened = QElapsedTimer()
        self.setWindowFlags(
            Qt.WindowType.Tool  # no place in the panel's list of windows
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
        )
        self.setWindowTitle(tr("Find a role"))
        self._line, self._list, self._model = QLineEdit(), QListView(), PickerModel()
        self._empty, self._hint = plain_label(), PickerHint()
        self._lay_out()
        self._line.textChanged.connect(self._search)
        self._list.activated.connect(self._chosen)
        self._list.clicked.connect(self._chosen)

    def show_snapshot(self, snapshot: AppSnapshot) -> None:
        """Takes over what is known; what is typed and chosen stays."""
        self._snapshot = snapshot
        if self.isVisible():
            self._search_again()

    def open(self) -> None:
        """Shows it at the tray, empty and ready to type."""
        self._line.clear()
        self._search("")
        metrics = self.fontMetrics()
        # A few pixels more than the words: of the frame, and for rounding.
        width = max(metrics.averageCharWidth() * 72, self._hint.width_of_one_line() + 8)
        place_at_tray(self, QSize(width, metrics.height() * 30))
        self._opened.restart()
        to_front(self)
        self._line.setFocus()

    # ---- from the person ----------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys that the hint names; arrows move in the list while one types."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            has_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._with_role(self._open_console if has_control else self._use)
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - of the line
        """Keys of the list and of roles, before the search line takes them."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._list_key(event) or self._role_key(event)
        return False

    def changeEvent(self, event: QEvent) -> None:
        """A click elsewhere closes it; a window that closes as it opens does not."""
        is_left = event.type() is QEvent.Type.ActivationChange and not self.isActiveWindow()
        if is_left and self._opened.hasExpired(_SETTLES_MS):
            self.hide()
        elif is_left:
            self.activateWindow()
            QTimer.singleShot(_SETTLES_MS, self, self._hide_if_left)
        super().changeEvent(event)

    def _hide_if_left(self) -> None:
        if not self.isActiveWindow():
            self.hide()

    def _list_key(self, event: QKeyEvent) -> bool:
        page = max(1, self._list.height() // max(1, self._list.sizeHintForRow(0)) - 1)
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_PageUp: -page,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            return False
        row = self._list.currentIndex().row() + step
        row = min(max(row, 0), self._model.rowCount() - 1)
        self._list.setCurrentIndex(self._model.index(row))
        return True

    def _role_key(self, event: QKeyEvent) -> bool:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        match event.key():
            case Qt.Key.Key_C if not self._line.hasSelectedText():
                self._with_role(self._copy)
            case Qt.Key.Key_P:
                self._with_role(self._pin, closes=False)
            case Qt.Key.Key_T if self._snapshot.has_terminal:
                self._with_role(lambda row: OpenTerminal(row.role))
            case _:
                return False
        return True

    def _chosen(self, _: QModelIndex | QPersistentModelIndex) -> None:
        self._with_role(self._use)

    def _with_role(self, command: Callable[[PickerRow], Command], *, closes: bool = True) -> None:
        row = self._model.row(self._list.currentIndex())
        if row is not None:
            self._send(command(row))
            if closes:
                self.hide()

    def _use(self, row: PickerRow) -> Command:
        if self._link is not None and self._link.destination:
            return self._open_console(row)
        return UseRole(row.role)

    def _open_console(self, row: PickerRow) -> Command:
        page = self._link.destination if self._link is not None else None
        return OpenConsole(row.role, destination=page or "")

    def _copy(self, row: PickerRow) -> Command:
        return CopyEnvironment(row.role, self._shell)

    @staticmethod
    def _pin(row: PickerRow) -> Command:
        return Pin(row.role, not row.is_pinned)

    # ---- what it shows --------------------------------------------------------------

    def _search_again(self) -> None:
        if not self.isVisible():
            return
        chosen = self._list.currentIndex()
        # What nobody chose, the first row, may be another now.
        before = self._model.row(chosen) if chosen.row() > 0 else None
        self._search(self._line.text())
        for number in range(self._model.rowCount()):
            row = self._model.row(self._model.index(number))
            if row is not None and before is not None and row.role == before.role:
                self._list.setCurrentIndex(self._model.index(number))

    def _search(self, text: str) -> None:
        found = self._catalogue.find(text)
        rows = picker_rows(found.matches, self._snapshot, self._now())
        self._link = found.link
        self._model.show_rows(rows)
        if rows:
            self._list.setCurrentIndex(self._model.index(0))
        self._list.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self._empty.setText(self._nothing(text))
        has_page = found.link is not None and bool(found.link.destination)
        self._hint.name_keys(opens_page=has_page)

    def _nothing(self, text: str) -> str:
        """Why there is nothing to choose, and what to do."""
        if self._link is not None:
            number = self._link.account_id
            where = (
                tr("the account {number}", number=number)
                if number
                else tr("the account of this link")
            )
            return tr(
                "You hold no role in {where}. Ask whoever sent it which account they mean.",
                where=where,
            )
        progress = next((one.progress for one in self._snapshot.sessions if one.progress), None)
        if progress is not None:
            return shown(progress_words(progress))
        if text.strip() and any(one.listing for one in self._snapshot.sessions):
            return tr("No role has all of these words. Try fewer, or a part of a word.")
        return tr("No roles are known yet. Sign in, and they are listed here.")

    def _lay_out(self) -> None:
        self._line.setPlaceholderText(shown(_PLACEHOLDER))
        self._line.setAccessibleName(tr("Search roles"))
        self._line.setFrame(False)
        self._line.setClearButtonEnabled(True)
        self._line.installEventFilter(self)
        font = self._line.font()
        font.setPointSizeF(font.pointSizeF() * 1.4)
        self._line.setFont(font)
        self._list.setAccessibleName(tr("Roles"))
        self._list.setModel(self._model)
        self._list.setItemDelegate(PickerDelegate(self._model, self._list))
        self._list.setUniformItemSizes(True)
        self._list.setFrameShape(QListView.Shape.NoFrame)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        space = self.fontMetrics().height()
        for label in (self._empty, self._hint):
            label.setContentsMargins(space, space // 3, space, space // 3)
        self._line.setTextMargins(space - 4, space // 2, space // 2, space // 2)
        self._list.verticalScrollBar().setStyleSheet(_THIN)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self._line)
        layout.addSpacing(1)  # for the line that is painted under it
        layout.addWidget(self._list, 1)
        layout.addWidget(self._empty, 1)
        layout.addWidget(self._hint)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line around it, and one under what is typed: there is no frame that would."""
        super().paintEvent(event)
        painter = QPainter(self)
        line = QColor(self.palette().color(QPalette.ColorRole.Text))
        line.setAlpha(70)
        painter.setPen(line)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        bottom = self._line.geometry().bottom() + 1
        painter.drawLine(0, bottom, self.width(), bottom)
