"""Variables that shadow what a person picked: named, and never shown."""

from dataclasses import replace

import pytest

from tests.core.doctor.doctor_samples import bad, files, spoiled
from tray.core.doctor.facts import FileState
from tray.core.doctor.report import Severity

NOTE, TROUBLE = Severity.NOTE, Severity.TROUBLE
DEV = files("[profile dev]\nregion = eu-west-1\n", "[old]\naws_access_key_id = x\n")
SECRET = "wJalrXUtnFEMI"


@pytest.mark.parametrize(
    ("check", "environment", "severity", "words"),
    [
        pytest.param(
            "env-keys",
            {"AWS_ACCESS_KEY_ID": "AKIA" + SECRET, "AWS_SECRET_ACCESS_KEY": SECRET},
            TROUBLE,
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
            id="keys",
        ),
        pytest.param("env-keys", {"AWS_SESSION_TOKEN": SECRET}, NOTE, "no keys", id="token-only"),
        pytest.param("env-keys", {"AWS_ACCESS_KEY_ID": ""}, None, "", id="empty-is-unset"),
        pytest.param(
            "env-profile", {"AWS_PROFILE": "nowhere"}, TROUBLE, "doesn't exist", id="no-profile"
        ),
        pytest.param("env-profile", {"AWS_PROFILE": ""}, TROUBLE, "set but empty", id="empty"),
        pytest.param(
            "env-profile", {"AWS_DEFAULT_PROFILE": ""}, TROUBLE, "set but empty", id="older-empty"
        ),
        pytest.param("env-profile", {"AWS_PROFILE": "dev"}, NOTE, "selects", id="profile"),
        pytest.param("env-profile", {"AWS_PROFILE": "old"}, NOTE, "selects", id="in-credentials"),
        pytest.param("env-profile", {"AWS_PROFILE": "default"}, None, "", id="default"),
        pytest.param(
            "env-profile", {"AWS_DEFAULT_PROFILE": "nowhere"}, TROUBLE, "AWS_DEFAULT", id="older"
        ),
        pytest.param(
            "env-container",
            {"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"http://127.0.0.1/{SECRET}"},
            NOTE,
            "endpoint",
            id="container",
        ),
        pytest.param(
            "env-container",
            {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/", "AWS_PROFILE": "dev"},
            TROUBLE,
            "never ask",
            id="container-and-profile",
        ),
        pytest.param(
            "env-web-identity",
            {"AWS_WEB_IDENTITY_TOKEN_FILE": "/run/token", "AWS_ROLE_ARN": "arn:aws:iam::1:role/x"},
            TROUBLE,
            "before they read",
            id="web-identity",
        ),
        pytest.param("env-web-identity", {"AWS_ROLE_ARN": "arn"}, None, "", id="half-web-identity"),
        pytest.param(
            "env-files",
            {"AWS_CONFIG_FILE": "/home/ada/gone"},
            TROUBLE,
            "points to ~/gone, which doesn't exist",
            id="moved-nowhere",
        ),
        pytest.param(
            "env-endpoints",
            {"AWS_ENDPOINT_URL_SSO": f"http://ada:{SECRET}@127.0.0.1:8000/x?{SECRET}"},
            NOTE,
            "http://127.0.0.1:8000.",
            id="endpoint",
        ),
    ],
)
def test_a_variable_is_found(
    check: str, environment: dict[str, str], severity: Severity | None, words: str
) -> None:
    found = bad(check, spoiled(environment=environment, files=DEV))
    assert [each for each, _ in found] == ([severity] if severity else [])
    assert all(words in text for _, text in found)
    assert SECRET not in repr(found)


def test_two_profiles_are_two_findings() -> None:
    both = {"AWS_PROFILE": "dev", "AWS_DEFAULT_PROFILE": "old"}
    assert len(bad("env-profile", spoiled(environment=both, files=DEV))) == 2


def test_a_profile_may_stand_in_a_file_that_nobody_can_read() -> None:

    unread = replace(DEV, config=replace(DEV.config, state=FileState.UNREADABLE))
    facts = spoiled(environment={"AWS_PROFILE": "nowhere"}, files=unread)
    assert [each for each, _ in bad("env-profile", facts)] == [NOTE]


def test_a_file_that_was_moved_and_is_there_is_a_note() -> None:

    moved = replace(DEV, existing=frozenset({"AWS_CONFIG_FILE"}))
    facts = spoiled(environment={"AWS_CONFIG_FILE": "/etc/aws"}, files=moved)
    assert [each for each, _ in bad("env-files", facts)] == [NOTE]


def test_facts_do_not_show_the_environment() -> None:
    assert SECRET not in repr(spoiled(environment={"AWS_SECRET_ACCESS_KEY": SECRET}))
