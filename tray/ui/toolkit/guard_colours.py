"""The colours of guarded roles: each can be told from the others, on light and on dark ground."""

from PySide6.QtGui import QColor

from tray.core.guards.colours import GuardColour

_COLOURS = {
    GuardColour.RED: "#e5484d",
    GuardColour.AMBER: "#f0a000",
    GuardColour.GREEN: "#2f9e5f",
    GuardColour.BLUE: "#2f81f7",
    GuardColour.VIOLET: "#8e5bd9",
}


def guard_colour(colour: GuardColour) -> QColor:
    """That colour on the screen."""
    return QColor(_COLOURS[colour])
