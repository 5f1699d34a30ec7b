"""How a row of home's list is painted: tile, two lines, and at the end what it is in use as."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QGuiApplication, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from tray.ui.home.roles.rows import InUse, Marked, RoleRow, Row, Section
from tray.ui.toolkit.design.colours import GUARDS, ON_GUARD
from tray.ui.toolkit.design.glyphs import paint_glyph
from tray.ui.toolkit.design.painting import (
    Face,
    keycap_size,
    mirrored,
    paint_keycap,
    paint_pill,
    paint_ring,
    paint_tile,
    paint_words,
    tile_letters,
)
from tray.ui.toolkit.design.theme import colour
from tray.ui.toolkit.design.typography import (
    GLYPH,
    R_ROW,
    ROW,
    S8,
    S16,
    SECTION,
    SMALL,
    TINY,
    font,
    row_height,
)
from tray.ui.toolkit.translation import sentence, shown

Index = QModelIndex | QPersistentModelIndex
_Run: TypeAlias = tuple[str, Face, str]
"""A piece of a line, its font and the name of its colour."""
SIGNS = ("globe", "copy", "more")
_SIGN, _TILE, _TEXT, _END = 32, 30, 58, 18
_RING = 6.0
_ENTER = "↵"


class _Faces:
    """The fonts of a row, made once per system font."""

    _of: tuple[str, "_Faces"] | None = None

    def __init__(self) -> None:
        self.body, self.medium = Face(font()), Face(font(medium=True))
        self.strong, self.small = Face(font(strong=True)), Face(font(SMALL))
        self.small_strong, self.tiny = Face(font(SMALL, strong=True)), Face(font(TINY, strong=True))
        self.row = row_height(ROW, self.strong.font, self.small.font)
        self.section = row_height(SECTION, self.small_strong.font, padding=S8)
        self.apart = self.body.height * 0.56

    @classmethod
    def now(cls) -> "_Faces":
        """Those of the font in force."""
        key = QGuiApplication.font().key()
        if cls._of is None or cls._of[0] != key:
            cls._of = key, cls()
        return cls._of[1]


class RowDelegate(QStyledItemDelegate):
    """Paints the rows that `row_at` gives."""

    def __init__(self, row_at: Callable[[Index], Row | None], parent: QWidget) -> None:
        super().__init__(parent)
        self._row_at = row_at

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002 - Qt's
        """Headings are lower than roles."""
        faces = _Faces.now()
        is_section = isinstance(self._row_at(index), Section)
        return QSize(0, faces.section if is_section else faces.row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One row."""
        row = self._row_at(index)
        if row is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, Section):
            _paint_section(painter, option, row)
        else:
            _RowPainter(painter, option, row).paint()
        painter.restore()


def sign_at(view: QWidget, row: RoleRow, box: QRect, place: QPoint) -> str:
    """The sign of a row in `box` that `place` is on; empty if on none."""
    for name, at in _signs(row, _whole(box, view), view.layoutDirection()):
        if at.contains(QPointF(place)):
            return name
    return ""


def _signs(
    row: RoleRow, box: QRectF, direction: Qt.LayoutDirection
) -> Iterator[tuple[str, QRectF]]:
    """What stands at a row's end under the mouse: all, or one beside what it is in use as."""
    names = SIGNS if row.in_use is None else ("more",)
    right = box.right() - _END + S8 - _in_use_width(row.in_use)
    for name in reversed(names):
        place = QRectF(right - _SIGN, box.center().y() - _SIGN / 2, _SIGN, _SIGN)
        yield name, mirrored(place, box, direction)
        right -= _SIGN


def _whole(box: QRect, view: object) -> QRectF:
    """A row as wide as the list: it does not become narrower by the bar that scrolls."""
    whole = QRectF(box)
    if isinstance(view, QWidget):
        beside = view.width() - box.width()
        is_left = view.layoutDirection() is Qt.LayoutDirection.RightToLeft
        whole.adjust(-beside if is_left else 0, 0, 0 if is_left else beside, 0)
    return whole


def _in_use_width(in_use: InUse | None) -> float:
    """The room that the words at a row's end take."""
    if in_use is None:
        return 0.0
    faces = _Faces.now()
    ring = 2 * _RING + S8 if in_use.share is not None else 0
    above = faces.small_strong.width(sentence(in_use.words)) + ring
    below = faces.small.width(in_use.profile)
    return min(max(above, below), 180.0) + S8


def _paint_section(painter: QPainter, option: QStyleOptionViewItem, row: Section) -> None:
    faces, box = _Faces.now(), _whole(option.rect, option.widget)
    middle = box.center().y() + 2
    for words, face, is_first in (
        (shown(row.title), faces.small_strong, True),
        (shown(row.aside), faces.small, False),
    ):
        width = face.width(words)
        left = box.left() + _END if is_first else box.right() - _END - width
        place = mirrored(QRectF(left, box.top(), width, box.height()), box, option.direction)
        paint_words(painter, QPointF(place.left(), middle), words, face, colour("soft"))


class _RowPainter:
    """Paints one role's row into one rectangle."""

    def __init__(self, painter: QPainter, option: QStyleOptionViewItem, row: RoleRow) -> None:
        self._painter, self._row, self._faces = painter, row, _Faces.now()
        self._box, self._direction = _whole(option.rect, option.widget), option.direction
        self._is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        self._is_under_mouse = bool(option.state & QStyle.StateFlag.State_MouseOver)
        middle = self._box.center().y()
        self._above, self._below = middle - self._faces.apart, middle + self._faces.apart

    def paint(self) -> None:
        if self._is_chosen or self._is_under_mouse:
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(colour("selected" if self._is_chosen else "subtle"))
            self._painter.drawRoundedRect(self._box.adjusted(8, 1, -8, -1), R_ROW, R_ROW)
        self._tile()
        right = self._box.right() - _END - self._end()
        self._first_line(right)
        self._second_line(right)

    # ---- the parts --------------------------------------------------------------------

    def _tile(self) -> None:
        row = self._row
        place = QRectF(self._box.left() + S16, self._box.center().y() - _TILE / 2, _TILE, _TILE)
        ink, ground = colour("soft"), colour("subtle")
        if row.guard is not None:
            ink, ground = QColor(ON_GUARD), QColor(GUARDS[row.guard])
        elif self._is_chosen or self._is_under_mouse:
            ground = colour("surface")
        letters = tile_letters(row.account.text)
        place = self._mirror(place)
        paint_tile(self._painter, place, letters, self._faces.small_strong, ground, ink=ink)

    def _end(self) -> float:
        """What stands at the end; answers how much room it took."""
        row, taken = self._row, _in_use_width(self._row.in_use)
        if row.in_use is not None:
            self._in_use(row.in_use)
        if self._is_under_mouse:
            for name, place in _signs(row, self._box, self._direction):
                corner = place.center() - QPointF(GLYPH / 2, GLYPH / 2)
                paint_glyph(self._painter, name, corner, colour("soft"))
                taken += _SIGN
        elif self._is_chosen and row.in_use is None:
            taken += self._enter()
        if row.has_star:
            at = QRectF(self._box.right() - _END - taken - 14, self._box.center().y() - 6, 12, 12)
            corner = self._mirror(at).topLeft()
            paint_glyph(self._painter, "pinned", corner, colour("soft"), 12)
            taken += 20
        return taken

    def _enter(self) -> float:
        width, _ = keycap_size(_ENTER, self._faces.tiny)
        left = self._box.right() - _END - width
        place = self._mirror(QRectF(left, self._box.center().y(), width, 0))
        paint_keycap(self._painter, place.topLeft(), _ENTER, self._faces.tiny)
        return width + S8

    def _in_use(self, in_use: InUse) -> None:
        faces, right = self._faces, self._box.right() - _END
        room = _in_use_width(in_use) - S8
        for words, face, ink, middle in (
            (sentence(in_use.words), faces.small_strong, in_use.ink, self._above),
            (in_use.profile, faces.small, "soft", self._below),
        ):
            ring = in_use.share is not None and middle == self._above
            left_room = room - (2 * _RING + S8 if ring else 0)
            width = min(face.width(words), left_room)
            place = self._mirror(QRectF(right - width, middle, width, 0))
            paint_words(self._painter, place.topLeft(), words, face, colour(ink), room=width + 0.5)
            if ring and in_use.share is not None:
                at = QRectF(right - width - S8 - 2 * _RING, middle, 2 * _RING, 0)
                fill = colour(f"{in_use.ink}_fill")
                centre = self._mirror(at).center()
                paint_ring(self._painter, centre, _RING, in_use.share, fill, width=2.6)

    def _first_line(self, right: float) -> None:
        row, faces = self._row, self._faces
        runs = (
            *_runs(row.account, faces.medium, faces.strong, "text"),
            ("  /  ", faces.body, "soft"),
            *_runs(row.role_name, faces.body, faces.strong, "text"),
        )
        self._paint_runs(runs, self._box.left() + _TEXT, right, self._above)

    def _second_line(self, right: float) -> None:
        row, small, strong = self._row, self._faces.small, self._faces.small_strong
        left = self._box.left() + _TEXT
        if row.label:
            left += self._label(left) + 6
        runs = [*_runs(row.number, small, strong, "soft")]
        if row.session:
            runs.append((f" · {row.session}", small, "soft"))
        if row.alias.text:
            runs += [(" · ", small, "soft"), *_runs(row.alias, small, strong, "soft")]
        self._paint_runs(runs, left, right, self._below)

    def _label(self, left: float) -> float:
        words, face = shown(self._row.label), self._faces.tiny
        room = self._box.width() * 0.35
        words = face.cut(words, room)
        width = face.width(words) + 12
        place = self._mirror(QRectF(left, self._below + 0.5, width, 0)).topLeft()
        guard = self._row.guard
        ground = QColor(GUARDS[guard]) if guard is not None else colour("subtle")
        paint_pill(self._painter, place, words, face, ground, ink=QColor(ON_GUARD))
        return width

    def _paint_runs(self, runs: Iterable[_Run], left: float, right: float, middle: float) -> None:
        for words, face, ink in runs:
            if not words or right - left < 12:
                continue
            width = min(face.width(words), right - left)
            place = self._mirror(QRectF(left, middle, width, 0)).topLeft()
            paint_words(self._painter, place, words, face, colour(ink), room=width + 0.5)
            left += width

    def _mirror(self, place: QRectF) -> QRectF:
        return mirrored(place, self._box, self._direction)


def _runs(marked: Marked, face: Face, strong: Face, ink: str) -> Iterator[_Run]:
    """The text in pieces: what was typed is strong, in the accent's colour."""
    done = 0
    for start, end in marked.spans:
        yield marked.text[done:start], face, ink
        yield marked.text[start:end], strong, "accent"
        done = end
    yield marked.text[done:], face, ink
