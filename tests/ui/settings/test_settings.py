"""The settings window: what it shows, what it saves, and what it refuses."""

from dataclasses import fields, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTableWidget,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.samples import named_listing, signed_in, snapshot, view
from tests.ui.screen import AnyWidget, press, seen, words
from tray.adapters.settings.file import TomlSettingsStore
from tray.core.commands import ChangeSettings, Command
from tray.core.console.browser_rules import BrowserRule
from tray.core.guards.colours import GuardColour
from tray.core.guards.rules import GuardRule
from tray.core.ports.desktop import LoginState
from tray.core.settings.settings import (
    Appearance,
    ConsoleLink,
    ConsoleSettings,
    DeliveryKind,
    FlowChoice,
    Language,
    NetworkSettings,
    SessionSettings,
    Settings,
    TokenStorage,
    UpdateSettings,
)
from tray.core.settings.validation import MOST_MINUTES, is_time_limit
from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.model import AccountId, Origin
from tray.ui.settings.choices import MinutesField
from tray.ui.settings.guard_card import GuardCard
from tray.ui.settings.window import SettingsWindow
from tray.ui.toolkit.toast import Toast

PAGES = "Settings pages"
OWN = SessionSettings("Globex", "https://globex.awsapps.com/start", "eu-west-1")
RULES = (
    GuardRule("Prod*", "*", "production", confirm=True, minutes=30),
    GuardRule("stag*", "*Admin*", "staging", GuardColour.AMBER, ask_programs=True),
)
DEFAULTS = Settings()
EVERYTHING = Settings(
    sessions=(OWN,),
    sign_in=FlowChoice.DEVICE_CODE,
    token_storage=TokenStorage.MEMORY,
    default_profile="work",
    delivery=DeliveryKind.ON_DEMAND,
    default_region="eu-west-3",
    console_link=ConsoleLink.FEDERATION,
    console=ConsoleSettings("s3", ("ec2",), (BrowserRule("Prod*", browser="firefox"),)),
    warn_minutes=(30, 10),
    calls_per_second=5,
    network=NetworkSettings(
        "http://proxy:1", "/ca.pem", use_fips_endpoint=True, use_dualstack_endpoint=True
    ),
    appearance=Appearance.DARK,
    language=Language.GERMAN,
    updates=UpdateSettings(check=False),
    aliases={AccountId("111122223333"): "live"},
    guards=RULES,
)


class Setting:
    """The window, and what it sent."""

    def __init__(self) -> None:
        self.sent: list[Command] = []
        self.added = 0
        self.window = SettingsWindow(self.sent.append, self._add)

    def _add(self) -> None:
        self.added += 1

    def open(self, settings: Settings = DEFAULTS, page: str = "") -> None:
        own = view(signed_in(), "Globex")
        own = replace(own, session=replace(own.session, origin=Origin.SETTINGS))
        shown = snapshot(view(signed_in()), own, settings=settings)
        self.window.show_snapshot(shown)
        self.window.open_at(page)

    def saved(self) -> Settings:
        """What was sent last."""
        assert self.sent, "nothing was saved"
        command = self.sent[-1]
        assert isinstance(command, ChangeSettings)
        return command.settings

    def line(self, name: str) -> QLineEdit:
        return self._named(QLineEdit, name)

    def choice(self, name: str) -> QComboBox:
        return self._named(QComboBox, name)

    def tick(self, name: str) -> QCheckBox:
        return self._named(QCheckBox, name)

    def rules(self, name: str = "Rules") -> QListWidget:
        return self._named(QListWidget, name)

    def write(self, name: str, text: str) -> None:
        field = self.line(name)
        field.setText(text)
        field.textEdited.emit(text)
        field.editingFinished.emit()

    def choose_at(self, name: str, place: int) -> None:
        field = self.choice(name)
        field.setCurrentIndex(place)
        field.activated.emit(place)

    def page(self) -> str:
        """The name at the side that is chosen."""
        (names,) = (one for one in self._all(QListWidget) if one.accessibleName() == PAGES)
        item = names.currentItem()
        assert item is not None
        return item.text()

    def rule(self, number: int) -> GuardCard:
        """The card of a rule for protected roles, opened."""
        card = self._cards()[number]
        card.open(is_open=True)
        return card

    def _cards(self) -> list[GuardCard]:
        cards = [one for one in self._all(GuardCard) if not one.isHidden()]
        return sorted(cards, key=lambda one: one.y())

    def _named(self, kind: type[AnyWidget], name: str) -> AnyWidget:
        """That of the page that is seen, or else of another one."""
        found = [one for one in self._all(kind) if one.accessibleName() == name]
        return next((one for one in found if one.isVisibleTo(self.window)), found[0])

    def _all(self, kind: type[AnyWidget]) -> list[AnyWidget]:
        return list(self.window.findChildren(kind))


@pytest.fixture
def setting(qtbot: QtBot) -> Setting:
    made = Setting()
    qtbot.addWidget(made.window)
    return made


def test_opening_the_window_saves_nothing(setting: Setting) -> None:
    differing = {f.name for f in fields(Settings)} - {"shared_with_aws_cli"}
    assert all(getattr(EVERYTHING, name) != getattr(Settings(), name) for name in differing)
    setting.open(EVERYTHING)
    for page in setting.window._pages:
        page.touched()
    assert setting.sent == []


@pytest.mark.parametrize(
    ("field", "text", "changed"),
    [
        ("Profile", "work", {"default_profile": "work"}),
        ("Region", " eu-west-1 ", {"default_region": "eu-west-1"}),
        ("Proxy", "http://p:1", {"network": NetworkSettings("http://p:1")}),
        ("CA bundle", "/x.pem", {"network": NetworkSettings(ca_bundle="/x.pem")}),
        ("Requests per second", "7", {"calls_per_second": 7}),
    ],
)
def test_a_line_is_saved_when_it_is_left(
    setting: Setting, field: str, text: str, changed: dict[str, object]
) -> None:
    setting.open()
    setting.write(field, text)
    assert setting.saved() == replace(Settings(), **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("Profile", "a b", "letters, digits"),
        ("Proxy", "proxy:3128", "starts with http"),
        ("Requests per second", "0", "from 1 to 100"),
        ("Requests per second", "²", "from 1 to 100"),
    ],
)
def test_wrong_input_is_named_below_its_field_and_not_saved(
    setting: Setting, field: str, text: str, said: str
) -> None:
    setting.open()
    before = setting.line(field).text()
    setting.write(field, text)
    assert setting.sent == []
    assert said in setting.line(field).accessibleDescription()
    assert said in all_words(setting.window)
    setting.write(field, before)
    assert said not in all_words(setting.window)


@pytest.mark.parametrize(
    ("field", "text", "settings"),
    [
        ("Requests per second", "100", Settings(calls_per_second=100)),
        ("Requests per second", "101", Settings(calls_per_second=101)),
        ("Profile", "a/b", Settings(default_profile="a/b")),
        ("Profile", "a b", Settings(default_profile="a b")),
        ("Proxy", "https://p", Settings(network=NetworkSettings("https://p"))),
        ("Proxy", "socks5://p", Settings(network=NetworkSettings("socks5://p"))),
    ],
)
def test_the_window_saves_what_a_file_may_say_and_nothing_else(
    setting: Setting, tmp_path: Path, field: str, text: str, settings: Settings
) -> None:
    setting.open()
    setting.write(field, text)
    store = TomlSettingsStore(tmp_path / "settings.toml")
    store.save(settings)
    loaded = store.load()
    if loaded.problems:
        assert setting.sent == []
    else:
        assert loaded.settings == settings
        assert setting.sent == [ChangeSettings(settings)]


@pytest.mark.parametrize("minutes", [MOST_MINUTES, MOST_MINUTES + 1])
def test_no_more_minutes_can_be_written_than_a_file_may_say(qtbot: QtBot, minutes: int) -> None:
    field = MinutesField("Minutes")
    qtbot.addWidget(field)
    field.show_value(30)
    field.selectAll()
    qtbot.keyClicks(field, str(minutes))
    assert (field.value() == minutes) is is_time_limit(minutes)


def test_choices_and_switches_are_saved_as_they_are_made(setting: Setting) -> None:
    setting.open()
    for name in ("Tools get keys", "Link type", "Appearance", "Sign in", "Store sign-ins"):
        setting.choose_at(name, 1)
    setting.tick("FIPS endpoints").click()
    assert len(setting.sent) == 6
    assert setting.saved() == Settings(
        delivery=DeliveryKind.ON_DEMAND,
        console_link=ConsoleLink.FEDERATION,
        appearance=Appearance.LIGHT,
        sign_in=FlowChoice.PKCE,
        token_storage=TokenStorage.MEMORY,
        network=NetworkSettings(use_fips_endpoint=True),
    )


def test_minutes_are_chosen_among_chips_and_added(setting: Setting) -> None:
    setting.open(page="Notifications")
    press(setting.window, "60 min")
    assert setting.saved().warn_minutes == (60, 15, 5)
    setting.write("Other minutes", "45")
    press(setting.window, "Add")
    assert setting.saved().warn_minutes == (60, 45, 15, 5)
    for minutes in (60, 45, 15, 5):
        press(setting.window, f"{minutes} min")
    assert setting.saved().warn_minutes == ()


def test_a_change_can_be_undone(setting: Setting) -> None:
    setting.open()
    setting.write("Profile", "other")
    assert setting.saved().default_profile == "other"
    press(setting.window, "Undo")
    assert setting.saved() == Settings()
    assert setting.line("Profile").text() == "default"


def test_a_rule_is_added_and_changed(setting: Setting) -> None:
    setting.open(page="Protected roles")
    press(setting.window, "Add rule")
    rule = GuardRule("Prod*", "*", "production", confirm=True)
    assert setting.saved().guards == (rule,)
    card = setting.rule(0)
    for name, text in (("Account", "Payments"), ("Role", "*Admin*"), ("Label", "money")):
        type_in(card, name, text)
    for switch in ("Ask each time a program requests keys", "End the use after"):
        named(card, QCheckBox, switch).click()
    type_in(card, "Minutes of use", "20")
    named(card, QAbstractButton, "Amber").click()
    changed = GuardRule("Payments", "*Admin*", "money", GuardColour.AMBER, True, 20, True)  # noqa: FBT003
    assert setting.saved().guards == (changed,)
    assert "Payments  ·  *Admin*" in words(card)
    assert "asks before use  ·  asks for each program  ·  ends after 20 min" in words(card)


def test_a_rule_says_how_many_roles_it_matches_while_it_is_typed(setting: Setting) -> None:
    setting.open(replace(Settings(), guards=RULES), "Protected roles")
    accounts = named_listing(("000000000001", "Prod"), ("000000000002", "prod-eu"))
    known = snapshot(view(signed_in(), accounts=accounts), settings=setting.window._settings)
    setting.window.show_snapshot(known)
    card = setting.rule(0)
    assert "matches 2 roles" in words(card)
    field = named(card, QLineEdit, "Account")
    field.setText("Prod")
    field.textEdited.emit("Prod")
    assert "matches 1 role" in words(card)
    assert setting.sent == [], "nothing is saved before it is written"


def test_rules_are_moved_and_removed(setting: Setting) -> None:
    setting.open(replace(Settings(), guards=RULES), "Protected roles")
    next(
        one for one in seen(setting.rule(0), QToolButton) if one.accessibleName() == "Move down"
    ).click()
    assert setting.saved().guards == (RULES[1], RULES[0])
    QApplication.processEvents()
    press(setting.rule(0), "Remove")
    assert setting.saved().guards == (RULES[0],)
    press(setting.window, "Undo")
    assert setting.saved().guards == (RULES[1], RULES[0])


def test_only_portals_of_one_s_own_can_be_removed(setting: Setting) -> None:
    setting.open(replace(Settings(), sessions=(OWN,)), "Access portals")
    assert "https://Acme.awsapps.com/start" in words(setting.window)
    press(setting.window, "Remove")  # there is only one
    assert setting.saved().sessions == ()
    assert "Globex" not in words(setting.window)
    press(setting.window, "Undo")
    assert setting.saved().sessions == (OWN,)
    assert "Globex" in words(setting.window)


class OneLogin:
    """A login item; broken ones refuse."""

    def __init__(self) -> None:
        self.on, self.is_broken, self.why_not = False, False, ""

    def state(self) -> LoginState:
        return LoginState(self.on, self.why_not)

    def turn(self, *, on: bool) -> None:
        if self.is_broken:
            raise FileError("The folder cannot be written.")
        self.on = on


def test_start_at_login_is_shown_as_it_is_and_changed_at_once(setting: Setting) -> None:
    login = OneLogin()
    setting.window = SettingsWindow(setting.sent.append, setting._add, login)
    setting.open()
    assert not setting.tick("Start when I log in").isChecked()
    setting.tick("Start when I log in").click()
    assert login.on
    setting.window.close()
    login.on, login.why_not = False, "It is switched off in the settings of your desktop."
    setting.open()
    assert not setting.tick("Start when I log in").isChecked()
    assert login.why_not in words(setting.window)
    login.is_broken = True
    setting.tick("Start when I log in").click()
    assert "cannot be written" in words(setting.window)
    assert not setting.tick("Start when I log in").isChecked()
    setting.window.close()


def test_where_nothing_starts_at_login_it_says_why(setting: Setting) -> None:
    setting.open()
    assert not setting.tick("Start when I log in").isEnabled()
    assert "doesn't start automatically" in words(setting.window)


def test_add_opens_the_first_run(setting: Setting) -> None:
    setting.open(page="Access portals")
    press(setting.window, "Add…")
    assert setting.added == 1


def test_what_is_changed_elsewhere_meanwhile_comes_in_and_is_kept(setting: Setting) -> None:
    setting.open()
    shared = replace(Settings(), shared_with_aws_cli=("acme",), default_region="eu-west-1")
    setting.window.show_snapshot(snapshot(view(signed_in()), settings=shared))
    assert setting.line("Region").text() == "eu-west-1"
    setting.write("Profile", "work")
    assert setting.saved() == replace(shared, default_profile="work")


def test_a_late_answer_takes_nothing_back(setting: Setting) -> None:
    """Two changes are on their way when the first comes back."""
    setting.open()
    setting.write("Profile", "one")
    first = setting.saved()
    setting.write("Profile", "two")
    setting.window.show_snapshot(snapshot(view(signed_in()), settings=first))
    assert setting.line("Profile").text() == "two"
    setting.write("Region", "eu-west-1")
    assert setting.saved() == replace(Settings(), default_profile="two", default_region="eu-west-1")


def test_every_field_has_a_name_for_who_cannot_see_it(setting: Setting) -> None:
    setting.open(EVERYTHING)
    for kind in (QLineEdit, QComboBox, QListWidget, QAbstractButton):
        for field in setting.window.findChildren(kind):
            inner = isinstance(field.parent(), QComboBox | QLineEdit | QTableWidget | Toast)
            named = field.accessibleName() or (isinstance(field, QPushButton) and field.text())
            assert inner or named, field


def test_what_an_administrator_set_cannot_be_changed_and_says_so(setting: Setting) -> None:
    locked = frozenset({"delivery", "guards", "sessions", "network"})
    setting.window.show_snapshot(snapshot(view(signed_in()), settings=EVERYTHING, locked=locked))
    setting.window.open_at("Network")
    window = setting.window
    named = dict[str, bool]()
    for kind in (QComboBox, QLineEdit, QCheckBox):
        named |= {each.accessibleName(): each.isEnabled() for each in window.findChildren(kind)}
    for name in ("Tools get keys", "Proxy", "CA bundle", "FIPS endpoints", "Ask before use"):
        assert not named[name], name
    for name in ("Profile", "Link type", "Sign in", "Start page"):
        assert named[name], name
    assert words(window).count("Set by your administrator.") == 4
    window.open_at("Protected roles")
    assert words(window).count("Set by your administrator.") == 1


def test_the_first_tab_lands_on_something_that_is_seen(setting: Setting, qtbot: QtBot) -> None:
    setting.open(page="Roles and keys")
    setting.window._names.setFocus()
    qtbot.keyClick(setting.window._names, Qt.Key.Key_Tab)
    assert setting.window.focusWidget() is setting.choice("Tools get keys")


def named(inside: QWidget, kind: type[AnyWidget], name: str) -> AnyWidget:
    """The control of that name."""
    (found,) = (one for one in seen(inside, kind) if one.accessibleName() == name)
    return found


def type_in(inside: QWidget, name: str, text: str) -> None:
    """Writes into a field and leaves it."""
    field = named(inside, QLineEdit, name)
    field.setText(text)
    field.editingFinished.emit()


def all_words(window: SettingsWindow) -> str:
    """Also those of pages that are not seen."""
    return "\n".join(one.text() for one in window.findChildren(QLabel) if not one.isHidden())
