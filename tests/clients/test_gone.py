"""What commands say, and what is in the files, where keys are hard to remove."""

import configparser
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.clients.office import ADMIN, Office
from tests.mounts import Mounts, fill, mounts

__all__ = ["mounts"]

THEIRS = "# mine\n[ops]\naws_access_key_id = AKIATHEIRS\naws_secret_access_key = theirs\n"
KEY = "aws_session_token"


@pytest.fixture
def aws(mounts: Mounts, office: Office) -> Path:
    """A disk of its own for the AWS files, with keys of the person's."""
    mounts.tmpfs(office.stage.aws, "400k")
    (office.stage.aws / "credentials").write_text(THEIRS)
    (office.stage.aws / "credentials").chmod(0o600)
    return office.stage.aws


@contextmanager
def read_only(mounts: Mounts, place: Path) -> Iterator[None]:
    mounts.remount(place, "ro")
    yield
    mounts.remount(place, "rw")


def profiles(path: Path) -> dict[str, dict[str, str]]:
    parser = configparser.RawConfigParser(default_section="")
    parser.read(path)
    return {name: dict(parser[name]) for name in parser.sections()}


@pytest.mark.parametrize("command", [("release",), ("logout",), ("quit",)], ids=" ".join)
def test_on_a_full_disk_keys_go_nevertheless(
    mounts: Mounts, office: Office, aws: Path, command: tuple[str, ...]
) -> None:
    path = aws / "credentials"
    office.tray("use", ADMIN)
    filler = fill(aws)
    office.tray(*command)
    assert KEY not in path.read_text()
    assert profiles(path) == {
        "ops": {"aws_access_key_id": "AKIATHEIRS", "aws_secret_access_key": "theirs"}
    }
    assert "default" not in office.tray("status").stdout
    filler.unlink()
    if command != ("logout",):
        office.tray("use", ADMIN, "--profile", "other")
        office.tray("release", "other")
        assert path.read_text().rstrip("\n") == THEIRS.rstrip("\n"), "no remark is left"


@pytest.mark.parametrize("command", [("release",), ("logout",), ("quit",)], ids=" ".join)
def test_on_a_read_only_mount_they_stay_and_that_is_said(
    mounts: Mounts, office: Office, aws: Path, command: tuple[str, ...]
) -> None:
    path = aws / "credentials"
    office.tray("use", ADMIN)
    with read_only(mounts, aws):
        done = office.tray(*command, ok=False)
        assert done.returncode == 1
        assert f"Couldn't remove the keys of default from {path}. They work until" in done.stderr
        assert "mounted read-only" in done.stderr
        assert "Stopped" not in done.stdout
        again = office.tray("release", ok=False)
        assert again.returncode == 1
        status = office.tray("status")
        assert "couldn't be removed" in status.stdout
        assert "mounted read-only" in status.stderr
        (profile,) = json.loads(office.tray("status", "--json").stdout)["profiles"]
        assert profile["state"] == "not-removed"
        assert KEY in path.read_text()
    status = office.tray("status")
    assert "default" not in status.stdout
    assert path.read_text() == THEIRS


def test_a_file_that_is_mounted_by_itself_gives_keys_back_and_takes_none(
    mounts: Mounts, office: Office, aws: Path
) -> None:
    path = aws / "credentials"
    office.tray("use", ADMIN)
    mounts.over_itself(path)
    office.tray("release")
    assert KEY not in path.read_text()
    assert profiles(path).keys() == {"ops"}
    done = office.tray("use", ADMIN, ok=False)
    assert done.returncode == 1
    assert "is mounted as a single file" in done.stderr
    assert "exec --endpoint" in done.stderr
    assert KEY not in path.read_text()


def test_in_a_file_that_no_tool_reads(office: Office) -> None:
    path = office.stage.aws / "credentials"
    path.write_text(THEIRS)
    office.tray("use", ADMIN)
    path.write_text("[broken]\nx = 1\nx = 2\n" + path.read_text())
    office.tray("release")
    assert path.read_text() == "[broken]\nx = 1\nx = 2\n" + THEIRS


SOMEBODY = """
import os, sys
from pathlib import Path
from datetime import timedelta
from tests.services.profiles.test_profile_writer import ACME, DEV, KEYS, KIND, ROLE
from tests.fakes import ManualClock
from tray.adapters.storage.state_files import DiskRecords
from tray.adapters.aws_files.files import DiskAwsFiles
from tray.services.profiles.profile_writer import ProfileWriter
from tray.core.profiles.target import ProfileTarget
home = Path(sys.argv[1])
os.setgid(4001)
os.setuid(4001)
files = DiskAwsFiles({}, home, home / "locks")
deliveries = ProfileWriter(files, ManualClock(), lambda _: "", DiskRecords(home / "state"))
if sys.argv[2] == "use":
    deliveries.deliver(ProfileTarget(DEV, ROLE, KIND), ACME, KEYS)
else:
    try:
        print(deliveries.withdraw(DEV))
    except Exception as error:
        print(error)
"""


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="becomes another user")
@pytest.mark.parametrize("mode", [0o600, 0o400], ids=["the file is ours", "nor the file"])
def test_in_a_folder_that_may_not_be_written(homes: Path, mode: int) -> None:
    home = homes / f"closed-{mode:o}"
    path = home / ".aws/credentials"
    path.parent.mkdir(parents=True)
    homes.chmod(0o711)
    path.write_text(THEIRS)
    for one in (home, path.parent, path):
        os.chown(one, 4001, 4001)

    def run(deed: str) -> str:
        words = [sys.executable, "-c", SOMEBODY, str(home), deed]
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout

    run("use")
    path.chmod(mode)
    path.parent.chmod(0o500)
    said = run("release")
    if mode == 0o600:
        assert said == "()\n"
        assert KEY not in path.read_text()
    else:
        assert "Couldn't remove" in said
        assert "is read-only" in said
    path.parent.chmod(0o700)
    path.chmod(0o600)
    assert run("release") == "()\n"
    run("use")
    assert run("release") == "()\n"
    assert path.read_text().rstrip() == THEIRS.rstrip()
    shutil.rmtree(home)
