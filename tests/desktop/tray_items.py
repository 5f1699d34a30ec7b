"""Icons in the tray and their menus, as the panel gets them over the bus."""

import contextlib
import struct
import time
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jeepney import DBusAddress

from tests.desktop.bed import WATCHER
from tests.desktop.processes import Program
from tests.desktop.session_bus import BusError, SessionBus
from tests.desktop.waiting import wait_until

ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"


class NoSuchEntry(LookupError):
    """A menu has no such entry, or it cannot be chosen; the text lists what there is."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a menu; `children` only of a submenu that has been filled."""

    id: int
    label: str
    is_enabled: bool = True
    is_separator: bool = False
    children: tuple["Entry", ...] = field(default=())

    def labels(self) -> list[str]:
        """The labels of the children; a separator is `--`."""
        return ["--" if child.is_separator else child.label for child in self.children]


def tray_items(bus: SessionBus) -> list[DBusAddress]:
    """Every icon that is registered in the tray now; none if there is no tray."""
    if not bus.has_owner(WATCHER.bus_name):
        return []
    found = []
    for entry in bus.get(WATCHER, "RegisteredStatusNotifierItems"):
        name, slash, path = entry.partition("/")
        found.append(DBusAddress(slash + path if slash else "/StatusNotifierItem", name, ITEM))
    return found


def find_item(bus: SessionBus, program: Program, timeout: float = 15.0) -> "TrayItem":
    """The icon of a program; waits for it. Raises `TimeoutError`, `ProgramEnded`."""

    def look() -> TrayItem | None:
        program.must_run()
        for address in tray_items(bus):
            with contextlib.suppress(BusError):  # it may be gone by now
                if bus.owner_pid(address.bus_name) == program.pid:
                    return TrayItem(bus, address)
        return None

    return wait_until(look, timeout, f"a tray icon of {program.name}")


class TrayItem:
    """An icon in the tray."""

    def __init__(self, bus: SessionBus, address: DBusAddress) -> None:
        self._bus, self._address = bus, address

    def get(self, name: str) -> Any:
        """A property: Id, Title, Status, IconName, ToolTip, IconPixmap, Menu."""
        return self._bus.get(self._address, name)

    def tooltip(self) -> str:
        """What shows under the mouse: title, and text on further lines."""
        _name, _pixmaps, title, text = self.get("ToolTip")
        return "\n".join(part for part in (title, text) if part)

    def menu(self) -> "TrayMenu":
        """The menu that the program exports with its icon."""
        return TrayMenu(self._bus, DBusAddress(self.get("Menu"), self._address.bus_name, MENU))

    def activate(self, method: str = "Activate") -> None:
        """A left click (`Activate`) or a middle one (`SecondaryActivate`), by the bus."""
        self._bus.call(self._address, method, "ii", 0, 0)

    def save_icon(self, path: Path) -> None:
        """Writes the largest picture that the program sends, as PNG."""
        width, height, argb = max(self.get("IconPixmap"), key=lambda picture: int(picture[0]))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_png(width, height, argb))


class TrayMenu:
    """The menu of a tray icon; submenus are opened as a panel does it."""

    def __init__(self, bus: SessionBus, address: DBusAddress) -> None:
        self._bus, self._address = bus, address

    def layout_size(self) -> int:
        """Bytes of the whole menu's layout on the bus."""
        reply = self._bus.send(self._address, "GetLayout", "iias", 0, -1, [])
        return int(reply.header.body_length)

    def tree(self) -> Entry:
        """The menu as exported now; a submenu that fills when shown may be empty."""
        return _entry(self._layout(0, -1))

    def open(self, *labels: str) -> Entry:
        """Opens the submenu at this path of labels (none: the menu itself), and reads it."""
        entry = self._shown(0)
        for label in labels:
            entry = self._shown(_child(entry, label).id)
        return entry

    def find(self, *labels: str) -> Entry:
        """The entry at this path of labels, every submenu on the way opened."""
        return _child(self.open(*labels[:-1]), labels[-1])

    def offers(self, *labels: str) -> bool:
        """Whether there is such an entry now; the program may change its menu at any moment."""
        try:
            self.find(*labels)
        except NoSuchEntry:
            return False
        return True

    def click(self, *labels: str) -> None:
        """Chooses an entry. Raises `NoSuchEntry`, also where it is disabled."""
        entry = self.find(*labels)
        if not entry.is_enabled:
            raise NoSuchEntry(f"{' > '.join(labels)} is disabled")
        self._event(entry.id, "clicked")

    def _shown(self, entry_id: int) -> Entry:
        self._bus.call(self._address, "AboutToShow", "i", entry_id)
        self._event(entry_id, "opened")
        return _entry(self._layout(entry_id, 1))

    def _layout(self, parent: int, depth: int) -> Any:
        return self._bus.call(self._address, "GetLayout", "iias", parent, depth, [])[1]

    def _event(self, entry_id: int, kind: str) -> None:
        moment = int(time.time()) & 0xFFFFFFFF
        self._bus.call(self._address, "Event", "isvu", entry_id, kind, ("i", 0), moment)


def _entry(raw: Any) -> Entry:
    entry_id, variants, children = raw
    values = {name: variant[1] for name, variant in variants.items()}
    return Entry(
        id=entry_id,
        label=_plain(values.get("label", "")),
        is_enabled=bool(values.get("enabled", True)),
        is_separator=values.get("type") == "separator",
        children=tuple(_entry(child) for _signature, child in children if _is_visible(child)),
    )


def _is_visible(raw: Any) -> bool:
    return bool(raw[1].get("visible", ("b", True))[1])


def _plain(label: str) -> str:
    """A label without its mnemonic: one underscore marks a key, two stand for one."""
    return label.replace("__", "\0").replace("_", "").replace("\0", "_")


def _child(entry: Entry, label: str) -> Entry:
    for child in entry.children:
        if child.label == label:
            return child
    raise NoSuchEntry(f"no {label!r} among {entry.labels()}")


def _png(width: int, height: int, argb: bytes) -> bytes:
    rgba = bytearray(len(argb))
    for channel, source in enumerate((1, 2, 3, 0)):
        rgba[channel::4] = argb[source::4]
    rows = b"".join(b"\0" + rgba[y * width * 4 : (y + 1) * width * 4] for y in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body
