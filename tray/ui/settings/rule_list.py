"""A list of rules in the order in which they count, and the buttons that change it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from tray.ui.toolkit.translation import tr
from tray.ui.toolkit.widgets import button

Rule = TypeVar("Rule")

_ROWS = 4


@dataclass(frozen=True, slots=True)
class RuleWords:
    """How a rule stands in the list; `spoken` is what a screen reader adds."""

    text: str
    spoken: str = ""


class RuleList(Generic[Rule]):
    """The rule that is chosen is `current`, None where there is none; `show` is told which."""

    def __init__(
        self,
        name: str,
        words: Callable[[Rule], RuleWords],
        show: Callable[[Rule | None], None],
        fresh: Callable[[], None],
        changed: Callable[[], None],
    ) -> None:
        """`name` is what a screen reader says; `fresh` is what Add does.

        `changed` is called after a rule was removed or moved.
        """
        self.rules: list[Rule] = []
        self._words, self._show, self._changed = words, show, changed
        self._list = QListWidget()
        self._list.setAccessibleName(name)
        self._list.setProperty("kind", "rules")
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setMinimumHeight(self._list.fontMetrics().height() * _ROWS * 5 // 3)
        self._list.currentRowChanged.connect(lambda _: self._settle())
        self._remove = button(tr("Remove"), self._take_out)
        self._up = button(tr("Move up"), lambda: self._move(-1))
        self._down = button(tr("Move down"), lambda: self._move(1))
        self.widget = self._laid_out(button(tr("Add"), fresh))

    @property
    def current(self) -> Rule | None:
        """The rule that is chosen."""
        row = self._list.currentRow()
        return self.rules[row] if 0 <= row < len(self.rules) else None

    def fill(self, rules: Iterable[Rule]) -> None:
        """Other rules; the first is chosen."""
        self.rules = list(rules)
        self._list.clear()
        for rule in self.rules:
            self._list.addItem(self._item(rule))
        self._list.setCurrentRow(0)
        self._settle()

    def add(self, rule: Rule) -> None:
        """One more, at the end, and chosen."""
        self.rules.append(rule)
        self._list.addItem(self._item(rule))
        self._list.setCurrentRow(len(self.rules) - 1)

    def change(self, rule: Rule) -> None:
        """The chosen one is this now."""
        row = self._list.currentRow()
        if 0 <= row < len(self.rules):
            self.rules[row] = rule
            self._dress(self._list.item(row), rule)

    def choose(self, row: int) -> None:
        """That row."""
        self._list.setCurrentRow(row)

    def _laid_out(self, add: QWidget) -> QWidget:
        buttons = QVBoxLayout()
        for one in (add, self._remove, self._up, self._down):
            buttons.addWidget(one)
        buttons.addStretch()
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._list, 1)
        row.addLayout(buttons)
        whole = QWidget()
        whole.setLayout(row)
        return whole

    def _settle(self) -> None:
        """After another row was chosen, or the rules are others."""
        row, count = self._list.currentRow(), len(self.rules)
        self._remove.setEnabled(0 <= row < count)
        self._up.setEnabled(0 < row < count)
        self._down.setEnabled(0 <= row < count - 1)
        self._show(self.current)

    def _take_out(self) -> None:
        row = self._list.currentRow()
        del self.rules[row]
        self._list.takeItem(row)
        self._settle()
        self._changed()

    def _move(self, step: int) -> None:
        row = self._list.currentRow()
        other = row + step
        self.rules[row], self.rules[other] = self.rules[other], self.rules[row]
        for place in (row, other):
            self._dress(self._list.item(place), self.rules[place])
        self._list.setCurrentRow(other)
        self._changed()

    def _item(self, rule: Rule) -> QListWidgetItem:
        item = QListWidgetItem()
        self._dress(item, rule)
        return item

    def _dress(self, item: QListWidgetItem, rule: Rule) -> None:
        words = self._words(rule)
        item.setText(words.text)
        item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, words.spoken)
