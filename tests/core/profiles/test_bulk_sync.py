"""Profiles for all roles: the person's bytes stay, ours come and go."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.profiles.test_profiles import as_botocore, files, parsed
from tray.core.aws_files.ini_document import IniDocument
from tray.core.directory.full_name import full_name, parse_full_name
from tray.core.directory.resolution import NamedRole
from tray.core.profiles.bulk_sync import OnDemand, SharedSignIn, Synced, prune, sync
from tray.core.profiles.identity import remove_region, write_region
from tray.core.profiles.naming import NameTemplate
from tray.core.profiles.own_profiles import own_profiles
from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.model import AccountId, RoleRef, SessionName, SsoSession

ACME, GLOBEX = SessionName("acme"), SessionName("globex")
ONE, TWO = AccountId("111122223333"), AccountId("444455556666")
TEMPLATE = NameTemplate(is_lower=True)


def role(
    name: str, number: AccountId = ONE, role_name: str = "Admin", session: SessionName = ACME
) -> NamedRole:
    return NamedRole(RoleRef(session, number, role_name), name)


PROD, DEV = role("Prod"), role("Dev", TWO, "Developer")
ASK = OnDemand(lambda ref: f"/opt/sso-tray credentials {full_name(ref)}")
ASK_ELSEWHERE = OnDemand(lambda ref: f"/usr/bin/sso-tray credentials {full_name(ref)}")
PORTAL = SsoSession(ACME, "https://acme.awsapps.com/start", "eu-west-1")
OTHER = SsoSession(GLOBEX, "https://globex.awsapps.com/start", "us-east-1", ("a", "b"))
SHARED = SharedSignIn({ACME: PORTAL, GLOBEX: OTHER})


def synced(
    data: bytes, *roles: NamedRole, delivery: OnDemand | SharedSignIn = ASK, taken: str = ""
) -> Synced:
    return sync(IniDocument.parse(data), roles, TEMPLATE, delivery, taken.split())


def pruned(data: bytes, *gone: NamedRole) -> bytes:
    refs = {each.ref for each in gone}
    return prune(IniDocument.parse(data), lambda ref: not refs or ref in refs).document.to_bytes()


def settings(data: bytes) -> dict[str, dict[str, str]]:
    found = as_botocore(data)
    assert found is not None
    return found


def test_a_role_that_asks_programs_gets_no_profile_that_answers_without() -> None:
    asking = SharedSignIn({ACME: PORTAL}, ASK, frozenset({PROD.ref}))
    made = settings(synced(b"", PROD, DEV, delivery=asking).document.to_bytes())
    assert "sso_session" not in made["profile prod-admin"]
    assert "credential_process" in made["profile prod-admin"]
    assert "sso_session" in made["profile dev-developer"]
    left_out = SharedSignIn({ACME: PORTAL}, None, frozenset({PROD.ref}))
    assert synced(b"", PROD, DEV, delivery=left_out).added == ("dev-developer",)
    before = synced(b"", PROD, DEV, delivery=SHARED).document.to_bytes()
    after = settings(synced(before, PROD, DEV, delivery=asking).document.to_bytes())
    assert after == made, "a rule that came later"


# ---- to the byte -----------------------------------------------------------------

crowds = st.lists(
    st.builds(
        role,
        st.sampled_from(["Prod", "prod", "default", "b\u00fcro", "dev", ""]),
        st.sampled_from([ONE, TWO]),
        st.sampled_from(["Admin", "a=b", "a,b"]),
        st.sampled_from([ACME, GLOBEX]),
    ),
    max_size=5,
    unique_by=lambda each: each.ref,
)
deliveries = st.sampled_from([ASK, ASK_ELSEWHERE, SHARED])


@given(files(), crowds, crowds, deliveries, deliveries)
def test_profiles_come_and_go_to_the_byte(
    data: bytes,
    roles: list[NamedRole],
    later: list[NamedRole],
    first: OnDemand | SharedSignIn,
    second: OnDemand | SharedSignIn,
) -> None:
    document = parsed(data)
    if document is None:
        return
    once = sync(document, roles, TEMPLATE, first)
    assert sync(once.document, roles[::-1], TEMPLATE, first).document == once.document
    again = sync(once.document, later, NameTemplate("{role}.{account}"), second)
    for result, wanted in ((once, roles), (again, later)):
        written = result.document.to_bytes()
        theirs, before = settings(written), settings(data)
        assert not result.problems
        assert {name: theirs[name] for name in before} == before
        assert set(result.names) == {each.ref for each in wanted}
        assert prune(result.document, lambda _: True).document.to_bytes() == data
        assert len(set(result.names.values())) == len(wanted)
        assert all(f"profile {name}" in theirs for name in result.names.values())
        assert not {f"profile {name}" for name in result.names.values()} & set(before)
    half = prune(again.document, lambda ref: ref.account_id == ONE)
    assert prune(half.document, lambda _: True).document.to_bytes() == data
    assert {each.role.account_id for each in own_profiles(half.document)} <= {TWO}


@given(files(), crowds, deliveries)
def test_what_another_tool_adds_behind_profiles_stands_on_lines_of_its_own(
    data: bytes, roles: list[NamedRole], delivery: OnDemand | SharedSignIn
) -> None:
    document = parsed(data)
    if document is None or not roles:
        return
    written = sync(document, roles, TEMPLATE, delivery).document.to_bytes()
    assert written.endswith(b"\n")
    theirs = b"[profile theirs]\nregion = eu-west-3"
    end = b"" if data.endswith(b"\n") or not data else IniDocument.parse(data).newline.encode()
    assert pruned(written + theirs) == data + end + theirs


def test_what_is_written() -> None:
    result = synced(b"[default]\nregion = x", DEV, PROD)
    written = re.sub(rb" \w{8}\]", b" SEAL]", result.document.to_bytes())
    assert written == (
        b"[default]\nregion = x\n"
        b"# sso-tray: the file ended above, without a newline\n"
        b"\n[profile dev-developer]\n"
        b"# sso-tray profile: acme:444455556666/Developer [dev-developer SEAL]\n"
        b"credential_process = /opt/sso-tray credentials acme:444455556666/Developer\n"
        b"\n[profile prod-admin]\n"
        b"# sso-tray profile: acme:111122223333/Admin [prod-admin SEAL]\n"
        b"credential_process = /opt/sso-tray credentials acme:111122223333/Admin\n"
    )
    assert result.added == ("dev-developer", "prod-admin")
    assert result.updated == ()
    assert result.names == {DEV.ref: "dev-developer", PROD.ref: "prod-admin"}


def test_nothing_to_do_is_the_same_document() -> None:
    document = IniDocument.parse(b"[a]\nx = 1")
    assert sync(document, (), TEMPLATE, ASK).document is document
    assert prune(document, lambda _: True).document is document
    once = synced(b"", PROD).document
    assert sync(once, (PROD,), TEMPLATE, ASK).document is once


# ---- what people add and change --------------------------------------------------

OURS = synced(b"[default]\nregion = x\n", DEV, PROD).document.to_bytes()
PROD_LINE = b"credential_process = /opt/sso-tray credentials acme:111122223333/Admin\n"


def test_an_update_keeps_what_the_person_added() -> None:
    data = OURS.replace(PROD_LINE, PROD_LINE + b"region = eu-west-1\n# mine\noutput = json\n")
    result = synced(data, DEV, PROD, delivery=ASK_ELSEWHERE)
    after = result.document.to_bytes()
    assert result.updated == ("dev-developer", "prod-admin")
    assert settings(after)["profile prod-admin"] == {
        "credential_process": "/usr/bin/sso-tray credentials acme:111122223333/Admin",
        "region": "eu-west-1",
        "output": "json",
    }
    assert synced(after, DEV, PROD).document.to_bytes() == data


def test_prune_keeps_a_section_with_settings_of_the_persons_own() -> None:
    data = OURS.replace(PROD_LINE, PROD_LINE + b"region = eu-west-1\n")
    result = prune(IniDocument.parse(data), lambda _: True)
    assert result.document.to_bytes() == (
        b"[default]\nregion = x\n\n[profile prod-admin]\nregion = eu-west-1\n"
    )
    assert (result.removed, result.kept) == (("dev-developer",), ("prod-admin",))


KEPT = {
    "set aside": (PROD_LINE, PROD_LINE + b"#sso-tray-aside# role_arn = x\n"),
    "remark above ours": (b"[profile prod-admin]\n", b"[profile prod-admin]\n# mine\n"),
}


@pytest.mark.parametrize(("old", "new"), KEPT.values(), ids=KEPT.keys())
def test_prune_keeps_a_section_that_has_become_the_persons(old: bytes, new: bytes) -> None:
    after = pruned(OURS.replace(old, new))
    assert b"[profile prod-admin]\n" in after
    assert b"sso-tray profile" not in after
    assert new.removeprefix(old) in after


def test_prune_takes_only_what_is_gone() -> None:
    after = pruned(OURS, DEV)
    assert after == synced(b"[default]\nregion = x\n", PROD).document.to_bytes()
    assert pruned(OURS, role("x", AccountId("0" * 12))) == OURS


def test_a_remark_below_ours_survives() -> None:
    assert pruned(OURS + b"# mine\n") == b"[default]\nregion = x\n# mine\n"


def test_settings_that_were_changed_are_the_persons() -> None:
    data = OURS.replace(PROD_LINE, b"credential_process = /my/own\n")
    result = synced(data, DEV, PROD)
    assert result.document.to_bytes() == data
    assert result.names[PROD.ref] == "prod-admin"
    assert "prod-admin" in result.problems[0]
    after = pruned(data)
    assert b"[profile prod-admin]\ncredential_process = /my/own\n" in after
    assert b"sso-tray profile" not in after


def test_a_section_that_was_renamed_keeps_its_name_and_is_updated() -> None:
    data = OURS.replace(b"[profile prod-admin]", b"[profile mine]")
    result = synced(data, DEV, PROD, delivery=ASK_ELSEWHERE)
    found = settings(result.document.to_bytes())
    assert result.names[PROD.ref] == "mine"
    assert "mine" in result.updated
    assert found["profile mine"]["credential_process"].startswith("/usr/bin")
    assert "profile prod-admin" not in found
    again = sync(result.document, [DEV, PROD], TEMPLATE, ASK_ELSEWHERE)
    assert again.document is result.document


def test_a_copy_is_updated_too_and_goes_with_its_role() -> None:
    section = OURS.partition(b"\n[profile prod-admin]")[2]
    data = OURS + b"\n[profile copy]" + section + b"region = x\n\n[profile twin]" + section
    data = data.replace(
        b"[profile twin]\n# sso-tray profile: acme:111122223333/Admin [prod-admin",
        b"[profile twin]\n# sso-tray profile: acme:111122223333/Admin [twin",
    )
    result = synced(data, DEV, PROD, delivery=ASK_ELSEWHERE)
    assert b"/opt/" not in result.document.to_bytes()
    assert result.names[PROD.ref] == "prod-admin"
    assert result.updated == ("dev-developer", "prod-admin", "copy", "twin")
    assert pruned(data) == b"[default]\nregion = x\n\n[profile copy]\nregion = x\n"


def test_another_template_renames_in_place() -> None:
    document = IniDocument.parse(OURS.replace(PROD_LINE, PROD_LINE + b"region = x\n"))
    result = sync(document, [DEV, PROD], NameTemplate("{role}@{account}"), ASK)
    found = settings(result.document.to_bytes())
    assert list(found) == ["default", "profile Developer@Dev", "profile Admin@Prod"]
    assert found["profile Admin@Prod"]["region"] == "x"
    assert result.updated == ("Developer@Dev", "Admin@Prod")


def test_sections_of_others_and_reserved_names_are_taken() -> None:
    data = b'[profile "prod-admin"]\nregion = x\n[profile b c]\n[other]\n'
    result = synced(data, PROD, DEV, taken="dev-developer")
    assert result.names == {
        PROD.ref: f"prod-admin-{ONE}",
        DEV.ref: f"dev-developer-{TWO}",
    }
    assert result.document.to_bytes().startswith(data)


def test_a_gone_roles_name_is_free_after_pruning() -> None:
    successor = role("Dev", ONE, "Developer")
    assert synced(OURS, successor).names[successor.ref] == f"dev-developer-{ONE}"
    after = pruned(OURS, DEV)
    assert synced(after, successor).names[successor.ref] == "dev-developer"


def test_a_region_of_the_active_profile_is_no_hindrance() -> None:
    document = IniDocument.parse(OURS)
    with_region = write_region(document, "prod-admin", "eu-west-1")
    updated = sync(with_region, [PROD, DEV], TEMPLATE, ASK_ELSEWHERE).document
    assert (
        remove_region(sync(updated, [PROD, DEV], TEMPLATE, ASK).document, "prod-admin") == document
    )


MARK = b"# sso-tray profile: acme:111122223333/Admin [prod 12345678]\n"
FORGED = {
    "no role": b"[profile prod]\n# sso-tray profile: x [prod 12345678]\nx = 1\n",
    "no seal": b"[profile prod]\n# sso-tray profile: acme:111122223333/Admin\nx = 1\n",
    "before any section": MARK + b"[profile prod]\nx = 1\n",
    "in a section that is no profile": b"[other]\n" + MARK + b"x = 1\n",
}


@pytest.mark.parametrize("data", FORGED.values(), ids=FORGED.keys())
def test_marks_that_are_none_are_left_alone(data: bytes) -> None:
    assert pruned(data) == data
    assert own_profiles(IniDocument.parse(data)) == ()


# ---- the AWS CLI's own -----------------------------------------------------------


def test_shared_profiles_bring_their_session_along() -> None:
    result = synced(b"", PROD, delivery=SHARED)
    found = settings(result.document.to_bytes())
    assert list(found) == ["sso-session acme", "profile prod-admin"]
    assert found["profile prod-admin"] == {
        "sso_session": "acme",
        "sso_account_id": ONE,
        "sso_role_name": "Admin",
    }
    assert found["sso-session acme"] == {
        "sso_start_url": PORTAL.start_url,
        "sso_region": "eu-west-1",
        "sso_registration_scopes": "sso:account:access",
    }
    assert pruned(result.document.to_bytes()) == b""


def test_a_session_of_ours_stays_as_long_as_a_profile_names_it() -> None:
    data = synced(b"", PROD, DEV, delivery=SHARED).document.to_bytes()
    assert b"[sso-session acme]" in pruned(data, PROD)
    theirs = data + b"\n[profile mine]\nsso_session = acme\n"
    after = pruned(theirs)
    assert b"[sso-session acme]" in after
    assert settings(after)["profile mine"] == {"sso_session": "acme"}


def test_a_session_of_ours_goes_with_the_delivery() -> None:
    data = synced(b"", PROD, delivery=SHARED).document.to_bytes()
    asking = synced(data, PROD).document
    after = prune(asking, lambda _: False).document.to_bytes()
    assert list(settings(after)) == ["profile prod-admin"]


def test_a_session_of_ours_follows_its_portal() -> None:
    data = synced(b"", PROD, delivery=SHARED).document.to_bytes()
    moved = SharedSignIn({ACME: SsoSession(ACME, "https://new.awsapps.com/start", "eu-west-1")})
    after = synced(data, PROD, delivery=moved)
    assert not after.problems
    found = settings(after.document.to_bytes())
    assert found["sso-session acme"]["sso_start_url"] == "https://new.awsapps.com/start"


THEIRS = b"[sso-session acme]\nsso_start_url = %s\nsso_region = %s\n"


def test_a_session_of_the_persons_own_is_used_if_it_is_the_same() -> None:
    same = THEIRS % (b"https://acme.awsapps.com/start/", b"eu-west-1")
    result = synced(same, PROD, delivery=SHARED)
    assert not result.problems
    assert result.added == ("prod-admin",)
    assert pruned(result.document.to_bytes()) == same


ELSEWHERE = {
    "another portal": THEIRS % (b"https://other.awsapps.com/start", b"eu-west-1"),
    "another region": THEIRS % (b"https://acme.awsapps.com/start", b"us-east-1"),
    "nothing": b"[sso-session acme]\n",
}


@pytest.mark.parametrize("data", ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_a_session_that_leads_elsewhere_is_a_problem(data: bytes) -> None:
    result = synced(data, PROD, role("x", session=GLOBEX), delivery=SHARED)
    assert "different access portal" in result.problems[0]
    assert result.added == ("x-admin",)
    assert result.document.to_bytes().startswith(data)


def test_a_changed_session_of_ours_is_the_persons() -> None:
    data = synced(b"", PROD, delivery=SHARED).document.to_bytes()
    changed = data.replace(b"eu-west-1", b"us-east-2")
    assert synced(changed, PROD, delivery=SHARED).problems
    assert b"sso_region = us-east-2" in pruned(changed)


def test_what_a_person_has_set_already_is_not_set_twice() -> None:
    data = OURS.replace(PROD_LINE, PROD_LINE + b"sso_session = acme\n")
    result = synced(data, DEV, PROD, delivery=SHARED)
    assert "sso_session" in result.problems[0]
    assert settings(result.document.to_bytes())["profile prod-admin"]["credential_process"]
    assert result.updated == ("dev-developer",)


# ---- refusals --------------------------------------------------------------------


@pytest.mark.parametrize(
    "session", [SessionName("unknown"), SessionName("two words")], ids=["unknown", "unfit"]
)
def test_a_session_that_cannot_be_written_is_a_problem(session: SessionName) -> None:
    known = SharedSignIn({SessionName("two words"): PORTAL})
    result = synced(b"[a]\n", role("x", session=session), delivery=known)
    assert session in result.problems[0]
    assert result.document.to_bytes() == b"[a]\n"


@pytest.mark.parametrize("name", ["a\n[default]", "a:b/c", "\udc80"])
def test_a_role_whose_name_would_break_its_mark_is_a_problem(name: str) -> None:
    result = synced(b"", role("x", role_name=name))
    assert len(result.problems) == 1
    assert result.document.lines == ()


def test_a_command_of_two_lines_is_refused() -> None:
    with pytest.raises(FileError):
        synced(b"", PROD, delivery=OnDemand(lambda _: "x\nrole_arn = y"))


@given(st.builds(RoleRef, st.text(), st.from_regex(r"\d{12}", fullmatch=True), st.text()))
def test_a_mark_names_its_role_or_is_not_used(ref: RoleRef) -> None:
    back = parse_full_name(full_name(ref))
    if back != ref:
        assert synced(b"", NamedRole(ref, "x")).problems


def test_thousands_of_roles_take_a_moment() -> None:
    roles = [role(f"acct-{n}", AccountId(f"{n:012}"), r) for n in range(1000) for r in "ABCDE"]
    started = time.perf_counter()
    once = synced(OURS, *roles)
    again = synced(once.document.to_bytes(), *roles, delivery=ASK_ELSEWHERE)
    gone = prune(again.document, lambda ref: ref.role_name != "Admin")
    ended = time.perf_counter()
    assert len(once.added) == len(again.updated) == 5000
    # It takes one second; quadratic would take minutes.
    assert ended - started < 20
    assert b"acct" not in gone.document.to_bytes()
