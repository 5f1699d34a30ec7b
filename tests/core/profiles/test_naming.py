import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tray.core.directory.resolution import NamedRole
from tray.core.profiles.naming import NameTemplate, choose_names, fit_for_profile
from tray.core.vocabulary.errors import SettingsError
from tray.core.vocabulary.model import AccountId, ProfileName, RoleRef, SessionName
from tray.core.vocabulary.profile_names import profile_name_problem

ONE, TWO = "111111111111", "222222222222"


def role(name: str, number: str = ONE, role_name: str = "Admin", session: str = "s") -> NamedRole:
    return NamedRole(RoleRef(SessionName(session), AccountId(number), role_name), name)


FITTED = {
    "as it is": ("acme-prod_1.x/y@z:w+v", "acme-prod_1.x/y@z:w+v"),
    "blanks": ("  Acme  Prod ", "Acme-Prod"),
    "umlauts": ("B\u00fcro \u00d6l Stra\u00dfe \u00c4", "Buero-Oel-Strasse-Ae"),
    "umlauts of two characters": ("Bu\u0308ro", "Buero"),
    "accents": ("Caf\u00e9 \u0141\u00f3d\u017a Sm\u00f8rrebr\u00f8d", "Cafe-Lodz-Smoerrebroed"),
    "ligatures and width": ("\ufb01nance \uff21\uff22", "finance-AB"),
    "and": ("R&D", "R-and-D"),
    "apostrophe": ("Anna's \u2019box", "Annas-box"),
    "brackets and the like": ("[a]#;=,(b)", "a-b"),
    "no Latin letter": ("\u751f\u4ea7", ""),
    "line break": ("a\n[profile b]", "a-profile-b"),
}


@pytest.mark.parametrize(("text", "fit"), FITTED.values(), ids=FITTED.keys())
def test_names_are_made_of_what_every_tool_reads(text: str, fit: str) -> None:
    assert fit_for_profile(text) == fit


def test_the_fields_of_a_template() -> None:
    prod = NamedRole(RoleRef(SessionName("Acme"), AccountId(ONE), "Admin"), "Prod EU", "Live")
    template = NameTemplate("{session}/{account_id}/{account}.{role}", is_lower=True)
    assert template.name(prod) == f"acme/{ONE}/live.admin"
    assert NameTemplate().name(role("Prod EU")) == "Prod-EU-Admin"
    assert NameTemplate().name(role("")) == f"{ONE}-Admin"
    assert NameTemplate().name(role("\u751f\u4ea7")) == f"{ONE}-Admin"
    assert NameTemplate("{role}").name(role("x", role_name="\u751f")) == ONE


WRONG = ["{account", "{nobody}", "{}", "{account.x}", "{role!r}", "{role:>9}", "plain", ""]


@pytest.mark.parametrize("text", WRONG)
def test_a_template_that_cannot_be_used_says_why(text: str) -> None:
    with pytest.raises(SettingsError, match="isn't valid"):
        NameTemplate(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{account}", "names wouldn't show which role"),
        ("{role!r}", "{role} can't have “!” or “:”"),
        ("{role:>9}", "{role} can't have “!” or “:”"),
        ("{nobody}{role}", "{nobody} isn't a known field"),
    ],
)
def test_a_template_s_mistake_is_named(text: str, words: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(words)):
        NameTemplate(text)


def names(
    *roles: NamedRole,
    present: dict[RoleRef, ProfileName] | None = None,
    taken: tuple[str, ...] = (),
) -> list[str]:
    chosen = choose_names(roles, NameTemplate(is_lower=True), present or {}, taken)
    return [chosen[each.ref] for each in roles]


def test_where_names_collide_the_number_tells_them_apart() -> None:
    assert names(role("Prod"), role("prod", TWO), role("Dev", "3" * 12)) == [
        f"prod-admin-{ONE}",
        f"prod-admin-{TWO}",
        "dev-admin",
    ]


def test_a_taken_name_gets_the_number_then_the_session_then_a_counter() -> None:
    with_session = f"prod-admin-{ONE}-s"
    steps = ("prod-admin", f"prod-admin-{ONE}", with_session, f"{with_session}-2")
    for place, expected in enumerate((*steps, f"{with_session}-3")):
        assert names(role("Prod"), taken=steps[:place]) == [expected]


def test_one_role_through_two_sessions() -> None:
    assert names(role("Prod"), role("Prod", session="T")) == [
        f"prod-admin-{ONE}-s",
        f"prod-admin-{ONE}",
    ]


def test_a_present_name_stays_when_another_would_like_it() -> None:
    old, new = role("Prod"), role("Prod", TWO)
    present = {old.ref: ProfileName("prod-admin")}
    assert names(old, new, present=present) == ["prod-admin", f"prod-admin-{TWO}"]
    present = {old.ref: ProfileName(f"prod-admin-{ONE}-s-7")}
    assert names(old, present=present) == [f"prod-admin-{ONE}-s-7"]


def test_a_name_that_the_template_does_not_give_goes() -> None:
    old = role("Prod")
    assert names(old, present={old.ref: ProfileName("other")}) == ["prod-admin"]
    assert names(old, present={old.ref: ProfileName("prod-admin")}, taken=("prod-admin",)) == [
        f"prod-admin-{ONE}"
    ]


def test_default_is_nobodys_name() -> None:
    chosen = choose_names([role("x", role_name="default")], NameTemplate("{role}"), {}, ())
    assert list(chosen.values()) == [f"default-{ONE}"]


roles = st.lists(
    st.builds(
        role,
        st.one_of(st.sampled_from(["Prod", "prod", "x" * 130, "default"]), st.text(max_size=5)),
        st.sampled_from([ONE, TWO]),
        st.one_of(st.sampled_from(["Admin", "A=b", "A,b"]), st.text(max_size=3)),
        st.sampled_from(["s", "T", "long" * 30]),
    ),
    max_size=8,
    unique_by=lambda each: each.ref,
)
templates = st.builds(
    NameTemplate,
    st.sampled_from(
        ["{account}-{role}", "{role}", "{account_id}-{role}", "{session}:{account} {role}"]
    ),
    st.booleans(),
)


@given(
    roles, templates, st.sets(st.sampled_from(["Prod-Admin", f"Prod-Admin-{ONE}"])), st.randoms()
)
def test_names_are_fit_unique_and_the_same_in_any_order(
    roles: list[NamedRole], template: NameTemplate, taken: set[str], chance: random.Random
) -> None:
    chosen = choose_names(roles, template, {}, taken)
    assert all(profile_name_problem(name) is None for name in chosen.values())
    assert len({*chosen.values(), *taken}) == len(roles) + len(taken)
    shuffled = chance.sample(roles, len(roles))
    assert choose_names(shuffled, template, {}, taken) == chosen
    assert choose_names(roles, template, chosen, taken) == chosen
    some = roles[: len(roles) // 2]
    first = choose_names(some, template, {}, taken)
    later = choose_names(roles, template, first, taken)
    assert {ref: later[ref] for ref in first} == first
