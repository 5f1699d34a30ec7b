"""Home: how long the session lasts, what is in use, and every role by typing a little of it.

A popover at the tray; where there is no tray the same widget is a window. With an ARN or an
address of the console in the search line it lists the roles in that account, and Enter opens
exactly that page.
"""

import os
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QHideEvent,
    QKeyEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from tray.core.console.pasted_links import PastedLink
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.model import RoleRef, SessionName
from tray.core.vocabulary.translatable import said
from tray.ui.home.actions.controller import Actions, Ports
from tray.ui.home.banners import Banners, ChooseProfile, Helps, notices
from tray.ui.home.bars import PAGE, ROLES, Foot, SearchLine, keys_of
from tray.ui.home.header import Header, clock_time
from tray.ui.home.menus import Chosen, open_menu, program_menu, session_menu
from tray.ui.home.popover import Popover, usual_size
from tray.ui.home.roles.catalogue import RoleCatalogue
from tray.ui.home.roles.emptiness import Way, why_empty
from tray.ui.home.roles.role_list import RoleList, RowModel
from tray.ui.home.roles.rows import Rows
from tray.ui.home.sessions import next_change, session_lines
from tray.ui.menu.model import ShowSignIn, UiRequest
from tray.ui.toolkit.design.cards import EmptyState
from tray.ui.toolkit.translation import shown

_LEAST_WAIT_MS = 250


class Home(Popover):
    """Follows snapshots while it is seen; what is typed and chosen stays."""

    def __init__(self, ports: Ports, catalogue: RoleCatalogue) -> None:
        super().__init__()
        self._ports, self._catalogue = ports, catalogue
        self._snapshot = AppSnapshot()
        self._has_tray = True
        self._link: PastedLink | None = None
        self.setWindowTitle("SSO Tray")
        self._header = Header(ports.send, self._open_session_menu)
        self._search_line, self._foot = SearchLine(), Foot(self._open_program_menu)
        self._line = self._search_line.edit
        self._banners = Banners(self._help_with)
        self._model = RowModel()
        self._list, self._empty, self._middle = (
            RoleList(self._model),
            EmptyState(),
            QStackedWidget(),
        )
        self._lay_out()
        self._actions = Actions(ports, self, self, self._foot)
        self._fit_corners()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._refresh)
        self._line.installEventFilter(self)
        self._line.textChanged.connect(lambda text: self._search(text, is_other=True))
        self._list.clicked.connect(lambda *_: self._actions.enter())
        self._list.sign_clicked.connect(self._actions.sign)
        self._list.selectionModel().currentChanged.connect(lambda *_: self._chosen())
        catalogue.changed.connect(self._refresh)

    def show_snapshot(self, snapshot: AppSnapshot) -> None:
        """Takes over what there is to see."""
        self._snapshot = snapshot
        self._actions.follow(snapshot)
        self._refresh()

    def set_tray_available(self, *, is_available: bool) -> None:
        """Without a tray it is a window, and says so."""
        self._has_tray = is_available
        self.set_popover(is_popover=is_available)
        self._fit_corners()
        self._refresh()

    def open(self) -> None:
        """Shows it, empty and ready to type."""
        self._actions.opened()
        self._line.clear()
        self._show_around()
        self._search("", is_other=True)
        self.open_at(usual_size(self.fontMetrics()))
        self._line.setFocus()

    def ask_profile(self, role: RoleRef) -> None:
        """Opens it with the question as which profile a role is to be used."""
        self.open()
        row = Rows(self._snapshot, self._catalogue, self._ports.now()).one(role)
        self._actions.ask_profile(row)

    def keys_copied(self) -> None:
        """The keys that were asked for are on the clipboard."""
        self._actions.keys_copied()

    def leave(self) -> None:
        """Goes, where it is a popover."""
        if self.is_popover:
            self.hide()

    def come_back(self) -> None:
        """The panel is closed: one may type again."""
        self._line.setFocus()

    # ---- from the person ----------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the window, and of the chosen row."""
        keys = keys_of(event)
        if keys == "Esc" and not self.is_popover and self._line.text():
            self._line.clear()
        elif keys in {"Esc", "Ctrl+W"}:
            self.hide()
        elif keys == "Return":
            self._actions.enter()
        elif keys == "Ctrl+,":
            self._choose(UiRequest.SETTINGS)
        elif keys == "Ctrl+F":
            self._line.setFocus()
            self._line.selectAll()
        elif not self._actions.key(keys):
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - of the line
        """Keys of the list and of roles, before the search line takes them."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        if self._list_key(event):
            return True
        is_text = event.key() == Qt.Key.Key_C and self._line.hasSelectedText()
        has_control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        return bool(has_control) and not is_text and self._actions.key(keys_of(event))

    def showEvent(self, event: QShowEvent) -> None:
        """What is shown is as it is now."""
        super().showEvent(event)
        self._wake_later()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing counts down unseen."""
        self._timer.stop()
        super().hideEvent(event)

    def _list_key(self, event: QKeyEvent) -> bool:
        page = max(1, self._list.height() // 60 - 1)
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_PageUp: -page,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            return False
        self._list.choose(self._model.step(self._list.currentIndex().row(), step))
        row = self._list.chosen
        if row is not None and QAccessible.isActive():
            # The focus stays in the search line: nobody would say which row it is.
            told = QAccessibleAnnouncementEvent(self._line, shown(row.spoken))
            QAccessible.updateAccessibility(told)
        return True

    def _chosen(self) -> None:
        page = self._link.destination if self._link is not None else None
        self._actions.choose(self._list.chosen, page or "")

    def _choose(self, chosen: Chosen) -> None:
        """An entry of one of the menus."""
        if isinstance(chosen, UiRequest):
            self.leave()
            self._ports.open(chosen)
        elif isinstance(chosen, ShowSignIn):
            self.leave()
            self._ports.show_sign_in(chosen.session)
        else:
            self._ports.send(chosen)

    def _help_with(self, helps: Helps) -> None:
        if isinstance(helps, ChooseProfile):
            self.leave()
            self._ports.choose_profile(helps.profile)
        else:
            self._choose(helps)

    def _open_session_menu(self, session: SessionName, place: QPoint) -> None:
        view = self._snapshot.view(session)
        if view is not None:
            open_menu(self, session_menu(view), place, self._choose, up=False)

    def _open_program_menu(self) -> None:
        gear = self._foot.gear
        place = gear.mapToGlobal(gear.rect().topLeft())
        open_menu(self, program_menu(self._snapshot), place, self._choose, up=True)

    # ---- what it shows --------------------------------------------------------------------

    def _refresh(self) -> None:
        if not self.isVisible():
            return
        self._show_around()
        chosen, is_first = self._list.chosen, self._is_first_chosen()
        self._search(self._line.text(), is_other=False)
        # What nobody chose, the first row, may be another now.
        at = self._model.find(chosen) if chosen is not None and not is_first else -1
        if at >= 0:
            self._list.choose(at)
        self._chosen()
        self._wake_later()

    def _is_first_chosen(self) -> bool:
        return self._list.currentIndex().row() == self._model.step(-1, 0)

    def _show_around(self) -> None:
        """Header and banners, which are for who has not typed anything."""
        snapshot, ports = self._snapshot, self._ports
        lines = session_lines(snapshot, ports.now(), ports.seconds_until, clock_time)
        self._header.show_lines(lines)
        is_typing = bool(self._line.text().strip())
        self._header.setVisible(bool(lines) and not is_typing)
        desktop = os.environ.get("XDG_CURRENT_DESKTOP", "")
        told = notices(snapshot, has_tray=self._has_tray, desktop=desktop)
        self._banners.show_notices(told, is_hidden=is_typing)

    def _search(self, text: str, *, is_other: bool) -> None:
        rows = Rows(self._snapshot, self._catalogue, self._ports.now())
        is_typing = bool(text.strip())
        # Without headings all rows are as high: then only those in sight are made.
        self._list.setUniformItemSizes(is_typing)
        if is_typing:
            found = self._catalogue.find(text)
            self._link = found.link
            self._model.show_rows(rows.found(found.matches), are_others=is_other)
            self._search_line.say_found(
                said(
                    "{found:,} of {count:,} roles",
                    found=found.count,
                    count=len(self._catalogue.roles),
                )
            )
        else:
            self._link = None
            self._model.show_rows(rows.all(), are_others=is_other)
            self._search_line.say_found("")
        if self._header.isHidden() != is_typing:
            self._show_around()
        first = self._model.step(-1, 0)
        self._list.choose(first)
        self._chosen()
        if first < 0:
            self._explain(text.strip())
        self._middle.setCurrentWidget(self._list if first >= 0 else self._empty)
        has_page = self._link is not None and bool(self._link.destination)
        self._foot.hints.show_keys(PAGE if has_page else ROLES)

    def _explain(self, text: str) -> None:
        """Why there is nothing to choose, and what to do."""
        has_roles = bool(self._catalogue.roles)
        why = why_empty(self._snapshot, text, self._link, has_roles=has_roles)
        ways: dict[Way | None, Callable[[], None]] = {
            Way.CLEAR: self._line.clear,
            Way.SET_UP: lambda: self._choose(UiRequest.FIRST_RUN),
        }
        self._empty.say(why.title, why.detail, why.does, ways.get(why.way, self._line.clear))

    # ---- how it is made ---------------------------------------------------------------------

    def _wake_later(self) -> None:
        wait = next_change(self._snapshot, self._ports.now(), self._ports.seconds_until)
        if wait is not None and self.isVisible():
            self._timer.start(max(_LEAST_WAIT_MS, int(wait * 1000)))

    def _fit_corners(self) -> None:
        self._foot.radius = self._actions.panel.radius = self.radius
        edge = 1 if self.is_popover else 0
        self.setContentsMargins(edge, edge, edge, edge)

    def _lay_out(self) -> None:
        self._middle.addWidget(self._list)
        self._middle.addWidget(self._empty)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._header)
        rows.addWidget(self._search_line)
        rows.addWidget(self._banners)
        rows.addWidget(self._middle, 1)
        rows.addWidget(self._foot)
