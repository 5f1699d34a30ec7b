"""Keys as a profile: written, taken back, and what happens when one file refuses."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.fakes import START, ManualClock
from tray.core.errors import FileError, ProfileTaken
from tray.core.ini_document import IniDocument
from tray.core.model import ProfileName, RoleCredentials
from tray.core.ports import AwsFile
from tray.core.secret import Secret
from tray.services.deliveries import CredentialsFileDelivery

KEYS = RoleCredentials("ASIAX", Secret("s"), Secret("t"), START + timedelta(hours=1))
DEV, OPS = ProfileName("dev"), ProfileName("ops")


class Files:
    """Two files in memory; edits of those in `refusing` fail."""

    def __init__(self, **texts: str) -> None:
        self.documents = {
            file: IniDocument.parse(texts.get(file.value, "").encode()) for file in AwsFile
        }
        self.refusing: set[AwsFile] = set()

    def path(self, file: AwsFile) -> str:
        return f"~/.aws/{file.value}"

    def read(self, file: AwsFile) -> IniDocument:
        return self.documents[file]

    def edit(self, file: AwsFile, change: Callable[[IniDocument], IniDocument]) -> bool:
        after = change(self.documents[file])
        if after == self.documents[file]:
            return False
        if file in self.refusing:
            raise FileError(f"{file.value} is read-only.")
        self.documents[file] = IniDocument.parse(after.to_bytes())
        return True

    def text(self, file: AwsFile) -> str:
        return self.documents[file].to_bytes().decode()


def test_what_is_delivered_is_taken_back() -> None:
    files = Files(config="[default]\noutput = json\n", credentials="[a]\nx = 1")
    delivery = CredentialsFileDelivery(files, ManualClock())
    for profile in (DEV, OPS):
        delivery.deliver(profile, KEYS, "note", "eu-west-1")
    assert "until 2026-01-15T10:00:00Z" in files.text(AwsFile.CREDENTIALS)
    assert set(delivery.sweep()) == {DEV, OPS}
    assert files.text(AwsFile.CREDENTIALS) == "[a]\nx = 1"
    assert files.text(AwsFile.CONFIG) == "[default]\noutput = json\n"


def test_a_taken_profile_is_named_with_file_and_line() -> None:
    files = Files(config="[profile dev]\nregion = x\nsso_session = acme\n")
    with pytest.raises(ProfileTaken) as caught:
        CredentialsFileDelivery(files, ManualClock()).check(DEV)
    assert caught.value.conflict.setting == "sso_session"
    assert caught.value.conflict.line == 3


def test_a_config_file_that_refuses_a_region_does_not_cost_the_keys() -> None:
    files = Files()
    files.refusing = {AwsFile.CONFIG}
    CredentialsFileDelivery(files, ManualClock()).deliver(DEV, KEYS, "note", "eu-west-1")
    assert "ASIAX" in files.text(AwsFile.CREDENTIALS)


def test_one_file_that_refuses_keeps_no_keys_in_the_other() -> None:
    files = Files(config="[profile dev]\nsso_session = acme\n")
    delivery = CredentialsFileDelivery(files, ManualClock())
    delivery.set_aside(DEV)
    delivery.deliver(DEV, KEYS, "note", "")
    # Somebody has set anew what is to come back: that cannot be put there twice.
    files.documents[AwsFile.CONFIG] = IniDocument.parse(
        files.documents[AwsFile.CONFIG].to_bytes() + b"sso_session = other\n"
    )
    delivery.deliver(OPS, KEYS, "note", "")
    with pytest.raises(FileError, match="could not be put back"):
        delivery.sweep()
    assert "ASIAX" not in files.text(AwsFile.CREDENTIALS)
