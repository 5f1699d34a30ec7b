"""What all pages of the settings window are made of."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import TypeVar

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from tray.core.settings.settings import Settings
from tray.core.snapshot import AppSnapshot
from tray.ui.settings.rows import LOCKED, Hairline, SettingRow, combo
from tray.ui.toolkit.design.cards import Card
from tray.ui.toolkit.design.parts import Switch, label
from tray.ui.toolkit.design.typography import LEAD, S4, S12, S24, SMALL
from tray.ui.toolkit.translation import shown

Choice = TypeVar("Choice", bound=Enum)

_BESIDE = 22
"""Choices of so few letters stand beside their name, longer ones below it."""


class WrongInput(ValueError):
    """What stands in a field cannot be meant; its text says what to write."""

    def __init__(self, words: str, field: QWidget) -> None:
        super().__init__(shown(words))
        self.field = field


class Page(QWidget):
    """A part of the settings. `fill` shows a value, `merged` answers it with what was changed.

    `changed` is called when the person has changed something: it is saved at once.
    """

    title = ""
    explains = ""

    def __init__(self) -> None:
        super().__init__()
        self.changed: Callable[[Page], None] = lambda _: None
        self.rows: list[SettingRow] = []
        self._governed: dict[str, list[QWidget]] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, S24)
        self._layout.setSpacing(S12)
        self._head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(S4)
        self.heading = label(self.title, share=LEAD, strong=True, wraps=True)
        words.addWidget(self.heading)
        if self.explains:
            words.addWidget(label(self.explains, ink="soft", wraps=True))
        self._head.addLayout(words, 1)
        self._layout.addLayout(self._head)
        self._problem = label(ink="bad", wraps=True)
        self._problem.setObjectName("problem")
        self._problem.hide()
        self._layout.addWidget(self._problem)
        self._governor = label(LOCKED, ink="soft", share=SMALL)
        self._governor.hide()
        self._layout.addWidget(self._governor)
        self._card: Card | None = None

    def fill(self, settings: Settings) -> None:
        """Shows these settings."""
        raise NotImplementedError

    def merged(self, settings: Settings) -> Settings:
        """These settings with what stands on the page. Raises `WrongInput`."""
        raise NotImplementedError

    def show_known(self, snapshot: AppSnapshot) -> None:
        """What comes and goes while the window is open."""

    def finish_writing(self) -> None:
        """What is being typed counts, also without Enter: the window goes."""

    def search(self) -> QLineEdit | None:
        """The field that finds something on the page."""
        return None

    def lock(self, names: frozenset[str]) -> None:
        """What an administrator set can be read here, and not changed."""
        rows = {row.control: row for row in self.rows}
        for name, widgets in self._governed.items():
            for widget in widgets:
                if widget is self:
                    self._governor.setVisible(name in names)
                if widget in rows:
                    rows[widget].lock(is_locked=name in names)
                else:
                    widget.setEnabled(name not in names)

    def touched(self) -> None:
        """The person has changed something."""
        self.changed(self)

    def object_to(self, wrong: WrongInput | None) -> None:
        """Says what is wrong at its field; None where all is right."""
        is_said = False
        for row in self.rows:
            is_it = wrong is not None and row.control is wrong.field
            if row.control.isEnabled():
                row.object_to(str(wrong) if is_it else "")
            is_said = is_said or is_it
        self._problem.say(str(wrong) if wrong is not None and not is_said else "")
        self._problem.setVisible(wrong is not None and not is_said)

    # ---- building ---------------------------------------------------------------

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """A widget below what is there, outside the cards."""
        self._layout.addWidget(widget, stretch)
        self._card = None

    def add_beside_title(self, widget: QWidget) -> None:
        """A button that is for all of the page."""
        self._head.addWidget(widget)

    def new_card(self) -> Card:
        """The rows that follow stand in a card of their own."""
        card = self._card = Card()
        self._layout.addWidget(card)
        return card

    def govern(self, setting: str, *widgets: QWidget) -> None:
        """Says by which widgets a setting is changed."""
        self._governed.setdefault(setting, []).extend(widgets)

    def line(self, name: str, hint: str = "", placeholder: str = "") -> QLineEdit:
        """A field for a text; it counts when it is left, or with Enter."""
        field = QLineEdit()
        field.setAccessibleName(shown(name))
        field.setPlaceholderText(placeholder)
        field.editingFinished.connect(self.touched)
        self.row(SettingRow(name, field, hint, is_stacked=True))
        return field

    def choice(self, name: str, words: Mapping[Choice, str], hint: str = "") -> QComboBox:
        """A field for one of a closed set."""
        field = combo(name)
        for value, text in words.items():
            field.addItem(shown(text), value)
        field.activated.connect(lambda _: self.touched())
        longest = max((len(shown(text)) for text in words.values()), default=_BESIDE + 1)
        if longest <= _BESIDE:
            field.setMinimumContentsLength(longest)
        self.row(SettingRow(name, field, hint, is_stacked=longest > _BESIDE))
        return field

    def tick(self, name: str, hint: str = "") -> Switch:
        """A field for yes or no."""
        field = Switch(name)
        field.clicked.connect(lambda *_: self.touched())
        self.row(SettingRow(name, field, hint))
        return field

    def row(self, row: SettingRow) -> SettingRow:
        """One more row in the card."""
        card = self._card if self._card is not None else self.new_card()
        card.rows.setSpacing(S12)
        if card.rows.count():
            card.rows.addWidget(Hairline())
        card.rows.addWidget(row)
        self.rows.append(row)
        return row

    def note(self, words: str) -> None:
        """A sentence below the cards."""
        self.add(label(words, ink="soft", share=SMALL, wraps=True))


def choose(field: QComboBox, value: Enum) -> None:
    """Shows a member of the set."""
    field.setCurrentIndex(max(0, field.findData(value)))


def chosen(field: QComboBox, kind: type[Choice]) -> Choice:
    """The member that is shown."""
    return kind(field.currentData())
