"""A rule for protected roles: what it says in two lines, and its fields when it is open."""

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from tray.core.guards.colours import GuardColour
from tray.core.guards.rules import GuardRule
from tray.core.vocabulary.model import AccountId
from tray.core.vocabulary.translatable import counted, said
from tray.ui.settings.choices import COLOURS, MinutesField, Swatches
from tray.ui.settings.rows import Hairline
from tray.ui.toolkit.design.buttons import danger, icon_button
from tray.ui.toolkit.design.cards import Card
from tray.ui.toolkit.design.colours import GUARDS
from tray.ui.toolkit.design.fields import Field
from tray.ui.toolkit.design.parts import Pill, Switch, label
from tray.ui.toolkit.design.typography import S4, S8, S12, S16, SMALL
from tray.ui.toolkit.translation import shown, tr

KnownRole: TypeAlias = tuple[AccountId, str, str]
"""Number and name of an account, and the name of a role in it."""

_USUAL_MINUTES = 30
_SIDE = 24


class GuardCard(Card):
    """The card of one rule. `rule` is what its fields say now."""

    changed = Signal()
    opened = Signal(object)
    removed = Signal(object)
    moved = Signal(object, int)

    def __init__(self, rule: GuardRule, owner: QWidget) -> None:
        super().__init__()
        self.setParent(owner)
        self.rule = rule
        self._roles: tuple[KnownRole, ...] = ()
        self._colour_tile = _ColourTile(rule.colour)
        self._title, self._summary = label(strong=True), label(ink="soft", share=SMALL, wraps=True)
        self._pills, self._pill = QHBoxLayout(), Pill("", rule.colour)
        self._turn = icon_button("chevron", said("Show the rule"), self._toggle)
        self._turn.setCheckable(True)
        self.rows.addWidget(self._head())
        self._body = QWidget()
        self._body.hide()
        self._lay_out_body()
        self.rows.addWidget(self._body)
        self._fill()
        self._tell()

    def open(self, *, is_open: bool) -> None:
        """Shows its fields, or hides them."""
        self._body.setVisible(is_open)
        self._turn.setChecked(is_open)
        self._turn.turn("down" if is_open else "chevron")
        self._turn.call(said("Hide the rule") if is_open else said("Show the rule"))

    def know(self, roles: tuple[KnownRole, ...]) -> None:
        """The roles that there are: the card says how many it matches."""
        self._roles = roles
        self._tell()

    def can_move(self, *, up: bool, down: bool) -> None:
        """Whether there are rules before and after it."""
        self._up.setEnabled(up)
        self._down.setEnabled(down)

    def focus(self) -> None:
        """The first field: what a new rule is for."""
        self._account.edit.setFocus()
        self._account.edit.selectAll()

    def focus_head(self) -> None:
        """The button that opens it."""
        self._turn.setFocus()

    # ---- building -------------------------------------------------------------------

    def _head(self) -> QWidget:
        head = _Head(self._toggle)
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S12)
        row.addWidget(self._colour_tile)
        words = QVBoxLayout()
        words.setSpacing(S4)
        self._pills.setSpacing(S8)
        self._pills.addWidget(self._title)
        self._pills.addWidget(self._pill)
        self._pills.addStretch(1)
        words.addLayout(self._pills)
        words.addWidget(self._summary)
        row.addLayout(words, 1)
        row.addWidget(self._turn)
        return head

    def _lay_out_body(self) -> None:
        self._account, self._role = Field(said("Account"), "Prod*"), Field(said("Role"), "*Admin*")
        self._label = Field(said("Label"), "production")
        self._swatches = Swatches(said("Colour"), self._write)
        self._confirm = Switch(said("Ask before use"))
        self._programs = Switch(said("Ask each time a program requests keys"))
        self._ends = Switch(said("End the use after"))
        self._minutes = MinutesField(said("Minutes of use"))
        for field in (self._account, self._role, self._label):
            field.edit.textEdited.connect(lambda _: self._preview())
            field.edit.editingFinished.connect(self._write)
        for switch in (self._confirm, self._programs, self._ends):
            switch.clicked.connect(lambda *_: self._write())
        self._minutes.editingFinished.connect(self._write)
        rows = QVBoxLayout(self._body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(S12)
        rows.addWidget(Hairline())
        rows.addLayout(self._fields())
        rows.addLayout(_switched(self._confirm, said("Ask before use")))
        rows.addLayout(_switched(self._programs, said("Ask each time a program requests keys")))
        rows.addLayout(
            _switched(
                self._ends, said("End the use after"), self._minutes, label(said("min"), ink="soft")
            )
        )
        rows.addLayout(self._buttons())

    def _fields(self) -> QGridLayout:
        colours = QVBoxLayout()
        colours.setSpacing(S4)
        colours.addWidget(label(said("Colour"), ink="soft", share=SMALL))
        colours.addWidget(self._swatches)
        grid = QGridLayout()
        grid.setHorizontalSpacing(S16)
        grid.setVerticalSpacing(S12)
        grid.addWidget(self._account, 0, 0)
        grid.addWidget(self._role, 0, 1)
        grid.addWidget(self._label, 1, 0)
        grid.addLayout(colours, 1, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _buttons(self) -> QHBoxLayout:
        self._up = icon_button("up", said("Move up"), lambda: self.moved.emit(self, -1))
        self._down = icon_button("down", said("Move down"), lambda: self.moved.emit(self, 1))
        row = QHBoxLayout()
        row.addWidget(self._up)
        row.addWidget(self._down)
        row.addStretch()
        row.addWidget(danger(said("Remove"), lambda: self.removed.emit(self), is_small=True))
        return row

    # ---- the rule ---------------------------------------------------------------------

    def _fill(self) -> None:
        rule = self.rule
        self._account.edit.setText(rule.account)
        self._role.edit.setText("" if rule.role == "*" else rule.role)
        self._role.edit.setPlaceholderText(tr("Any"))
        self._label.edit.setText(rule.label)
        self._swatches.choose(rule.colour)
        self._confirm.setChecked(rule.confirm)
        self._programs.setChecked(rule.ask_programs)
        self._ends.setChecked(bool(rule.minutes))
        self._minutes.show_value(rule.minutes or _USUAL_MINUTES)
        self._minutes.setEnabled(bool(rule.minutes))

    def _written(self) -> GuardRule:
        return GuardRule(
            self._account.text() or "*",
            self._role.text() or "*",
            self._label.text(),
            self._swatches.chosen(),
            self._confirm.isChecked(),
            self._minutes.value() if self._ends.isChecked() else 0,
            self._programs.isChecked(),
        )

    def _preview(self) -> None:
        """What is being typed is not saved yet, and what it would match is seen."""
        self._tell(self._written())

    def _write(self) -> None:
        self._minutes.setEnabled(self._ends.isChecked())
        written = self._written()
        if written != self.rule:
            self.rule = written
            self._tell()
            self.changed.emit()

    def _tell(self, written: GuardRule | None = None) -> None:
        rule = written or self.rule
        self._colour_tile.show_colour(rule.colour)
        role = tr("any role") if rule.role == "*" else rule.role
        account = tr("Any account") if rule.account == "*" else rule.account
        self._title.setText(f"{account}  ·  {role}")
        self._pill.call(rule.label, rule.colour)
        self._pill.setVisible(bool(rule.label))
        self._summary.setText("  ·  ".join(map(shown, self._effects(rule))))
        self.setAccessibleName(f"{self._title.text()}, {shown(COLOURS[rule.colour])}")

    def _effects(self, rule: GuardRule) -> list[str]:
        found = sum(rule.fits(number, name, role) for number, name, role in self._roles)
        matches = counted(found, "matches 1 role", "matches {count:,} roles")
        told = (
            (said("asks before use"), rule.confirm),
            (said("asks for each program"), rule.ask_programs),
            (said("ends after {minutes} min", minutes=rule.minutes), bool(rule.minutes)),
            (matches, bool(self._roles)),
        )
        return [words for words, is_so in told if is_so]

    def _toggle(self) -> None:
        is_open = self._body.isHidden()
        self.open(is_open=is_open)
        if is_open:
            self.opened.emit(self)


class _Head(QWidget):
    """All of it can be clicked."""

    def __init__(self, clicked: Callable[[], None]) -> None:
        super().__init__()
        self._clicked = clicked

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Opens the card, or closes it."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._clicked()


class _ColourTile(QWidget):
    """The rule's colour, as the rows of its roles have it."""

    def __init__(self, which: GuardColour) -> None:
        super().__init__()
        self._which = which
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_colour(self, which: GuardColour) -> None:
        """Another one."""
        self._which = which
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(_SIDE, _SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """The square."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(GUARDS[self._which]))
        painter.drawRoundedRect(QRectF(self.rect()), 7, 7)


def _switched(switch: Switch, words: str, *more: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(S8)
    row.addWidget(switch)
    name = label(words, wraps=not more)
    row.addWidget(name, 0 if more else 1)
    for widget in more:
        row.addWidget(widget)
    if more:
        row.addStretch()
    return row
