"""What the icon says of all sso-sessions at once. Alone here: the icon waits for nothing else."""

from enum import IntEnum


class TrayStatus(IntEnum):
    """What the icon's shape says; of several sessions the largest wins."""

    SIGNED_OUT = 0
    SIGNED_IN = 1
    ENDS_SOON = 2
    ENDED = 3
    SIGNING_IN = 4
