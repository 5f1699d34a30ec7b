"""When the keyring may answer again: it came up, was unlocked, or went, as D-Bus tells.

The Secret Service's (GNOME Keyring, KeePassXC, newer KWallets). Nothing is asked of
it that could open a window, and nothing is read.
"""

import logging
import os
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

log = logging.getLogger(__name__)

_SERVICE = "org.freedesktop.secrets"
_COLLECTION = (
    _SERVICE,
    "/org/freedesktop/secrets/aliases/default",
    "org.freedesktop.Secret.Collection",
)
_PROPERTIES = "org.freedesktop.DBus.Properties"
_BUS = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
_SECONDS = 1.0
_RULES = (
    f"type='signal',sender='{_BUS[0]}',member='NameOwnerChanged',arg0='{_SERVICE}'",
    f"type='signal',sender='{_SERVICE}',interface='{_PROPERTIES}',member='PropertiesChanged'",
    f"type='signal',sender='{_SERVICE}',member='CollectionChanged'",
)


def is_keyring_open() -> bool:
    """Whether the keyring can be read without a window that asks for a password."""
    if sys.platform != "linux":
        return True
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return False
    with suppress(Exception):  # no bus, no keyring, one that is slow: it is not open
        from jeepney.io.blocking import open_dbus_connection  # noqa: PLC0415 - where it is wanted

        with open_dbus_connection() as connection:
            return _is_unlocked(connection)
    return False


class KeyringSignals:
    """`KeyringSignals` of `core.ports`: one thread that sleeps until the bus has news."""

    def __init__(self) -> None:
        self._connection: Any = None
        self._thread: threading.Thread | None = None

    def start(self, changed: Callable[[], None]) -> None:
        """Does nothing where there is no bus; a second call does nothing, too."""
        has_bus = sys.platform == "linux" and os.environ.get("DBUS_SESSION_BUS_ADDRESS")
        if self._thread is not None or not has_bus:
            return
        self._thread = threading.Thread(
            target=self._listen, args=(changed,), name="keyring signals", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Ends the thread."""
        connection, thread = self._connection, self._thread
        if connection is not None:
            with suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)
        if thread is not None:
            thread.join(_SECONDS)

    def _listen(self, changed: Callable[[], None]) -> None:
        try:
            from jeepney.io.blocking import open_dbus_connection  # noqa: PLC0415 - Linux only

            with open_dbus_connection() as connection:
                _subscribe(connection)
                self._connection = connection
                changed()  # what happened before anybody listened
                while True:
                    connection.receive(timeout=None)
                    changed()
        except Exception as error:  # noqa: BLE001 - a bus that ends, or none: nothing is heard then
            log.info("keyring signals: %s", type(error).__name__)


def _subscribe(connection: Any) -> None:
    for rule in _RULES:
        _call(connection, _BUS, "AddMatch", rule)


def _is_unlocked(connection: Any) -> bool:
    # Whoever only asks must not start a keyring that is not there.
    (has_owner,) = _call(connection, _BUS, "NameHasOwner", _SERVICE)
    if not has_owner:
        return False
    ((_, is_locked),) = _call(connection, _COLLECTION, "Get", _COLLECTION[2], "Locked")
    return not is_locked


def _call(connection: Any, where: tuple[str, str, str], member: str, *words: str) -> Any:
    """What it answers. Raises `OSError` for an error, `TimeoutError` for none."""
    from jeepney import DBusAddress, MessageType, new_method_call  # noqa: PLC0415 - Linux only

    name, path, interface = where
    address = DBusAddress(path, name, _PROPERTIES if member == "Get" else interface)
    message = new_method_call(address, member, "s" * len(words), words)
    reply = connection.send_and_get_reply(message, timeout=_SECONDS)
    if reply.header.message_type is MessageType.error:
        raise OSError(member)
    return reply.body
