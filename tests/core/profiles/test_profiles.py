"""The users' files: whatever stands in them, our edits touch our own lines, and go back exactly."""

import hashlib
from configparser import Error, RawConfigParser
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import START
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument, MalformedIni
from tray.core.aws_files.profile_blocks import find_section
from tray.core.profiles.identity import (
    identity_settings,
    managed_profiles,
    remove_keys,
    remove_region,
    restore,
    set_aside,
    write_keys,
    write_region,
)
from tray.core.sso_files.session_reader import read_sso_sessions
from tray.core.sso_files.token_cache import cache_names
from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.model import RoleCredentials
from tray.core.vocabulary.profile_names import profile_name_problem
from tray.core.vocabulary.secret import Secret

CONFIG, CREDENTIALS = AwsFile.CONFIG, AwsFile.CREDENTIALS
KEYS = RoleCredentials("ASIAX", Secret("se=cret"), Secret("to:ken"), START + timedelta(hours=1))
NEWER = RoleCredentials("ASIAY", Secret("other"), Secret("newer"), START + timedelta(hours=2))

names = st.sampled_from(["default", "dev", "prod", "my profile", "büro"])
keys = st.sampled_from(
    [
        "region",
        "output",
        "aws_access_key_id",
        "aws_secret_access_key",
        "sso_session",
        "role_arn",
        "credential_process",
        "Region_Two",
        "x",
    ]
)
values = st.text(
    st.characters(
        codec="utf-8", exclude_characters="\r\n\0\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\ufeff"
    ),
    max_size=12,
)
option = st.builds(lambda k, d, v: f"{k}{d}{v}", keys, st.sampled_from(["=", " = ", ": "]), values)
filler = st.sampled_from(["", "  ", "# remark", "; other remark", "#sso-tray is mine"])
continued = st.builds(lambda o, c: f"{o}\n    {c}", option, st.sampled_from(["a = b", "more", "x"]))
indented = st.builds(lambda margin, o: margin + o, st.sampled_from(["  ", "\t"]), option)
body = st.lists(st.one_of(option, indented, filler, continued), max_size=5)
section = st.builds(
    lambda n, prefix, lines: [f"[{prefix}{n}]", *lines],
    names,
    st.sampled_from(["", "profile "]),
    body,
)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    lines = draw(st.lists(filler, max_size=2))
    for part in draw(st.lists(section, max_size=4)):
        lines += part
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    text = "\n".join(lines).replace("\n", newline)
    return (text + (newline if draw(st.booleans()) else "")).encode()


def parsed(data: bytes) -> IniDocument | None:
    try:
        return IniDocument.parse(data)
    except MalformedIni:
        return None


def as_botocore(data: bytes) -> dict[str, dict[str, str]] | None:
    parser = RawConfigParser(default_section="\0")
    try:
        parser.read_string(data.decode().replace("\r\n", "\n"))
    except Error:
        return None
    found = {name: dict(parser.items(name)) for name in parser.sections()}
    groups = [text for each in found.values() for text in each.values() if text.startswith("\n")]
    if any(line.strip() and "=" not in line for text in groups for line in text.splitlines()):
        return None  # botocore takes what is below an empty value apart, and stops
    return found


@given(files())
def test_a_file_is_read_as_botocore_reads_it_and_kept_to_the_byte(data: bytes) -> None:
    document, theirs = parsed(data), as_botocore(data)
    assert (document is None) == (theirs is None)
    if document is not None:
        ours = {
            header: {key: found.value for key, found in section.options.items()}
            for header, section in document.sections.items()
        }
        assert ours == theirs
        assert document.to_bytes() == data


@given(files(), names)
def test_keys_are_written_and_taken_back_to_the_byte(data: bytes, profile: str) -> None:
    document = parsed(data)
    if document is None or identity_settings(document, CREDENTIALS, profile):
        return
    written = write_keys(document, profile, KEYS, "note")
    again = write_keys(written, profile, KEYS, "note")
    assert again == written
    theirs = as_botocore(written.to_bytes())
    before = as_botocore(data)
    assert theirs is not None
    assert before is not None
    assert theirs[profile]["aws_session_token"] == "to:ken"
    assert theirs[profile]["aws_secret_access_key"] == "se=cret"
    others = {name: found for name, found in theirs.items() if name != profile}
    assert others == {name: found for name, found in before.items() if name != profile}
    assert remove_keys(written, profile).to_bytes() == data
    renewed = write_keys(written, profile, NEWER, "later")
    assert remove_keys(renewed, profile).to_bytes() == data


def ended(data: bytes) -> bytes:
    """With a newline, as a tool needs it that adds lines of its own."""
    is_open = bool(data) and not data.endswith(b"\n")
    return data + (IniDocument.parse(data).newline.encode() if is_open else b"")


@given(files(), st.permutations(["default", "dev", "prod", "new"]))
def test_what_another_tool_adds_behind_keys_stands_on_lines_of_its_own(
    data: bytes, profiles: list[str]
) -> None:
    document = parsed(data)
    if document is None:
        return
    written = document
    ours = [one for one in profiles if not identity_settings(document, CREDENTIALS, one)]
    for profile in ours:
        written = write_keys(written, profile, KEYS, "note")
    behind = written.to_bytes().removeprefix(data)
    if behind != written.to_bytes() and behind:  # ours stand at the end
        assert behind.endswith(b"\n")
    theirs = b"[theirs]\nregion = eu-west-3"
    added = parsed(ended(written.to_bytes()) + theirs)
    assert added is not None
    assert added.sections["theirs"].get("region") == "eu-west-3"
    for profile in ours:
        added = remove_keys(added, profile)
    assert added.to_bytes() == ended(data) + theirs


@pytest.mark.parametrize(
    "before",
    [b"[ops]\nx = 1", b"[dev]", b"[ops]\r\nx = 1", b"# mine"],
    ids=["behind a setting", "in a section without lines", "Windows", "behind a remark"],
)
def test_our_last_line_has_an_end_where_the_person_s_had_none(before: bytes) -> None:
    written = write_keys(IniDocument.parse(before), "dev", KEYS, "note")
    added = IniDocument.parse(written.to_bytes() + b"[theirs]\nx = 1")
    assert set(added.sections) == {*IniDocument.parse(before).sections, "dev", "theirs"}
    assert b"sso-tray" not in remove_keys(added, "dev").to_bytes()
    assert remove_keys(IniDocument.parse(written.to_bytes()), "dev").to_bytes() == before


@given(files(), names)
def test_a_region_is_written_and_taken_back_to_the_byte(data: bytes, profile: str) -> None:
    document = parsed(data)
    if document is None or profile_name_problem(profile):
        return
    section = find_section(document, CONFIG, profile)
    written = write_region(document, profile, "eu-central-1")
    if section is not None and "region" in section.options:
        assert written == document
    else:
        after = find_section(IniDocument.parse(written.to_bytes()), CONFIG, profile)
        assert after is not None
        assert after.get("region") == "eu-central-1"
    assert remove_region(written, profile).to_bytes() == data


@given(files(), st.permutations(["default", "dev", "new", "prod"]), st.permutations(range(4)))
def test_several_profiles_are_taken_back_to_the_byte_in_any_order(
    data: bytes, profiles: list[str], order: list[int]
) -> None:
    document = parsed(data)
    if document is None:
        return
    profiles = [each for each in profiles if not identity_settings(document, CREDENTIALS, each)]
    written = document
    for profile in profiles:
        written = write_keys(written, profile, KEYS, "note")
    for profile in (profiles[index] for index in order if index < len(profiles)):
        written = remove_keys(write_keys(written, profile, NEWER, "note"), profile)
    assert written.to_bytes() == data


@given(files(), names, st.sampled_from(list(AwsFile)))
def test_what_is_set_aside_comes_back_to_the_byte(data: bytes, name: str, file: AwsFile) -> None:
    document = parsed(data)
    if document is None:
        return
    aside = set_aside(document, file, name)
    assert not identity_settings(IniDocument.parse(aside.to_bytes()), file, name)
    assert restore(aside, file, name).to_bytes() == data


def test_what_the_person_added_to_our_section_stays() -> None:
    written = write_keys(IniDocument(), "dev", KEYS, "note").to_bytes()
    document = IniDocument.parse(written + b"region = eu-west-1\n[next]\nx = 1\n")
    after = remove_keys(document, "dev").to_bytes()
    assert after == b"[dev]\nregion = eu-west-1\n[next]\nx = 1\n"


def test_marks_are_found_after_a_crash() -> None:
    document = write_keys(IniDocument.parse(b"[old]\nx = 1\n"), "dev", KEYS, "note")
    assert managed_profiles(document, CREDENTIALS) == ("dev",)
    assert managed_profiles(remove_keys(document, "dev"), CREDENTIALS) == ()


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"x = 1\n", 1),
        (b"[a]\nno delimiter\n", 2),
        (b"[a]\nx = 1\nX = 2\n", 3),
        (b"[a]\n[b]\n[a]\n", 3),
        (b"\xef\xbb\xbf[a]\n", 1),
        (b"\xff\xfe[\0a\0", 1),
        (b"[a]\n= 1\n", 2),
    ],
    ids=[
        "before a section",
        "no delimiter",
        "key twice",
        "section twice",
        "BOM",
        "UTF-16",
        "no key",
    ],
)
def test_what_no_tool_reads_is_refused_with_its_line(data: bytes, line: int) -> None:
    with pytest.raises(MalformedIni) as caught:
        IniDocument.parse(data)
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("config", "setting"),
    [
        (b"[default]\nsso_session = acme\n", "sso_session"),
        (b"[default]\ncredential_process = /bin/x\n", "credential_process"),
        (b"[profile default]\nrole_arn = arn\n", "role_arn"),
        (b"[profile other]\nsso_session = acme\n", None),
        (b"[default]\nregion = eu-west-1\n", None),
        (b"", None),
    ],
)
def test_a_profile_with_an_identity_is_recognised(config: bytes, setting: str | None) -> None:
    found = identity_settings(IniDocument.parse(config), CONFIG, "default")
    assert [key for key, _ in found] == ([setting] if setting else [])


@pytest.mark.parametrize("name", ["", "a b", "ä", "x" * 121, "a;b", "a]"])
def test_names_that_some_tool_cannot_read_are_refused(name: str) -> None:
    assert profile_name_problem(name)
    assert profile_name_problem("team/prod+1.x_y@z:w-v") is None


def test_sso_sessions_are_found_old_style_and_new() -> None:
    config = IniDocument.parse(
        b"[sso-session acme]\nsso_start_url = https://acme.example/start\nsso_region = us-east-1\n"
        b"[sso-session half]\nsso_start_url = https://half.example/start\n"
        b"[profile old]\nsso_start_url = https://globex.example/start\nsso_region = eu-west-1\n"
        b"[profile old2]\nsso_start_url = https://globex.example/start\nsso_region = eu-west-1\n"
        b"[profile same]\nsso_start_url = https://acme.example/start/\nsso_region = us-east-1\n"
    )
    sessions, problems = read_sso_sessions(config)
    assert [session.name for session in sessions] == ["acme", "globex"]
    assert len(problems) == 1
    assert "sso_region" in problems[0]
    assert "line 4" in problems[0]


SPELLINGS = (
    "https://d-9067f00001.awsapps.com/start",
    "https://d-9067f00001.awsapps.com/start/#",
    "https://d-9067f00001.awsapps.com/start#/",
    "https://D-9067F00001.awsapps.com/start/#/?tab=accounts",
)


def legacy(number: int, url: str) -> str:
    return f"[profile p{number}]\nsso_start_url = {url}\nsso_region = us-east-1\n"


@pytest.mark.parametrize("name", ["", "corp"], ids=["profiles alone", "with a section"])
def test_one_portal_is_one_session_however_its_address_is_written(name: str) -> None:
    section = legacy(0, SPELLINGS[1]).replace("profile p0", f"sso-session {name}") if name else ""
    text = section + "".join(legacy(number, url) for number, url in enumerate(SPELLINGS))
    ((session,), problems) = read_sso_sessions(IniDocument.parse(text.encode()))
    assert problems == ()
    assert session.start_url == SPELLINGS[0]
    assert session.name == (name or "d-9067f00001")
    assert session.spellings == SPELLINGS
    # The AWS CLI has each of them under a key of its own, and the section under its name.
    keys = (*SPELLINGS, session.name)
    own = {f"{hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()}.json" for key in keys}
    assert set(cache_names(session)) == own


@pytest.mark.parametrize("indent", ["  ", "\t", ""])
def test_keys_do_not_swallow_indented_settings(indent: str) -> None:
    data = f"[dev]\n{indent}region = eu-west-1\n{indent}output = json\n".encode()
    written = write_keys(IniDocument.parse(data), "dev", KEYS, "note")
    theirs = as_botocore(written.to_bytes())
    assert theirs is not None
    assert theirs["dev"]["aws_session_token"] == "to:ken"
    assert theirs["dev"]["region"] == "eu-west-1"
    assert write_keys(written, "dev", KEYS, "note") == written
    assert remove_keys(written, "dev").to_bytes() == data


def test_keys_that_the_person_set_behind_our_mark_are_theirs() -> None:
    written = write_keys(IniDocument(), "dev", KEYS, "note").to_bytes()
    changed = IniDocument.parse(written.replace(b"ASIAX", b"AKIAMINE"))
    assert identity_settings(changed, CREDENTIALS, "dev")
    after = remove_keys(changed, "dev").to_bytes()
    assert b"AKIAMINE" in after
    assert b"sso-tray" not in after


def test_a_region_that_the_person_changed_is_theirs() -> None:
    written = write_region(IniDocument(), "dev", "eu-west-1").to_bytes()
    changed = IniDocument.parse(written.replace(b"eu-west-1", b"us-east-2"))
    assert write_region(changed, "dev", "eu-west-1") == changed
    assert remove_region(changed, "dev").to_bytes() == b"[profile dev]\nregion = us-east-2\n"


def test_nothing_slips_in_with_a_value() -> None:
    sly = RoleCredentials("ASIAX", Secret("a\nrole_arn = x"), Secret("t"), KEYS.expires_at)
    with pytest.raises(FileError):
        write_keys(IniDocument(), "dev", sly, "note")
    with pytest.raises(FileError):
        write_region(IniDocument(), "dev", "eu-west-1\nrole_arn = x")
    noted = write_keys(IniDocument(), "dev", KEYS, "a\nb = c").to_bytes()
    assert b"\nb = c" not in noted


def test_the_section_that_botocore_gives_to_everybody_is_no_profile() -> None:
    assert profile_name_problem("DEFAULT")


ASIDE = b"[dev]\n#sso-tray-aside# sso_session = acme\n#sso-tray-aside# sso_role_name = ReadOnly\n"


@pytest.mark.parametrize(
    "anew",
    [b"sso_session = globex\n", b"role_arn = arn\nsource_profile = ops\n"],
    ids=["the same settings", "others"],
)
def test_a_profile_that_the_person_set_anew_stays_as_they_set_it(anew: bytes) -> None:
    document = restore(IniDocument.parse(ASIDE + anew), CREDENTIALS, "dev")
    assert document.to_bytes() == (
        b"[dev]\n# sso_session = acme\n# sso_role_name = ReadOnly\n" + anew
    )
    assert managed_profiles(document, CREDENTIALS) == ()


def test_what_is_set_aside_last_comes_back() -> None:
    anew = b"sso_session = globex\n"
    aside = set_aside(IniDocument.parse(ASIDE + anew), CREDENTIALS, "dev")
    assert set_aside(aside, CREDENTIALS, "dev") == aside
    after = restore(aside, CREDENTIALS, "dev")
    assert after.sections["dev"].get("sso_session") == "globex"
    assert b"# sso_session = acme\n# sso_role_name = ReadOnly\n" in after.to_bytes()


def test_a_copy_of_a_line_that_is_set_aside_is_no_dead_end() -> None:
    doubled = ASIDE + b"#sso-tray-aside# sso_session = acme\n"
    document = restore(IniDocument.parse(doubled), CREDENTIALS, "dev")
    assert managed_profiles(document, CREDENTIALS) == ()
    assert b"# sso_session = acme" in document.to_bytes()


def test_a_word_of_ours_alone_is_replaced_by_new_keys() -> None:
    lone = IniDocument.parse(b"[dev]\n# sso-tray keys: note [00000000]\nregion = x\n")
    written = write_keys(lone, "dev", KEYS, "note")
    assert written.to_bytes().count(b"# sso-tray keys:") == 1
    assert remove_keys(written, "dev").to_bytes() == b"[dev]\nregion = x\n"


def test_legacy_profiles_of_two_portals_get_names_of_their_own() -> None:
    config = IniDocument.parse(
        b"[profile a]\nsso_start_url = https://acme.example/start\nsso_region = us-east-1\n"
        b"[profile b]\nsso_start_url = https://acme.test/start\nsso_region = us-east-1\n"
        b"[profile it's]\nsso_start_url = https://no.example/start\nsso_region = us-east-1\n"
    )
    sessions, problems = read_sso_sessions(config)
    assert [session.name for session in sessions] == ["acme", "acme-2"]
    assert problems == ()


def test_a_remark_inside_a_value_that_is_set_aside_stays_a_remark() -> None:
    data = b"[dev]\nrole_arn = arn\n# why\n\n  more\nx = 1\n"
    aside = set_aside(IniDocument.parse(data), CREDENTIALS, "dev")
    assert b"\n# why\n\n#sso-tray-aside#   more\n" in aside.to_bytes()
    assert restore(aside, CREDENTIALS, "dev").to_bytes() == data


@pytest.mark.parametrize("data", [b"", b"[ops]\nx = 1\n", b"[dev]\nregion = x\n"])
def test_where_nothing_is_ours_nothing_is_taken(data: bytes) -> None:
    document = IniDocument.parse(data)
    assert remove_keys(document, "dev") == document
    assert restore(document, CREDENTIALS, "dev") == document
    assert set_aside(document, CREDENTIALS, "dev") == document


@pytest.mark.parametrize("region", ["us-east-1 # where it lives", '"us-east-1"'])
def test_a_region_that_is_none_is_named_with_its_line(region: str) -> None:
    text = f"[sso-session corp]\nsso_start_url = https://x\nsso_region = {region}\n"
    sessions, (problem,) = read_sso_sessions(IniDocument.parse(text.encode()))
    assert not sessions
    assert "on line 3 isn't a region" in problem
