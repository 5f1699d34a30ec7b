"""How tools come by a role's keys under a profile's name, and the way back.

Three kinds: keys in the credentials file, a profile that asks this program
(`credential_process`), and a profile that signs in through the AWS CLI's own
sso-session. The first is gone with the program; the others hold no secret and
stay until they are released.
"""

import logging
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import assert_never

from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument
from tray.core.aws_files.managed_blocks import edited
from tray.core.aws_files.profile_blocks import find_section
from tray.core.directory.full_name import full_name
from tray.core.ports.clock import Clock
from tray.core.ports.files import AwsFiles
from tray.core.profiles.delivered_keys import (
    KeyRecord,
    RecordsInMemory,
    RecordStore,
    foreign_identity,
    known_lines,
    record_of,
    without_unmarked,
)
from tray.core.profiles.delivery_check import Expected
from tray.core.profiles.identity import (
    key_settings,
    remove_region,
    set_aside,
    write_keys,
    write_region,
)
from tray.core.profiles.keyless_profiles import sso_settings, write_pointer
from tray.core.profiles.target import ProfileTarget
from tray.core.settings.settings import DeliveryKind
from tray.core.sso_files.session_writer import (
    PORTAL,
    other_portal,
    session_lines,
    session_section,
)
from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.model import (
    ProfileName,
    RoleCredentials,
    RoleRef,
    SessionName,
    SsoSession,
)
from tray.core.vocabulary.moments import rfc3339
from tray.core.vocabulary.profile_names import profile_name_problem
from tray.core.vocabulary.translatable import said
from tray.services.profiles.delivery_watch import (
    DeliveryWatch,
    refuse_unclear,
    refuse_unread,
    taken,
)
from tray.services.profiles.key_records import KeyRecords
from tray.services.profiles.removal import ProfileRemoval, Swept, without_pointer

log = logging.getLogger(__name__)


class ProfileWriter:
    """Writes and takes back profiles in the AWS files. All raise `FileError`.

    `helper_command` answers the command line that hands out a role's keys.
    """

    def __init__(
        self,
        files: AwsFiles,
        clock: Clock,
        helper_command: Callable[[RoleRef], str],
        records: RecordStore | None = None,
    ) -> None:
        self._files = files
        self._clock = clock
        self.helper_command = helper_command
        self.watch = DeliveryWatch(files)
        self._records = KeyRecords(records or RecordsInMemory())
        self._removal = ProfileRemoval(files, clock, self._records)

    # ---- before ---------------------------------------------------------------

    def check(self, profile: ProfileName) -> None:
        """Raises `ProfileTaken` where the profile has another identity already.

        Keys beside an SSO or `credential_process` profile of the same name are a
        trap: some SDKs take the one, some the other, in silence. Raises
        `FileError` where no edit would decide what the profile is.
        """
        problem = profile_name_problem(profile)
        if problem:
            raise FileError(
                said("{profile!r} isn't a valid profile name.", profile=profile), problem
            )
        refuse_unclear(self._files, profile)
        for file in AwsFile:
            found = foreign_identity(self._files.read(file), file, profile, self._keys_of(profile))
            if found:
                raise taken(profile, self._files.path(file), *found[0])

    def set_aside(self, profile: ProfileName) -> None:
        """Turns what gives the profile its identity today into comments."""
        refuse_unclear(self._files, profile)
        keys = self._keys_of(profile)

        def change(document: IniDocument, file: AwsFile) -> IniDocument:
            return set_aside(without_unmarked(document, file, profile, keys), file, profile)

        for file in AwsFile:
            self._files.edit(file, partial(change, file=file))

    def _keys_of(self, profile: ProfileName) -> tuple[KeyRecord, ...]:
        return self._records.of(profile, self._files.path(AwsFile.CREDENTIALS))

    def put_back(self, profile: ProfileName) -> None:
        """Undoes `set_aside` for a delivery that came to nothing; not where one is in force."""
        if self.watch.expected(profile) is None:
            self._removal.put_back(profile)

    # ---- there ----------------------------------------------------------------

    def deliver(self, wanted: ProfileTarget, session: SsoSession, keys: RoleCredentials) -> str:
        """Puts the profile in force. What it was of another kind of ours goes first.

        It is so only if AWS tools then see exactly that; else it is taken back. Answers the
        path of the credentials file where others could read it until now.
        """
        was_open = self._files.is_open_to_others(AwsFile.CREDENTIALS)
        expected, before = self._put(wanted, session, keys), self.watch.expected(wanted.profile)
        self.watch.expect(wanted.profile, expected)
        try:
            self.watch.verify(wanted.profile)
        except FileError:
            self.withdraw(wanted.profile)
            if before is not None:  # it is gone with the rest, which is told then
                self.watch.expect(wanted.profile, before)
            raise
        self._records.stay(self._removal.leaving(wanted.profile))
        is_private = was_open and not self._files.is_open_to_others(AwsFile.CREDENTIALS)
        return self._files.path(AwsFile.CREDENTIALS) if is_private else ""

    def _put(self, wanted: ProfileTarget, session: SsoSession, keys: RoleCredentials) -> Expected:
        """Writes it, and answers what tools are to see then."""
        match wanted.kind:
            case DeliveryKind.KEYS:
                self._files.edit(AwsFile.CONFIG, partial(without_pointer, profile=wanted.profile))
                self._write_keys(wanted, keys)
                return Expected.of({AwsFile.CREDENTIALS: key_settings(keys)})
            case DeliveryKind.ON_DEMAND:
                settings = {"credential_process": self.helper_command(wanted.role)}
                self._point(wanted, settings, None)
                return Expected.of({AwsFile.CONFIG: settings})
            case DeliveryKind.AWS_CLI:
                settings = sso_settings(wanted.role)
                self._point(wanted, settings, session)
                return self._expected_of(settings)
            case _:
                assert_never(wanted.kind)

    def _expected_of(self, settings: Mapping[str, str]) -> Expected:
        """Of a pointer: with the portal of the sso-session that it names, as it is just now."""
        name = settings.get("sso_session", "")
        section = session_section(self._files.read(AwsFile.CONFIG), SessionName(name))
        portal = {key: section.get(key) or "" for key in PORTAL} if section and name else {}
        return Expected.of({AwsFile.CONFIG: settings}, name, portal)

    def _write_keys(self, wanted: ProfileTarget, keys: RoleCredentials) -> None:
        """Keys, and a region where there is none.

        A config file that nobody may write (it is generated on some machines)
        costs the region, not the keys.
        """
        profile, role = wanted.profile, wanted.role
        until = self._clock.to_wall(keys.expires_at)
        words = f"{full_name(role)}, until {rfc3339(until)}; SSO Tray removes them"
        known = self._remember(wanted, keys, until)

        def change(file: IniDocument) -> IniDocument:
            file = without_unmarked(file, AwsFile.CREDENTIALS, profile, known)
            self._refuse_unread(file, AwsFile.CREDENTIALS, profile)
            return write_keys(file, profile, keys, words)

        self._files.edit(AwsFile.CREDENTIALS, change)
        if not wanted.region:
            return
        try:
            self._files.edit(
                AwsFile.CONFIG, lambda file: write_region(file, profile, wanted.region)
            )
        except FileError as error:
            log.info("%s has no region from us: %s", profile, error)

    def _remember(
        self, wanted: ProfileTarget, keys: RoleCredentials, until: datetime
    ) -> tuple[KeyRecord, ...]:
        """Before they are written; answers the earlier keys that are in the file still."""
        path, before = self._files.path(AwsFile.CREDENTIALS), self._keys_of(wanted.profile)
        lines = self._files.read(AwsFile.CREDENTIALS).lines if before else ()
        earlier = tuple(record for record in before if known_lines(lines, [record]))
        salt = secrets.token_hex(16)
        record = record_of(wanted.profile, wanted.role, path, keys, until, salt=salt)
        self._records.add(record, earlier)
        return earlier

    def _point(
        self, wanted: ProfileTarget, settings: dict[str, str], session: SsoSession | None
    ) -> None:
        self._removal.take_keys(wanted.profile)
        if wanted.region:
            settings["region"] = wanted.region

        def change(file: IniDocument) -> IniDocument:
            file = without_pointer(remove_region(file, wanted.profile), wanted.profile)
            self._refuse_unread(file, AwsFile.CONFIG, wanted.profile)
            if session is not None:
                file = _with_session(file, session)
                path = self._files.path(AwsFile.CONFIG)
                refuse_unread(file, session_section(file, session.name), path)
            return write_pointer(file, wanted.profile, full_name(wanted.role), settings)

        self._files.edit(AwsFile.CONFIG, change)

    def _refuse_unread(self, document: IniDocument, file: AwsFile, profile: ProfileName) -> None:
        section = find_section(document, file, profile)
        refuse_unread(document, section, self._files.path(file))

    # ---- and back -------------------------------------------------------------

    def withdraw(
        self,
        profile: ProfileName,
        role: RoleRef | None = None,
        kind: DeliveryKind = DeliveryKind.KEYS,
    ) -> tuple[str, ...]:
        """Removes what is ours of a profile, and puts back what was set aside.

        Answers under which other names its keys were, too. Raises `KeysRemain`.
        """
        self.watch.forget(profile)
        return self._removal.withdraw(self._removal.leaving(profile, role, kind))

    def stamp(self) -> object:
        """What is another after every change of one of the files."""
        return tuple(self._files.stamp(file) for file in AwsFile)

    def sweep(self, *, only_leaving: bool = False) -> Swept:
        """Removes what an earlier run left behind and is of no use now."""
        return self._removal.sweep(only_leaving=only_leaving)

    def standing(self) -> tuple[ProfileTarget, ...]:
        """The profiles that outlived an earlier run: pointers, and keys that are good still."""
        found = self._removal.standing()
        for standing, settings in found:
            if standing.kind is DeliveryKind.KEYS:
                expected = Expected.of({AwsFile.CREDENTIALS: settings})
            else:
                expected = self._expected_of(settings)
            self.watch.expect(standing.profile, expected)
        return tuple(standing for standing, _ in found)


def _with_session(document: IniDocument, session: SsoSession) -> IniDocument:
    """With an `[sso-session]` that leads to it. Raises `FileError` where another has its name."""
    section = session_section(document, session.name)
    if section is None:
        return edited(document, (), [session_lines(session)])
    problem = other_portal(section, session)
    if problem:
        raise FileError(problem, said("Rename one of them, or choose another way to provide keys."))
    return document
