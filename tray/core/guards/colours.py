"""How guarded roles are told from others."""

from enum import Enum


class GuardColour(Enum):
    """How a guarded role is marked. Few, so that each can be told from the others."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    BLUE = "blue"
    VIOLET = "violet"
