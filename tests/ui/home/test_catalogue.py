"""What the picker finds is what every command finds, in the same order."""

import pytest

from tests.ui.samples import named_listing, signed_in, snapshot, view
from tray.core.settings.settings import Settings
from tray.core.vocabulary.model import AccountId, RoleRef
from tray.services.directory.role_index import RoleUsage
from tray.services.directory.role_resolver import RoleFinder, RoleUnclear
from tray.ui.home.roles.catalogue import RoleCatalogue

PROD, BURO, STAGING = "000018111153", "111122223333", "444455556666"
LISTING = named_listing((PROD, "Prod"), (BURO, "B\u00fcro"), (STAGING, "Staging"))
SEEN = snapshot(
    view(signed_in(), "acme", LISTING),
    view(signed_in(), "globex", named_listing((STAGING, "Staging"))),
    settings=Settings(aliases={AccountId(STAGING): "preprod"}),
)
FINDER = RoleFinder(lambda: SEEN.settings.aliases)

FOUND = {
    "a slip": ("prdo", [PROD]),
    "no accent": ("buro", [BURO]),
    "a number with dashes": ("0000-1811-1153", [PROD]),
    "a part of one": ("0000-1811-1153 adm", [PROD]),
    "a slip in one of two words": ("prod admn", [PROD, STAGING, STAGING]),
    "the other way round": ("admin buro", [BURO]),
    "a session": ("globex", [STAGING]),
    "through a session": ("globex:staging/admin", [STAGING]),
    "a slip behind a session": ("globex:stagign", [STAGING]),
    "what somebody sent": (f"arn:aws:iam::{BURO}:role/x", [BURO]),
    "nothing like it": ("qqqq", []),
    "nothing": ("", [PROD, BURO, STAGING, STAGING]),
}


def found(text: str) -> tuple[RoleRef, ...]:
    return FINDER.search(SEEN.sessions, text, RoleUsage.of(SEEN))


@pytest.mark.parametrize(("text", "numbers"), FOUND.values(), ids=FOUND.keys())
def test_the_commands_find_what_the_picker_finds(text: str, numbers: list[str]) -> None:
    refs = found(text)
    assert [ref.account_id for ref in refs] == numbers
    catalogue = RoleCatalogue()
    catalogue.learn(SEEN)
    if text:  # without a word the picker shows what one is likely to want
        assert tuple(match.role.ref for match in catalogue.find(text).matches) == refs


def test_what_is_used_most_is_above_in_both() -> None:
    last = RoleRef(SEEN.sessions[1].session.name, AccountId(STAGING), "Admin")
    used = snapshot(*SEEN.sessions, settings=SEEN.settings, recent=(last,), uses={last: 9})
    catalogue = RoleCatalogue()
    catalogue.learn(used)
    refs = FINDER.search(used.sessions, "admin", RoleUsage.of(used))
    assert tuple(match.role.ref for match in catalogue.find("admin").matches) == refs
    assert refs[0] == last


@pytest.mark.parametrize(
    ("text", "number"),
    [("0000-1811-1153/admin", PROD), ("buro/admin", BURO), ("admin buro", BURO)],
)
def test_a_command_takes_what_only_one_role_can_mean(text: str, number: str) -> None:
    assert FINDER.resolve(SEEN.sessions, text).account_id == number


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("prdo/admin", "Did you mean Prod/Admin"),
        ("bruo", "Did you mean B\u00fcro/Admin?"),
        ("admin acme", "Matches: B\u00fcro/Admin, Prod/Admin, acme:Staging/Admin"),
        ("qqqq", "List your roles: sso-tray list"),
    ],
)
def test_a_slip_is_asked_about_and_never_followed(text: str, words: str) -> None:
    with pytest.raises(RoleUnclear) as caught:
        FINDER.resolve(SEEN.sessions, text)
    assert words in str(caught.value)
