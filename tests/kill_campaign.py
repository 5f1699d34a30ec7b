"""Kills a writer at any moment, again and again, and looks at what it leaves on the disk.

    python -m tests.kill_campaign KILLS SEED FOLDER

Prints what was found as JSON. A program of its own, without threads, so that it can fork: the
child writes through the product and is killed after 1 to 200 ms; then it is looked whether every
file is whole, and whether the next start, save and sign-out leave nothing of it.
"""

import configparser
import json
import os
import random
import signal
import stat
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from tests.fakes import START, ManualClock
from tray.adapters.aws_files.files import DiskAwsFiles
from tray.adapters.aws_files.sso_token_cache import CliTokenCache
from tray.adapters.settings.file import TomlSettingsStore
from tray.adapters.storage.activity_file import ActivityFile
from tray.adapters.storage.keyring_store import KeyringSecretStore
from tray.adapters.storage.state_files import DiskRecords, StateFiles
from tray.core.activity.entries import ActivityEntry, ActivityKind
from tray.core.profiles.target import ProfileTarget
from tray.core.settings.settings import DeliveryKind, Settings
from tray.core.vocabulary.model import (
    Account,
    AccountId,
    AccountRoles,
    ClientRegistration,
    Listing,
    Memory,
    ProfileName,
    RoleCredentials,
    RoleRef,
    SessionName,
    SignInFlow,
    SsoSession,
    SsoToken,
)
from tray.core.vocabulary.secret import Secret
from tray.services.profiles.profile_writer import ProfileWriter

ACME = SsoSession(SessionName("acme"), "https://acme.awsapps.com/start", "eu-west-1")
ROLE = RoleRef(SessionName("acme"), AccountId("000000000042"), "Admin")
PROFILES = tuple(map(ProfileName, ("default", "dev", "mine")))
CREDENTIALS = "# mine\n[ops]\naws_access_key_id = AKIATHEIRS\naws_secret_access_key = theirs\n"
CONFIG = "[profile mine]\noutput = json\n\n[profile ops]\nregion = eu-west-1\n"
HOUR = timedelta(hours=1)


@dataclass
class Found:
    """What the campaign saw; all but the first two are faults."""

    kills: int = 0
    leftovers: int = 0
    broken: list[str] = field(default_factory=list)
    readable_by_others: list[str] = field(default_factory=list)
    left_after_the_next_start: list[str] = field(default_factory=list)

    def note(self, faults: list[str], words: str) -> None:
        faults.append(f"kill {self.kills}: {words}")


class FolderKeyring(KeyringBackend):
    """A keyring that a forked child shares: a file per item, each stored at once."""

    priority = 0  # never chosen by itself

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()

    def _path(self, name: str) -> Path:
        return self._folder / name.replace("/", "~")

    def get_password(self, service: str, username: str) -> str | None:
        path = self._path(username)
        return path.read_text() if path.exists() else None

    def set_password(self, service: str, username: str, password: str) -> None:
        beside = self._folder.with_name("item")
        beside.write_text(password)
        beside.replace(self._path(username))

    def delete_password(self, service: str, username: str) -> None:
        try:
            self._path(username).unlink()
        except FileNotFoundError:
            raise PasswordDeleteError(username) from None

    def items(self) -> list[str]:
        return [path.name for path in self._folder.iterdir()]


class Home:
    """Everything that the product writes, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock = folder, ManualClock()
        self.aws = folder / ".aws"
        self.aws.mkdir()
        (self.aws / "credentials").write_text(CREDENTIALS)
        (self.aws / "config").write_text(CONFIG)
        for path in self.aws.iterdir():
            path.chmod(0o644)  # what is left beside must be private nevertheless
        files = DiskAwsFiles({}, folder, folder / "locks")
        self.deliveries = ProfileWriter(
            files, self.clock, lambda role: f"/opt/helper {role.role_name}", DiskRecords(self.state)
        )
        self.tokens = CliTokenCache(folder / "sso", folder / "locks", self.clock)
        self.backend = FolderKeyring(folder / "keyring")
        self.keyring = KeyringSecretStore(self.backend, "a folder")
        self.settings = TomlSettingsStore(folder / "settings/settings.toml")
        self.archive = StateFiles(folder / "cache", self.state)
        self.activity = ActivityFile(self.state, largest=20_000)

    @property
    def state(self) -> Path:
        return self.folder / "state"

    # ---- what is killed in the middle ---------------------------------------------

    def writes(self) -> list[Callable[[int], object]]:
        """Each kind of write; the number makes it another one each time."""
        return [
            lambda number: self._deliver(DeliveryKind.KEYS, number),
            lambda number: self._deliver(DeliveryKind.ON_DEMAND, number),
            lambda number: self._deliver(DeliveryKind.AWS_CLI, number),
            lambda number: self.deliveries.withdraw(PROFILES[number % 3]),
            self._withdraw_new,
            self._save_token,
            self._keep_token,
            lambda number: self.settings.save(Settings(warn_minutes=(number % 50 + 1,))),
            lambda number: self.archive.save_memory(Memory(newest_version=str(number))),
            lambda number: self.archive.save_listing(ACME, _listing(number)),
            self._note,
        ]

    def _deliver(self, kind: DeliveryKind, number: int) -> None:
        text = str(number)
        keys = RoleCredentials(f"ASIA{text}", Secret(text * 40), Secret(text * 400), START + HOUR)
        self.deliveries.deliver(
            ProfileTarget(PROFILES[number % 3], ROLE, kind, "eu-west-1"), ACME, keys
        )

    def _withdraw_new(self, number: int) -> None:
        self._deliver(DeliveryKind.KEYS, number)
        self.deliveries.withdraw(PROFILES[number % 3])

    def _save_token(self, number: int) -> None:
        with self.tokens.locked(ACME):
            self.tokens.save(ACME, _token(number))

    def _keep_token(self, number: int) -> None:
        self.keyring.set("token/acme", Secret(str(number) * (900 + 500 * (number % 5))))

    def _note(self, number: int) -> None:
        entry = ActivityEntry(START, ActivityKind.IN_USE, ACME.name, ROLE, note="x" * number)
        self.activity.append([entry] * 5)
        if number % 20 == 0:
            self.activity.forget(START - HOUR)

    # ---- what is looked at ----------------------------------------------------------

    def leftovers(self) -> list[Path]:
        """Temporary files, anywhere."""
        return [path for path in self.folder.rglob("*.tmp") if path.is_file()]

    def look(self, found: Found) -> None:
        """At everything as the killed writer left it."""
        for name, text in (("credentials", CREDENTIALS), ("config", CONFIG)):
            path = self.aws / name
            try:
                configparser.RawConfigParser().read_string(path.read_text())
            except configparser.Error as error:
                found.note(found.broken, f"{name}: {error}")
            if not _has_all(path.read_text(), text):
                found.note(found.broken, f"{name} has lost lines")
        if self.settings.load().problems:
            found.note(found.broken, "settings")
        self.tokens.load(ACME)  # raises where it is no token
        self.keyring.get("token/acme")
        self._look_at_log(found)
        for path in self.leftovers():
            found.leftovers += 1
            if stat.S_IMODE(path.stat().st_mode) & 0o077 and b"ASIA" in path.read_bytes():
                found.note(found.readable_by_others, path.name)

    def _look_at_log(self, found: Found) -> None:
        """Half a line may end it, which the next one does not continue."""
        log = self.state / "activity.jsonl"
        if not log.exists():
            return
        self.activity.append([ActivityEntry(START, ActivityKind.IN_USE, ACME.name, ROLE)])
        if not log.exists():
            log = self.state / "activity-older.jsonl"  # that made it full
        lines = log.read_bytes().splitlines()
        json.loads(lines[-1])
        for line in lines:
            if not line.startswith(b"{"):
                found.note(found.broken, "the activity log")

    def start_and_sign_out(self, found: Found) -> None:
        """What comes next in a person's day, two minutes later."""
        for path in self.leftovers():
            moment = time.time() - 120
            os.utime(path, (moment, moment))
        self.clock.advance(2 * HOUR)
        self.deliveries.sweep()
        self.settings.load()
        self.archive.load_memory()
        self.archive.load_listing(ACME)
        self.activity.forget(START - HOUR)
        for standing in self.deliveries.standing():
            self.deliveries.withdraw(standing.profile)
        with self.tokens.locked(ACME):
            self.tokens.load(ACME)
            self.tokens.remove(ACME)
        self.keyring.delete("token/acme")
        left = [path.name for path in self.leftovers()] + self.backend.items()
        left += [path.name for path in (self.folder / "sso").glob("*")]
        for name, text in (("credentials", CREDENTIALS), ("config", CONFIG)):
            if (self.aws / name).read_text() != text:
                left.append(f"{name}: {(self.aws / name).read_text()}")
        for name in left:
            found.note(found.left_after_the_next_start, name)


def _token(number: int) -> SsoToken:
    registration = ClientRegistration("id", Secret("s" * 900), START + HOUR, SignInFlow.PKCE)
    access, refresh = Secret(f"access {number}"), Secret(str(number) * 2000)
    return SsoToken(access, START, START + HOUR, refresh, registration, START)


def _listing(number: int) -> Listing:
    account = Account(AccountId(f"{number:012}"), "Prod", "")
    return Listing((AccountRoles(account, ("Admin",)),) * 50, START)


def _has_all(text: str, lines: str) -> bool:
    """Whether all lines are there, in their order."""
    there = iter(text.splitlines())
    return all(line in there for line in lines.splitlines())


def _killed(write: Callable[[int], object], first: int, seconds: float) -> None:
    """Writes in a child, over and over, until it is killed."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, b"go")
        number = first
        while True:
            write(number)
            number += 1
    os.read(reader, 2)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(reader)
    os.close(writer)
    if not os.WIFSIGNALED(status):
        raise AssertionError("the writer ended by itself")


def campaign(kills: int, seed: int, folder: Path) -> Found:
    """So many kills, of each kind of write in turn."""
    found, dice = Found(), random.Random(seed)  # noqa: S311 - no secret
    for number in range(kills):
        home = Home(_fresh(folder / str(number)))
        kinds = home.writes()
        write = kinds[number % len(kinds)]
        found.kills += 1
        _killed(write, dice.randrange(1, 50), dice.uniform(0.001, 0.2))
        home.look(found)
        home.start_and_sign_out(found)
    return found


def _fresh(folder: Path) -> Path:
    folder.mkdir()
    return folder


if __name__ == "__main__":
    kills, seed, folder = sys.argv[1:]
    sys.stdout.write(json.dumps(asdict(campaign(int(kills), int(seed), Path(folder)))))
