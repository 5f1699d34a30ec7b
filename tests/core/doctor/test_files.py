"""The AWS files: what stands in them and means something else, who may read them, what ended."""

from dataclasses import replace
from datetime import timedelta
from time import monotonic

import pytest

from tests.core.doctor.doctor_samples import aws_file, bad, examined, files, spoiled
from tests.fakes import START, ManualClock
from tray.core.aws_files.files import AwsFile
from tray.core.doctor.checks.registry import CHECKS
from tray.core.doctor.facts import (
    AwsFileFacts,
    CachedToken,
    FileFacts,
    FileState,
    OwnToken,
    PathFacts,
    Permissions,
)
from tray.core.doctor.report import Severity
from tray.core.profiles.identity import write_keys
from tray.core.vocabulary.model import ClientRegistration, RoleCredentials, SignInFlow, SsoToken
from tray.core.vocabulary.secret import Secret

NOTE, TROUBLE = Severity.NOTE, Severity.TROUBLE
KEYS = "aws_access_key_id = AKIAOFTHEIRS\naws_secret_access_key = hidden\n"
TEMPORARY = KEYS + "aws_session_token = hidden\n"
SSO = "sso_session = acme\nsso_account_id = 111122223333\nsso_role_name = Admin\n"
URL = "https://acme.awsapps.com/start"
ACME = f"[sso-session acme]\nsso_start_url = {URL}\nsso_region = eu-west-1\n"
OURS = RoleCredentials("ASIAX", Secret("hidden"), Secret("hidden"), START)


@pytest.mark.parametrize(
    ("check", "config", "credentials", "expected"),
    [
        pytest.param(
            "wrong-identity",
            f"{ACME}[profile dev]\n{SSO}",
            f"[dev]\n{KEYS}",
            [(TROUBLE, "JavaScript", "~/.aws/credentials, line 2")],
            id="sso-and-keys",
        ),
        pytest.param(
            "section-headers",
            "[ profile dev ]\nregion = x\n",
            "",
            [(TROUBLE, "has spaces next to its brackets", "~/.aws/config, line 1")],
            id="blanks-at-the-brackets",
        ),
        pytest.param("section-headers", "[DEFAULT]\nregion = x\n", "", [], id="for-every-profile"),
        pytest.param(
            "remarks",
            '[default]\nregion = us-east-1  # optional\ncredential_process = "/a b/c" --x # y\n',
            '[default]\naws_access_key_id = "AKIAX"\n',
            [
                (TROUBLE, "part of the value", "~/.aws/config, line 2"),
                (TROUBLE, "the quotes as part of the value", "~/.aws/credentials, line 2"),
            ],
            id="remarks-and-quotes",
        ),
        pytest.param(
            "config-endpoints",
            "[default]\nendpoint_url = http://localhost:4566\n[services x]\n"
            "sso =\n  endpoint_url = http://u:hidden@other\n",
            "",
            [
                (NOTE, "http://localhost:4566", "~/.aws/config, line 2"),
                (NOTE, "SSO Tray call that address", "~/.aws/config, line 4"),
            ],
            id="endpoints",
        ),
        pytest.param(
            "wrong-identity",
            '[profile "my dev"]\ncredential_process = /bin/keys\n',
            f"[my dev]\n{KEYS}",
            [(TROUBLE, "never run credential_process", "~/.aws/credentials, line 2")],
            id="process-and-keys",
        ),
        pytest.param(
            "wrong-identity",
            f"[default]\n{SSO}{KEYS}",
            "",
            [(TROUBLE, "JavaScript", "~/.aws/config, line 5")],
            id="both-in-one-section",
        ),
        pytest.param(
            "wrong-identity", f"[profile dev]\n{SSO}", f"[prod]\n{KEYS}", [], id="other-names"
        ),
        pytest.param(
            "static-keys",
            "",
            f"[default]\n{KEYS}",
            [(NOTE, "by default", "~/.aws/credentials, line 2")],
            id="default-keys",
        ),
        pytest.param(
            "static-keys", "", f"[x]\n{TEMPORARY}", [(NOTE, "doesn't renew", "line 2")], id="left"
        ),
        pytest.param(
            "static-keys", f"[profile x]\n{SSO}", f"[x]\n{KEYS}", [], id="told-by-wrong-identity"
        ),
        pytest.param("static-keys", "", "[x]\nregion = eu-west-1\n", [], id="no-keys"),
        pytest.param(
            "hybrid-profiles",
            f"{ACME}[profile dev]\n{SSO}sso_start_url = {URL}\n",
            "",
            [(TROUBLE, "Rust", "~/.aws/config, line 8")],
            id="hybrid",
        ),
        pytest.param("hybrid-profiles", f"{ACME}[profile dev]\n{SSO}", "", [], id="new-form"),
        pytest.param(
            "sso-sessions",
            f"[profile dev]\n{SSO}",
            "",
            [(TROUBLE, "“acme”, which doesn't exist", "~/.aws/config, line 2")],
            id="no-such-session",
        ),
        pytest.param(
            "sso-sessions",
            "[sso-session acme]\nsso_region = eu-west-1\n",
            "",
            [(TROUBLE, "has no sso_start_url", "Complete it")],
            id="incomplete-session",
        ),
        pytest.param("sso-sessions", f"{ACME}[profile dev]\n{SSO}", "", [], id="complete"),
        pytest.param(
            "section-headers",
            "[dev]\nregion = eu-west-1\n",
            "",
            [(TROUBLE, "Change it to [profile dev]", "~/.aws/config, line 1")],
            id="bare-profile",
        ),
        pytest.param(
            "section-headers",
            "",
            f"[profile dev]\n{KEYS}",
            [(TROUBLE, "Change it to [dev]", "~/.aws/credentials, line 1")],
            id="prefixed-credentials",
        ),
        pytest.param(
            "section-headers",
            '[profile dev]\nregion = a\n[profile "dev"]\nregion = b\n',
            "",
            [(TROUBLE, "lines 1 and 3", "~/.aws/config, line 3")],
            id="twice",
        ),
        pytest.param(
            "section-headers",
            "[default]\nregion = a\n[profile default]\nregion = b\n",
            "",
            [(TROUBLE, "“default” appears twice", "line 3")],
            id="two-defaults",
        ),
        pytest.param(
            "section-headers",
            "[profile acme]\nregion = a\n[sso-session acme]\nsso_region = b\n[services x]\n",
            "",
            [],
            id="kinds-apart",
        ),
        pytest.param(
            "profile-names",
            '[profile "my dev"]\n[profile büro]\n[sso-session a,b]\n[services a,b]\n',
            "[x=y]\n",
            [
                (NOTE, "“my dev”", "config, line 1"),
                (NOTE, "“büro”", "config, line 2"),
                (NOTE, "“a,b”", "config, line 3"),
                (NOTE, "“x=y”", "credentials, line 1"),
            ],
            id="names",
        ),
        pytest.param(
            "profile-names", '[profile "open]\n', "", [(NOTE, '“"open”', "line 1")], id="open-quote"
        ),
    ],
)
def test_what_stands_in_the_files(
    check: str, config: str, credentials: str, expected: list[tuple[Severity, str, str]]
) -> None:
    found = bad(check, spoiled(files=files(config, credentials)))
    assert [severity for severity, _ in found] == [severity for severity, _, _ in expected]
    for (_, text), (_, *words) in zip(found, expected, strict=True):
        assert all(word in text for word in words), text
        assert "hidden" not in text
        assert "AKIA" not in text


def test_keys_of_our_own_are_no_finding() -> None:
    document = write_keys(aws_file(AwsFile.CREDENTIALS).document, "default", OURS, "acme")
    ours = aws_file(AwsFile.CREDENTIALS, document=document)
    facts = spoiled(files=FileFacts(aws_file(AwsFile.CONFIG), ours))
    assert bad("static-keys", facts) == []


def test_temporary_keys_older_than_any_such_keys_live_have_expired() -> None:
    old = aws_file(
        AwsFile.CREDENTIALS,
        f"[default]\n{TEMPORARY}",
        changed_at=START - timedelta(hours=36, seconds=1),
    )
    ((severity, text),) = bad(
        "static-keys", spoiled(files=FileFacts(aws_file(AwsFile.CONFIG), old))
    )
    assert severity is TROUBLE
    assert "have expired" in text


MALFORMED = aws_file(
    AwsFile.CONFIG, state=FileState.MALFORMED, line=7, reason="this isn't a [section]"
)


@pytest.mark.parametrize(
    ("config", "words"),
    [
        pytest.param(MALFORMED, "Fix line 7. ~/.aws/config, line 7", id="malformed"),
        pytest.param(
            aws_file(AwsFile.CONFIG, state=FileState.UNREADABLE, reason="permission denied"),
            "permission denied",
            id="unreadable",
        ),
        pytest.param(
            aws_file(AwsFile.CONFIG, state=FileState.NOT_A_FILE), "isn't a file", id="directory"
        ),
    ],
)
def test_a_file_that_nobody_can_read_is_trouble(config: AwsFileFacts, words: str) -> None:
    facts = spoiled(files=FileFacts(config, aws_file(AwsFile.CREDENTIALS, state=FileState.MISSING)))
    ((severity, text),) = bad("file-syntax", facts)
    assert severity is TROUBLE
    assert words in text
    for check in (each for each in CHECKS if each.reads_profiles):
        (finding,) = check.examine(facts)
        assert finding.severity is NOTE
        assert "not checked" in finding.title


@pytest.mark.parametrize(
    ("path", "mode", "is_mine", "severity"),
    [
        pytest.param("credentials", 0o600, True, None, id="private"),
        pytest.param("credentials", 0o640, True, NOTE, id="group"),
        pytest.param("credentials", 0o644, True, TROUBLE, id="world"),
        pytest.param("credentials", 0o600, False, TROUBLE, id="roots"),
        pytest.param("config", 0o644, True, None, id="config-is-no-secret"),
        pytest.param("config", 0o664, True, NOTE, id="config-group-writable"),
        pytest.param("config", 0o646, True, TROUBLE, id="config-world-writable"),
        pytest.param("directory", 0o755, True, None, id="directory-listed"),
        pytest.param("directory", 0o777, True, TROUBLE, id="directory-world-writable"),
        pytest.param("token", 0o644, True, TROUBLE, id="token-world"),
        pytest.param("token", 0o600, True, None, id="token-private"),
    ],
)
def test_who_else_may_read_or_write(
    path: str, mode: int, is_mine: bool, severity: Severity | None
) -> None:
    allowed = Permissions(mode, is_mine)
    facts = files()
    match path:
        case "credentials":
            facts = replace(facts, credentials=replace(facts.credentials, permissions=allowed))
        case "config":
            facts = replace(facts, config=replace(facts.config, permissions=allowed))
        case _:
            other = PathFacts("~/.aws/sso/cache", allowed, is_directory=path == "directory")
            facts = replace(facts, others=(other,))
    found = [each for each, _ in bad("file-modes", spoiled(files=facts))]
    assert found == ([severity] if severity else [])


def test_windows_has_no_modes() -> None:
    without = replace(files(), credentials=aws_file(AwsFile.CREDENTIALS, permissions=None))
    assert bad("file-modes", spoiled(files=without)) == []


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("own", "cached", "severity", "words"),
    [
        pytest.param(
            OwnToken("acme", START + HOUR, START - HOUR, is_refreshable=True),
            None,
            TROUBLE,
            "Sign in to “acme” again",
            id="ours",
        ),
        pytest.param(
            OwnToken("acme", START + HOUR, START - HOUR, is_refreshable=False),
            None,
            None,
            "",
            id="ours-never-refreshed",
        ),
        pytest.param(
            OwnToken("acme", START + HOUR, START + HOUR, is_refreshable=True),
            None,
            None,
            "",
            id="ours-alive",
        ),
        pytest.param(
            None,
            CachedToken("~/t.json", "https://acme", START, START - HOUR, is_refreshable=True),
            NOTE,
            "aws sso login",
            id="the-clis",
        ),
        pytest.param(None, CachedToken("~/t.json", "https://acme", START), None, "", id="legacy"),
        pytest.param(
            None, CachedToken("~/t.json", is_readable=False), NOTE, "valid sign-in file", id="half"
        ),
    ],
)
def test_registrations_that_have_ended(
    own: OwnToken | None, cached: CachedToken | None, severity: Severity | None, words: str
) -> None:
    facts = spoiled(
        own_tokens=(own,) if own else (),
        files=replace(files(), cached_tokens=(cached,) if cached else ()),
    )
    found = bad("client-registration", facts)
    assert [each for each, _ in found] == ([severity] if severity else [])
    assert all(words in text for _, text in found)


def test_the_facts_of_a_token_hold_no_token() -> None:
    registration = ClientRegistration("id", Secret("hidden"), START + HOUR, SignInFlow.PKCE)
    token = SsoToken(
        access_token=Secret("hidden"),
        issued_at=START,
        expires_at=START + HOUR / 2,
        refresh_token=Secret("hidden"),
        registration=registration,
        session_started_at=START,
    )
    own = OwnToken.of("acme", token, ManualClock())
    assert own == OwnToken("acme", START + HOUR / 2, START + HOUR, is_refreshable=True)


def test_thousands_of_profiles_are_looked_at_in_a_moment() -> None:
    config = ACME + "".join(f"[profile p{number}]\n{SSO}" for number in range(5000))
    facts = spoiled(files=files(config, f"[p4999]\n{KEYS}"))
    start = monotonic()
    assert len(bad("wrong-identity", facts)) == 1
    for check in CHECKS:
        check.examine(facts)
    assert monotonic() - start < 3  # a quadratic look takes minutes


def test_nothing_is_looked_at_without_facts() -> None:
    (finding,) = examined("file-syntax", spoiled(files=None))
    assert finding.severity is NOTE
    assert "couldn't check" in finding.title
