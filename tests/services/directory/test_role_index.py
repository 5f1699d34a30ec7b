"""The picker finds what is meant, whatever order, case, accent or slip it is typed with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tray.core.directory.resolution import NamedRole
from tray.core.vocabulary.model import AccountId, RoleRef, SessionName
from tray.services.directory.role_index import Match, RoleIndex, RoleUsage, folded, words_of


def role(name: str, number: str, role_name: str, alias: str = "") -> NamedRole:
    ref = RoleRef(SessionName("acme"), AccountId(number), role_name)
    return NamedRole(ref, name, alias)


PROD = role("Acme-Production", "111122223333", "AdministratorAccess", "live")
PROD_READ = role("Acme-Production", "111122223333", "ReadOnly", "live")
PRODUCTS = role("products", "444455556666", "ReadOnly")
STAGING = role("Acme-Staging", "777788889999", "AdministratorAccess")
OFFICE = role("B\u00fcro Z\u00fcrich", "000011112222", "Viewer")
NAMELESS = role("", "123412341234", "Viewer")
ROLES = (STAGING, PROD, PROD_READ, PRODUCTS, OFFICE, NAMELESS)
INDEX = RoleIndex(ROLES)

TYPED = {
    "account": ("staging", [STAGING]),
    "account and role": ("prod admin", [PROD]),
    "the other way round": ("admin prod", [PROD]),
    "with a slash": ("prod/admin", [PROD]),
    "a word's start inside a name": ("access stag", [STAGING]),
    "parts": ("duct nistr", [PROD]),
    "alias": ("live read", [PROD_READ]),
    "number": ("4444", [PRODUCTS]),
    "number with dashes": ("7777-8888-9999", [STAGING]),
    "without accents": ("zurich buro", [OFFICE]),
    "with accents": ("Z\u00dcRICH", [OFFICE]),
    "two letters changed places": ("stagign", [STAGING]),
    "a letter missing": ("stagng admin", [STAGING]),
    "a letter too many": ("staaging", [STAGING]),
    "a wrong letter": ("stsging", [STAGING]),
    "slips in two words": ("zuirch viewre", [OFFICE]),
    "a slip while still typing": ("stagi admni", [STAGING]),
    "two letters too many": ("staagging", [STAGING]),
    "two letters missing": ("stgng", []),
    "two letters missing in a long word": ("admnstrator stag", [STAGING]),
    "a letter in a number": ("444a5", []),
    "a slip in a short word": ("prdo", [PROD, PROD_READ, PRODUCTS]),
    "too many slips": ("sxtxagxing", []),
    "a slip in a number": ("4446", []),
    "too short for slips": ("xad", []),
    "too long for slips": ("administratoraccess" * 2, []),
    "one word that is nowhere": ("staging qqqq", []),
}


@pytest.mark.parametrize(("text", "roles"), TYPED.values(), ids=TYPED.keys())
def test_what_is_typed_is_found(text: str, roles: list[NamedRole]) -> None:
    assert [match.role for match in INDEX.search(text)] == roles


ORDER = {
    "exact before beginning": (["prod", "products"], "prod"),
    "beginning before a word inside": (["prod-x", "a-prod"], "prod"),
    "a word inside before a part": (["zz-prod", "aaprod"], "prod"),
    "a capital begins a word": (["zzProd", "aaprod"], "prod"),
    "a number begins a word": (["zz42", "aa142"], "42"),
    "a better place later in the name": (["xprod-prod", "aprodx"], "prod"),
    "alphabetical otherwise": (["prod-a", "prod-b"], "prod"),
}


@pytest.mark.parametrize(("names", "text"), ORDER.values(), ids=ORDER.keys())
def test_better_matches_come_first(names: list[str], text: str) -> None:
    index = RoleIndex([role(name, f"{place:012}", "R") for place, name in enumerate(names)][::-1])
    assert [match.role.account_name for match in index.search(text)] == names


def test_with_nothing_typed_habits_decide() -> None:
    habits = RoleUsage(
        pinned=(OFFICE.ref, STAGING.ref), recent=(PRODUCTS.ref, PROD.ref), uses={PROD_READ.ref: 5}
    )
    index = RoleIndex(ROLES, habits)
    expected = [OFFICE, STAGING, PRODUCTS, PROD, PROD_READ, NAMELESS]
    assert [match.role for match in index.search("  ")] == expected
    assert [match.role for match in RoleIndex(ROLES).search("", limit=2)] == [NAMELESS, PROD]


def test_pinned_is_above_recent_and_frequent_together() -> None:
    habits = RoleUsage((OFFICE.ref,), (PROD.ref,), {PROD.ref: 1_000_000})
    assert RoleIndex(ROLES, habits).search("")[0].role == OFFICE


def test_habits_lift_what_fits_about_as_well_but_not_what_does_not() -> None:
    index = RoleIndex(ROLES)
    assert index.search("read")[0].role == PROD_READ
    index.learn(RoleUsage(recent=(PRODUCTS.ref,), pinned=(NAMELESS.ref,)))
    assert [match.role for match in index.search("read")] == [PRODUCTS, PROD_READ]


def test_an_exact_name_is_above_a_pinned_part() -> None:
    exact, pinned = role("prod", "0" * 12, "R"), role("xprodx", "1" * 12, "R")
    index = RoleIndex([exact, pinned], RoleUsage(pinned=(pinned.ref,)))
    assert index.search("prod")[0].role == exact


def marked(match: Match) -> tuple[str, str, str, str]:
    """The texts with what is highlighted in brackets."""
    ref = match.role.ref
    texts = (match.role.account_name, match.role.alias, ref.account_id, ref.role_name)
    spans = (match.account_name, match.alias, match.account_id, match.role_name)
    shown = []
    for text, places in zip(texts, spans, strict=True):
        for start, end in reversed(places):
            text = f"{text[:start]}[{text[start:end]}]{text[end:]}"  # noqa: PLW2901
        shown.append(text)
    return shown[0], shown[1], shown[2], shown[3]


HIGHLIGHTED = {
    "account and role": (
        "prod acc",
        ("Acme-[Prod]uction", "live", "111122223333", "Administrator[Acc]ess"),
    ),
    "both": ("a", ("[A]cme-Production", "live", "111122223333", "[A]dministratorAccess")),
    "alias": ("live adm", ("Acme-Production", "[live]", "111122223333", "[Adm]inistratorAccess")),
    "number": ("1111 adm", ("Acme-Production", "live", "[1111]22223333", "[Adm]inistratorAccess")),
    "words that overlap": (
        "acme me-pr admin",
        ("[Acme-Pr]oduction", "live", "111122223333", "[Admin]istratorAccess"),
    ),
    "words that touch": (
        "acme -prod admin",
        ("[Acme-Prod]uction", "live", "111122223333", "[Admin]istratorAccess"),
    ),
    "two places": (
        "tion acme admin",
        ("[Acme]-Produc[tion]", "live", "111122223333", "[Admin]istratorAccess"),
    ),
    "slips": (
        "prodction admiin",
        ("Acme-[Production]", "live", "111122223333", "[Admin]istratorAccess"),
    ),
}


@pytest.mark.parametrize(("text", "shown"), HIGHLIGHTED.values(), ids=HIGHLIGHTED.keys())
def test_what_fits_is_highlighted(text: str, shown: tuple[str, ...]) -> None:
    (match,) = (match for match in INDEX.search(text) if match.role == PROD)
    assert marked(match) == shown


texts = st.text(st.sampled_from("aAbB\u00e4\u00c4\u0130\u00df-/ 1\n\x1f"), max_size=6)
crowds = st.lists(
    st.builds(role, texts, st.sampled_from(["1" * 12, "2" * 12]), texts, texts),
    max_size=6,
    unique_by=lambda each: each.ref,
)


def has(each: NamedRole, word: str) -> bool:
    own = (*each.names, each.ref.account_id, each.ref.role_name)
    return any(word in folded(name) for name in own)


@given(crowds, st.lists(texts.map(lambda text: text[:3]), max_size=3).map(" ".join))
def test_what_is_found_is_what_has_all_words(roles: list[NamedRole], text: str) -> None:
    words = words_of(text)
    expected = {each.ref for each in roles if all(has(each, word) for word in words)}
    assert {match.role.ref for match in RoleIndex(roles).search(text)} == expected


@given(crowds, texts)
def test_highlights_are_sorted_disjoint_and_inside(roles: list[NamedRole], text: str) -> None:
    for match in RoleIndex(roles).search(text):
        ref = match.role.ref
        shown = (match.role.account_name, match.role.alias, ref.account_id, ref.role_name)
        spans = (match.account_name, match.alias, match.account_id, match.role_name)
        assert bool(words_of(text)) == any(spans)
        for whole, places in zip(shown, spans, strict=True):
            edges = [edge for place in places for edge in place]
            assert edges == sorted(set(edges))
            assert all(0 <= edge <= len(whole) for edge in edges)


@given(st.text())
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(folded(text)) == len(text)
