"""The cards of the diagnostics window: who tools are, and one for each finding."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tray.core.doctor.remedies import command, file_of, mode_change
from tray.core.doctor.report import Finding, Severity
from tray.core.vocabulary.translatable import said
from tray.ui.toolkit.design.buttons import secondary
from tray.ui.toolkit.design.cards import Card
from tray.ui.toolkit.design.glyphs import paint_glyph
from tray.ui.toolkit.design.parts import Glyph, Label, label
from tray.ui.toolkit.design.theme import colour
from tray.ui.toolkit.design.typography import S4, S8, S12, S16, SMALL
from tray.ui.toolkit.translation import shown
from tray.ui.windows.remedies import Remedies
from tray.ui.windows.who_now import Standing, WhoRow

_SIGNS = {
    Severity.TROUBLE: (said("Problem"), "alert", "bad"),
    Severity.NOTE: (said("Suggestion"), "alert", "warn"),
    Severity.FINE: (said("OK"), "check", "good"),
}
_DISCS = {
    Standing.GOOD: ("good_fill", "check"),
    Standing.BAD: ("bad_fill", "cross"),
    Standing.NONE: ("edge", "more"),
}
_DISC = 18


class WhoCard(Card):
    """Where tools run, and who they are there."""

    def __init__(self) -> None:
        super().__init__(ground="window")
        self._rows: tuple[WhoRow, ...] = ()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(S16)
        self._grid.setVerticalSpacing(S12)
        self._grid.setColumnStretch(1, 2)
        self._grid.setColumnStretch(2, 3)
        self.rows.addLayout(self._grid)

    def show_rows(self, rows: tuple[WhoRow, ...]) -> None:
        """Takes their place, if they say something else."""
        if rows == self._rows:
            return
        self._rows = rows
        while self._grid.count():
            taken = self._grid.takeAt(0)
            old = taken.widget() if taken is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        for number, row in enumerate(rows):
            widgets = (_Disc(row.standing), label(row.where, ink="soft", wraps=True), _who(row))
            for column, widget in enumerate(widgets):
                self._grid.addWidget(widget, number, column)
                widget.show()


def _who(row: WhoRow) -> QWidget:
    whole = QWidget()
    lines = QVBoxLayout(whole)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(S4)
    inks = {Standing.BAD: "bad", Standing.NONE: "soft"}
    lines.addWidget(label(row.who, ink=inks.get(row.standing, "text"), strong=True, wraps=True))
    if row.why:
        lines.addWidget(label(row.why, ink="soft", share=SMALL, wraps=True))
    return whole


class _Disc(QWidget):
    """A tick or a cross on a disc, which a screen reader hears in the words beside it."""

    def __init__(self, standing: Standing) -> None:
        super().__init__()
        self._fill, self._sign = _DISCS[standing]
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(_DISC, _DISC)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """The disc."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(self._fill))
        painter.drawEllipse(QRectF(0.5, 0.5, _DISC - 1, _DISC - 1))
        ink = colour("on_accent" if self._fill != "edge" else "text")
        corner = QPointF((_DISC - 11) / 2, (_DISC - 11) / 2)
        paint_glyph(painter, self._sign, corner, ink, 11, weight=2.4)


class FindingCard(Card):
    """What is, where, what follows, what to do, and the buttons that do it."""

    def __init__(
        self,
        finding: Finding,
        remedies: Remedies,
        mend: Callable[[Finding], None],
        copy: Callable[[str], None],
    ) -> None:
        super().__init__()
        word, sign, ink = _SIGNS[finding.severity]
        row = QHBoxLayout()
        row.setSpacing(S12)
        row.addWidget(Glyph(sign, ink), alignment=Qt.AlignmentFlag.AlignTop)
        lines = QVBoxLayout()
        lines.setSpacing(S4)
        lines.addWidget(_selectable(label(finding.title, strong=True, wraps=True)))
        for words, line_ink in ((finding.place, "soft"), (finding.meaning, "soft")):
            if words:
                lines.addWidget(_selectable(label(words, ink=line_ink, share=SMALL, wraps=True)))
        if finding.action:
            lines.addWidget(_selectable(label(finding.action, share=SMALL, wraps=True)))
        lines.addStretch()  # where the card gets more height than it needs, its words stay together
        row.addLayout(lines, 1)
        buttons = QVBoxLayout()
        buttons.setSpacing(S8)
        for button in _buttons(finding, remedies, mend, copy):
            buttons.addWidget(button)
        buttons.addStretch()
        row.addLayout(buttons)
        self.rows.addLayout(row)
        self.setAccessibleName(f"{shown(word)}: {shown(finding.title)}")


def _buttons(
    finding: Finding,
    remedies: Remedies,
    mend: Callable[[Finding], None],
    copy: Callable[[str], None],
) -> list[QPushButton]:
    made: list[QPushButton] = []
    if mode_change(finding) is not None and remedies.mend is not None:
        made.append(secondary(said("Fix"), lambda: mend(finding), is_small=True))
    elif words := command(finding):
        made.append(secondary(said("Copy command"), lambda: copy(words), is_small=True))
    path = file_of(finding)
    if path:
        made.append(secondary(said("Open file"), lambda: remedies.open_file(path), is_small=True))
    for button in made:
        button.setAccessibleDescription(shown(finding.title))
    return made


def _selectable(line: Label) -> Label:
    line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return line
