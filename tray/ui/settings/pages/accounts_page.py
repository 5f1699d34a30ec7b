"""The accounts that are known, and the person's own names for them."""

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
)

from tray.core.directory.aliases import alias_problem, twice
from tray.core.settings.settings import Settings
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.model import AccountId
from tray.core.vocabulary.translatable import said
from tray.ui.settings.page import Page, WrongInput
from tray.ui.toolkit.design.parts import label
from tray.ui.toolkit.translation import tr

_NONE = said("No accounts yet. Sign in to see them here.")
_ROWS = 9
_NAME, _NUMBER, _ALIAS = range(3)


class AccountsPage(Page):
    """What is typed counts, also for rows that the filter hides."""

    title = said("Account names")
    explains = said(
        "Give accounts short names of your own. Menus, search and commands (sso-tray use "
        "ALIAS/ROLE) use them. Double-click to edit."
    )

    def __init__(self) -> None:
        super().__init__()
        self._names: dict[AccountId, str] = {}
        self._aliases: dict[AccountId, str] = {}
        self._is_locked = self._is_stale = False
        self._filter = QLineEdit()
        self._filter.setAccessibleName(tr("Filter"))
        self._filter.setPlaceholderText(tr("Name, ID or alias"))
        self._filter.setClearButtonEnabled(True)
        self._filter.textChanged.connect(self._sift)
        self._table = QTableWidget(0, 3)
        self._prepare()
        self._none = label(_NONE, ink="soft", wraps=True)
        self.add(self._none)
        self.add(self._filter)
        self.add(self._table, 1)

    def fill(self, settings: Settings) -> None:
        self._aliases = {number: alias for number, alias in settings.aliases.items() if alias}
        self._is_stale = True
        self._filter.clear()

    def lock(self, names: frozenset[str]) -> None:
        self._is_locked, self._is_stale = "aliases" in names, True

    def show_known(self, snapshot: AppSnapshot) -> None:
        """All that listings know now, beside those that have an alias.

        While the person writes it stays as it is.
        """
        listings = (view.listing for view in snapshot.sessions if view.listing is not None)
        names = {
            known.account.id: known.account.name
            for listing in listings
            for known in listing.accounts
        }
        if (names != self._names and self._writing() is None) or self._is_stale:
            self._names, self._is_stale = names, False
            self._show()

    def finish_writing(self) -> None:
        """What stands in a cell counts, also without Enter."""
        writer = self._writing()
        if writer is not None:
            self._table.commitData(writer)
            self._table.closeEditor(writer, QAbstractItemDelegate.EndEditHint.NoHint)

    def search(self) -> QLineEdit | None:
        """The filter, where there is something to find."""
        return self._filter if self._filter.isVisibleTo(self) else None

    def merged(self, settings: Settings) -> Settings:
        for number, alias in self._aliases.items():
            if problem := alias_problem(alias):
                raise self._wrong(number, problem)
        if second := twice(self._aliases):
            alias = self._aliases[second]
            words = said("Two accounts share the alias {alias}. Change one of them.", alias=alias)
            raise self._wrong(second, words)
        before = {number: alias for number, alias in settings.aliases.items() if alias}
        return settings if before == self._aliases else replace(settings, aliases=self._aliases)

    # ---- the table ------------------------------------------------------------------

    def _prepare(self) -> None:
        table = self._table
        table.setAccessibleName(tr("Accounts"))
        table.setHorizontalHeaderLabels([tr("Account"), tr("Account ID"), tr("Alias")])
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() * 8 // 5)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setTabKeyNavigation(False)  # Tab leads on, to the buttons
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        triggers = QAbstractItemView.EditTrigger
        table.setEditTriggers(triggers.AllEditTriggers & ~triggers.CurrentChanged)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_NUMBER, QHeaderView.ResizeMode.ResizeToContents)
        table.itemChanged.connect(self._written)
        table.setMinimumHeight(self.fontMetrics().height() * _ROWS * 8 // 5)

    def _show(self) -> None:
        """Makes the rows anew; the one that was chosen is so again."""
        chosen = self._number(self._table.currentRow())
        known = {**dict.fromkeys(self._aliases, ""), **self._names}
        numbers = sorted(known, key=lambda number: (known[number].casefold() or number, number))
        self._table.blockSignals(True)  # noqa: FBT003 - Qt has no name for it
        self._table.setRowCount(len(numbers))
        for row, number in enumerate(numbers):
            self._show_row(row, (known[number], number, self._aliases.get(number, "")))
        self._table.blockSignals(False)  # noqa: FBT003
        self._none.setVisible(not numbers)
        self._table.setVisible(bool(numbers))
        self._filter.setVisible(bool(numbers))
        row = numbers.index(chosen) if chosen in known else 0
        self._table.setCurrentCell(row, _ALIAS)
        self._sift()

    def _show_row(self, row: int, texts: Iterable[str]) -> None:
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
            if column == _ALIAS:
                can_write = Qt.ItemFlag.ItemIsEditable
                flags = Qt.ItemFlag.ItemIsSelectable if self._is_locked else flags | can_write
            item.setFlags(flags)
            self._table.setItem(row, column, item)

    def _number(self, row: int) -> AccountId:
        item = self._table.item(row, _NUMBER)
        return AccountId(item.text() if item is not None else "")

    def _sift(self) -> None:
        """Only rows that have each word somewhere."""
        words = self._filter.text().casefold().split()
        for row in range(self._table.rowCount()):
            cells = (self._table.item(row, column) for column in range(3))
            texts = " ".join(cell.text() for cell in cells if cell is not None).casefold()
            self._table.setRowHidden(row, not all(word in texts for word in words))

    def _written(self, item: QTableWidgetItem) -> None:
        number, alias = self._number(item.row()), item.text().strip()
        self._aliases.pop(number, None)
        if alias:
            self._aliases[number] = alias
        self.touched()

    def _writing(self) -> QLineEdit | None:
        """The field in a cell, as long as there is one; Qt hides those that are done."""
        cells = self._table.viewport()
        return next((one for one in cells.findChildren(QLineEdit) if one.isVisibleTo(cells)), None)

    def _wrong(self, number: AccountId, words: str) -> WrongInput:
        """Points at the cell."""
        self._filter.clear()
        rows = range(self._table.rowCount())
        row = next(row for row in rows if self._number(row) == number)
        self._table.setCurrentCell(row, _ALIAS)
        return WrongInput(words, self._table)
