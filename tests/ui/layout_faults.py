"""What a person would see cut or overlapping in a window, found without looking."""

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QWidget

_LEAVES = (QLabel, QAbstractButton, QComboBox, QLineEdit)
_SLACK = 2
"""Pixels: Qt rounds."""


def layout_faults(window: QWidget) -> list[str]:
    """Labels and controls that are cut, that lie on each other, or beside their window."""
    leaves = [one for one in _leaves(window) if one.isVisibleTo(window)]
    places = {one: _place(one, window) for one in leaves}
    faults = [fault for one in leaves if (fault := _cut(one))]
    for one, place in places.items():
        if place.left() < 0 or place.right() >= window.width() + _SLACK:
            faults.append(f"{_name(one)} is beside the window: {place}")
    for one, other in combinations(leaves, 2):
        shared = places[one].intersected(places[other])
        if shared.width() > _SLACK and shared.height() > _SLACK:
            faults.append(f"{_name(one)} lies on {_name(other)}")
    return faults


def _leaves(inside: QWidget) -> Iterator[QWidget]:
    for one in inside.children():
        if isinstance(one, _LEAVES):
            if _name(one):
                yield one
        elif (
            isinstance(one, QWidget)
            and not one.isWindow()
            and one.metaObject().className() != "Toast"
        ):
            yield from _leaves(one)


def _place(one: QWidget, window: QWidget) -> QRect:
    return QRect(one.mapTo(window, QPoint(0, 0)), one.size())


def _name(one: QWidget) -> str:
    words = one.text() if isinstance(one, QLabel | QAbstractButton) else ""
    return words or one.accessibleName()


def _cut(one: QWidget) -> str:
    if isinstance(one, QLabel) and one.wordWrap():
        needed = one.heightForWidth(one.width())
        longest = max(
            (one.fontMetrics().horizontalAdvance(word) for word in one.text().split()), default=0
        )
        if one.height() + _SLACK < needed:
            return f"{_name(one)!r} has {one.height()} of {needed} px"
        if one.width() + _SLACK < min(longest, 400):
            return f"{_name(one)!r} is narrower than its longest word"
        return ""
    if isinstance(one, QComboBox | QLineEdit):
        return f"{_name(one)!r} is flat" if one.height() < one.fontMetrics().height() else ""
    least = one.minimumSizeHint()
    if one.width() + _SLACK < least.width() or one.height() + _SLACK < least.height():
        return f"{_name(one)!r} has {one.size()} of {least}"
    return ""
