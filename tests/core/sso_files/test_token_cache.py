"""The AWS CLI's token file: every form seen in the wild is read, one is written."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.core.sessions.test_machine import TOKEN
from tests.fakes import START
from tray.core.sso_files.token_cache import (
    cache_name,
    decode_cached,
    encode_cached,
    has_start,
    members_of,
)
from tray.core.vocabulary.model import Origin, SessionName, SsoSession

ACME = SsoSession(SessionName("acme"), "https://acme.awsapps.com/start", "eu-west-1")
WHOLE = {"accessToken": "at", "expiresAt": "2026-01-15T10:00:00Z"}


def test_the_name_is_that_of_the_aws_cli() -> None:
    # sha1 of "my-sso", as the AWS CLI has it for [sso-session my-sso]
    named = replace(ACME, name=SessionName("my-sso"))
    assert cache_name(named) == "0ad374308c5a4e22f723adf10145eafad7c4031c.json"
    legacy = replace(ACME, origin=Origin.LEGACY_PROFILE)
    slash = replace(legacy, start_url=legacy.start_url + "/")
    assert len({cache_name(ACME), cache_name(legacy), cache_name(slash)}) == 3


def test_what_is_written_is_read_and_other_members_stay() -> None:
    data = encode_cached(TOKEN, ACME, {"theirs": 1, "accessToken": "old"})
    found = decode_cached(data, TOKEN.issued_at)
    assert found is not None
    assert replace(found, registration=TOKEN.registration) == TOKEN
    assert found.registration.client_id == TOKEN.registration.client_id
    assert members_of(data)["theirs"] == 1
    assert has_start(data)
    assert json.loads(data)["expiresAt"].endswith("Z")


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-15T10:00:00Z",
        "2026-01-15T10:00:00UTC",
        "2026-01-15T10:00:00.123Z",
        "2026-01-15T10:00:00.123456Z",
        "2026-01-15 10:00:00Z",
        "2026-01-15 10:00:00 UTC",
        "2026-01-15T11:00:00+01:00",
        "2026-01-15T09:00:00-0100",
    ],
)
def test_times_in_every_form(text: str) -> None:
    found = decode_cached(json.dumps(WHOLE | {"expiresAt": text}).encode(), START)
    assert found is not None
    assert found.expires_at == datetime(2026, 1, 15, 10, tzinfo=UTC)
    assert not found.is_refreshable
    assert found.session_started_at == START


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        json.dumps(WHOLE | {"expiresAt": "soon"}).encode(),
        json.dumps(WHOLE | {"expiresAt": 17}).encode(),
        json.dumps(WHOLE | {"accessToken": None}).encode(),
        json.dumps(WHOLE).encode()[:-5],
    ],
    ids=["empty", "a brace", "a list", "nothing in it", "no time", "a number", "null", "cut off"],
)
def test_what_makes_no_sense_is_no_token(data: bytes) -> None:
    assert decode_cached(data, START) is None


def test_a_token_that_cannot_be_refreshed_has_no_refresh_token() -> None:
    once = replace(TOKEN, refresh_token=None, expires_at=TOKEN.expires_at + timedelta(hours=7))
    data = encode_cached(once, ACME, {"refreshToken": "an older one's"})
    assert "refreshToken" not in members_of(data)
