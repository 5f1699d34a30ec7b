"""Whether the person is not to be disturbed, as far as each system tells a program.

macOS tells nobody and holds notifications back by itself. On Linux the notification
daemon does so, too, and some say that they do; GNOME's does not, and has a setting.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from tray.core.ports.desktop import DoNotDisturb

_SECONDS = 1.0
_NOTIFICATIONS = ("org.freedesktop.Notifications", "/org/freedesktop/Notifications")
_XFCONF = ("org.xfce.Xfconf", "/org/xfce/Xfconf")
_PROPERTIES = "org.freedesktop.DBus.Properties"
_GNOME = ("gsettings", "get", "org.gnome.desktop.notifications", "show-banners")

_NOT_PRESENT, _BUSY, _FULL_SCREEN, _PRESENTING, _QUIET_TIME = 1, 2, 3, 4, 6
_DISTURBED = frozenset({_NOT_PRESENT, _BUSY, _FULL_SCREEN, _PRESENTING, _QUIET_TIME})
"""Of `QUERY_USER_NOTIFICATION_STATE`; its other two are an app of the store, and free."""


@dataclass(frozen=True, slots=True)
class _Question:
    """A call that answers one variant, true where the person is not to be disturbed."""

    where: tuple[str, str]
    interface: str
    member: str
    arguments: tuple[str, str]


_QUESTIONS = (
    # Plasma; also while it shares or mirrors the screen.
    _Question(_NOTIFICATIONS, _PROPERTIES, "Get", (_NOTIFICATIONS[0], "Inhibited")),
    _Question(_NOTIFICATIONS, _PROPERTIES, "Get", ("org.dunstproject.cmd0", "paused")),
    _Question(_XFCONF, _XFCONF[0], "GetProperty", ("xfce4-notifyd", "/do-not-disturb")),
)


class LinuxDoNotDisturb:
    """`desktop_ports.DoNotDisturb` over the session bus; nobody is started to be asked."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def is_free(self) -> bool:
        """See the port."""
        if self._environ.get("DBUS_SESSION_BUS_ADDRESS"):
            with suppress(Exception):  # no bus, one that refuses, one that is slow: all the same
                if self._is_held_back():
                    return False
        return "GNOME" not in self._environ.get("XDG_CURRENT_DESKTOP", "") or _has_banners()

    def _is_held_back(self) -> bool:
        from jeepney.io.blocking import open_dbus_connection  # noqa: PLC0415 - when there is news

        address = self._environ["DBUS_SESSION_BUS_ADDRESS"]
        with open_dbus_connection(address) as connection:
            return any(_says_yes(connection, question) for question in _QUESTIONS)


def _says_yes(connection: Any, question: _Question) -> bool:
    from jeepney import DBusAddress, MessageFlag, MessageType, new_method_call  # noqa: PLC0415

    name, path = question.where
    call = new_method_call(
        DBusAddress(path, name, question.interface), question.member, "ss", question.arguments
    )
    call.header.flags |= MessageFlag.no_auto_start
    answer = connection.send_and_get_reply(call, timeout=_SECONDS)
    # Whoever does not know the question answers with an error.
    return answer.header.message_type is MessageType.method_return and answer.body[0][1] is True


def _has_banners() -> bool:
    program = shutil.which(_GNOME[0])
    if program is None:
        return True
    with suppress(OSError, subprocess.SubprocessError):
        command = [program, *_GNOME[1:]]
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - no argument from outside
        return done.stdout.strip() != b"false"
    return True


class WindowsDoNotDisturb:
    """`desktop_ports.DoNotDisturb` over `SHQueryUserNotificationState`, which `query` calls."""

    def __init__(self, query: Callable[[], int]) -> None:
        self._query = query

    def is_free(self) -> bool:
        """See the port."""
        return self._query() not in _DISTURBED


def system_attention() -> DoNotDisturb | None:
    """This system's; None where it tells nothing."""
    if sys.platform == "win32":
        return WindowsDoNotDisturb(_windows_state)
    return LinuxDoNotDisturb(os.environ) if sys.platform.startswith("linux") else None


def _windows_state() -> int:
    """0 where it is not told."""
    import ctypes  # noqa: PLC0415 - one system

    state = ctypes.c_int(0)
    library = getattr(ctypes, "windll", None)
    if library is not None:
        library.shell32.SHQueryUserNotificationState(ctypes.byref(state))
    return state.value
