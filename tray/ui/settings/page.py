"""What all pages of the settings window are made of."""

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from tray.core.settings.settings import Settings
from tray.ui.toolkit.translation import shown
from tray.ui.toolkit.widgets import heading, note

Choice = TypeVar("Choice", bound=Enum)


class WrongInput(ValueError):
    """What stands in a field cannot be meant; its text says what to write."""

    def __init__(self, words: str, field: QWidget) -> None:
        super().__init__(shown(words))
        self.field = field


class Page(QWidget):
    """A part of the settings. `fill` shows a value, `merged` answers it with what was changed."""

    title = ""

    def __init__(self) -> None:
        super().__init__()
        self._governed: dict[str, list[QWidget]] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(24, 24, 24, 24)
        self._layout.setSpacing(12)
        self._layout.addWidget(heading(self.title))
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(16)
        self.form.setVerticalSpacing(8)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self._layout.addLayout(self.form)

    def fill(self, settings: Settings) -> None:
        """Shows these settings."""
        raise NotImplementedError

    def merged(self, settings: Settings) -> Settings:
        """These settings with what stands on the page. Raises `WrongInput`."""
        raise NotImplementedError

    def lock(self, names: frozenset[str]) -> None:
        """What an administrator set can be read here, and not changed."""
        for name, widgets in self._governed.items():
            for widget in widgets:
                widget.setEnabled(name not in names)

    # ---- building ---------------------------------------------------------------

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """A widget below what is there."""
        self._layout.addWidget(widget, stretch)

    def add_above(self, *widgets: QWidget) -> None:
        """Widgets between the title and the form."""
        for place, widget in enumerate(widgets, start=1):
            self._layout.insertWidget(place, widget)

    def govern(self, setting: str, *widgets: QWidget) -> None:
        """Says by which widgets a setting is changed."""
        self._governed.setdefault(setting, []).extend(widgets)

    def finish(self) -> None:
        """Leaves the room below empty."""
        self._layout.addStretch()

    def line(self, label: str, hint: str = "", placeholder: str = "") -> QLineEdit:
        """A field for a text."""
        field = QLineEdit()
        field.setAccessibleName(shown(label))
        field.setPlaceholderText(placeholder)
        self._row(label, field, hint)
        return field

    def choice(self, label: str, words: Mapping[Choice, str], hint: str = "") -> QComboBox:
        """A field for one of a closed set."""
        field = QComboBox()
        field.setAccessibleName(shown(label))
        for value, text in words.items():
            field.addItem(shown(text), value)
        self._row(label, field, hint)
        return field

    def tick(self, label: str, hint: str = "") -> QCheckBox:
        """A field for yes or no."""
        field = QCheckBox(shown(label))
        self._row("", field, hint)
        return field

    def _row(self, label: str, field: QWidget, hint: str) -> None:
        self.form.addRow(shown(label), field)
        if hint:
            field.setAccessibleDescription(shown(hint))
            self.form.addRow("", note(hint))


def choose(field: QComboBox, value: Enum) -> None:
    """Shows a member of the set."""
    field.setCurrentIndex(max(0, field.findData(value)))


def chosen(field: QComboBox, kind: type[Choice]) -> Choice:
    """The member that is shown."""
    return kind(field.currentData())
