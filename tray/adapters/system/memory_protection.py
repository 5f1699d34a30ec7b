"""Keeps others of the same user from this process's memory, where the system can do that."""

import ctypes
import sys

_SET_DUMPABLE = 4
"""PR_SET_DUMPABLE of <sys/prctl.h>."""


def close_memory() -> bool:
    """No core dump, and no debugger without rights of its own; whether that is so now.

    NOTE: for the agent without a screen only. A desktop's portal looks at the `/proc` of whoever
    asks it, and refuses who is closed: the tray would not learn whether the desktop is dark.
    Programs that are started are not closed by it.
    """
    if sys.platform != "linux":
        return False
    return bool(ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0) == 0)
