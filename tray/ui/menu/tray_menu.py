"""The tray menu on the screen, changed in place.

On Linux a menu lives twice, here and in the panel, and every change travels
over D-Bus. So entries keep their QAction from one model to the next, only what
differs is touched, and submenus that are filled later stay empty until then.
"""

import sys
from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from tray.ui.menu.mark_icons import mark_icon
from tray.ui.menu.model import Action, Entry, Item, Later, Separator, Submenu
from tray.ui.toolkit.translation import shown

Escape = Callable[[str], str]

_LINES = "QMenu::separator { height: 1px; margin: 3px 5px; background: rgba(128, 136, 148, 110); }"
"""Where Qt draws the menu (X11 trays): Fusion's own lines cannot be seen on a dark ground."""


def escape_for_qt(label: str) -> str:
    """A label without mnemonics for a menu that Qt draws."""
    return label.replace("&", "&&")


def escape_for_panel(label: str) -> str:
    """A label that a panel draws as it is.

    In a panel's menu an underscore marks the mnemonic and two stand for one. On
    the way there Qt turns the first `&` of a label, wherever it stands, into
    such a mark and leaves the others alone (`QDBusMenuItem::convertMnemonic`),
    so one is put in front to be turned. The Xfce panel swallows underscores
    where there is a mark as well: with both in a label, `&` has to give way.
    """
    if "&" not in label:
        return label.replace("_", "__")
    if "_" not in label:
        return f"&{label}"
    return label.replace("_", "__").replace("&", "+")


class TrayMenu:
    """Fills a QMenu with a model; `choose` is called with the action of the entry chosen."""

    def __init__(self, qt_menu: QMenu, choose: Callable[[Action], None]) -> None:
        self.qt_menu = qt_menu
        if sys.platform.startswith("linux"):
            self.qt_menu.setStyleSheet(_LINES)
        self._choose = choose
        self._level = _Level(self.qt_menu, self, ())
        self.escape: Escape = escape_for_qt
        self.entries: dict[QAction, Entry] = {}
        self.qt_menu.triggered.connect(self._triggered)

    def show_items(self, items: tuple[Item, ...]) -> None:
        """Makes the menu say `items`, touching only what differs."""
        self._level.show_items(items)

    def draw_in_panel(self, *, is_in_panel: bool) -> None:
        """Tells whether a panel draws the menu, or Qt: they escape differently."""
        self.escape = escape_for_panel if is_in_panel else escape_for_qt
        self.relabel()

    def relabel(self) -> None:
        """Writes all labels anew, in another language or otherwise escaped."""
        self._level.relabel()

    def _triggered(self, qt_action: QAction) -> None:
        entry = self.entries.get(qt_action)
        if entry is not None and entry.action is not None:
            self._choose(entry.action)


class _Row:
    """One line on the screen: its QAction, its model, and the menu it opens."""

    def __init__(self, item: Item, qt_action: QAction, level: "_Level | None") -> None:
        self.item, self.qt_action, self.level = item, qt_action, level


class _Level:
    """One QMenu and its rows."""

    def __init__(
        self, menu: QMenu, tray_menu: TrayMenu, children: tuple[Item, ...] | Later
    ) -> None:
        self.menu, self._tray = menu, tray_menu
        self._rows: dict[str, _Row] = {}
        self._items: tuple[Item, ...] = ()
        self._children = children
        menu.aboutToShow.connect(self._fill)

    def show_children(self, children: tuple[Item, ...] | Later) -> None:
        """Shows them, at once or, if they are for later, when the menu is about to be shown.

        What was filled earlier stays as it is until then.
        """
        self._children = children
        if not isinstance(children, Later):
            self.show_items(children)

    def show_items(self, items: tuple[Item, ...]) -> None:
        """Keeps the rows of known keys, and their order where it is the same."""
        if items == self._items:
            return
        self._items = items
        kinds = {item.key: type(item) for item in items}
        for key in [key for key, row in self._rows.items() if kinds.get(key) is not type(row.item)]:
            self._remove(self._rows.pop(key))
        for position, item in enumerate(items):
            self._put(item, position)

    def relabel(self) -> None:
        """Writes all labels anew."""
        for row in self._rows.values():
            if not isinstance(row.item, Separator):
                row.qt_action.setText(self._tray.escape(shown(row.item.label)))
            if row.level is not None:
                row.level.relabel()

    def forget(self) -> None:
        """Lets go of all that stands below, before it is deleted."""
        for row in self._rows.values():
            self._tray.entries.pop(row.qt_action, None)
            if row.level is not None:
                row.level.forget()
        self._rows.clear()

    def _fill(self) -> None:
        if isinstance(self._children, Later):
            later, self._children = self._children, ()
            self.show_items(later.build())

    def _put(self, item: Item, position: int) -> None:
        present = self.menu.actions()
        before = present[position] if position < len(present) else None
        row = self._rows.get(item.key)
        if row is None:
            self._rows[item.key] = self._insert(item, before)
            return
        if row.qt_action is not before:
            self.menu.removeAction(row.qt_action)
            self.menu.insertAction(before, row.qt_action)  # type: ignore[arg-type]
        if row.item != item:
            self._change(row, item)

    def _change(self, row: _Row, item: Item) -> None:
        row.item = item
        if isinstance(item, Separator):
            return
        # Each setter sends the whole row to the panel, also where nothing differs.
        text, icon = self._tray.escape(shown(item.label)), mark_icon(item.mark)
        if text != row.qt_action.text():
            row.qt_action.setText(text)
        if icon.cacheKey() != row.qt_action.icon().cacheKey():
            row.qt_action.setIcon(icon)
            row.qt_action.setIconVisibleInMenu(True)
        if isinstance(item, Entry):
            self._tray.entries[row.qt_action] = item
            row.qt_action.setEnabled(item.is_enabled)
        elif row.level is not None:
            row.level.show_children(item.children)

    def _insert(self, item: Item, before: QAction | None) -> _Row:
        if isinstance(item, Submenu):
            submenu = QMenu(self.menu)
            level = _Level(submenu, self._tray, ())
            row = _Row(item, submenu.menuAction(), level)
        else:
            row = _Row(item, QAction(self.menu), None)
            row.qt_action.setSeparator(isinstance(item, Separator))
        self._change(row, item)
        self.menu.insertAction(before, row.qt_action)  # type: ignore[arg-type]
        return row

    def _remove(self, row: _Row) -> None:
        self._tray.entries.pop(row.qt_action, None)
        self.menu.removeAction(row.qt_action)
        if row.level is None:
            row.qt_action.deleteLater()
            return
        row.level.forget()
        row.level.menu.deleteLater()
