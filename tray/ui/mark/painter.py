"""How the mark is drawn at one size: a ring that is the countdown, around a keyhole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap

from tray.core.guards.colours import GuardColour
from tray.core.tray_status import TrayStatus
from tray.ui.mark import shapes
from tray.ui.mark.model import IconModel

STATUS_COLOURS = MappingProxyType(
    {
        TrayStatus.SIGNED_OUT: "#7B8794",
        TrayStatus.SIGNING_IN: "#2F80ED",
        TrayStatus.SIGNED_IN: "#1FA463",
        TrayStatus.ENDS_SOON: "#CF7C00",
        TrayStatus.ENDED: "#E5484D",
    }
)
"""Middle tones: at least 3 : 1 on white, on black and on a panel of #2E3440, without an outline."""

GUARD_COLOURS = MappingProxyType(
    {
        GuardColour.RED: "#E5484D",
        GuardColour.AMBER: "#CF7C00",
        GuardColour.GREEN: "#1FA463",
        GuardColour.BLUE: "#2F80ED",
        GuardColour.VIOLET: "#9668E0",
    }
)
"""The same for protected roles. Those of labels are darker: they carry white letters."""

_BADGE = "#CF7C00"
_DEMO = "#9668E0"
_SPENT = QColor(123, 135, 148, 107)
_SPENT_OF_TEMPLATE = QColor(0, 0, 0, 80)
_HOLE_FROM = 20
"""A protected role's core has a keyhole where that has room: in pictures larger than this."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The mark's colours where it stands elsewhere than in a panel."""

    status: Mapping[TrayStatus, str] = field(default_factory=lambda: STATUS_COLOURS)
    spent: QColor = field(default_factory=lambda: _SPENT)
    """The part of the ring that is used up."""


class Mark:
    """The mark of one model at one size, in device pixels."""

    def __init__(
        self,
        model: IconModel,
        size: int,
        *,
        is_template: bool = False,
        palette: Palette | None = None,
    ) -> None:
        self._model, self._size, self._is_template = model, size, is_template
        self._palette = palette or Palette()
        margin = 0.5 if size <= 24 else size * 0.03
        self._centre = QPointF(size / 2, size / 2)
        self._outer = size / 2 - margin
        self._stroke = max(2.0, round(size * 0.29) / 2)
        self._core = self._outer - self._stroke - max(1.0, size * 0.06)

    def pixmap(self) -> QPixmap:
        """The picture."""
        pixmap = QPixmap(self._size, self._size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter)
        painter.end()
        return pixmap

    def paint(self, painter: QPainter) -> None:
        """Draws it where the painter stands, on a ground of its own: badges are cut out of it."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self._colour(self._palette.status[self._model.status])
        match self._model.status:
            case TrayStatus.SIGNED_OUT:
                self._draw_ring(painter, colour, max(1.5, self._stroke * 0.62))
            case TrayStatus.SIGNED_IN:
                self._draw_countdown(painter, colour)
            case TrayStatus.SIGNING_IN:
                self._draw_pieces(painter, colour)
            case TrayStatus.ENDS_SOON:
                self._draw_plate(painter, colour, shapes.hands(self._centre, self._size))
            case TrayStatus.ENDED:
                self._draw_plate(painter, colour, shapes.exclamation(self._centre, self._size))
        if self._model.has_trouble:
            self._draw_badge(painter, shapes.triangle(self._size), _BADGE)
        if self._model.is_demo:
            self._draw_badge(painter, shapes.corner_dot(self._size), _DEMO)

    # ---- the states ---------------------------------------------------------------

    def _draw_ring(self, painter: QPainter, colour: QColor, width: float) -> None:
        painter.fillPath(shapes.ring(self._centre, self._outer, width), colour)
        self._draw_middle(painter, self._keyhole(0.40), colour)

    def _draw_countdown(self, painter: QPainter, colour: QColor) -> None:
        """It burns down clockwise from the top."""
        spent = _SPENT_OF_TEMPLATE if self._is_template else self._palette.spent
        share = min(1.0, max(0.0, self._model.share))
        whole = shapes.ring(self._centre, self._outer, self._stroke)
        left = shapes.arc(self._centre, self._outer, self._stroke, 90, 360 * share)
        painter.fillPath(whole if share >= 1 else whole.subtracted(left), spent)
        painter.fillPath(whole if share >= 1 else left, colour)
        self._draw_middle(painter, self._keyhole(0.42), colour)

    def _draw_pieces(self, painter: QPainter, colour: QColor) -> None:
        for start in (20, 140, 260):
            piece = shapes.arc(self._centre, self._outer, self._stroke, start, 80)
            painter.fillPath(piece, colour)
        self._draw_middle(painter, shapes.dots(self._centre, self._size), colour)

    def _draw_plate(self, painter: QPainter, colour: QColor, cut: QPainterPath) -> None:
        """A solid circle with a sign cut out: the loudest there is, so a guard is beside it."""
        painter.fillPath(shapes.disc(self._centre, self._outer).subtracted(cut), colour)
        if self._model.guard is not None:
            dot = shapes.upper_dot(self._size)
            self._draw_badge(painter, dot, GUARD_COLOURS[self._model.guard])

    # ---- parts ---------------------------------------------------------------------

    def _draw_middle(self, painter: QPainter, sign: QPainterPath, colour: QColor) -> None:
        """The sign within the ring, or the solid core of a protected role in its place."""
        guard = self._model.guard
        if guard is None:
            painter.fillPath(sign, colour)
            return
        core = shapes.disc(self._centre, self._core)
        if self._size > _HOLE_FROM and self._model.status is not TrayStatus.SIGNING_IN:
            core = core.subtracted(self._keyhole(0.28))
        painter.fillPath(core, self._colour(GUARD_COLOURS[guard]))

    def _keyhole(self, share: float) -> QPainterPath:
        return shapes.keyhole(self._centre, self._size * share, self._size)

    def _draw_badge(self, painter: QPainter, sign: QPainterPath, colour: str) -> None:
        """A sign in a corner, cut out of what it stands on."""
        gap = shapes.stroked(sign, max(2.0, self._size * 0.12))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        painter.fillPath(sign.united(gap), Qt.GlobalColor.black)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.fillPath(sign, self._colour(colour))

    def _colour(self, colour: str) -> QColor:
        return QColor(0, 0, 0) if self._is_template else QColor(colour)
