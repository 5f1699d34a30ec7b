"""Controls for a few things to choose from: chips for minutes, swatches for colours."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QIntValidator, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from tray.core.guards.colours import GuardColour
from tray.core.settings.validation import MOST_MINUTES
from tray.core.vocabulary.translatable import said
from tray.ui.toolkit.design.buttons import secondary
from tray.ui.toolkit.design.colours import GUARDS
from tray.ui.toolkit.design.parts import label
from tray.ui.toolkit.design.theme import colour
from tray.ui.toolkit.design.typography import S4, S8, S16
from tray.ui.toolkit.translation import shown, tr

COLOURS = {
    GuardColour.RED: said("Red"),
    GuardColour.AMBER: said("Amber"),
    GuardColour.GREEN: said("Green"),
    GuardColour.BLUE: said("Blue"),
    GuardColour.VIOLET: said("Violet"),
}
_USUAL = (60, 30, 15, 10, 5, 1)
_COLUMNS = 4
_SIDE = 28


class MinutesField(QLineEdit):
    """Whole minutes, from one to twelve hours; nothing else can be written into it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._value = 1
        self.setAccessibleName(shown(name))
        self.setValidator(QIntValidator(1, MOST_MINUTES, self))
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("0000") + 2 * S16)
        self.editingFinished.connect(self._keep)

    def value(self) -> int:
        """What was last written there that can be meant."""
        return int(self.text()) if self.hasAcceptableInput() else self._value

    def show_value(self, minutes: int) -> None:
        """So many."""
        self._value = minutes
        self.setText(str(minutes))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What cannot be meant gives way to what stood there."""
        super().focusOutEvent(event)
        self.show_value(self.value())

    def _keep(self) -> None:
        self._value = self.value()


class MinuteChips(QWidget):
    """Some numbers of minutes: each is on or off, and others can be added."""

    def __init__(self, name: str, changed: Callable[[], None]) -> None:
        super().__init__()
        self._changed = changed
        self._chips: dict[int, QPushButton] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, S4, 0, 0)
        self._grid.setSpacing(S8)
        self._other = MinutesField(said("Other minutes"))
        self._other.show_value(20)
        add = secondary(said("Add"), self._add, is_small=True)
        row = QHBoxLayout()
        row.addWidget(self._other)
        row.addWidget(label(said("min"), ink="soft"))
        row.addWidget(add)
        row.addStretch()
        self._more = QWidget()
        row.setContentsMargins(0, 0, 0, 0)
        self._more.setLayout(row)
        self.setAccessibleName(shown(name))

    def show_minutes(self, minutes: Iterable[int]) -> None:
        """The usual ones and these, which are on."""
        chosen = set(minutes)
        for chip in self._chips.values():
            self._grid.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = {}
        for place, each in enumerate(sorted({*_USUAL, *chosen}, reverse=True)):
            chip = QPushButton(tr("{minutes} min", minutes=each))
            chip.setCheckable(True)
            chip.setChecked(each in chosen)
            chip.setProperty("kind", "chip")
            chip.clicked.connect(lambda *_: self._changed())
            self._chips[each] = chip
            self._grid.addWidget(chip, place // _COLUMNS, place % _COLUMNS)
            chip.show()
        self._grid.addWidget(self._more, len(self._chips) // _COLUMNS + 1, 0, 1, _COLUMNS)

    def minutes(self) -> tuple[int, ...]:
        """Those that are on, the longest first."""
        return tuple(each for each, chip in self._chips.items() if chip.isChecked())

    def _add(self) -> None:
        self.show_minutes({*self.minutes(), self._other.value()})
        self._changed()


class Swatches(QWidget):
    """The colours of protected roles; one is chosen."""

    def __init__(self, name: str, changed: Callable[[], None]) -> None:
        super().__init__()
        self.setAccessibleName(shown(name))
        self._group = QButtonGroup(self)
        self._swatches: dict[GuardColour, _Swatch] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S4)
        for each, words in COLOURS.items():
            swatch = self._swatches[each] = _Swatch(words, GUARDS[each])
            swatch.clicked.connect(lambda *_: changed())
            self._group.addButton(swatch)
            row.addWidget(swatch)
        row.addStretch()

    def choose(self, which: GuardColour) -> None:
        """That one."""
        self._swatches[which].setChecked(True)

    def chosen(self) -> GuardColour:
        """The one that is chosen."""
        return next(each for each, one in self._swatches.items() if one.isChecked())


class _Swatch(QAbstractButton):
    """A dot of a colour; a ring around it when it is chosen, another one with the focus."""

    def __init__(self, name: str, hue: str) -> None:
        super().__init__()
        self._hue = hue
        self.setCheckable(True)
        self.setAccessibleName(shown(name))
        self.setToolTip(shown(name))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(_SIDE, _SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """The dot, and what is around it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.isEnabled():
            painter.setOpacity(0.45)
        centre = QPointF(_SIDE / 2, _SIDE / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._hue))
        painter.drawEllipse(centre, 8.5, 8.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.isChecked():
            painter.setPen(QPen(colour("text"), 2))
            painter.drawEllipse(centre, 11.5, 11.5)
        if self.hasFocus():
            painter.setPen(QPen(colour("accent_fill"), 1))
            painter.drawEllipse(centre, 13.4, 13.4)
