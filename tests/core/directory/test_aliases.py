"""A person's own names for accounts: which can be typed for a name, and which cannot."""

import pytest

from tray.core.directory.aliases import alias_problem, is_account_id, twice
from tray.core.vocabulary.model import AccountId

ONE, TWO, THREE = (AccountId(digit * 12) for digit in "123")


@pytest.mark.parametrize("alias", ["", "pay", "pay-prod 2", "büro", "1a", "x" * 40])
def test_an_alias_is_a_word_or_several(alias: str) -> None:
    assert alias_problem(alias) is None


@pytest.mark.parametrize(
    ("alias", "words"),
    [
        ("a/b", "can't contain / or :"),
        ("acme:b", "can't contain / or :"),
        (" a", "a single line"),
        ("a\nb", "a single line"),
        ("42", "account number"),
        ("x" * 41, "at most 40"),
    ],
    ids=["slash", "colon", "margin", "two lines", "a number", "long"],
)
def test_what_would_mean_something_else_is_no_alias(alias: str, words: str) -> None:
    assert words in (alias_problem(alias) or "")


@pytest.mark.parametrize(
    "text", ["", "12345678901", "1234567890123", "12345678901a", "\u0661" * 12]
)
def test_an_account_has_twelve_digits(text: str) -> None:
    assert not is_account_id(text)
    assert is_account_id("012345678901")


@pytest.mark.parametrize(
    ("aliases", "second"),
    [
        ({}, None),
        ({ONE: "a", TWO: "b"}, None),
        ({ONE: "", TWO: ""}, None),
        ({ONE: "a", TWO: "b", THREE: "A"}, THREE),
    ],
    ids=["none", "each its own", "empty ones", "in another case"],
)
def test_an_alias_is_one_account_s(aliases: dict[AccountId, str], second: str | None) -> None:
    assert twice(aliases) == second
