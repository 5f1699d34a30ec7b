"""Rules for guarded roles: a list in the order in which they count, and a form for one."""

from dataclasses import replace

from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QWidget

from tray.core.guards.colours import GuardColour
from tray.core.guards.rules import GuardRule
from tray.core.settings.settings import Settings
from tray.core.settings.validation import MOST_MINUTES, is_time_limit
from tray.core.vocabulary.translatable import said
from tray.ui.settings.page import Page, WrongInput, choose, chosen
from tray.ui.settings.rule_list import RuleList, RuleWords
from tray.ui.toolkit.guard_colours import guard_colour
from tray.ui.toolkit.translation import shown, tr
from tray.ui.toolkit.widgets import note

_WHAT = said(
    "The first matching rule applies. * matches any text, so Prod* matches Production "
    "and prod-eu. Enter an account's name or ID."
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

    title = said("Protected roles")

    def __init__(self) -> None:
        super().__init__()
        self._is_filling = False
        self._list = RuleList(tr("Rules"), _words, self._show_rule, self._add)
        self.add_above(note(_WHAT), self._list.widget)
        self._account = self.line(said("Account"), placeholder="Prod*")
        self._role = self.line(said("Role"), placeholder="*Admin*")
        self._label = self.line(said("Label"), placeholder="production")
        self._colour = self.choice(said("Colour"), _COLOURS)
        self._confirm = self.tick(said("Ask before use"))
        self._programs = self.tick(said("Ask each time a program requests keys"))
        self._minutes = self.line(said("Time limit (minutes)"), said("Leave empty for no limit."))
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
        self._list.fill(settings.guards)

    def merged(self, settings: Settings) -> Settings:
        words = self._minutes.text().strip()
        if words and not (words.isdecimal() and is_time_limit(int(words))):
            raise WrongInput(
                said("Enter whole minutes, up to {most}.", most=MOST_MINUTES),
                self._minutes,
            )
        return replace(settings, guards=tuple(self._list.rules))

    def _add(self) -> None:
        self._list.add(GuardRule(account="Prod*", label="production", confirm=True))
        self._account.setFocus()
        self._account.selectAll()

    def _show_rule(self, chosen_one: GuardRule | None) -> None:
        for field in self._fields:
            field.setEnabled(chosen_one is not None)
        rule = chosen_one or GuardRule(account="", role="")
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
        if self._is_filling:
            return
        minutes = self._minutes.text().strip()
        self._list.change(
            GuardRule(
                self._account.text().strip() or "*",
                self._role.text().strip() or "*",
                self._label.text().strip(),
                chosen(self._colour, GuardColour),
                self._confirm.isChecked(),
                int(minutes) if minutes.isdecimal() else 0,
                self._programs.isChecked(),
            )
        )


def _words(rule: GuardRule) -> RuleWords:
    """`Prod* / *   production: asks first, 30 min`, with the colour before it."""
    takes = [
        words
        for words, is_so in (
            (tr("asks before use"), rule.confirm),
            (tr("asks for each program"), rule.ask_programs),
            (tr("{minutes} min", minutes=rule.minutes), bool(rule.minutes)),
        )
        if is_so
    ]
    label = f"  {rule.label}" if rule.label else ""
    what = f": {', '.join(takes)}" if takes else ""
    pixmap = QPixmap(16, 16)
    pixmap.fill(guard_colour(rule.colour))
    text = f"{rule.account} / {rule.role}{label}{what}"
    return RuleWords(text, QIcon(pixmap), shown(_COLOURS[rule.colour]))
