"""Notifications as the bus carries them, whatever daemon shows them."""

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message, MessageType

from tests.closing import Closing
from tests.desktop.session_bus import BUS, SessionBus

NAME = "org.freedesktop.Notifications"
ADDRESS = DBusAddress("/org/freedesktop/Notifications", NAME, NAME)


@dataclass(frozen=True, slots=True)
class Seen:
    """A notification that a program sent; `id` is the daemon's number for it.

    `buttons` maps action keys to labels, `replaces` is 0 for a new one, and
    `icon` is a name or an address, `expires` is in ms: -1 leaves it to the daemon, 0 is never.
    """

    app: str
    title: str
    body: str
    buttons: Mapping[str, str]
    hints: Mapping[str, object]
    replaces: int
    expires: int
    icon: str = ""
    id: int = 0


def read_notify(body: Any) -> Seen:
    """The arguments of a Notify call."""
    app, replaces, icon, title, text, actions, hints, expires = body
    return Seen(
        app=app,
        title=title,
        body=text,
        buttons=dict(zip(actions[0::2], actions[1::2], strict=True)),
        hints={name: variant[1] for name, variant in hints.items()},
        replaces=replaces,
        expires=expires,
        icon=icon,
    )


def send(
    bus: SessionBus,
    app: str,
    title: str,
    body: str = "",
    buttons: Mapping[str, str] | None = None,
) -> int:
    """Sends a notification as a program would; the daemon's number for it."""
    actions = [word for pair in (buttons or {}).items() for word in pair]
    values = (app, 0, "", title, body, actions, {"urgency": ("y", 1)}, -1)
    return int(bus.call(ADDRESS, "Notify", "susssasa{sv}i", *values)[0])


def press(bus: SessionBus, number: int, key: str) -> None:
    """What a click on a button does. Only the stand-in daemon takes it from the bus."""
    bus.call(ADDRESS, "Act", "us", number, key)


class NotificationWatch(Closing):
    """Listens from its creation on to every notification on the bus."""

    def __init__(self, bus_address: str) -> None:
        self._bus = SessionBus(bus_address)
        rules = [
            f"type='method_call',interface='{NAME}',member='Notify'",
            f"type='method_return',sender='{NAME}'",
            f"type='signal',interface='{NAME}'",
        ]
        monitoring = BUS.with_interface("org.freedesktop.DBus.Monitoring")
        self._bus.call(monitoring, "BecomeMonitor", "asu", rules, 0)
        self._calls: dict[tuple[str, int], Seen] = {}
        self._shown: deque[Seen] = deque()
        self._signals: deque[tuple[str, int, str | int]] = deque()

    def next(self, timeout: float = 10.0) -> Seen:
        """The next notification. Raises `TimeoutError`."""
        self._pump_until(self._shown, timeout, "a notification")
        return self._shown.popleft()

    def next_signal(self, timeout: float = 10.0) -> tuple[str, int, str | int]:
        """What became of one: (`ActionInvoked`, id, key) or (`NotificationClosed`, id, reason)."""
        self._pump_until(self._signals, timeout, "a notification's signal")
        return self._signals.popleft()

    def nothing_for(self, seconds: float) -> bool:
        """Whether no notification came within so many seconds."""
        try:
            self._pump_until(self._shown, seconds, "")
        except TimeoutError:
            return True
        return False

    def _pump_until(self, queue: deque[Any], timeout: float, what: str) -> None:
        deadline = time.monotonic() + timeout
        while not queue:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"{what}: not within {timeout:g} s")
            try:
                self._take(self._bus.connection.receive(timeout=left))
            except TimeoutError:
                continue

    def _take(self, message: Message) -> None:
        fields = message.header.fields
        match message.header.message_type:
            case MessageType.method_call if fields.get(HeaderFields.member) == "Notify":
                key = (fields[HeaderFields.sender], message.header.serial)
                self._calls[key] = read_notify(message.body)
            case MessageType.method_return:
                reply = fields.get(HeaderFields.reply_serial)
                seen = self._calls.pop((fields.get(HeaderFields.destination), reply), None)
                if seen:
                    self._shown.append(replace(seen, id=message.body[0]))
            case MessageType.signal if fields.get(HeaderFields.interface) == NAME:
                number, detail = message.body[:2]
                self._signals.append((fields[HeaderFields.member], number, detail))

    def close(self) -> None:
        self._bus.close()
