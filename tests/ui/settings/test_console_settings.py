"""The settings' pages of the console: where it opens, which services, and in which browser."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.samples import signed_in, snapshot, view
from tests.ui.screen import press, words
from tests.ui.settings.test_settings import Setting
from tray.core.console.browser_rules import BrowserProfile, BrowserRule, InstalledBrowser
from tray.core.settings.settings import ConsoleSettings, Settings
from tray.ui.settings.window import SettingsWindow

FIREFOX = InstalledBrowser(
    "firefox",
    "Firefox",
    (
        BrowserProfile(
            "a1.main",
            "main",
            is_default=True,
            containers=("Personal", "Production"),
            can_open_containers=True,
        ),
        BrowserProfile("b2.work", "Work", containers=("Clients",)),
    ),
    has_containers=True,
)
CHROME = InstalledBrowser(
    "chrome",
    "Chrome",
    (
        BrowserProfile("Default", "Work", is_default=True),
        BrowserProfile("Profile 1", "Work"),
        BrowserProfile("Profile 2", "Private"),
    ),
)
RULES = (
    BrowserRule("Prod*", "*Admin*", "firefox", "main", "Production"),
    BrowserRule("Prod*", browser="chrome", profile="Profile 2"),
    BrowserRule("Sandbox", browser="edge", profile="Old"),
)


class ConsoleSetting(Setting):
    """The window on a machine with two browsers."""

    def __init__(self) -> None:
        super().__init__()
        self.browsers = [FIREFOX, CHROME]
        self.window = SettingsWindow(
            self.sent.append, self._add, None, lambda: tuple(self.browsers)
        )

    def open_rules(self, *rules: BrowserRule) -> None:
        self.open(replace(Settings(), console=ConsoleSettings(browsers=rules)), "Browsers")

    def choose(self, name: str, label: str) -> None:
        """As a person does it: by the label."""
        field = self.choice(name)
        place = field.findText(label)
        assert place >= 0, f"{label!r} is not among {labels(field)}"
        field.setCurrentIndex(place)
        field.activated.emit(place)

    @property
    def shown(self) -> list[str]:
        rules = self.rules("Browser rules")
        return [rules.item(row).text() for row in range(rules.count())]


def labels(field: QComboBox) -> list[str]:
    return [field.itemText(place) for place in range(field.count())]


@pytest.fixture
def setting(qtbot: QtBot) -> ConsoleSetting:
    made = ConsoleSetting()
    qtbot.addWidget(made.window)
    return made


# ---- where it opens --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "text", "console"),
    [
        ("Start page", " cloudwatch ", ConsoleSettings("cloudwatch")),
        ("Start page", "https://x.example/a", ConsoleSettings("https://x.example/a")),
        ("Pinned services", "s3, ec2  sqs/v3,s3", ConsoleSettings("", ("s3", "ec2", "sqs/v3"))),
        ("Pinned services", " , ", ConsoleSettings()),
    ],
    ids=["service", "address", "several", "none"],
)
def test_where_it_opens_is_saved(
    setting: ConsoleSetting, field: str, text: str, console: ConsoleSettings
) -> None:
    before = ConsoleSettings("home", ("iam",), RULES)
    setting.open(replace(Settings(), console=before), "Console")
    assert setting.line("Start page").text() == "home"
    assert setting.line("Pinned services").text() == "iam"
    for name in ("Start page", "Pinned services"):
        setting.write(name, text if name == field else "")
    assert setting.saved().console == replace(console, browsers=RULES)


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("Start page", "http://x.example", "such as cloudwatch"),
        ("Start page", "cloud watch", "such as cloudwatch"),
        ("Start page", "/", "such as cloudwatch"),
        ("Pinned services", "s3, https://x.example", "s3, ec2"),
        ("Pinned services", "s3, /", "s3, ec2"),
    ],
    ids=["not safe", "two words", "no word", "an address", "no service"],
)
def test_what_cannot_be_meant_is_said_at_its_field(
    setting: ConsoleSetting, field: str, text: str, said: str
) -> None:
    setting.open(page="Console and browsers")
    setting.write(field, text)
    assert setting.sent == []
    assert said in words(setting.window)
    assert setting.line(field).isVisibleTo(setting.window)


# ---- in which browser ------------------------------------------------------------------


def test_rules_are_shown_by_the_names_that_browsers_show(setting: ConsoleSetting) -> None:
    setting.open_rules(*RULES, BrowserRule("*", "Read*"))
    assert setting.shown == [
        "Prod* / *Admin*: Firefox, main, container Production",
        "Prod* / *: Chrome, Private",
        "Sandbox / *: edge (not found), Old",
        "* / Read*: Default browser",
    ]
    assert labels(setting.choice("Browser")) == ["Default browser", "Firefox", "Chrome"]
    assert labels(setting.choice("Profile")) == ["Default profile", "main", "Work"]
    assert labels(setting.choice("Container")) == ["Personal", "Production"]
    assert setting.sent == []


def test_a_rule_is_added_with_a_browser_a_profile_and_a_container(setting: ConsoleSetting) -> None:
    setting.open_rules()
    assert not setting.line("Account").isEnabled()
    press(setting.window, "Add")
    setting.write("Account", "Payments")
    setting.write("Role", "*Admin*")
    setting.choose("Profile", "Work")
    setting.choice("Container").setEditText("Clients")
    setting._named(QLineEdit, "Container").editingFinished.emit()
    assert "Open external links in a container" in words(setting.window)
    setting.choose("Profile", "main")
    assert "Open external links" not in words(setting.window)
    rule = BrowserRule("Payments", "*Admin*", "firefox", "main", "Clients")
    assert setting.saved().console.browsers == (rule,)


def test_another_browser_has_other_profiles(setting: ConsoleSetting) -> None:
    setting.open_rules(RULES[0])
    setting.choose("Browser", "Chrome")
    assert setting.choice("Profile").currentText() == "Default profile"
    assert setting.choice("Container").currentText() == ""
    assert not setting.choice("Container").isEnabled()
    rule = BrowserRule("Prod*", "*Admin*", "chrome")
    assert setting.saved().console.browsers == (rule,)


@pytest.mark.parametrize(
    ("label", "written"),
    [("Work (Default)", "Work"), ("Work (Profile 1)", "Profile 1"), ("Private", "Private")],
)
def test_profiles_of_one_name_are_told_apart(
    setting: ConsoleSetting, label: str, written: str
) -> None:
    setting.open_rules(BrowserRule("*", browser="chrome"))
    setting.choose("Profile", label)
    (rule,) = setting.saved().console.browsers
    assert rule.profile == written
    meant = CHROME.profile(rule.profile)
    assert meant is not None
    assert meant.key in label or meant.title == label


def test_a_profile_stays_as_it_was_written(setting: ConsoleSetting) -> None:
    setting.open_rules(RULES[1])
    assert setting.choice("Profile").currentText() == "Private"
    setting.write("Role", "Admin")
    (rule,) = setting.saved().console.browsers
    assert rule == replace(RULES[1], role="Admin")


def test_what_is_not_here_is_said_and_kept(setting: ConsoleSetting) -> None:
    setting.open_rules(RULES[2])
    assert setting.choice("Browser").currentText() == "edge (not found)"
    assert setting.choice("Profile").currentText() == "Old (not found)"
    assert "Browser “edge” not found." in words(setting.window)
    assert "edge" in setting.choice("Browser").accessibleDescription()
    setting.write("Account", "Test")
    assert setting.saved().console.browsers == (replace(RULES[2], account="Test"),)


def test_without_browsers_it_says_so(setting: ConsoleSetting) -> None:
    setting.browsers = []
    setting.open_rules()
    press(setting.window, "Add")
    assert "No supported browser found" in words(setting.window)
    assert setting.saved().console.browsers == (BrowserRule("Prod*"),)


def test_a_browser_that_came_meanwhile_is_offered(setting: ConsoleSetting) -> None:
    setting.open_rules(RULES[2])
    setting.window.close()
    setting.browsers.append(InstalledBrowser("edge", "Edge", (BrowserProfile("Old", "Old"),)))
    setting.open_rules(RULES[2])
    assert setting.shown == ["Sandbox / *: Edge, Old"]


def test_rules_change_places_and_go(setting: ConsoleSetting) -> None:
    setting.open_rules(*RULES)
    press(setting.window, "Move up")  # the first: the button does nothing
    press(setting.window, "Move down")
    assert setting.line("Role").text() == "*Admin*"
    press(setting.window, "Move down")
    press(setting.window, "Move down")
    press(setting.window, "Move up")
    press(setting.window, "Remove")
    assert setting.saved().console.browsers == (RULES[1], RULES[2])


def test_where_an_administrator_says_it_nothing_can_be_changed(setting: ConsoleSetting) -> None:
    settings = replace(Settings(), console=ConsoleSettings("s3", ("ec2",), RULES))
    shown = snapshot(view(signed_in()), settings=settings, locked=frozenset({"console"}))
    setting.window.show_snapshot(shown)
    setting.window.open_at("Browsers")
    for name in ("Account", "Role"):
        assert not setting.line(name).isEnabled()
    assert not setting.choice("Browser").isEnabled()
    assert setting.shown[0].startswith("Prod* / *Admin*: Firefox")
    setting.window.open_at("Console and browsers")
    assert not setting.line("Start page").isEnabled()
    assert not setting.line("Pinned services").isEnabled()
    assert setting.choice("Link type").isEnabled()
