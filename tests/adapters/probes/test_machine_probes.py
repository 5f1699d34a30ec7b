"""The disk, the AWS CLI and the keyring, as they are on machines that people have."""

import json
import os
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tray.adapters.probes import machine
from tray.adapters.probes.disk import DiskProbe
from tray.core.doctor.facts import (
    AwsCliFacts,
    BundleState,
    FileState,
    KeyringState,
    Permissions,
)

posix = pytest.mark.skipif(os.name != "posix", reason="modes and scripts are POSIX's")
TOKEN = "da39a3ee5e6b4b0d3255bfef95601890afd80709.json"
OTHER = "0123456789abcdef0123456789abcdef01234567.json"


def probe(home: Path, **environ: str) -> DiskProbe:
    return DiskProbe(environ, home, lambda _: None)


@pytest.fixture
def aws(tmp_path: Path) -> Path:
    folder = tmp_path / ".aws"
    (folder / "sso/cache").mkdir(parents=True)
    return folder


# ---- the AWS files ------------------------------------------------------------------------


def test_a_home_without_aws_files(tmp_path: Path) -> None:
    found = probe(tmp_path).files()
    assert (found.config.state, found.config.path) == (
        FileState.MISSING,
        str(Path("~/.aws/config")),
    )
    assert found.credentials.state is FileState.MISSING
    assert (found.others, found.cached_tokens, found.existing) == ((), (), frozenset())


@posix
def test_files_as_they_stand(aws: Path, tmp_path: Path) -> None:
    (aws / "config").write_text("[default]\nregion = eu-west-1\n")
    (aws / "credentials").write_text("[default]\n")
    (aws / "credentials").chmod(0o644)
    os.utime(aws / "credentials", (0, 0))
    found = probe(tmp_path).files()
    assert found.config.state is FileState.READ
    assert list(found.config.document.sections) == ["default"]
    assert found.credentials.permissions == Permissions(0o644, is_mine=True)
    assert found.credentials.changed_at == datetime(1970, 1, 1, tzinfo=UTC)
    assert [each.path for each in found.others] == ["~/.aws", "~/.aws/sso/cache"]
    assert all(each.is_directory for each in found.others)


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        pytest.param(b"\xef\xbb\xbf[default]\n", 1, "byte order mark", id="bom"),
        pytest.param(b"[a]\n[b]\n[a]\n", 3, "first on line 1", id="twice"),
        pytest.param(b"[a]\nkey\n", 2, "'key = value'", id="no-value"),
    ],
)
def test_a_file_that_no_tool_reads(aws: Path, data: bytes, line: int, reason: str) -> None:
    (aws / "config").write_bytes(data)
    config = probe(aws.parent).files().config
    assert (config.state, config.line) == (FileState.MALFORMED, line)
    assert reason in config.reason
    assert config.document.lines == ()


def test_what_is_no_file(aws: Path) -> None:
    (aws / "config").mkdir()
    (aws / "credentials").write_bytes(b"#" * (4 * 1024 * 1024 + 1))
    found = probe(aws.parent).files()
    assert found.config.state is FileState.NOT_A_FILE
    assert found.credentials.state is FileState.TOO_LARGE


@posix
def test_dev_null_is_no_file_at_all(tmp_path: Path) -> None:
    found = probe(tmp_path, AWS_CONFIG_FILE="/dev/null").files()
    assert found.config.state is FileState.MISSING
    assert found.existing == {"AWS_CONFIG_FILE"}


def test_variables_move_the_files(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("[default]\n")
    found = probe(
        tmp_path, AWS_CONFIG_FILE="~/mine", AWS_SHARED_CREDENTIALS_FILE=str(tmp_path / "gone")
    ).files()
    assert found.config.state is FileState.READ
    assert found.config.path == f"~{os.sep}mine"
    assert found.credentials.state is FileState.MISSING
    assert found.existing == {"AWS_CONFIG_FILE"}


# ---- sign-ins of the AWS CLI -----------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "2026-01-15T09:00:00Z",
        "2026-01-15T09:00:00UTC",
        "2026-01-15T09:00:00.000Z",
        "2026-01-15 09:00:00Z",
        "2026-01-15T11:00:00+02:00",
    ],
)
def test_sign_ins_are_read_whoever_wrote_them(aws: Path, written: str) -> None:
    fields = {
        "startUrl": "https://acme.awsapps.com/start",
        "accessToken": "hidden",
        "refreshToken": "hidden",
        "clientSecret": "hidden",
        "expiresAt": written,
        "registrationExpiresAt": written,
    }
    (aws / "sso/cache" / TOKEN).write_text(json.dumps(fields))
    (aws / "sso/cache" / OTHER).write_text(json.dumps({"clientId": "x", "clientSecret": "hidden"}))
    (aws / "sso/cache/botocore-client-id-x.json").write_text("never looked at")
    found = probe(aws.parent).files()
    (token,) = found.cached_tokens
    assert token.session == "https://acme.awsapps.com"
    assert token.expires_at == token.registration_expires_at == datetime(2026, 1, 15, 9, tzinfo=UTC)
    assert token.is_refreshable
    assert "hidden" not in repr(found)


def test_half_a_sign_in_is_read_twice(aws: Path) -> None:
    path = aws / "sso/cache" / TOKEN
    path.write_text('{"accessToken": "hid')
    pauses = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        path.write_text('{"accessToken": "hidden", "expiresAt": "soon"}')

    (token,) = DiskProbe({}, aws.parent, pause).files().cached_tokens
    assert token.is_readable
    assert token.expires_at is None
    assert len(pauses) == 1


def test_a_sign_in_that_stays_half(aws: Path) -> None:
    (aws / "sso/cache" / TOKEN).write_text("")
    (token,) = probe(aws.parent).files().cached_tokens
    assert not token.is_readable


# ---- certificate authorities -------------------------------------------------------------------


def test_files_of_authorities(aws: Path, tmp_path: Path) -> None:
    from tests.authority import Authority  # noqa: PLC0415 - it skips where it cannot be had

    good = Authority.make(tmp_path / "ca").bundle
    (tmp_path / "text.pem").write_text("no PEM certificate")
    (aws / "config").write_text(f"[default]\nca_bundle = {good}\n[profile x]\nca_bundle = {good}\n")
    found = probe(
        tmp_path,
        AWS_CA_BUNDLE=str(tmp_path / "gone.pem"),
        REQUESTS_CA_BUNDLE=str(tmp_path / "ca"),
        SSL_CERT_FILE=str(tmp_path / "text.pem"),
    ).bundles()
    assert [(each.source, each.state) for each in found] == [
        ("AWS_CA_BUNDLE", BundleState.MISSING),
        ("REQUESTS_CA_BUNDLE", BundleState.DIRECTORY),
        ("SSL_CERT_FILE", BundleState.NOT_PEM),
        ("ca_bundle of profile “default”", BundleState.GOOD),
    ]
    assert found[0].path == f"~{os.sep}gone.pem"


# ---- the AWS CLI --------------------------------------------------------------------------------


def script(folder: Path, text: str) -> dict[str, str]:
    folder.mkdir()
    path = folder / "aws"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return {"PATH": f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin"}


def test_no_aws_cli(tmp_path: Path) -> None:
    assert machine.aws_cli({"PATH": str(tmp_path)}) == AwsCliFacts(None)
    assert machine.aws_cli({}) == AwsCliFacts(None)


@posix
@pytest.mark.parametrize(
    ("text", "output"),
    [
        pytest.param("echo aws-cli/2.31.0", "aws-cli/2.31.0\n", id="says-so"),
        pytest.param("echo aws-cli/1.16.0 >&2", "aws-cli/1.16.0\n", id="on-stderr"),
        pytest.param("echo broken; exit 3", None, id="fails"),
        pytest.param("printf '\\377'", "\ufffd", id="not-utf-8"),
    ],
)
def test_what_the_aws_cli_says(tmp_path: Path, text: str, output: str | None) -> None:
    found = machine.aws_cli(script(tmp_path / "bin", text))
    assert found == AwsCliFacts(str(tmp_path / "bin/aws"), output)


@posix
def test_an_aws_cli_that_hangs_ends_with_its_children(tmp_path: Path) -> None:
    held = tmp_path / "held"
    os.mkfifo(held)
    # Nobody else holds the fifo open: its end is read when the child is dead.
    reader = os.open(held, os.O_RDONLY | os.O_NONBLOCK)
    environ = script(tmp_path / "bin", f"sleep 60 > {held} & echo on > {held}; wait")
    try:
        assert machine.aws_cli(environ, seconds=1) == AwsCliFacts(str(tmp_path / "bin/aws"))
        os.set_blocking(reader, True)
        assert os.read(reader, 10) == b"on\n"
        assert os.read(reader, 10) == b""
    finally:
        os.close(reader)


@posix
def test_an_aws_that_is_no_program(tmp_path: Path) -> None:
    environ = script(tmp_path / "bin", "")
    (tmp_path / "bin/aws").write_bytes(b"\x7fELF")
    assert machine.aws_cli(environ) == AwsCliFacts(str(tmp_path / "bin/aws"))


# ---- the keyring and the desktop -----------------------------------------------------------------


def backend(module: str) -> type:
    """A backend that is told by the module of its class alone."""
    return type("Keyring", (), {"__module__": module, "name": "X"})


@pytest.mark.parametrize(
    ("module", "state"),
    [
        ("keyring.backends.fail", KeyringState.NONE),
        ("keyring.backends.null", KeyringState.NONE),
        ("keyrings.alt.file", KeyringState.UNSAFE),
        ("keyring.backends.macOS", KeyringState.SAFE),
        ("keyring.backends.kwallet", KeyringState.SAFE),
    ],
)
def test_keyrings(module: str, state: KeyringState) -> None:
    found = machine.keyring(backend(module))
    assert (found.state, found.module) == (state, module)


def test_tests_have_no_keyring() -> None:
    assert machine.keyring().state is KeyringState.NONE


@pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")
def test_a_keyring_that_does_not_answer() -> None:
    assert machine.keyring(backend("keyring.backends.SecretService")).state is KeyringState.FAILED


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a tray")
def test_without_a_bus_nobody_knows_of_a_tray() -> None:
    assert machine.tray_host({}) is None
    assert machine.tray_host({"DBUS_SESSION_BUS_ADDRESS": "disabled:"}) is None


def test_versions_name_what_the_program_stands_on() -> None:
    found = machine.versions()
    assert {"Python", "System", "sso-tray", "PySide6-Essentials", "boto3"} <= found.keys()
    assert all(found.values())


@posix
def test_an_aws_of_the_current_folder_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty part of the PATH is wherever one happens to be."""
    for folder in (tmp_path, tmp_path / "bin"):
        folder.mkdir(exist_ok=True)
        (folder / "aws").write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
        (folder / "aws").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    assert machine.aws_cli({"PATH": f":.:bin:{tmp_path}/nothing"}) == AwsCliFacts(None)
    assert machine.aws_cli({"PATH": ""}) == AwsCliFacts(None)
    assert not (tmp_path / "ran").exists()
    assert machine.aws_cli({"PATH": f":{tmp_path}/bin"}).path == f"{tmp_path}/bin/aws"
