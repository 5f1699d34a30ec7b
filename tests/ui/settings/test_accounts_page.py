"""The settings' page of the accounts: what is known, the filter, and aliases by keyboard."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QTableWidget
from pytestqt.qtbot import QtBot

from tests.ui.samples import named_listing, signed_in, snapshot, view
from tests.ui.screen import seen, words
from tests.ui.settings.test_settings import Setting
from tray.core.settings.settings import Settings
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.model import AccountId, Listing

PROD, STAGE, LAB = (AccountId(digit * 12) for digit in "123")
KNOWN = named_listing((PROD, "Payments Production"), (STAGE, "staging"), (LAB, "Lab"))
OLD = {PROD: "pay"}
ALIAS = 2


class AccountSetting(Setting):
    """The page, and a keyboard."""

    def __init__(self, qtbot: QtBot) -> None:
        super().__init__()
        self._qtbot = qtbot

    def open_accounts(
        self,
        aliases: dict[AccountId, str] = OLD,
        listing: Listing | None = KNOWN,
        locked: frozenset[str] = frozenset(),
    ) -> None:
        self.window.show_snapshot(self.shown(aliases, listing, locked))
        self.window.open_at("Account names")

    def shown(
        self,
        aliases: dict[AccountId, str] = OLD,
        listing: Listing | None = KNOWN,
        locked: frozenset[str] = frozenset(),
    ) -> AppSnapshot:
        settings = replace(Settings(), aliases=aliases)
        twice = (view(signed_in(), accounts=listing), view(signed_in(), "Globex", listing))
        return snapshot(*twice, settings=settings, locked=locked)

    @property
    def table(self) -> QTableWidget:
        return self._named(QTableWidget, "Accounts")

    @property
    def rows(self) -> list[list[str]]:
        """What is seen of the table."""
        table = self.table
        return [
            [str(table.model().index(row, column).data()) for column in range(3)]
            for row in range(table.rowCount())
            if not table.isRowHidden(row)
        ]

    def type(self, row: int, text: str, *, is_finished: bool = True) -> None:
        """Into the alias of the row, as a person does it who has no mouse."""
        self.table.setCurrentCell(row, ALIAS)
        self._qtbot.keyClick(self.table, Qt.Key.Key_F2)
        field = self.window.focusWidget()
        assert isinstance(field, QLineEdit)
        field.selectAll()
        if text:
            self._qtbot.keyClicks(field, text)
        else:
            self._qtbot.keyClick(field, Qt.Key.Key_Delete)
        if is_finished:
            self._qtbot.keyClick(field, Qt.Key.Key_Return)
            QApplication.processEvents()  # Qt takes it over a moment later


@pytest.fixture
def setting(qtbot: QtBot) -> AccountSetting:
    made = AccountSetting(qtbot)
    qtbot.addWidget(made.window)
    return made


def test_each_account_is_there_once_with_its_alias(setting: AccountSetting) -> None:
    setting.open_accounts()
    assert setting.rows == [
        ["Lab", LAB, ""],
        ["Payments Production", PROD, "pay"],
        ["staging", STAGE, ""],
    ]
    assert setting.sent == []


def test_aliases_are_written_changed_and_taken_away(setting: AccountSetting) -> None:
    setting.open_accounts()
    setting.type(0, " lab ")
    setting.type(1, "")
    setting.type(2, "st")
    assert setting.saved().aliases == {LAB: "lab", STAGE: "st"}


def test_what_is_being_written_counts(setting: AccountSetting) -> None:
    setting.open_accounts()
    setting.type(2, "st", is_finished=False)
    setting.window.close()
    assert setting.saved().aliases == {**OLD, STAGE: "st"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("a/b", "can't contain / or :"),
        ("a:b", "can't contain / or :"),
        ("123", "digits only"),
        ("x" * 41, "at most 40"),
        ("PAY", "Two accounts share the alias"),
    ],
    ids=["slash", "colon", "a number", "long", "twice"],
)
def test_what_is_no_alias_is_said_and_not_saved(
    setting: AccountSetting, typed: str, said: str
) -> None:
    setting.open_accounts()
    setting.type(2, typed)
    assert setting.sent == []
    assert said in words(setting.window)
    assert setting.table.currentColumn() == ALIAS
    setting.type(2, "fine")
    assert said not in words(setting.window)
    assert setting.saved().aliases == {**OLD, STAGE: "fine"}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("prod pay", ["Payments Production"]),
        ("LAB", ["Lab"]),
        ("2222", ["staging"]),
        ("a", ["Lab", "Payments Production", "staging"]),
        ("nothing", []),
    ],
    ids=["alias and name", "in any case", "number", "several", "none"],
)
def test_the_filter_finds_by_all_that_is_shown(
    setting: AccountSetting, typed: str, found: list[str]
) -> None:
    setting.open_accounts()
    setting.write("Filter", typed)
    assert [row[0] for row in setting.rows] == found
    assert setting.sent == []


def test_an_alias_of_an_account_that_is_gone_can_be_taken_away(setting: AccountSetting) -> None:
    setting.open_accounts(OLD, named_listing((LAB, "Lab")))
    assert setting.rows == [["", PROD, "pay"], ["Lab", LAB, ""]]
    setting.type(0, "")
    assert setting.saved().aliases == {}


def test_accounts_come_in_while_the_page_is_open(setting: AccountSetting) -> None:
    setting.open_accounts({}, named_listing((STAGE, "staging")))
    setting.type(0, "st")
    setting.window.show_snapshot(setting.shown({}))
    assert setting.rows == [
        ["Lab", LAB, ""],
        ["Payments Production", PROD, ""],
        ["staging", STAGE, "st"],
    ]
    assert setting.table.currentRow() == 2


def test_nothing_comes_in_between_the_letters(setting: AccountSetting) -> None:
    setting.open_accounts({}, named_listing((STAGE, "staging")))
    setting.type(0, "st", is_finished=False)
    setting.window.show_snapshot(setting.shown({}))
    setting.window.close()
    assert setting.saved().aliases == {STAGE: "st"}


def test_where_no_account_is_known_it_says_what_to_do(setting: AccountSetting) -> None:
    setting.open_accounts({}, None)
    assert "Sign in to see them here." in words(setting.window)
    assert not list(seen(setting.window, QTableWidget))


def test_locked_aliases_are_read_only(setting: AccountSetting) -> None:
    setting.open_accounts(locked=frozenset({"aliases"}))
    assert ["Payments Production", PROD, "pay"] in setting.rows
    setting.table.setCurrentCell(0, ALIAS)
    flags = setting.table.model().index(0, ALIAS).flags()
    assert not flags & (Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsEnabled)
    setting.write("Filter", "lab")
    assert len(setting.rows) == 1
