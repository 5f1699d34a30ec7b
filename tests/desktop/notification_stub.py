"""A stand-in notification daemon: shows nothing, and presses the buttons it is told to.

Run in a bed as `python -m tests.desktop.notification_stub LOG [--plain]`; each Notify becomes
a line of JSON in LOG. `Act(id, key)` is ours: what a person's click would do, and `Dismiss(id)`
what their closing it would; `Inhibit(is_on)` is do-not-disturb as Plasma says it. A
plain one knows no buttons.
"""

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TextIO

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    new_error,
    new_method_call,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.desktop.notifications import ADDRESS, NAME, read_notify
from tests.desktop.session_bus import BUS

_NOTIFY = "susssasa{sv}i"
_BY_PERSON, _BY_PROGRAM = 2, 3


def _arguments(types: str, direction: str) -> str:
    return "".join(f'<arg type="{kind}" direction="{direction}"/>' for kind in types.split())


_INTERFACE = f"""<node><interface name="{NAME}">
<method name="GetCapabilities">{_arguments("as", "out")}</method>
<method name="GetServerInformation">{_arguments("s s s s", "out")}</method>
<method name="Notify">
{_arguments("s u s s s as a{sv} i", "in")}{_arguments("u", "out")}
</method>
<method name="CloseNotification">{_arguments("u", "in")}</method>
<signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
<signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface></node>"""
"""What a program may ask, as libraries like to know it beforehand."""


class Daemon:
    """Answers the calls of one connection, and keeps the log."""

    def __init__(self, connection: DBusConnection, log: TextIO, *, is_plain: bool) -> None:
        self._connection, self._log = connection, log
        self._abilities = ["body"] if is_plain else ["actions", "body", "persistence"]
        self._last = 0
        self._is_inhibited = False

    def answer(self, call: Message) -> None:
        """One method call, answered and where it has to be, signalled."""
        body = call.body
        match call.header.fields.get(HeaderFields.member):
            case "Introspect":
                self._reply(call, "s", _INTERFACE)
            case "GetCapabilities":
                self._reply(call, "as", self._abilities)
            case "GetServerInformation":
                self._reply(call, "ssss", "stub", "tests", "1", "1.2")
            case "Notify" if call.header.fields.get(HeaderFields.signature) == _NOTIFY:
                self._notify(call)
            case "CloseNotification":
                self._reply(call)
                self._signal("NotificationClosed", "uu", body[0], _BY_PROGRAM)
            case "Get" if body[1] == "Inhibited":
                self._reply(call, "v", ("b", self._is_inhibited))
            case "Inhibit":
                self._reply(call)
                self._is_inhibited = body[0]
            case "Act":
                self._reply(call)
                self._signal("ActionInvoked", "us", body[0], body[1])
                self._signal("NotificationClosed", "uu", body[0], _BY_PERSON)
            case "Dismiss":
                self._reply(call)
                self._signal("NotificationClosed", "uu", body[0], _BY_PERSON)
            case member:
                name = "org.freedesktop.DBus.Error.InvalidArgs"
                self._connection.send(new_error(call, name, "s", (f"not understood: {member}",)))

    def _notify(self, call: Message) -> None:
        seen = read_notify(call.body)
        if not seen.replaces:
            self._last += 1
        seen = replace(seen, id=seen.replaces or self._last)
        self._reply(call, "u", seen.id)
        self._log.write(json.dumps(asdict(seen), default=repr) + "\n")
        self._log.flush()

    def _reply(self, call: Message, signature: str = "", *values: object) -> None:
        self._connection.send(new_method_return(call, signature or None, values))

    def _signal(self, member: str, signature: str, *values: object) -> None:
        emitter = DBusAddress(ADDRESS.object_path, interface=NAME)
        self._connection.send(new_signal(emitter, member, signature, values))


def main() -> None:
    """Serves until it is ended."""
    connection = open_dbus_connection(bus="SESSION")
    connection.send_and_get_reply(new_method_call(BUS, "RequestName", "su", (NAME, 4)))
    with Path(sys.argv[1]).open("a", encoding="utf-8") as log:
        daemon = Daemon(connection, log, is_plain="--plain" in sys.argv)
        while True:
            message = connection.receive()
            if message.header.message_type == MessageType.method_call:
                daemon.answer(message)


if __name__ == "__main__":
    main()
