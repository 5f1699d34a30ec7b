"""A blocking connection to a bed's own message bus, by address."""

from typing import Any

from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.closing import Closing

BUS = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
_PROPERTIES = "org.freedesktop.DBus.Properties"


class BusError(RuntimeError):
    """An error that came as a reply; `name` is its D-Bus name."""

    def __init__(self, name: str, body: object) -> None:
        super().__init__(f"{name}: {body}")
        self.name = name


class SessionBus(Closing):
    """Calls and properties; bodies are what jeepney makes of them: plain Python values."""

    def __init__(self, address: str, timeout: float = 10.0) -> None:
        self.connection: DBusConnection = open_dbus_connection(bus=address)
        self.timeout = timeout

    def send(self, address: DBusAddress, member: str, signature: str = "", *values: Any) -> Message:
        """The whole reply of a call. Raises `BusError`, `TimeoutError`."""
        call = new_method_call(address, member, signature or None, values)
        reply = self.connection.send_and_get_reply(call, timeout=self.timeout)
        if reply.header.message_type == MessageType.error:
            raise BusError(reply.header.fields.get(HeaderFields.error_name, ""), reply.body)
        return reply

    def call(self, address: DBusAddress, member: str, signature: str = "", *values: Any) -> Any:
        """The body of the reply, a tuple. Raises `BusError`, `TimeoutError`."""
        return self.send(address, member, signature, *values).body

    def get(self, address: DBusAddress, name: str) -> Any:
        """One property."""
        properties = address.with_interface(_PROPERTIES)
        return self.call(properties, "Get", "ss", address.interface, name)[0][1]

    def get_all(self, address: DBusAddress) -> dict[str, Any]:
        """All properties of the address's interface."""
        properties = address.with_interface(_PROPERTIES)
        answer = self.call(properties, "GetAll", "s", address.interface)[0]
        return {name: variant[1] for name, variant in answer.items()}

    def has_owner(self, name: str) -> bool:
        """Whether somebody owns a bus name. Asking starts nobody."""
        return bool(self.call(BUS, "NameHasOwner", "s", name)[0])

    def owner_pid(self, name: str) -> int:
        """The process that owns a bus name."""
        return int(self.call(BUS, "GetConnectionUnixProcessID", "s", name)[0])

    def close(self) -> None:
        self.connection.close()
