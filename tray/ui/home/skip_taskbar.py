"""Keeps a window out of the panel's list of windows, which Qt has no way to ask for.

On X11 a window manager reads `_NET_WM_STATE` when a window is mapped (freedesktop.org, Extended
Window Manager Hints), and Qt leaves in it what it did not put there. On Wayland there is no way.
libxcb is there wherever Qt shows a window on X11.
"""

import ctypes
import logging
from functools import lru_cache
from typing import Protocol, cast

from PySide6.QtGui import QGuiApplication

_LOG = logging.getLogger(__name__)
_STATES = (b"_NET_WM_STATE_SKIP_TASKBAR", b"_NET_WM_STATE_SKIP_PAGER")
_TYPE_ATOM, _APPEND, _BITS = 4, 2, 32


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


class _AtomReply(ctypes.Structure):
    _fields_ = (
        ("head", ctypes.c_uint32),
        ("length", ctypes.c_uint32),
        ("atom", ctypes.c_uint32),
    )


class _X11(Protocol):
    """Qt's way to the X server."""

    def connection(self) -> int:
        """The address of libxcb's connection."""


def skip_taskbar(window: int) -> None:
    """For a window of that number that is not shown yet; does nothing beside X11."""
    application = QGuiApplication.instance()
    if QGuiApplication.platformName() != "xcb" or not isinstance(application, QGuiApplication):
        return
    xcb = _library()
    if xcb is None:
        return
    # Over Qt's own connection: there the window is made before.
    connection = cast(_X11, application.nativeInterface()).connection()
    state = _atom(xcb, connection, b"_NET_WM_STATE")
    skips = (_atom(xcb, connection, name) for name in _STATES)
    values = (ctypes.c_uint32 * len(_STATES))(*skips)
    what = (state, _TYPE_ATOM, _BITS, len(_STATES), values)
    xcb.xcb_change_property(connection, _APPEND, window, *what)


@lru_cache(maxsize=1)
def _library() -> ctypes.CDLL | None:
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        _LOG.info("the panel will list home among the windows: %s", error)
        return None
    xcb.xcb_intern_atom.restype = _Cookie
    xcb.xcb_intern_atom.argtypes = (
        ctypes.c_void_p, ctypes.c_uint8, ctypes.c_uint16, ctypes.c_char_p,
    )  # fmt: skip
    xcb.xcb_intern_atom_reply.restype = ctypes.POINTER(_AtomReply)
    xcb.xcb_intern_atom_reply.argtypes = (ctypes.c_void_p, _Cookie, ctypes.c_void_p)
    xcb.xcb_change_property.restype = _Cookie
    xcb.xcb_change_property.argtypes = (
        ctypes.c_void_p, ctypes.c_uint8, ctypes.c_uint32, ctypes.c_uint32, ctypes.c_uint32,
        ctypes.c_uint8, ctypes.c_uint32, ctypes.c_void_p,
    )  # fmt: skip
    return xcb


def _atom(xcb: ctypes.CDLL, connection: int, name: bytes) -> int:
    """The number of a name; 0, which the server refuses, where it does not answer."""
    cookie = xcb.xcb_intern_atom(connection, 0, len(name), name)
    reply = xcb.xcb_intern_atom_reply(connection, cookie, None)
    if not reply:
        return 0
    atom = int(reply.contents.atom)
    ctypes.CDLL(None).free(reply)
    return atom
