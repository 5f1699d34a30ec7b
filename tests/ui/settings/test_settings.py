"""The settings window: what it shows, what it saves, and what it refuses."""

from dataclasses import fields, replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QListWidget
from pytestqt.qtbot import QtBot

from tests.ui.samples import signed_in, snapshot, view
from tests.ui.screen import AnyWidget, press, seen, words
from tray.adapters.settings.file import TomlSettingsStore
from tray.core.commands import ChangeSettings, Command
from tray.core.console.browser_rules import BrowserRule
from tray.core.desktop_ports import LoginState
from tray.core.guards.colours import GuardColour
from tray.core.guards.rules import GuardRule
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
from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.model import AccountId, Origin
from tray.ui.settings.window import SettingsWindow

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

    def save(self) -> Settings:
        press(self.window, "Save")
        (command,) = self.sent
        assert isinstance(command, ChangeSettings)
        return command.settings

    def line(self, name: str) -> QLineEdit:
        return self._named(QLineEdit, name)

    def choice(self, name: str) -> QComboBox:
        return self._named(QComboBox, name)

    def tick(self, name: str) -> QCheckBox:
        return next(one for one in self._all(QCheckBox) if one.text() == name)

    def rules(self, name: str = "Rules") -> QListWidget:
        return self._named(QListWidget, name)

    def write(self, name: str, text: str) -> None:
        field = self.line(name)
        field.setText(text)
        field.textEdited.emit(text)

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


def test_what_is_shown_is_saved_again_unchanged(setting: Setting) -> None:
    differing = {f.name for f in fields(Settings)} - {"shared_with_aws_cli"}
    assert all(getattr(EVERYTHING, name) != getattr(Settings(), name) for name in differing)
    setting.open(EVERYTHING)
    press(setting.window, "Save")
    assert setting.sent == []
    assert not setting.window.isVisible()


@pytest.mark.parametrize(
    ("field", "text", "changed"),
    [
        ("Profile", "work", {"default_profile": "work"}),
        ("Region", " eu-west-1 ", {"default_region": "eu-west-1"}),
        ("Warn before a session ends (minutes)", "5, 60 15 5", {"warn_minutes": (60, 15, 5)}),
        ("Warn before a session ends (minutes)", "", {"warn_minutes": ()}),
        ("Proxy", "http://p:1", {"network": NetworkSettings("http://p:1")}),
        ("CA bundle", "/x.pem", {"network": NetworkSettings(ca_bundle="/x.pem")}),
        ("Requests per second", "7", {"calls_per_second": 7}),
    ],
)
def test_a_line_is_saved(
    setting: Setting, field: str, text: str, changed: dict[str, object]
) -> None:
    setting.open()
    setting.write(field, text)
    assert setting.save() == replace(Settings(), **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "text", "page", "said"),
    [
        ("Profile", "a b", "Roles and keys", "Use up to 120 letters, digits"),
        ("Warn before a session ends (minutes)", "soon", "Notifications", "15, 5"),
        ("Warn before a session ends (minutes)", "0", "Notifications", "15, 5"),
        ("Warn before a session ends (minutes)", "9999", "Notifications", "15, 5"),
        ("Proxy", "proxy:3128", "Network", "starts with http"),
        ("Requests per second", "0", "Advanced", "from 1 to 100"),
        ("Requests per second", "²", "Advanced", "from 1 to 100"),
        ("Time limit (minutes)", "half an hour", "Protected roles", "whole minutes"),
    ],
)
def test_wrong_input_is_named_where_it_stands_and_nothing_is_saved(
    setting: Setting, field: str, text: str, page: str, said: str
) -> None:
    setting.open(replace(Settings(), guards=RULES))
    setting.write(field, text)
    press(setting.window, "Save")
    assert setting.sent == []
    assert setting.window.isVisible()
    assert said in words(setting.window)
    pages = next(
        one for one in seen(setting.window, QListWidget) if one.accessibleName() == "Settings pages"
    )
    assert pages.currentItem().text() == page


@pytest.mark.parametrize(
    ("field", "text", "settings"),
    [
        ("Warn before a session ends (minutes)", "720", Settings(warn_minutes=(720,))),
        ("Warn before a session ends (minutes)", "721", Settings(warn_minutes=(721,))),
        ("Warn before a session ends (minutes)", "5000", Settings(warn_minutes=(5000,))),
        ("Requests per second", "100", Settings(calls_per_second=100)),
        ("Requests per second", "101", Settings(calls_per_second=101)),
        ("Time limit (minutes)", "720", Settings(guards=(replace(RULES[0], minutes=720),))),
        ("Time limit (minutes)", "721", Settings(guards=(replace(RULES[0], minutes=721),))),
        ("Profile", "a/b", Settings(default_profile="a/b")),
        ("Profile", "a b", Settings(default_profile="a b")),
        ("Proxy", "https://p", Settings(network=NetworkSettings("https://p"))),
        ("Proxy", "socks5://p", Settings(network=NetworkSettings("socks5://p"))),
    ],
)
def test_the_window_saves_what_a_file_may_say_and_nothing_else(
    setting: Setting, tmp_path: Path, field: str, text: str, settings: Settings
) -> None:
    setting.open(replace(Settings(), guards=settings.guards and RULES[:1]))
    setting.write(field, text)
    press(setting.window, "Save")
    store = TomlSettingsStore(tmp_path / "settings.toml")
    store.save(settings)
    loaded = store.load()
    if loaded.problems:
        assert setting.sent == []
    else:
        assert loaded.settings == settings
        assert setting.sent == [ChangeSettings(settings)]


def test_choices_and_ticks_are_saved(setting: Setting) -> None:
    setting.open()
    for name in ("Tools get keys", "Link type", "Appearance", "Sign in", "Store sign-ins"):
        setting.choice(name).setCurrentIndex(1)
    setting.tick("FIPS endpoints").click()
    assert setting.save() == Settings(
        delivery=DeliveryKind.ON_DEMAND,
        console_link=ConsoleLink.FEDERATION,
        appearance=Appearance.LIGHT,
        sign_in=FlowChoice.PKCE,
        token_storage=TokenStorage.MEMORY,
        network=NetworkSettings(use_fips_endpoint=True),
    )


def test_cancel_forgets_what_was_typed(setting: Setting) -> None:
    setting.open()
    setting.write("Profile", "other")
    press(setting.window, "Cancel")
    setting.open()
    assert setting.line("Profile").text() == "default"
    assert setting.sent == []


def test_a_rule_is_added_and_changed(setting: Setting) -> None:
    setting.open(page="Protected roles")
    assert not setting.line("Account").isEnabled()
    press(setting.window, "Add")
    setting.write("Account", "Payments")
    setting.write("Time limit (minutes)", "20")
    setting.tick("Ask each time a program requests keys").click()
    setting.choice("Colour").setCurrentIndex(1)
    setting.choice("Colour").activated.emit(1)
    assert setting.rules().item(0).text() == (
        "Payments / *  production: asks before use, asks for each program, 20 min"
    )
    (rule,) = setting.save().guards
    assert (rule.account, rule.label, rule.colour) == ("Payments", "production", GuardColour.AMBER)
    assert (rule.confirm, rule.minutes, rule.ask_programs) == (True, 20, True)


def test_rules_are_moved_and_removed(setting: Setting) -> None:
    setting.open(replace(Settings(), guards=RULES), "Protected roles")
    press(setting.window, "Move down")
    assert setting.line("Account").text() == "Prod*"
    press(setting.window, "Move down")
    press(setting.window, "Add")
    press(setting.window, "Remove")
    assert setting.save().guards == (RULES[1], RULES[0])


def test_only_sessions_of_one_s_own_can_be_removed(setting: Setting) -> None:
    setting.open(replace(Settings(), sessions=(OWN,)), "Access portals")
    sessions = next(
        one for one in seen(setting.window, QListWidget) if one.accessibleName() == "Access portals"
    )
    sessions.setCurrentRow(0)
    press(setting.window, "Remove")  # of the config file: the button does nothing
    sessions.setCurrentRow(1)
    press(setting.window, "Remove")
    assert "will be removed" in sessions.item(1).text()
    assert setting.save().sessions == ()


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


def test_start_at_login_is_shown_as_it_is_and_changed(setting: Setting) -> None:
    login = OneLogin()
    setting.window = SettingsWindow(setting.sent.append, setting._add, login)
    setting.open()
    assert not setting.tick("Start when I log in").isChecked()
    setting.tick("Start when I log in").click()
    press(setting.window, "Save")
    assert login.on
    login.on, login.why_not = False, "Turned off in your desktop's settings."
    setting.open()
    assert not setting.tick("Start when I log in").isChecked()
    assert login.why_not in words(setting.window)
    login.is_broken = True
    setting.tick("Start when I log in").click()
    press(setting.window, "Save")
    assert "cannot be written" in words(setting.window)
    setting.window.close()


def test_where_nothing_starts_at_login_nothing_can_be_ticked(setting: Setting) -> None:
    setting.open()
    assert not setting.tick("Start when I log in").isEnabled()


def test_add_opens_the_first_run(setting: Setting) -> None:
    setting.open(page="Access portals")
    press(setting.window, "Add…")
    assert setting.added == 1


def test_what_is_changed_elsewhere_meanwhile_is_kept(setting: Setting) -> None:
    setting.open()
    shared = replace(Settings(), shared_with_aws_cli=("acme",))
    setting.window.show_snapshot(snapshot(view(signed_in()), settings=shared))
    setting.write("Profile", "work")
    assert setting.save() == replace(shared, default_profile="work")


def test_every_field_has_a_name_for_who_cannot_see_it(setting: Setting) -> None:
    setting.open(EVERYTHING)
    for kind in (QLineEdit, QComboBox, QListWidget):
        for field in setting.window.findChildren(kind):
            inner = isinstance(field.parent(), QComboBox)
            assert inner or field.accessibleName(), field


def test_what_an_administrator_set_cannot_be_changed(setting: Setting) -> None:
    locked = frozenset({"delivery", "guards", "sessions", "network"})
    setting.window.show_snapshot(snapshot(view(signed_in()), settings=EVERYTHING, locked=locked))
    setting.window.open_at()
    window = setting.window
    named = {each.text(): each.isEnabled() for each in window.findChildren(QCheckBox)}
    for kind in (QComboBox, QLineEdit):
        named |= {each.accessibleName(): each.isEnabled() for each in window.findChildren(kind)}
    for name in ("Tools get keys", "Account", "Proxy", "CA bundle", "FIPS endpoints"):
        assert not named[name], name
    for name in ("Profile", "Link type", "Sign in", "Warn before a session ends (minutes)"):
        assert named[name], name
    assert "administrator" in words(setting.window)
