"""Files of every released version are read as if today's program had written them.

`formats/NAME-VERSION.…` are files as the last program of that version wrote them. They
are never changed; a change of a format adds one, and a step in `core.settings.migrations`.
The demo has the same formats in a folder of its own.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.adapters.storage.test_keyring_store import SmallBackend
from tests.adapters.storage.test_state_files import ACME, LISTING, MEMORY, ROLE
from tests.core.activity.activity_samples import asked, of_role, of_session
from tests.fakes import START, ManualClock
from tests.services.profiles.test_profile_writer import KEYS, Files
from tray.adapters.settings.file import TomlSettingsStore
from tray.adapters.storage.activity_file import ActivityFile
from tray.adapters.storage.keyring_store import KeyringSecretStore
from tray.adapters.storage.state_files import StateFiles
from tray.core.activity.codec import ACTIVITY_VERSION
from tray.core.activity.entries import ActivityKind
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument
from tray.core.aws_files.unread_file import own_line_numbers
from tray.core.console.browser_rules import BrowserRule
from tray.core.guards.colours import GuardColour
from tray.core.guards.rules import GuardRule
from tray.core.profiles.bulk_sync import prune
from tray.core.profiles.delivered_keys import without_lines
from tray.core.profiles.own_profiles import own_profiles
from tray.core.profiles.target import ProfileTarget
from tray.core.sessions.token_codec import TOKEN_VERSION, decode_token
from tray.core.settings import migrations
from tray.core.settings.migrations import current
from tray.core.settings.settings import (
    Appearance,
    ConsoleLink,
    ConsoleSettings,
    DeliveryKind,
    FlowChoice,
    Language,
    NetworkSettings,
    SessionSettings,
    Settings,
    TokenStorage,
    UpdateSettings,
)
from tray.core.sso_files.token_cache import decode_cached
from tray.core.vocabulary.model import (
    AccountId,
    ClientRegistration,
    ProfileName,
    RoleCredentials,
    SignInFlow,
    SsoToken,
)
from tray.core.vocabulary.secret import Secret
from tray.services.profiles.profile_writer import ProfileWriter

SETTINGS = Settings(
    sessions=(
        SessionSettings("Globex", "https://globex.awsapps.com/start", "eu-west-1", "eu-west-2"),
        SessionSettings(
            "Lab",
            "https://lab.example/start",
            "eu-west-1",
            sso_endpoint="https://sso.example",
            oidc_endpoint="https://oidc.example",
            signin_endpoint="https://signin.example",
            console_endpoint="https://console.example",
        ),
    ),
    sign_in=FlowChoice.DEVICE_CODE,
    token_storage=TokenStorage.MEMORY,
    shared_with_aws_cli=("acme",),
    default_profile="work",
    delivery=DeliveryKind.ON_DEMAND,
    default_region="eu-west-3",
    console_link=ConsoleLink.FEDERATION,
    console=ConsoleSettings(
        "cloudwatch",
        ("s3", "ec2"),
        (
            BrowserRule("Prod*", "*Admin*", "firefox", "default-release", "Production"),
            BrowserRule(browser="chromium"),
        ),
    ),
    warn_minutes=(30, 10),
    calls_per_second=5,
    network=NetworkSettings(
        "http://proxy:1", "/ca.pem", use_fips_endpoint=True, use_dualstack_endpoint=True
    ),
    appearance=Appearance.DARK,
    language=Language.GERMAN,
    updates=UpdateSettings(check=False, feed="https://mirror.example/newest.json"),
    aliases={AccountId("111122223333"): "live"},
    guards=(
        GuardRule("Prod*", label="production", confirm=True, minutes=30),
        GuardRule("stag*", "*Admin*", "staging", GuardColour.AMBER, ask_programs=True),
    ),
)
TOKEN = SsoToken(
    Secret("access-" * 150),
    START,
    START + timedelta(hours=1),
    Secret("refresh-" * 100),
    ClientRegistration(
        "client", Secret("client-secret"), START + timedelta(days=90), SignInFlow.PKCE
    ),
    START - timedelta(hours=2),
)
REMEMBERED = replace(MEMORY, newest_version="1.1", asked_at=START)
ACTIVITY = (
    of_session(0, ActivityKind.SIGNED_IN, until=8),
    of_role(1, ActivityKind.IN_USE, until=2),
    asked(1.5),
    of_session(8, ActivityKind.ENDED, note="The session at Acme ended."),
)
FORMATS = Path(__file__).parent / "formats"
KNOWN = {
    "settings": current(migrations.SETTINGS),
    "listing": current(migrations.LISTING),
    "memory": current(migrations.MEMORY),
    "activity": ACTIVITY_VERSION,
    "keyring": TOKEN_VERSION,
    # The AWS tools' own formats, with what we put into them.
    "cli-token": 1,
    "config": 2,
    "credentials": 2,
}


def released(name: str) -> list[Path]:
    return sorted(FORMATS.glob(f"{name}-*"))


@pytest.mark.parametrize("name", KNOWN)
def test_each_version_left_a_file(name: str) -> None:
    versions = {int(path.stem.rpartition("-")[2]) for path in released(name)}
    assert versions == set(range(1, KNOWN[name] + 1))


def test_the_settings_that_are_tried_are_all_settings() -> None:
    alike = [
        path
        for path, value, default in _with_defaults(SETTINGS, Settings(), "")
        if value == default
    ]
    assert alike == []


def _with_defaults(
    value: object, default: object, path: str
) -> Iterator[tuple[str, object, object]]:
    """Each setting in the tree, beside what it would be unsaid."""
    if not is_dataclass(value):
        yield path, value, default
        return
    for one in fields(value):
        here = getattr(value, one.name), getattr(default, one.name)
        yield from _with_defaults(*here, f"{path}.{one.name}")


@pytest.mark.parametrize("path", released("settings"), ids=lambda path: path.stem)
def test_settings(path: Path, tmp_path: Path) -> None:
    own = tmp_path / "settings.toml"
    own.write_bytes(path.read_bytes())
    store = TomlSettingsStore(own)
    loaded = store.load()
    assert loaded.problems == ()
    assert loaded.settings == SETTINGS
    store.save(replace(loaded.settings, default_profile="other"))
    assert store.load().settings.default_profile == "other"
    assert "# set by hand" in own.read_text()


@pytest.mark.parametrize("path", released("listing"), ids=lambda path: path.stem)
def test_listings(path: Path, tmp_path: Path) -> None:
    digest = hashlib.sha256(f"{ACME.name}\n{ACME.start_url}".encode()).hexdigest()
    (tmp_path / f"accounts-{digest[:16]}.json").write_bytes(path.read_bytes())
    assert StateFiles(tmp_path, tmp_path).load_listing(ACME) == LISTING


@pytest.mark.parametrize("path", released("memory"), ids=lambda path: path.stem)
def test_memories(path: Path, tmp_path: Path) -> None:
    (tmp_path / "memory.json").write_bytes(path.read_bytes())
    # The first version learned lengths from sleeps and revocations; they are not believed.
    lengths = {} if path.stem == "memory-1" else REMEMBERED.session_lengths
    expected = replace(REMEMBERED, session_lengths=lengths)
    assert StateFiles(tmp_path, tmp_path).load_memory() == expected


@pytest.mark.parametrize("path", released("activity"), ids=lambda path: path.stem)
def test_activity(path: Path, tmp_path: Path) -> None:
    (tmp_path / "activity.jsonl").write_bytes(path.read_bytes())
    log = ActivityFile(tmp_path)
    assert log.read() == ACTIVITY
    log.append(ACTIVITY[:1])
    assert log.read() == (*ACTIVITY, ACTIVITY[0])


@pytest.mark.parametrize("path", released("keyring"), ids=lambda path: path.stem)
def test_tokens_in_the_keyring(path: Path) -> None:
    backend = SmallBackend()
    backend.items = json.loads(path.read_text())
    store = KeyringSecretStore(backend, "a keyring")
    text = store.get("token/acme")
    assert text is not None
    found = decode_token(text)
    assert found is not None
    assert revealed(found) == revealed(TOKEN)
    store.delete("token/acme")
    assert backend.items == {}, "no part of an older layout may stay"


def revealed(token: SsoToken) -> tuple[object, ...]:
    """With the secrets, which do not compare."""
    registration, refresh = token.registration, token.refresh_token
    return (
        token.access_token.reveal(),
        refresh.reveal() if refresh else None,
        token.issued_at,
        token.expires_at,
        token.session_started_at,
        registration.client_id,
        registration.client_secret.reveal(),
        registration.expires_at,
        registration.flow,
    )


@pytest.mark.parametrize("path", released("cli-token"), ids=lambda path: path.stem)
def test_tokens_that_are_shared_with_the_aws_cli(path: Path) -> None:
    found = decode_cached(path.read_bytes(), datetime(2026, 1, 15, 9, tzinfo=UTC))
    assert found is not None
    assert revealed(found) == revealed(TOKEN)


# ---- what stands in the person's AWS files ----------------------------------------------

VERSIONS = [path.stem.rpartition("-")[2] for path in released("config")]
DELIVERED = {
    "default": DeliveryKind.KEYS,
    "work": DeliveryKind.KEYS,
    "old": DeliveryKind.ON_DEMAND,
    "shared": DeliveryKind.AWS_CLI,
}


def aws_files(version: str, prefix: str = "") -> Files:
    texts = {file: FORMATS / f"{prefix}{file.value}-{version}.ini" for file in AwsFile}
    return Files(**{file.value: path.read_text() for file, path in texts.items()})


def taken_back(files: Files, deliveries: ProfileWriter) -> Mapping[AwsFile, str]:
    """Both files without anything of ours."""
    for profile in DELIVERED:
        deliveries.withdraw(ProfileName(profile))
    files.edit(AwsFile.CONFIG, lambda config: prune(config, lambda _: True).document)
    return {file: files.text(file) for file in AwsFile}


@pytest.mark.parametrize("version", VERSIONS)
def test_profiles_are_known_again_and_taken_back_to_the_byte(version: str) -> None:
    files = aws_files(version)
    deliveries = ProfileWriter(files, ManualClock(), lambda _: "helper")
    assert {one.profile: (one.role, one.kind) for one in deliveries.standing()} == {
        profile: (ROLE, kind) for profile, kind in DELIVERED.items()
    }
    config = files.read(AwsFile.CONFIG)
    assert [(one.name, one.is_changed) for one in own_profiles(config)] == [
        ("prod-admin", False),
        ("prod-x", False),
    ]
    untouched = aws_files(version, "untouched-")
    assert taken_back(files, deliveries) == {file: untouched.text(file) for file in AwsFile}


@pytest.mark.parametrize("version", VERSIONS)
def test_profiles_can_be_given_to_another_role(version: str) -> None:
    files = aws_files(version)
    deliveries = ProfileWriter(files, ManualClock(), lambda _: "/opt/helper")
    other = replace(ROLE, role_name="x")
    for profile in map(ProfileName, DELIVERED):
        deliveries.check(profile)
        deliveries.deliver(ProfileTarget(profile, other, DeliveryKind.ON_DEMAND), ACME, KEYS)
    assert {one.profile: one.role for one in deliveries.standing()} == dict.fromkeys(
        DELIVERED, other
    )
    untouched = aws_files(version, "untouched-")
    assert taken_back(files, deliveries) == {file: untouched.text(file) for file in AwsFile}


def test_keys_that_are_renewed_get_the_newest_marks_in_their_place() -> None:
    files, newest = aws_files("1"), aws_files(VERSIONS[-1])
    deliveries = ProfileWriter(files, ManualClock(), lambda _: "/opt/helper")
    same = RoleCredentials(
        "ASIAIOSFODNN7EXAMPLE", Secret("secret"), Secret("session-token"), KEYS.expires_at
    )
    for profile, region in (("default", ""), ("work", "eu-west-3")):
        target = ProfileTarget(ProfileName(profile), ROLE, DeliveryKind.KEYS, region)
        deliveries.deliver(target, ACME, same)
    assert {file: files.text(file) for file in AwsFile} == {
        file: newest.text(file) for file in AwsFile
    }


THEIRS = "output = json\n"


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("is_renewed", [False, True], ids=["as it was", "renewed"])
def test_what_the_person_put_beside_ours_stays_without_our_marks(
    version: str, is_renewed: bool
) -> None:
    files = aws_files(version)
    for file, text in zip(
        AwsFile, ("region = eu-west-3\n", "token = session-token\n"), strict=True
    ):
        given = files.text(file)
        place = given.index(text, given.index("work]")) + len(text)
        changed = given[:place] + THEIRS + given[place:]
        files.documents[file] = IniDocument.parse(changed.encode())
    deliveries = ProfileWriter(files, ManualClock(), lambda _: "/opt/helper")
    if is_renewed:
        target = ProfileTarget(ProfileName("work"), ROLE, DeliveryKind.KEYS)
        deliveries.deliver(target, ACME, KEYS)
    left = taken_back(files, deliveries)
    assert f"[profile work]\n{THEIRS}" in left[AwsFile.CONFIG]
    assert f"[work]\n{THEIRS}" in left[AwsFile.CREDENTIALS]
    assert "sso-tray" not in "".join(left.values())


@pytest.mark.parametrize("version", VERSIONS)
def test_ours_are_found_in_a_file_that_no_tool_can_read(version: str) -> None:
    files = aws_files(version)
    for file in AwsFile:
        document = IniDocument(("no setting\n", *files.documents[file].lines))
        for profile in DELIVERED:
            ours = own_line_numbers(document.lines, file, profile)
            document = without_lines(document, ours)
        text = document.to_bytes().decode()
        assert "work]" not in text
        assert not re.search("sso-tray (keys|region|uses|section)", text)
        assert text.startswith("no setting\n")
