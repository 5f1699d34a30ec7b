"""The colours of protected roles: each can be told from the others, on light and on dark ground."""

from PySide6.QtGui import QColor

from tray.core.guards.colours import GuardColour
from tray.ui.toolkit.design.colours import GUARDS


def guard_colour(colour: GuardColour) -> QColor:
    """That colour on the screen."""
    return QColor(GUARDS[colour])
