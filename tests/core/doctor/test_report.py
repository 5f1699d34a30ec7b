"""The machine's own checks, the whole report, and what leaves the house in a bug report."""

import re

import pytest

from tests.checks import PROJECT
from tests.core.doctor.doctor_samples import HEALTHY, HOME, bad, spoiled
from tests.fakes import START
from tray.core.doctor.bug_report import bundle
from tray.core.doctor.checks.machine import keyring
from tray.core.doctor.checks.registry import CHECKS, Part
from tray.core.doctor.facts import AwsCliFacts, Facts, KeyringFacts, KeyringState, shown_path
from tray.core.doctor.masking import scrubbed, without_password
from tray.core.doctor.probes import addresses
from tray.core.doctor.report import Finding, Report, Severity, fine, note, trouble
from tray.core.sso_files.endpoints import AS_REGION_SAYS, Endpoints

NOTE, TROUBLE = Severity.NOTE, Severity.TROUBLE
AWS = "/usr/bin/aws"


@pytest.mark.parametrize(
    ("cli", "severity", "words"),
    [
        pytest.param(AwsCliFacts(None), None, "", id="none"),
        pytest.param(
            AwsCliFacts(AWS, "aws-cli/1.45.11 Python/3.11.7"), TROUBLE, "AWS CLI 1.45", id="v1"
        ),
        pytest.param(AwsCliFacts(AWS, "aws-cli/2.9.19 Python/3.11"), NOTE, "2.9.19", id="no-pkce"),
        pytest.param(AwsCliFacts(AWS, "aws-cli/2.22.0 Python/3.12"), None, "", id="pkce"),
        pytest.param(AwsCliFacts(AWS, "aws-cli/3.0.0"), None, "", id="to-come"),
        pytest.param(AwsCliFacts(AWS), NOTE, "start within", id="broken"),
        pytest.param(AwsCliFacts(AWS, "hello"), NOTE, "different program", id="another"),
    ],
)
def test_the_aws_cli(cli: AwsCliFacts, severity: Severity | None, words: str) -> None:
    found = bad("aws-cli", spoiled(aws_cli=cli))
    assert [each for each, _ in found] == ([severity] if severity else [])
    assert all(words in text for _, text in found)


@pytest.mark.parametrize("state", KeyringState)
@pytest.mark.parametrize("keeps_in_memory", [False, True])
def test_the_keyring(state: KeyringState, *, keeps_in_memory: bool) -> None:
    facts = spoiled(keyring=KeyringFacts(state, "X", "y"), keeps_in_memory=keeps_in_memory)
    is_fine = keeps_in_memory or state is KeyringState.SAFE
    assert [each for each, _ in bad("keyring", facts)] == ([] if is_fine else [TROUBLE])


@pytest.mark.parametrize(
    ("host", "severity"),
    [
        pytest.param(True, [], id="there"),
        pytest.param(False, [TROUBLE], id="not-there"),
        pytest.param(None, [NOTE], id="nobody-knows"),
    ],
)
def test_the_tray(host: bool | None, severity: list[Severity]) -> None:
    assert [each for each, _ in bad("tray-host", spoiled(tray_host=host))] == severity


def test_a_healthy_machine_has_nothing_but_fine_findings() -> None:
    for check in CHECKS:
        found = check.examine(HEALTHY)
        assert {each.check for each in found} == {check.id}
        assert {each.severity for each in found} == {Severity.FINE}, found


def test_what_could_not_be_learnt_is_said_and_never_called_fine() -> None:
    unknown = Facts({}, HOME, START)
    for check in (each for each in CHECKS if each.needs - {Part.ENDPOINTS}):
        if check.id not in {"env-profile", "env-files"}:
            (finding,) = check.examine(unknown)
            assert finding.severity is NOTE, check.id
            assert finding.title == f"{check.subject}: couldn't check."


def test_without_an_endpoint_nothing_is_said_of_the_way() -> None:
    for check in ("endpoints", "tls", "clock"):
        assert bad(check, spoiled(endpoints=())) == []


def test_the_document_lists_exactly_the_checks() -> None:
    text = (PROJECT / "docs/doctor.md").read_text("utf-8")
    assert re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE) == [each.id for each in CHECKS]


REPORT = Report((fine("a", "Well."), note("b", "So."), trouble("c", "Bad.", "It is.", "Mend it.")))


def test_a_report_is_as_bad_as_its_worst_finding() -> None:
    assert REPORT.severity is TROUBLE
    assert not REPORT.is_healthy
    assert Report(REPORT.findings[:2]).is_healthy
    assert Report(()).severity is Severity.FINE
    assert REPORT.of("b") == REPORT.findings[1:2]
    assert [REPORT.count(each) for each in Severity] == [1, 1, 1]
    assert REPORT.fields()["findings"][2] == {
        "check": "c",
        "severity": "trouble",
        "title": "Bad.",
        "meaning": "It is.",
        "action": "Mend it.",
        "place": "",
    }


def test_a_bug_report_names_nobodys_home() -> None:
    report = Report((Finding("c", NOTE, f"{HOME}/x and {HOME}n/y", place=f"{HOME}/.aws/config"),))
    text = bundle(report, {"Python": "3.11.9", "Qt": "6.11"}, HOME)
    assert "- note · c: ~/x and /home/adan/y (~/.aws/config)" in text
    assert "Python  3.11.9" in text
    assert f"{HOME}/" not in text


@pytest.mark.parametrize(
    "secret",
    [
        pytest.param("AKIAIOSFODNN7EXAMPLE", id="key-id"),
        pytest.param("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", id="secret-key"),
        pytest.param("wjalrxutnfemi/k7mdeng/bpxrficyexamplekey", id="secret-key-as-a-setting"),
        pytest.param("aoaAAAAAGabcdefghijklmnopqrstuvwxyz", id="sso-token"),
        pytest.param("IQoJb3JpZ2luX2Vj" * 20, id="session-token"),
        pytest.param("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.sig", id="jwt"),
    ],
)
def test_what_looks_like_a_secret_is_masked(secret: str) -> None:
    for text in (f"said: {secret}", f'"{secret}"', f"x={secret} y"):
        assert secret not in scrubbed(text)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        pytest.param("http://ada:pw@proxy:1/", "http://••••@proxy:1/", id="password"),
        pytest.param("http://ada:p@w@proxy:1/", "http://••••@proxy:1/", id="at-in-password"),
        pytest.param("aws_session_token = abc", "aws_session_token = ••••", id="setting"),
        pytest.param('"clientSecret": "abc"', '"clientSecret": ••••"', id="json"),
    ],
)
def test_only_the_secret_is_masked(text: str, clean: str) -> None:
    assert scrubbed(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "~/.aws/sso/cache/da39a3ee5e6b4b0d3255bfef95601890afd80709.json, line 3",
        "The profile “acme-production/AWSAdministratorAccess-eu1” is fine.",
        "MyCompanyProductionAccount1AdministratorAccess",
        "portal.sso.us-gov-west-1.amazonaws.com",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    ],
)
def test_names_and_paths_are_not_masked(text: str) -> None:
    assert scrubbed(text) == text


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://ada:pw@proxy:8080/path?token=x", "http://proxy:8080"),
        ("proxy:8080", "proxy:8080"),
        ("ada:pw@proxy", "proxy"),
        ("http://a:p/w@proxy", "(not an address)"),
        ("", "(not an address)"),
    ],
)
def test_addresses_without_passwords(address: str, shown: str) -> None:
    assert without_password(address) == shown


@pytest.mark.parametrize(
    ("path", "home", "shown"),
    [
        ("/home/ada/.aws", "/home/ada", "~/.aws"),
        ("/home/ada", "/home/ada/", "~"),
        ("/home/adan/x", "/home/ada", "/home/adan/x"),
        ("C:\\Users\\Ada\\.aws", "C:\\Users\\Ada", "~\\.aws"),
        ("/etc/x", "/", "/etc/x"),
    ],
)
def test_paths_for_people(path: str, home: str, shown: str) -> None:
    assert shown_path(path, home) == shown


@pytest.mark.parametrize(
    ("desktop", "words"),
    [
        ("KDE", "Use KWallet for the Secret Service interface"),
        ("X-Other:KDE", "Use KWallet for the Secret Service interface"),
        ("GNOME", "Install or start GNOME Keyring"),
        ("", "Install or start GNOME Keyring"),
    ],
)
def test_without_a_keyring_it_says_what_this_desktop_has(desktop: str, words: str) -> None:
    found = spoiled(
        keyring=KeyringFacts(KeyringState.NONE), environment={"XDG_CURRENT_DESKTOP": desktop}
    )
    (finding,) = keyring(found)
    assert words in finding.action


def test_both_services_are_asked_once_each() -> None:
    sessions = [
        ("eu-west-1", AS_REGION_SAYS),
        ("eu-west-1", AS_REGION_SAYS),
        ("cn-north-1", AS_REGION_SAYS),
        ("us-east-1", Endpoints("http://127.0.0.1:1", "http://127.0.0.1:1")),
    ]
    assert addresses(sessions) == (
        "https://oidc.eu-west-1.amazonaws.com",
        "https://portal.sso.eu-west-1.amazonaws.com",
        "https://oidc.cn-north-1.amazonaws.com.cn",
        "https://portal.sso.cn-north-1.amazonaws.com.cn",
        "http://127.0.0.1:1",
    )
