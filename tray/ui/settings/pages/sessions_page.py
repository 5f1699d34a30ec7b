"""The access portals: those of one's own, and those that the AWS config file names."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tray.core.settings.settings import Settings
from tray.core.snapshot import AppSnapshot, SessionView
from tray.core.vocabulary.model import Origin
from tray.core.vocabulary.translatable import said
from tray.ui.settings.page import Page
from tray.ui.toolkit.design.buttons import danger, secondary
from tray.ui.toolkit.design.cards import Card
from tray.ui.toolkit.design.glyphs import glyph_icon
from tray.ui.toolkit.design.parts import Glyph, Label, label
from tray.ui.toolkit.design.typography import S4, S8, S12, SMALL
from tray.ui.toolkit.translation import shown

_ORIGINS = {
    Origin.CONFIG_FILE: said("from ~/.aws/config"),
    Origin.LEGACY_PROFILE: said("from an SSO profile in ~/.aws/config"),
    Origin.SETTINGS: said("added here"),
    Origin.DEMO: said("the demo"),
}


class SessionsPage(Page):
    """A card for each; what was added here can be removed here."""

    title = said("Access portals")
    explains = said("Edit portals from ~/.aws/config there. Changes are picked up automatically.")

    def __init__(self, add_session: Callable[[], None]) -> None:
        super().__init__()
        self._own: frozenset[str] = frozenset()
        self._removed: set[str] = set()
        self._shown: tuple[object, ...] = ()
        self._is_locked = False
        self._add = secondary(said("Add…"), add_session)
        self._add.setIcon(glyph_icon("plus", "text"))
        self.add_beside_title(self._add)
        self._list = QWidget()
        self._list_rows = QVBoxLayout(self._list)
        self._list_rows.setContentsMargins(0, 0, 0, 0)
        self._list_rows.setSpacing(S8)
        self._none = label(said("No access portals yet."), ink="soft", wraps=True)
        self.add(self._none)
        self.add(self._list)

    def fill(self, settings: Settings) -> None:
        self._own = frozenset(one.name for one in settings.sessions if one.start_url)
        self._removed = set()
        self._shown = ()

    def lock(self, names: frozenset[str]) -> None:
        self._is_locked = "sessions" in names
        self._add.setEnabled(not self._is_locked)

    def show_known(self, snapshot: AppSnapshot) -> None:
        views = [one for one in snapshot.sessions if one.session.name not in self._removed]
        wanted = (tuple(one.session for one in views), self._own, self._is_locked)
        if wanted == self._shown:
            return
        self._shown = wanted
        while self._list_rows.count():
            taken = self._list_rows.takeAt(0)
            old = taken.widget() if taken is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        for view in views:
            portal = self._portal(view)
            self._list_rows.addWidget(portal)
            portal.show()  # by itself it would be a moment later, and the page would jump
        self._none.setVisible(not views)

    def merged(self, settings: Settings) -> Settings:
        kept = tuple(one for one in settings.sessions if one.name not in self._removed)
        return replace(settings, sessions=kept)

    def _portal(self, view: SessionView) -> Card:
        session = view.session
        card, row, words = Card(), QHBoxLayout(), QVBoxLayout()
        row.setSpacing(S12)
        words.setSpacing(S4)
        row.addWidget(Glyph("globe"))
        words.addWidget(_foreign(label(strong=True, wraps=True), session.name))
        place = f"{session.start_url}  ·  {session.region}"
        words.addWidget(_foreign(label(ink="soft", share=SMALL, wraps=True), place))
        words.addWidget(label(_ORIGINS[session.origin], ink="soft", share=SMALL))
        row.addLayout(words, 1)
        if session.name in self._own and not self._is_locked:
            remove = danger(said("Remove"), lambda: self._take_out(session.name), is_small=True)
            remove.setAccessibleName(shown(said("Remove {name}", name=session.name)))
            row.addWidget(remove)
        elif self._is_locked:
            row.addWidget(Glyph("lock"))
        card.rows.addLayout(row)
        return card

    def _take_out(self, name: str) -> None:
        self._removed.add(name)
        self.touched()


def _foreign(line: Label, words: str) -> Label:
    """A long address wraps between any two letters, not only at blanks."""
    line.setText(words)
    line.setMinimumWidth(1)
    return line
