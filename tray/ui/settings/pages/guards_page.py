"""Rules for protected roles: a card for each, in the order in which they count."""

from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from tray.core.guards.rules import GuardRule
from tray.core.settings.settings import Settings
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.translatable import said
from tray.ui.settings.guard_card import GuardCard, KnownRole
from tray.ui.settings.page import Page
from tray.ui.toolkit.design.buttons import secondary
from tray.ui.toolkit.design.glyphs import glyph_icon
from tray.ui.toolkit.design.parts import label
from tray.ui.toolkit.design.typography import S8

_NONE = said("No rules yet. Production is a good first one.")


class GuardsPage(Page):
    """One card is open at most; what is changed in it is saved at once."""

    title = said("Protected roles")
    explains = said(
        "Mark roles that deserve care. The first matching rule applies. * matches any text, so "
        "Prod* matches Production and prod-eu. Enter an account's name or ID."
    )

    def __init__(self) -> None:
        super().__init__()
        self._cards: list[GuardCard] = []
        self._roles: tuple[KnownRole, ...] = ()
        add = secondary(said("Add rule"), self._add)
        add.setIcon(glyph_icon("plus", "text"))
        self.add_beside_title(add)
        self._none = label(_NONE, ink="soft", wraps=True)
        self.add(self._none)
        self._list = QWidget()
        self._list_rows = QVBoxLayout(self._list)
        self._list_rows.setContentsMargins(0, 0, 0, 0)
        self._list_rows.setSpacing(S8)
        self.add(self._list)
        self.govern("guards", self, add)

    def fill(self, settings: Settings) -> None:
        rules = settings.guards
        if tuple(card.rule for card in self._cards) != rules:
            self._show(rules, -1)

    def merged(self, settings: Settings) -> Settings:
        return replace(settings, guards=tuple(card.rule for card in self._cards))

    def show_known(self, snapshot: AppSnapshot) -> None:
        known = [
            (one.account.id, one.account.name, role)
            for view in snapshot.sessions
            if view.listing is not None
            for one in view.listing.accounts
            for role in one.role_names
        ]
        roles = tuple(dict.fromkeys(known))
        if roles != self._roles:
            self._roles = roles
            for card in self._cards:
                card.know(roles)

    # ---- the person ---------------------------------------------------------------

    def _add(self) -> None:
        rules = tuple(card.rule for card in self._cards)
        fresh = GuardRule(account="Prod*", label="production", confirm=True)
        self._show((*rules, fresh), len(rules))
        self._cards[-1].focus()
        self.touched()

    def _remove(self, card: GuardCard) -> None:
        self._show(tuple(one.rule for one in self._cards if one is not card), -1)
        self.touched()

    def _move(self, card: GuardCard, step: int) -> None:
        rules, place = [one.rule for one in self._cards], self._cards.index(card)
        rules.insert(place + step, rules.pop(place))
        self._show(tuple(rules), place + step)
        self._cards[place + step].focus_head()
        self.touched()

    def _opened(self, card: GuardCard) -> None:
        for one in self._cards:
            if one is not card:
                one.open(is_open=False)

    def _show(self, rules: tuple[GuardRule, ...], opened: int) -> None:
        for card in self._cards:
            self._list_rows.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = [GuardCard(rule, self) for rule in rules]
        for place, card in enumerate(self._cards):
            card.can_move(up=place > 0, down=place < len(rules) - 1)
            card.know(self._roles)
            card.open(is_open=place == opened)
            card.changed.connect(self.touched)
            card.opened.connect(self._opened)
            card.removed.connect(self._remove)
            card.moved.connect(self._move)
            self._list_rows.addWidget(card)
            card.show()
        self._none.setVisible(not rules)
