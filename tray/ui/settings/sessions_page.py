"""The sso-sessions: those of one's own, and those that the AWS config file names."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QListWidget, QWidget

from tray.core.settings.settings import Settings
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.model import Origin
from tray.core.vocabulary.translatable import said
from tray.ui.settings.page import Page
from tray.ui.toolkit.translation import shown, tr
from tray.ui.toolkit.widgets import button, note

_ORIGINS = {
    Origin.CONFIG_FILE: said("from ~/.aws/config"),
    Origin.LEGACY_PROFILE: said("from an SSO profile in ~/.aws/config"),
    Origin.SETTINGS: said("added here"),
    Origin.DEMO: said("the demo"),
}


class SessionsPage(Page):
    """A list; what was added here can be removed here."""

    title = said("Access portals")

    def __init__(self, add_session: Callable[[], None]) -> None:
        super().__init__()
        self._settings = Settings()
        self._removed: set[str] = set()
        self._names: list[str] = []
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Access portals"))
        self._list.currentRowChanged.connect(self._settle)
        self.add(self._list, 1)
        self._remove, add = (
            button(said("Remove"), self._take_out),
            button(said("Add…"), add_session),
        )
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(add)
        row.addWidget(self._remove)
        row.addStretch()
        buttons = QWidget()
        buttons.setLayout(row)
        self.add(buttons)
        self.govern("sessions", buttons)
        self.add(
            note(
                said("Edit portals from ~/.aws/config there. Changes are picked up automatically.")
            )
        )

    def fill(self, settings: Settings) -> None:
        self._settings = settings
        self._removed = set()

    def show_sessions(self, snapshot: AppSnapshot) -> None:
        """All that are known now."""
        self._names = [view.session.name for view in snapshot.sessions]
        row = self._list.currentRow()
        self._list.clear()
        for view in snapshot.sessions:
            one = view.session
            origin = shown(_ORIGINS[one.origin])
            self._list.addItem(f"{one.name}: {one.start_url}, {one.region} ({origin})")
        self._list.setCurrentRow(min(max(row, 0), len(self._names) - 1))
        self._settle()

    def merged(self, settings: Settings) -> Settings:
        kept = tuple(one for one in settings.sessions if one.name not in self._removed)
        return replace(settings, sessions=kept)

    def _current(self) -> str:
        row = self._list.currentRow()
        return self._names[row] if 0 <= row < len(self._names) else ""

    def _settle(self) -> None:
        own = {one.name for one in self._settings.sessions if one.start_url}
        self._remove.setEnabled(self._current() in own - self._removed)

    def _take_out(self) -> None:
        name = self._current()
        self._removed.add(name)
        self._list.currentItem().setText(tr("{name} (will be removed)", name=name))
        self._settle()
