import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import START
from tray.core.directory.resolution import (
    Ambiguous,
    Found,
    NamedRole,
    NotFound,
    named_roles,
    resolve,
    spellings,
)
from tray.core.vocabulary.model import (
    Account,
    AccountId,
    AccountRoles,
    Listing,
    RoleRef,
    SessionName,
)

ROLES = tuple(
    NamedRole(RoleRef(SessionName(session), AccountId(number), role), name, alias)
    for session, number, name, alias, names in [
        ("acme", "111111111111", "Prod", "live", ("Admin", "AdminReadOnly", "Billing")),
        ("acme", "222222222222", "Production EU", "", ("Admin", "Developer")),
        ("acme", "333333333333", "Staging", "", ("Admin", "Developer")),
        ("acme", "444444444444", "Twin", "", ("ReadOnly",)),
        ("acme", "555555555555", "twin", "", ("ReadOnly",)),
        ("acme", "666666666666", "a:b/c", "", ("Viewer",)),
        ("globex", "111111111111", "Prod", "", ("Billing",)),
        ("globex", "777777777777", "", "", ("Auditor",)),
        ("globex:eu", "888888888888", "Sandbox", "", ("Auditor",)),
    ]
    for role in names
)


def called(*roles: NamedRole) -> list[str]:
    return [
        f"{r.ref.session}:{r.account_name or r.ref.account_id}/{r.ref.role_name}" for r in roles
    ]


FOUND = {
    "in full": ("Prod/Admin", "acme:Prod/Admin"),
    "other case": ("prod/admin", "acme:Prod/Admin"),
    "blanks around": ("  prod/admin\n", "acme:Prod/Admin"),
    "beginnings": ("sta/dev", "acme:Staging/Developer"),
    "parts": ("tagi/velop", "acme:Staging/Developer"),
    "the one that holds it": ("prod/adminr", "acme:Prod/AdminReadOnly"),
    "number": ("222222222222/admin", "acme:Production EU/Admin"),
    "part of a number": ("33333333/admin", "acme:Staging/Admin"),
    "alias": ("live/admin", "acme:Prod/Admin"),
    "with the session": ("globex:prod/billing", "globex:Prod/Billing"),
    "session in other case": ("GLOBEX:prod/bil", "globex:Prod/Billing"),
    "session with a colon": ("globex:eu:sand/audit", "globex:eu:Sandbox/Auditor"),
    "account without a name": ("777777777777/auditor", "globex:777777777777/Auditor"),
    "role alone": ("viewer", "acme:a:b/c/Viewer"),
    "account alone": ("sandbox", "globex:eu:Sandbox/Auditor"),
    "account and a slash": ("sandbox/", "globex:eu:Sandbox/Auditor"),
    "slash and a role": ("/viewer", "acme:a:b/c/Viewer"),
    "session alone": ("globex:eu:", "globex:eu:Sandbox/Auditor"),
    "account with colon and slash": ("a:b/c/viewer", "acme:a:b/c/Viewer"),
    "exact case decides": ("twin/readonly", "acme:twin/ReadOnly"),
}


@pytest.mark.parametrize(("text", "role"), FOUND.values(), ids=FOUND.keys())
def test_an_unambiguous_part_is_enough(text: str, role: str) -> None:
    found = resolve(text, ROLES)
    assert isinstance(found, Found)
    assert called(found.role) == [role]


AMBIGUOUS = {
    "two beginnings": ("prod/adm", ["acme:Prod/Admin", "acme:Prod/AdminReadOnly"]),
    "two sessions": ("prod/billing", ["acme:Prod/Billing", "globex:Prod/Billing"]),
    "role alone": (
        "developer",
        ["acme:Production EU/Developer", "acme:Staging/Developer"],
    ),
    "neither case": ("TWIN/readonly", ["acme:Twin/ReadOnly", "acme:twin/ReadOnly"]),
}


@pytest.mark.parametrize(("text", "roles"), AMBIGUOUS.values(), ids=AMBIGUOUS.keys())
def test_what_fits_equally_well_is_for_the_person_to_choose(text: str, roles: list[str]) -> None:
    found = resolve(text, ROLES)
    assert isinstance(found, Ambiguous)
    assert called(*found.candidates) == roles


def test_a_better_account_does_not_outweigh_a_better_role() -> None:
    roles = [
        NamedRole(RoleRef(SessionName("s"), AccountId("1" * 12), "AdminAccess"), "Prod"),
        NamedRole(RoleRef(SessionName("s"), AccountId("2" * 12), "Admin"), "Production"),
    ]
    found = resolve("prod/admin", roles)
    assert isinstance(found, Ambiguous)
    assert len(found.candidates) == 2


@pytest.mark.parametrize("text", ["stagging/developer", "sandbox/admin", "qqqqqq"])
def test_nothing_is_guessed(text: str) -> None:
    assert resolve(text, ROLES) == NotFound()


def test_without_roles_there_is_nothing_to_find() -> None:
    assert resolve("prod/admin", ()) == NotFound()


def test_nothing_typed_leaves_everything_open() -> None:
    found = resolve("", ROLES)
    assert isinstance(found, Ambiguous)
    assert set(found.candidates) == set(ROLES)


def test_a_listing_has_named_roles() -> None:
    prod = Account(AccountId("1" * 12), "Prod")
    listing = Listing((AccountRoles(prod, ("Admin", "Viewer")),), fetched_at=START)
    session = SessionName("acme")
    assert named_roles(session, listing, {prod.id: "live"}) == (
        NamedRole(RoleRef(session, prod.id, "Admin"), "Prod", "live"),
        NamedRole(RoleRef(session, prod.id, "Viewer"), "Prod", "live"),
    )
    assert named_roles(session, listing, {})[0].alias == ""


def test_spellings_are_short() -> None:
    assert set(spellings(ROLES).values()) == {
        "Prod/Admin",
        "Prod/AdminReadOnly",
        "Production EU/Admin",
        "Production EU/Developer",
        "Staging/Admin",
        "Staging/Developer",
        "444444444444/ReadOnly",
        "555555555555/ReadOnly",
        "666666666666/Viewer",
        "777777777777/Auditor",
        "Sandbox/Auditor",
        "acme:Prod/Billing",
        "globex:Prod/Billing",
    }


names = st.sampled_from(["Prod", "prod", "PROD", "a/b", "a:b", "s:Prod", " x ", "", "1" * 12, "ß"])
refs = st.builds(
    RoleRef,
    st.sampled_from([SessionName(name) for name in ("s", "S", "s:Prod", "t")]),
    st.sampled_from([AccountId(digit * 12) for digit in "123"]),
    st.sampled_from(["Admin", "admin", "Admin-2", "b"]),
)
crowds = st.lists(
    st.builds(NamedRole, refs, names, names), max_size=12, unique_by=lambda role: role.ref
)


@given(crowds)
def test_every_spelling_leads_to_its_role(roles: list[NamedRole]) -> None:
    for ref, typed in spellings(roles).items():
        found = resolve(typed, roles)
        assert isinstance(found, Found), typed
        assert found.role.ref == ref


@given(st.text(), crowds)
def test_an_answer_is_always_one_of_the_roles(text: str, roles: list[NamedRole]) -> None:
    match resolve(text, roles):
        case Found(role):
            assert role in roles
        case Ambiguous(candidates):
            assert len(candidates) > 1
            assert set(candidates) <= set(roles)
        case NotFound():
            pass
