"""Keys as a profile: written, taken back, and what happens when one file refuses."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.fakes import START, ManualClock
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument
from tray.core.directory.full_name import full_name
from tray.core.profiles.target import ProfileTarget
from tray.core.settings.settings import DeliveryKind
from tray.core.vocabulary.errors import FileError, ProfileTaken
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

KEYS = RoleCredentials("ASIAX", Secret("s"), Secret("t"), START + timedelta(hours=1))
KIND = DeliveryKind.KEYS
DEV, OPS = ProfileName("dev"), ProfileName("ops")
ROLE = RoleRef(SessionName("acme"), AccountId("000000000042"), "Admin")
ACME = SsoSession(SessionName("acme"), "https://acme.awsapps.com/start", "eu-west-1")


def deliveries(files: "Files", clock: ManualClock | None = None) -> ProfileWriter:
    return ProfileWriter(
        files, clock or ManualClock(), lambda role: f"/opt/helper {full_name(role)}"
    )


def give(
    delivery: ProfileWriter, profile: ProfileName, region: str = "", kind: DeliveryKind = KIND
) -> None:
    delivery.deliver(ProfileTarget(profile, ROLE, kind, region), ACME, KEYS)


class Files:
    """Two files in memory; edits of those in `refusing` fail."""

    def __init__(self, **texts: str) -> None:
        self.documents = {
            file: IniDocument.parse(texts.get(file.value, "").encode()) for file in AwsFile
        }
        self.refusing: set[AwsFile] = set()
        self.unreadable: set[AwsFile] = set()

    def path(self, file: AwsFile) -> str:
        return f"~/.aws/{file.value}"

    def is_open_to_others(self, file: AwsFile) -> bool:
        return False

    def read(self, file: AwsFile) -> IniDocument:
        if file in self.unreadable:
            raise FileError(f"{file.value} is a folder.")
        return self.documents[file]

    def stamp(self, file: AwsFile) -> object:
        return self.documents[file]

    def edit(self, file: AwsFile, change: Callable[[IniDocument], IniDocument]) -> bool:
        after = change(self.documents[file])
        if after == self.documents[file]:
            return False
        if file in self.refusing:
            raise FileError(f"{file.value} is read-only.")
        self.documents[file] = IniDocument.parse(after.to_bytes())
        return True

    def remove(self, file: AwsFile, change: Callable[[IniDocument], IniDocument]) -> bool:
        return self.edit(file, change)

    def peek(self, file: AwsFile) -> IniDocument:
        return self.read(file)

    def tidy(self, file: AwsFile) -> None:
        pass

    def text(self, file: AwsFile) -> str:
        return self.documents[file].to_bytes().decode()


def test_what_is_delivered_is_taken_back() -> None:
    files = Files(config="[default]\noutput = json\n", credentials="[a]\nx = 1")
    clock = ManualClock()
    delivery = deliveries(files, clock)
    for profile in (DEV, OPS):
        give(delivery, profile, "eu-west-1")
    assert "until 2026-01-15T10:00:00Z" in files.text(AwsFile.CREDENTIALS)
    assert delivery.sweep().removed == ()
    assert {each.profile for each in delivery.standing()} == {DEV, OPS}
    clock.advance(timedelta(hours=2))
    assert set(delivery.sweep().removed) == {DEV, OPS}
    assert files.text(AwsFile.CREDENTIALS) == "[a]\nx = 1"
    assert files.text(AwsFile.CONFIG) == "[default]\noutput = json\n"


def test_a_taken_profile_is_named_with_file_and_line() -> None:
    files = Files(config="[profile dev]\nregion = x\nsso_session = acme\n")
    with pytest.raises(ProfileTaken) as caught:
        deliveries(files).check(DEV)
    assert caught.value.conflict.setting == "sso_session"
    assert caught.value.conflict.line == 3


def test_a_config_file_that_refuses_a_region_does_not_cost_the_keys() -> None:
    files = Files()
    files.refusing = {AwsFile.CONFIG}
    give(deliveries(files), DEV, "eu-west-1")
    assert "ASIAX" in files.text(AwsFile.CREDENTIALS)


def test_one_file_that_refuses_keeps_no_keys_in_the_other() -> None:
    files, clock = Files(config="[profile dev]\nsso_session = acme\n"), ManualClock()
    delivery = deliveries(files, clock)
    delivery.set_aside(DEV)
    give(delivery, DEV)
    give(delivery, OPS)
    clock.advance(timedelta(hours=2))
    files.refusing = {AwsFile.CONFIG}
    (left,) = delivery.sweep().left
    assert left.error.title == "Couldn't restore what was set aside for dev in ~/.aws/config."
    assert "read-only" in left.error.hint
    assert "ASIAX" not in files.text(AwsFile.CREDENTIALS)
    files.refusing = set()
    assert delivery.sweep().removed == (DEV,)
    assert files.text(AwsFile.CONFIG) == "[profile dev]\nsso_session = acme\n"


def test_one_file_that_cannot_be_read_keeps_no_keys_in_the_other() -> None:
    files, clock = Files(), ManualClock()
    delivery = deliveries(files, clock)
    give(delivery, DEV)
    clock.advance(timedelta(hours=2))
    files.unreadable = {AwsFile.CONFIG}
    (problem,) = delivery.sweep().problems
    assert "is a folder" in problem.title
    assert "ASIAX" not in files.text(AwsFile.CREDENTIALS)


@pytest.mark.parametrize("kind", [DeliveryKind.ON_DEMAND, DeliveryKind.AWS_CLI])
@pytest.mark.parametrize(
    "config",
    ["", "[profile dev]\noutput = json", "[profile dev]\nregion = x\n\n[profile z]\na = b\n"],
    ids=["no file", "no final newline", "a region of one's own"],
)
def test_a_pointer_stays_until_it_is_released(kind: DeliveryKind, config: str) -> None:
    files = Files(config=config)
    delivery = deliveries(files)
    give(delivery, DEV, "eu-west-1", kind)
    assert delivery.standing() == (ProfileTarget(DEV, ROLE, kind),)
    delivery.check(DEV)
    assert delivery.sweep().removed == ()
    assert delivery.standing()
    assert files.text(AwsFile.CREDENTIALS) == ""
    assert files.text(AwsFile.CONFIG).count("\nregion = ") == 1
    delivery.withdraw(DEV)
    assert files.text(AwsFile.CONFIG) == config


def test_a_change_of_kind_leaves_nothing_of_the_other() -> None:
    files = Files(credentials="[z]\na = b\n")
    delivery = deliveries(files)
    give(delivery, DEV, "eu-west-1")
    give(delivery, DEV, "eu-west-1", DeliveryKind.ON_DEMAND)
    assert files.text(AwsFile.CREDENTIALS) == "[z]\na = b\n"
    assert "credential_process = /opt/helper acme:000000000042/Admin" in files.text(AwsFile.CONFIG)
    give(delivery, DEV, "eu-west-1")
    assert "credential_process" not in files.text(AwsFile.CONFIG)
    assert "ASIAX" in files.text(AwsFile.CREDENTIALS)


def test_what_was_set_aside_for_a_pointer_stays_aside_until_its_release() -> None:
    before = "[profile dev]\nsso_session = other\n"
    files = Files(config=before)
    delivery = deliveries(files)
    delivery.set_aside(DEV)
    give(delivery, DEV, kind=DeliveryKind.ON_DEMAND)
    assert delivery.sweep().removed == ()
    assert "#sso-tray-aside# sso_session" in files.text(AwsFile.CONFIG)
    delivery.withdraw(DEV)
    assert files.text(AwsFile.CONFIG) == before


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ("[default]\n[profile default]\n", "lines 1, 2"),
        ('[profile default]\n[profile "default"]\n[default]\n', "lines 1, 2, 3"),
        ("[DEFAULT]\nrole_arn = x\n", r"role_arn is under \[DEFAULT\] in .*, line 2"),
    ],
    ids=["two spellings", "three", "for every profile"],
)
def test_where_no_section_decides_nothing_is_written(config: str, words: str) -> None:
    """Of several sections the last one counts for botocore, another one for other tools."""
    files = Files(config=config)
    delivery, default = deliveries(files), ProfileName("default")
    for attempt in (delivery.check, delivery.set_aside):
        with pytest.raises(FileError, match=words):
            attempt(default)
    assert files.text(AwsFile.CONFIG) == config


def test_a_header_with_blanks_at_its_brackets_is_no_profile_for_tools() -> None:
    files = Files(config="[ profile dev ]\nsso_session = x\n")
    delivery = deliveries(files)
    delivery.check(DEV)
    give(delivery, DEV, kind=DeliveryKind.ON_DEMAND)
    assert "\n[profile dev]\n" in files.text(AwsFile.CONFIG)


def test_the_number_of_another_account_is_set_aside_with_the_keys() -> None:
    before = "[dev]\naws_access_key_id = A\naws_account_id = 999988887777\n"
    files = Files(credentials=before)
    delivery = deliveries(files)
    delivery.set_aside(DEV)
    delivery.check(DEV)
    give(delivery, DEV)
    assert "#sso-tray-aside# aws_account_id" in files.text(AwsFile.CREDENTIALS)
    delivery.withdraw(DEV)
    assert files.text(AwsFile.CREDENTIALS) == before


def test_a_region_for_all_profiles_is_the_persons() -> None:
    files = Files(config="[DEFAULT]\nregion = eu-north-1\n")
    for kind in DeliveryKind:
        give(deliveries(files), DEV, "eu-west-1", kind)
        assert "\nregion = eu-west-1" not in files.text(AwsFile.CONFIG).replace(
            "sso_region = eu-west-1", ""
        )


def test_keys_get_that_region_where_tools_would_not_look_for_it() -> None:
    """`[DEFAULT]` counts for sections: without one of its name a profile has no region."""
    files = Files(config="[DEFAULT]\nregion = eu-north-1\n")
    give(deliveries(files), DEV, "eu-west-1", DeliveryKind.KEYS)
    assert files.text(AwsFile.CONFIG).endswith("\nregion = eu-north-1\n")


@pytest.mark.parametrize(
    ("kind", "config", "credentials", "words"),
    [
        (DeliveryKind.ON_DEMAND, "\n[profile  dev]\n", "", r"header \[profile  dev\] in .* line 2"),
        (DeliveryKind.AWS_CLI, "[profile dev]#x\n", "", r"header \[profile dev\]#x in .* line 1"),
        (DeliveryKind.AWS_CLI, "[profile \"d\"'ev']\n", "", "line 1"),
        (DeliveryKind.KEYS, "", "[dev];x\n", r"header \[dev\];x in .* line 1"),
        (DeliveryKind.KEYS, "[profile  dev]\n", "", None),
        (DeliveryKind.ON_DEMAND, "[profile 'dev'] # x\n", "[dev];x\n", None),
        (DeliveryKind.ON_DEMAND, '  [profile\t"dev"]  \n', "", None),
    ],
)
def test_a_header_that_only_some_tools_read_is_named(
    kind: DeliveryKind, config: str, credentials: str, words: str | None
) -> None:
    """botocore reads them all, the SDK for JavaScript does not: one role, or none."""
    files = Files(config=config, credentials=credentials)
    if words is None:
        give(deliveries(files), DEV, kind=kind)
        return
    with pytest.raises(FileError, match=words):
        give(deliveries(files), DEV, kind=kind)
    assert (files.text(AwsFile.CONFIG), files.text(AwsFile.CREDENTIALS)) == (config, credentials)


def test_what_tools_would_not_see_is_taken_back() -> None:
    """Another program writes between the look and the delivery."""
    files = Files()
    delivery = deliveries(files)
    delivery.check(DEV)
    files.documents[AwsFile.CONFIG] = IniDocument.parse(b"[profile dev]\nrole_arn = x\n")
    with pytest.raises(FileError, match=r"see your role for dev in .*: role_arn, line 2"):
        give(delivery, DEV)
    assert files.text(AwsFile.CREDENTIALS) == ""
    assert delivery.watch.expected(DEV) is None


def test_what_was_set_aside_for_nothing_comes_back() -> None:
    before = "[profile dev]\nsso_session = other\n"
    files = Files(config=before)
    delivery = deliveries(files)
    delivery.set_aside(DEV)
    delivery.put_back(DEV)
    assert files.text(AwsFile.CONFIG) == before
