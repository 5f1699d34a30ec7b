"""Rules for guarded roles: a list in the order in which they count, and a form for one."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from tray.core.guard import GuardRule
from tray.core.guard_marks import GuardColour
from tray.core.said import said
from tray.core.settings import Settings
from tray.ui.guard_colours import guard_colour
from tray.ui.language import shown, tr
from tray.ui.parts import button, note
from tray.ui.settings.page import Page, WrongInput, choose, chosen

_MOST_MINUTES = 12 * 60
_WHAT = said(
    "The first rule that fits a role counts. * stands for any letters, so Prod* fits "
    "Production and prod-eu. An account is its name or its number."
)
_COLOURS = {
    GuardColour.RED: said("Red"),
    GuardColour.AMBER: said("Amber"),
    GuardColour.GREEN: said("Green"),
    GuardColour.BLUE: said("Blue"),
    GuardColour.VIOLET: said("Violet"),
}


class GuardsPage(Page):
    """The rule that is chosen in the list is the one in the form; what is typed is in the list."""

    title = said("Guarded roles")

    def __init__(self) -> None:
        super().__init__()
        self._rules: list[GuardRule] = []
        self._is_filling = False
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Rules"))
        self._list.setMaximumHeight(self.fontMetrics().height() * 7)
        self._list.currentRowChanged.connect(self._show_rule)
        self.add_above(note(_WHAT), self._beside_buttons())
        self._account = self.line(said("Account"), placeholder="Prod*")
        self._role = self.line(said("Role"), placeholder="*Admin*")
        self._label = self.line(said("Label"), placeholder="production")
        self._colour = self.choice(said("Colour"), _COLOURS)
        self._confirm = self.tick(said("Ask before the role is used"))
        self._programs = self.tick(said("Ask each time a program wants its keys"))
        self._minutes = self.line(said("Minutes of use"), said("Empty: as long as you like."))
        lines = (self._account, self._role, self._label, self._minutes)
        boxes = (self._confirm, self._programs)
        for field in lines:
            field.textEdited.connect(self._changed)
        for box in boxes:
            box.clicked.connect(self._changed)
        self._colour.activated.connect(self._changed)
        self._fields: tuple[QWidget, ...] = (*lines, *boxes, self._colour)
        self.govern("guards", self)

    def fill(self, settings: Settings) -> None:
        self._rules = list(settings.guards)
        self._list.clear()
        for rule in self._rules:
            self._list.addItem(_item(rule))
        self._list.setCurrentRow(0)
        self._show_rule(self._list.currentRow())

    def merged(self, settings: Settings) -> Settings:
        words = self._minutes.text().strip()
        if words and not (words.isdecimal() and int(words) <= _MOST_MINUTES):
            raise WrongInput(
                said("Write whole minutes, at most {most}.", most=_MOST_MINUTES),
                self._minutes,
            )
        return replace(settings, guards=tuple(self._rules))

    # ---- the list -----------------------------------------------------------------

    def _beside_buttons(self) -> QWidget:
        buttons = QVBoxLayout()
        for label, pressed in (
            (tr("Add"), self._add),
            (tr("Remove"), self._remove),
            (tr("Move up"), lambda: self._move(-1)),
            (tr("Move down"), lambda: self._move(1)),
        ):
            buttons.addWidget(button(label, pressed))
        buttons.addStretch()
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._list, 1)
        row.addLayout(buttons)
        whole = QWidget()
        whole.setLayout(row)
        return whole

    def _add(self) -> None:
        self._rules.append(GuardRule(account="Prod*", label="production", confirm=True))
        self._list.addItem(_item(self._rules[-1]))
        self._list.setCurrentRow(len(self._rules) - 1)
        self._account.setFocus()
        self._account.selectAll()

    def _remove(self) -> None:
        row = self._list.currentRow()
        if row >= 0:
            del self._rules[row]
            self._list.takeItem(row)

    def _move(self, step: int) -> None:
        row = self._list.currentRow()
        other = row + step
        if row >= 0 and 0 <= other < len(self._rules):
            self._rules[row], self._rules[other] = self._rules[other], self._rules[row]
            for place in (row, other):
                self._list.takeItem(place)
                self._list.insertItem(place, _item(self._rules[place]))
            self._list.setCurrentRow(other)

    # ---- the form -----------------------------------------------------------------

    def _show_rule(self, row: int) -> None:
        is_there = 0 <= row < len(self._rules)
        rule = self._rules[row] if is_there else GuardRule(account="", role="")
        for field in self._fields:
            field.setEnabled(is_there)
        self._is_filling = True
        self._account.setText(rule.account)
        self._role.setText(rule.role)
        self._label.setText(rule.label)
        self._minutes.setText(str(rule.minutes or ""))
        choose(self._colour, rule.colour)
        self._confirm.setChecked(rule.confirm)
        self._programs.setChecked(rule.ask_programs)
        self._is_filling = False

    def _changed(self) -> None:
        row = self._list.currentRow()
        if self._is_filling or not 0 <= row < len(self._rules):
            return
        minutes = self._minutes.text().strip()
        self._rules[row] = GuardRule(
            self._account.text().strip() or "*",
            self._role.text().strip() or "*",
            self._label.text().strip(),
            chosen(self._colour, GuardColour),
            self._confirm.isChecked(),
            int(minutes) if minutes.isdecimal() else 0,
            self._programs.isChecked(),
        )
        item, shown = self._list.item(row), _item(self._rules[row])
        item.setText(shown.text())
        item.setIcon(shown.icon())


def _item(rule: GuardRule) -> QListWidgetItem:
    """`Prod* / *   production: asks first, 30 min`, with the colour before it."""
    takes = [
        words
        for words, is_so in (
            (tr("asks first"), rule.confirm),
            (tr("asks programs"), rule.ask_programs),
            (tr("{minutes} min", minutes=rule.minutes), bool(rule.minutes)),
        )
        if is_so
    ]
    label = f"  {rule.label}" if rule.label else ""
    what = f": {', '.join(takes)}" if takes else ""
    pixmap = QPixmap(16, 16)
    pixmap.fill(guard_colour(rule.colour))
    item = QListWidgetItem(QIcon(pixmap), f"{rule.account} / {rule.role}{label}{what}")
    item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, shown(_COLOURS[rule.colour]))
    return item
