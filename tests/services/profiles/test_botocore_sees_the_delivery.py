"""What is delivered into random AWS files, asked of botocore: exactly that, and nothing else moved.

`SSO_TRAY_RANDOM_FILES=20000` makes it a long run; `SSO_TRAY_RANDOM_SEED` another one.
"""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.core.aws_files.botocore_documents import random_file
from tests.core.aws_files.test_botocore_agrees import COUNT, SEED, theirs
from tests.fakes import START, ManualClock
from tray.adapters.aws_files.files import DiskAwsFiles
from tray.core.aws_files.effective_config import IDENTITY
from tray.core.aws_files.files import AwsFile
from tray.core.profiles.target import ProfileTarget
from tray.core.settings.settings import DeliveryKind
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import (
    AccountId,
    ProfileName,
    RoleCredentials,
    RoleRef,
    SessionName,
    SsoSession,
)
from tray.core.vocabulary.secret import Secret
from tray.services.profiles.profile_writer import ProfileWriter

KEYS = RoleCredentials("ASIAX", Secret("s3cret"), Secret("t0ken"), START + timedelta(hours=1))
ROLE = RoleRef(SessionName("acme"), AccountId("000000000042"), "Admin")
ACME = SsoSession(SessionName("acme"), "https://acme.awsapps.com/start", "eu-west-1")
WANTED = {
    DeliveryKind.KEYS: {
        "aws_access_key_id": "ASIAX",
        "aws_secret_access_key": "s3cret",
        "aws_session_token": "t0ken",
    },
    DeliveryKind.ON_DEMAND: {"credential_process": "/opt/helper"},
    DeliveryKind.AWS_CLI: {
        "sso_session": "acme",
        "sso_account_id": "000000000042",
        "sso_role_name": "Admin",
    },
}


@dataclass
class Home:
    """Two AWS files on a disk, and what botocore makes of them."""

    path: Path

    def file(self, file: AwsFile) -> Path:
        return self.path / ".aws" / file.value

    def put(self, draw: random.Random) -> None:
        for file in AwsFile:
            if draw.random() < 0.1:
                self.file(file).unlink(missing_ok=True)
            else:
                data = random_file(draw, is_config=file is AwsFile.CONFIG)
                self.file(file).write_bytes(data)
            self.file(file).with_name(file.value + ".sso-tray-backup").unlink(missing_ok=True)

    def data(self) -> dict[AwsFile, bytes | None]:
        paths = {file: self.file(file) for file in AwsFile}
        return {file: one.read_bytes() if one.exists() else None for file, one in paths.items()}

    def seen(self) -> dict[str, Any] | None:
        """As `botocore.session.Session.full_config`; None where it refuses a file."""
        data, copy = self.data(), self.path / "copy"
        config = theirs(copy, data[AwsFile.CONFIG] or b"", AwsFile.CONFIG)
        credentials = theirs(copy, data[AwsFile.CREDENTIALS] or b"", AwsFile.CREDENTIALS)
        if config is None or credentials is None:
            return None
        for name, settings in credentials["profiles"].items():
            config["profiles"].setdefault(name, {}).update(settings)
        return config


def others(seen: dict[str, Any], profile: str) -> dict[str, Any]:
    """Everything but the profile, and the sso-session that we may bring along."""
    kept = {kind: dict(found) if isinstance(found, dict) else found for kind, found in seen.items()}
    kept["profiles"].pop(profile, None)
    kept["sso_sessions"].pop("acme", None)
    return kept


def use(
    deliveries: ProfileWriter, profile: ProfileName, kind: DeliveryKind, *, set_aside: bool
) -> bool:
    """As the agent does it; whether it came to that."""
    is_aside = False
    try:
        if set_aside:
            deliveries.set_aside(profile)
            is_aside = True
        deliveries.check(profile)
        deliveries.deliver(ProfileTarget(profile, ROLE, kind, "eu-west-1"), ACME, KEYS)
    except TrayError:
        if is_aside:
            deliveries.put_back(profile)
        return False
    return True


@pytest.mark.parametrize("kind", DeliveryKind, ids=lambda kind: kind.value)
def test_tools_see_what_was_delivered_and_else_what_they_saw(
    kind: DeliveryKind, tmp_path: Path
) -> None:
    draw = random.Random(f"{SEED} {kind}")  # noqa: S311 - no secret
    home = Home(tmp_path)
    (tmp_path / ".aws").mkdir()
    outcomes: Counter[str] = Counter()
    for number in range(COUNT // 3):
        home.put(draw)
        before, data = home.seen(), home.data()
        profile = ProfileName(draw.choice(["default", "dev", "prod", "a-b"]))
        set_aside = draw.random() < 0.6
        deliveries = ProfileWriter(
            DiskAwsFiles({}, tmp_path, tmp_path / "locks"), ManualClock(), lambda _: "/opt/helper"
        )
        case = (number, profile, set_aside, data)
        if not use(deliveries, profile, kind, set_aside=set_aside):
            assert home.data() == data, case
            outcomes["refused"] += 1
            continue
        after = home.seen()
        assert before is not None, case
        assert after is not None, case
        given = after["profiles"][profile]
        assert {key: given[key] for key in IDENTITY if key in given} == WANTED[kind], case
        assert others(after, profile) == others(before, profile), case
        deliveries.withdraw(profile)
        assert home.data() == data, case
        outcomes["delivered"] += 1
    assert min(outcomes["refused"], outcomes["delivered"]) > COUNT / 20, outcomes
