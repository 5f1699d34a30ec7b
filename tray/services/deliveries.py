"""How tools come by a role's keys under a profile's name, and the way back.

Three kinds: keys in the credentials file, a profile that asks this program
(`credential_process`), and a profile that signs in through the AWS CLI's own
sso-session. The first is gone with the program; the others hold no secret and
stay until they are released.
"""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import assert_never

from tray.core.delivery_check import Expected
from tray.core.errors import FileError
from tray.core.ini_document import IniDocument
from tray.core.model import ProfileName, RoleCredentials, RoleRef, SessionName, SsoSession
from tray.core.own_blocks import edited
from tray.core.pointers import pointers, remove_pointer, write_pointer
from tray.core.ports import AwsFile, AwsFiles, Clock
from tray.core.profiles import (
    identity_settings,
    key_settings,
    managed_profiles,
    notes_of_keys,
    profile_name_problem,
    remove_keys,
    remove_region,
    restore,
    set_aside,
    write_keys,
    write_region,
)
from tray.core.role_names import full_name, parse_full_name
from tray.core.said import said
from tray.core.settings import DeliveryKind
from tray.core.sso_sections import (
    PORTAL,
    leads_to_same,
    session_lines,
    session_section,
    without_idle_sessions,
)
from tray.services.delivery_watch import DeliveryWatch, refuse_unclear, taken

log = logging.getLogger(__name__)

_KEYS_NOTE = re.compile(r"(?P<role>\S+), until (?P<until>[\dT:-]+Z);")


@dataclass(frozen=True, slots=True)
class Delivered:
    """A profile, and the role that tools are to have under its name; keys until `expires_at`."""

    profile: ProfileName
    role: RoleRef
    kind: DeliveryKind
    region: str = ""
    expires_at: datetime | None = None


class Deliveries:
    """Writes and takes back profiles in the AWS files. All raise `FileError`.

    `helper_command` answers the command line that hands out a role's keys.
    """

    def __init__(
        self, files: AwsFiles, clock: Clock, helper_command: Callable[[RoleRef], str]
    ) -> None:
        self._files = files
        self._clock = clock
        self.helper_command = helper_command
        self.watch = DeliveryWatch(files)

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
                said("{profile!r} cannot be a profile's name.", profile=profile), problem
            )
        refuse_unclear(self._files, profile)
        for file in AwsFile:
            found = identity_settings(self._files.read(file), file, profile)
            if found:
                raise taken(profile, self._files.path(file), *found[0])

    def set_aside(self, profile: ProfileName) -> None:
        """Turns what gives the profile its identity today into comments."""
        refuse_unclear(self._files, profile)
        for file in AwsFile:
            self._files.edit(file, partial(set_aside, file=file, profile=profile))

    def put_back(self, profile: ProfileName) -> None:
        """Undoes `set_aside` for a delivery that came to nothing; not where one is in force."""
        if self.watch.expected(profile) is None:
            self._restore(profile)

    def _restore(self, profile: ProfileName) -> None:
        _all(
            *(
                partial(self._files.edit, file, partial(restore, file=file, profile=profile))
                for file in AwsFile
            )
        )

    # ---- there ----------------------------------------------------------------

    def deliver(self, wanted: Delivered, session: SsoSession, keys: RoleCredentials) -> None:
        """Puts the profile in force. What it was of another kind of ours goes first.

        It is so only if AWS tools then see exactly that; else it is taken back.
        """
        expected, before = self._put(wanted, session, keys), self.watch.expected(wanted.profile)
        self.watch.expect(wanted.profile, expected)
        try:
            self.watch.verify(wanted.profile)
        except FileError:
            self.withdraw(wanted.profile)
            if before is not None:  # it is gone with the rest, which is told then
                self.watch.expect(wanted.profile, before)
            raise

    def _put(self, wanted: Delivered, session: SsoSession, keys: RoleCredentials) -> Expected:
        """Writes it, and answers what tools are to see then."""
        match wanted.kind:
            case DeliveryKind.KEYS:
                self._files.edit(AwsFile.CONFIG, partial(_without_pointer, profile=wanted.profile))
                self._write_keys(wanted, keys)
                return Expected.of({AwsFile.CREDENTIALS: key_settings(keys)})
            case DeliveryKind.ON_DEMAND:
                settings = {"credential_process": self.helper_command(wanted.role)}
                self._point(wanted, settings, None)
                return Expected.of({AwsFile.CONFIG: settings})
            case DeliveryKind.AWS_CLI:
                settings = {
                    "sso_session": session.name,
                    "sso_account_id": wanted.role.account_id,
                    "sso_role_name": wanted.role.role_name,
                }
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

    def _write_keys(self, wanted: Delivered, keys: RoleCredentials) -> None:
        """Keys, and a region where there is none.

        A config file that nobody may write (it is generated on some machines)
        costs the region, not the keys.
        """
        profile, role = wanted.profile, wanted.role
        until = self._clock.to_wall(keys.expires_at)
        words = f"{full_name(role)}, until {until:%Y-%m-%dT%H:%M:%SZ}; SSO Tray removes them"
        self._files.edit(AwsFile.CREDENTIALS, lambda file: write_keys(file, profile, keys, words))
        if not wanted.region:
            return
        try:
            self._files.edit(
                AwsFile.CONFIG, lambda file: write_region(file, profile, wanted.region)
            )
        except FileError as error:
            log.info("%s has no region from us: %s", profile, error)

    def _point(
        self, wanted: Delivered, settings: dict[str, str], session: SsoSession | None
    ) -> None:
        self._remove(AwsFile.CREDENTIALS, remove_keys, wanted.profile)
        if wanted.region:
            settings["region"] = wanted.region

        def change(file: IniDocument) -> IniDocument:
            file = _without_pointer(remove_region(file, wanted.profile), wanted.profile)
            if session is not None:
                file = _with_session(file, session)
            return write_pointer(file, wanted.profile, full_name(wanted.role), settings)

        self._files.edit(AwsFile.CONFIG, change)

    # ---- and back -------------------------------------------------------------

    def withdraw(self, profile: ProfileName) -> None:
        """Removes what is ours of a profile, and puts back what was set aside."""
        self.watch.forget(profile)
        _all(
            partial(self._remove, AwsFile.CREDENTIALS, remove_keys, profile),
            partial(self._remove, AwsFile.CONFIG, remove_region, profile),
            partial(self._files.edit, AwsFile.CONFIG, partial(_without_pointer, profile=profile)),
            partial(self._restore, profile),
        )

    def sweep(self) -> tuple[ProfileName, ...]:
        """Removes what an earlier run left behind and is of no use now; answers the profiles."""
        found: dict[ProfileName, None] = {}

        def look(file: AwsFile) -> None:
            found.update(dict.fromkeys(managed_profiles(self._files.read(file), file)))

        def clear() -> None:
            for standing in self.standing():
                found.pop(standing.profile, None)
            _all(*(partial(self.withdraw, profile) for profile in found))

        _all(*(partial(look, file) for file in AwsFile), clear)
        return tuple(found)

    def standing(self) -> tuple[Delivered, ...]:
        """The profiles that outlived an earlier run: pointers, and keys that are good still.

        A file that cannot be read has none: whoever reads it for its own sake tells why.
        """
        now, found = self._clock.now(), []
        notes = notes_of_keys(self._readable(AwsFile.CREDENTIALS))
        for profile, (words, settings) in notes.items():
            match = _KEYS_NOTE.match(words)
            role = parse_full_name(match["role"]) if match else None
            if match is None or role is None:
                continue
            until = datetime.strptime(match["until"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
            expires_at = self._clock.from_wall(until)
            if expires_at > now:
                self.watch.expect(profile, Expected.of({AwsFile.CREDENTIALS: settings}))
                found.append(Delivered(profile, role, DeliveryKind.KEYS, "", expires_at))
        for profile, (name, settings) in pointers(self._readable(AwsFile.CONFIG)).items():
            role = parse_full_name(name)
            on_demand = "credential_process" in settings
            kind = DeliveryKind.ON_DEMAND if on_demand else DeliveryKind.AWS_CLI
            if role is not None:
                self.watch.expect(profile, self._expected_of(settings))
                found.append(Delivered(profile, role, kind))
        return tuple(found)

    def _readable(self, file: AwsFile) -> IniDocument:
        try:
            return self._files.read(file)
        except FileError:
            return IniDocument()

    def _remove(
        self,
        file: AwsFile,
        remove: Callable[[IniDocument, str], IniDocument],
        profile: ProfileName,
    ) -> None:
        self._files.edit(file, lambda document: remove(document, profile))


def _without_pointer(document: IniDocument, profile: ProfileName) -> IniDocument:
    return without_idle_sessions(remove_pointer(document, profile))


def _with_session(document: IniDocument, session: SsoSession) -> IniDocument:
    """With an `[sso-session]` that leads to it. Raises `FileError` where another has its name."""
    section = session_section(document, session.name)
    if section is None:
        return edited(document, (), [session_lines(session)])
    if leads_to_same(section, session):
        return document
    raise FileError(
        said(
            "[{header}] in line {line} leads to another portal.",
            header=section.header,
            line=section.start + 1,
        ),
        said("Rename one of the two, or choose another way to deliver keys."),
    )


def _all(*steps: Callable[[], object]) -> None:
    """Does every step, and raises the first error only then: one must not keep the others' keys."""
    errors = []
    for step in steps:
        try:
            step()
        except FileError as error:
            errors.append(error)
    if errors:
        raise errors[0]
