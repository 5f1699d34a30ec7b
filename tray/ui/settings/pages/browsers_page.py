"""Rules for which browser a role's console opens in: a list, and a form for one of them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy

from tray.core.console.browser_faults import what_is_missing
from tray.core.console.browser_rules import BrowserRule, InstalledBrowser
from tray.core.settings.settings import Settings
from tray.core.vocabulary.translatable import said
from tray.ui.settings.page import Page
from tray.ui.settings.rows import SettingRow, combo
from tray.ui.settings.rule_list import RuleList, RuleWords
from tray.ui.toolkit.translation import shown, tr

_SYSTEM = said("Default browser")
_OWN = said("Default profile")
_NOT_ONE = said("No supported browser found on this computer.")


class BrowsersPage(Page):
    """The rule that is chosen in the list is the one in the form; what is typed is in the list.

    Browsers are looked for each time it is filled: people install some.
    """

    title = said("Browsers")
    explains = said(
        "The first matching rule applies; otherwise your default browser is used. * matches any "
        "text, so Prod* matches Production and prod-eu. Enter an account's name or ID."
    )

    def __init__(self, browsers: Callable[[], tuple[InstalledBrowser, ...]]) -> None:
        super().__init__()
        self._installed = browsers
        self._browsers: tuple[InstalledBrowser, ...] = ()
        self._list = RuleList(
            tr("Browser rules"), self._words, self._show_rule, self._add, self.touched
        )
        self.new_card().rows.addWidget(self._list.widget)
        self.new_card()
        self._account = self.line(said("Account"), placeholder="Prod*")
        self._role = self.line(said("Role"), placeholder="*Admin*")
        self._browser = self._wide(said("Browser"))
        self._profile = self._wide(said("Profile"))
        self._container = self._wide(said("Container"))
        self._container_line = self._line_of_container()
        self._account.textEdited.connect(self._changed)
        self._role.textEdited.connect(self._changed)
        self._browser.activated.connect(self._browser_chosen)
        self._profile.activated.connect(self._profile_chosen)
        self._container.editTextChanged.connect(self._changed)
        self._container_line.editingFinished.connect(self.touched)
        self.govern("console", self)

    def fill(self, settings: Settings) -> None:
        self._browsers = self._installed()
        self._list.fill(settings.console.browsers)

    def merged(self, settings: Settings) -> Settings:
        console = replace(settings.console, browsers=tuple(self._list.rules))
        return replace(settings, console=console)

    def _wide(self, name: str) -> QComboBox:
        """A field whose choices come later, and are of any length."""
        field = combo(name)
        field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.row(SettingRow(name, field, is_stacked=True))
        return field

    def _line_of_container(self) -> QLineEdit:
        """A container need not be there yet: the add-on makes it. So it can be typed."""
        line = QLineEdit()
        line.setPlaceholderText(tr("None"))
        line.setAccessibleName(self._container.accessibleName())
        self._container.setLineEdit(line)
        self._container.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        return line

    def _add(self) -> None:
        browser = self._browsers[0].key if self._browsers else ""
        self._list.add(BrowserRule(account="Prod*", browser=browser))
        self.touched()
        self._account.setFocus()
        self._account.selectAll()

    # ---- the form -----------------------------------------------------------------

    def _show_rule(self, chosen: BrowserRule | None) -> None:
        for field in (self._account, self._role, self._browser):
            field.setEnabled(chosen is not None)
        rule = chosen or BrowserRule(account="", role="")
        self._account.setText(rule.account)
        self._role.setText(rule.role)
        self._show_place(rule)
        self._warn(chosen)

    def _show_place(self, rule: BrowserRule) -> None:
        """The browsers, the profiles of this one, and its containers; what is not here, too."""
        browser = self._named(rule.browser)
        _offer(self._browser, self._browser_names(), rule.browser)
        _offer(self._profile, _profile_names(browser, rule.profile), rule.profile)
        self._profile.setEnabled(bool(rule.browser))
        profile = browser.profile(rule.profile) if browser else None
        with QSignalBlocker(self._container):
            self._container.clear()
            self._container.addItems(profile.containers if profile else ())
            self._container.setEditText(rule.container)
            self._container_line.setCursorPosition(0)
        has_containers = browser is not None and browser.has_containers
        self._container.setEnabled(has_containers or bool(rule.container))

    def _browser_names(self) -> dict[str, str]:
        return {"": shown(_SYSTEM), **{one.key: one.title for one in self._browsers}}

    def _named(self, key: str) -> InstalledBrowser | None:
        return next((one for one in self._browsers if one.key == key), None)

    def _warn(self, rule: BrowserRule | None) -> None:
        """What would keep a page from opening there."""
        words: str = ""
        if rule is not None:
            missing = what_is_missing(rule.place, self._browsers)
            words = missing.words if missing else "" if self._browsers else _NOT_ONE
        row = next(one for one in self.rows if one.control is self._browser)
        row.explain(words, "warn")

    # ---- the person ---------------------------------------------------------------

    def _browser_chosen(self) -> None:
        """Profiles and containers are those of another one now."""
        self._list.change(replace(self._written(), profile="", container=""))
        self._show_rule(self._list.current)
        self.touched()

    def _profile_chosen(self) -> None:
        self._list.change(self._written())
        self._show_rule(self._list.current)
        self.touched()

    def _changed(self) -> None:
        self._list.change(self._written())
        self._warn(self._list.current)

    def _written(self) -> BrowserRule:
        """What stands in the form."""
        return BrowserRule(
            self._account.text().strip() or "*",
            self._role.text().strip() or "*",
            self._browser.currentData() or "",
            self._profile.currentData() or "",
            self._container.currentText().strip(),
        )

    def _words(self, rule: BrowserRule) -> RuleWords:
        """`Prod* / *Admin*: Firefox, Work, container Production`."""
        browser = self._named(rule.browser)
        named = _not_here(rule.browser) if rule.browser else shown(_SYSTEM)
        where = [browser.title if browser else named]
        profile = browser.profile(rule.profile) if browser and rule.profile else None
        where += [profile.title if profile else rule.profile] if rule.profile else []
        where += [tr("container {name}", name=rule.container)] if rule.container else []
        return RuleWords(f"{rule.account} / {rule.role}: {', '.join(where)}")


def _profile_names(browser: InstalledBrowser | None, wanted: str) -> dict[str, str]:
    """What a rule may write for each profile, and how it is shown.

    A title where that means no other one, else the key. `wanted` is kept as it was written.
    """
    names = {"": shown(_OWN)}
    profiles = browser.profiles if browser else ()
    bearers = Counter(one.title for one in profiles)
    meant = browser.profile(wanted) if browser and wanted else None
    for one in profiles:
        is_clear = browser is not None and browser.profile(one.title) == one
        value = wanted if one == meant else one.title if is_clear else one.key
        names[value] = f"{one.title} ({one.key})" if bearers[one.title] > 1 else one.title
    return names


def _offer(field: QComboBox, names: dict[str, str], wanted: str) -> None:
    """Fills a field, and chooses; what is not among the names is shown as not found."""
    field.clear()
    if wanted not in names:
        names = {**names, wanted: _not_here(wanted)}
    for value, words in names.items():
        field.addItem(words, value)
    field.setCurrentIndex(field.findData(wanted))


def _not_here(name: str) -> str:
    return tr("{name} (not found)", name=name)
