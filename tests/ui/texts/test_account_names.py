"""What accounts are called in menus: by name, with an alias or a number where that tells more."""

from dataclasses import replace

import pytest

from tests.ui.samples import ACME, named_listing, signed_in, snapshot, view
from tray.core.settings.settings import Settings
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.model import AccountId, RoleRef
from tray.ui.texts.account_names import AccountNames

PROD, OTHER, LAB, BARE, GONE = (AccountId(digit * 12) for digit in "12345")
KNOWN = named_listing((PROD, "Prod"), (OTHER, "Prod"), (LAB, "Lab"), (BARE, ""))


def shown(aliases: dict[AccountId, str]) -> AppSnapshot:
    return snapshot(view(signed_in(), accounts=KNOWN), settings=Settings(aliases=aliases))


CASES = {
    "a name": (LAB, "", "Lab", "Lab"),
    "a name and an alias": (LAB, "play", "Lab (play)", "play"),
    "a name of two": (PROD, "", f"Prod ({PROD})", PROD),
    "a name of two, with an alias": (PROD, "live", "Prod (live)", "live"),
    "no name": (BARE, "", BARE, BARE),
    "an alias alone": (BARE, "bare", "bare", "bare"),
    "not listed": (GONE, "", GONE, GONE),
    "not listed, with an alias": (GONE, "old", "old", "old"),
    "an alias like the name": (LAB, "Lab", "Lab", "Lab"),
}


@pytest.mark.parametrize(("number", "alias", "label", "typed"), CASES.values(), ids=CASES)
def test_what_an_account_is_called(number: AccountId, alias: str, label: str, typed: str) -> None:
    names = AccountNames()
    names.learn(shown({number: alias} if alias else {}))
    role = RoleRef(ACME, number, "Admin")
    assert names.account(role) == label
    assert names.typed(role) == typed
    assert names.role(role) == f"{label} / Admin"


def test_another_alias_makes_another_index_and_nothing_else_does() -> None:
    names, seen = AccountNames(), shown({LAB: "play"})
    names.learn(seen)
    first = names.index(ACME)
    names.learn(replace(seen, settings=replace(seen.settings, default_profile="work")))
    assert names.index(ACME) is first
    names.learn(shown({LAB: "toys"}))
    second = names.index(ACME)
    assert first is not None
    assert second is not None
    assert second.revision != first.revision, "menus that fill late are filled again"
    assert second.label(LAB) == "Lab (toys)"
