"""Profiles out of the AWS files again: wholly, or with a word of what remains and why."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from tray.core.aws_files.effective_config import KEYS
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument
from tray.core.aws_files.profile_blocks import find_section
from tray.core.aws_files.unread_file import has_set_aside, is_readable, own_line_numbers
from tray.core.directory.full_name import parse_full_name
from tray.core.ports.clock import Clock
from tray.core.ports.files import AwsFiles
from tray.core.profiles.delivered_keys import (
    KeyRecord,
    Leaving,
    known_lines,
    sections_of,
    without_lines,
)
from tray.core.profiles.identity import (
    managed_profiles,
    notes_of_keys,
    remove_keys,
    remove_region,
    restore,
)
from tray.core.profiles.keyless_profiles import pointers, remove_pointer
from tray.core.profiles.target import Leftover, ProfileTarget
from tray.core.settings.settings import DeliveryKind
from tray.core.sso_files.session_writer import without_idle_sessions
from tray.core.vocabulary.errors import FileError, KeysRemain
from tray.core.vocabulary.model import ProfileName, RoleRef
from tray.core.vocabulary.moments import moment_of
from tray.core.vocabulary.translatable import said, together
from tray.services.profiles.key_records import KeyRecords

_TRIED_AGAIN = said("SSO Tray keeps trying until they're gone.")
_KEYS_NOTE = re.compile(r"(?P<role>\S+), until (?P<until>[\dT:-]+Z);")

Standing: TypeAlias = tuple[ProfileTarget, Mapping[str, str]]
"""With the settings that give the role to tools."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What became of an earlier run's leftovers; `problems` are of files that cannot be read."""

    removed: tuple[ProfileName, ...] = ()
    left: tuple[Leftover, ...] = ()
    problems: tuple[FileError, ...] = ()


class ProfileRemoval:
    """Knows what is ours by its marks, and keys by their very values, too."""

    def __init__(self, files: AwsFiles, clock: Clock, records: KeyRecords) -> None:
        self._files = files
        self._clock = clock
        self._records = records

    def leaving(
        self,
        profile: ProfileName,
        role: RoleRef | None = None,
        kind: DeliveryKind = DeliveryKind.KEYS,
    ) -> Leaving:
        """A profile on its way out of the two files that are in use now."""
        return Leaving(profile, role, kind, self._paths)

    @property
    def _paths(self) -> tuple[str, ...]:
        return tuple(self._files.path(file) for file in AwsFile)

    # ---- out of the files -------------------------------------------------------

    def withdraw(self, leaving: Leaving) -> tuple[str, ...]:
        """Removes what is ours of a profile, and puts back what was set aside.

        Answers the other sections that had its keys, too: another tool moved them there.
        Raises `KeysRemain`; then it stays remembered as leaving.
        """
        self._records.leave(leaving)
        profile, elsewhere = leaving.profile, list[str]()
        failures = [*self._tried(profile, elsewhere), *self._put_back(profile)]
        if failures:
            raise failures[0]
        self._records.gone(leaving)
        return tuple(dict.fromkeys(elsewhere))

    def take_keys(self, profile: ProfileName) -> None:
        """Removes keys of ours from the credentials file. Raises `FileError`."""
        file = AwsFile.CREDENTIALS
        self._files.remove(file, lambda document: self._stripped(document, file, profile, []))

    def _tried(self, profile: ProfileName, elsewhere: list[str]) -> Iterator[KeysRemain]:
        for file in (AwsFile.CREDENTIALS, AwsFile.CONFIG):

            def change(document: IniDocument, file: AwsFile = file) -> IniDocument:
                return self._stripped(document, file, profile, elsewhere)

            try:
                self._files.remove(file, change)
            except FileError as error:
                if self._has_ours(file, profile):
                    yield self._remains(file, profile, error)

    def put_back(self, profile: ProfileName) -> None:
        """What was set aside is in force again. Raises `KeysRemain`."""
        for failure in self._put_back(profile):
            raise failure

    def _put_back(self, profile: ProfileName) -> Iterator[KeysRemain]:
        for file in AwsFile:
            try:
                self._files.edit(file, partial(restore, file=file, profile=profile))
            except FileError as error:
                lines = self._lines(file)
                if lines is not None and has_set_aside(lines, file, profile):
                    title = said(
                        "Couldn't restore what was set aside for {profile} in {path}.",
                        profile=profile,
                        path=self._files.path(file),
                    )
                    yield KeysRemain(title, together(error.words, _TRIED_AGAIN))

    def _stripped(
        self, document: IniDocument, file: AwsFile, profile: ProfileName, elsewhere: list[str]
    ) -> IniDocument:
        if not is_readable(document):
            ours = own_line_numbers(document.lines, file, profile)
            document = without_lines(document, ours)
        elif file is AwsFile.CREDENTIALS:
            document = remove_keys(document, profile)
        else:
            document = without_pointer(remove_region(document, profile), profile)
        strays = known_lines(document.lines, self._records.of(profile, self._keys_path))
        names = sections_of(document.lines, strays)
        elsewhere += [name for name in names if name.removeprefix("profile ") != profile]
        return without_lines(document, strays)

    @property
    def _keys_path(self) -> str:
        return self._files.path(AwsFile.CREDENTIALS)

    def _has_ours(self, file: AwsFile, profile: ProfileName) -> bool:
        """Whether anything is left to remove; what cannot even be looked at may well have it."""
        lines, records = self._lines(file), self._records.of(profile, self._keys_path)
        if lines is None:
            return bool(records) and file is AwsFile.CREDENTIALS
        return bool(own_line_numbers(lines, file, profile) or known_lines(lines, records))

    def _lines(self, file: AwsFile) -> tuple[str, ...] | None:
        try:
            return self._files.peek(file).lines
        except FileError:
            return None

    # ---- what remains, in words ----------------------------------------------------

    def _remains(self, file: AwsFile, profile: ProfileName, error: FileError) -> KeysRemain:
        path, hint = self._files.path(file), together(error.words, _TRIED_AGAIN)
        if file is AwsFile.CONFIG:
            title = said(
                "Couldn't remove the lines of {profile} from {path}.",
                profile=profile,
                path=path,
            )
            return KeysRemain(title, hint)
        ends = [one.expires_at for one in self._records.of(profile, path)]
        if not ends:
            title = said(
                "Couldn't remove the keys of {profile} from {path}. They work until they expire.",
                profile=profile,
                path=path,
            )
        elif max(ends) > self._clock.to_wall(self._clock.now()):
            title = said(
                "Couldn't remove the keys of {profile} from {path}. They work until {time}.",
                profile=profile,
                path=path,
                time=f"{max(ends).astimezone():%H:%M}",
            )
        else:
            title = said(
                "Couldn't remove the keys of {profile} from {path}. They have expired.",
                profile=profile,
                path=path,
            )
        return KeysRemain(title, hint)

    # ---- what an earlier run left ------------------------------------------------------

    def sweep(self, *, only_leaving: bool = False) -> Swept:
        """Removes what was to go before, and what a crash left behind and is of no use now."""
        removed, left, problems = list[ProfileName](), list[Leftover](), list[FileError]()
        leaving = list(self._records.leaving(self._paths))
        if not only_leaving:
            for file in AwsFile:
                self._files.tidy(file)
            found, problems = self._found()
            known = {one.profile for one in leaving}
            leaving += [self.leaving(profile) for profile in found if profile not in known]
        for one in leaving:
            try:
                self.withdraw(one)
            except KeysRemain as error:
                left.append(Leftover(one.profile, self._was(one), error))
            else:
                removed.append(one.profile)
        return Swept(tuple(removed), tuple(left), () if left else tuple(problems))

    def _found(self) -> tuple[tuple[ProfileName, ...], list[FileError]]:
        """Profiles of ours that are neither standing nor known to be leaving."""
        found = dict.fromkeys(self._records.profiles(self._keys_path))
        problems = []
        for file in AwsFile:
            try:
                found.update(dict.fromkeys(managed_profiles(self._files.read(file), file)))
            except FileError as error:
                problems.append(error)
        for standing, _ in self.standing():
            found.pop(standing.profile, None)
        return tuple(found), problems

    def _was(self, leaving: Leaving) -> ProfileTarget | None:
        records = self._records.of(leaving.profile, self._keys_path)
        if records:
            last = max(records, key=lambda one: one.expires_at)
            end = self._clock.from_wall(last.expires_at)
            return ProfileTarget(last.profile, last.role, DeliveryKind.KEYS, "", end)
        if leaving.role is None:
            return None
        return ProfileTarget(leaving.profile, leaving.role, leaving.delivery)

    def standing(self) -> tuple[Standing, ...]:
        """The profiles that outlived an earlier run: pointers, and keys that are good still.

        A file that cannot be read has none but those that are remembered: whoever reads it for
        its own sake tells why.
        """
        all_found = (*self._with_keys(), *self._pointing())
        found = {standing.profile: (standing, settings) for standing, settings in all_found}
        for leaving in self._records.leaving(self._paths):
            found.pop(leaving.profile, None)
        return tuple(found.values())

    def _with_keys(self) -> Iterator[Standing]:
        now = self._clock.now()
        document = IniDocument(self._lines(AwsFile.CREDENTIALS) or ())
        for profile in self._records.profiles(self._keys_path):
            for record in self._records.of(profile, self._keys_path):
                end = self._clock.from_wall(record.expires_at)
                settings = _settings_of(document, record)
                if end > now and settings is not None:
                    delivered = ProfileTarget(profile, record.role, DeliveryKind.KEYS, "", end)
                    yield delivered, settings
        notes = notes_of_keys(document) if is_readable(document) else {}
        for profile, (words, settings) in notes.items():
            match = _KEYS_NOTE.match(words)
            role = parse_full_name(match["role"]) if match else None
            if match is None or role is None:
                continue
            until = moment_of(match["until"])
            end = self._clock.from_wall(until)
            if end > now:
                yield ProfileTarget(profile, role, DeliveryKind.KEYS, "", end), settings

    def _pointing(self) -> Iterator[Standing]:
        try:
            config = self._files.read(AwsFile.CONFIG)
        except FileError:
            return
        for profile, (name, settings) in pointers(config).items():
            role = parse_full_name(name)
            on_demand = "credential_process" in settings
            kind = DeliveryKind.ON_DEMAND if on_demand else DeliveryKind.AWS_CLI
            if role is not None:
                yield ProfileTarget(profile, role, kind), settings


def without_pointer(document: IniDocument, profile: ProfileName) -> IniDocument:
    """Without what points where keys are to be had, and an sso-session that nobody needs then."""
    return without_idle_sessions(remove_pointer(document, profile))


def _settings_of(document: IniDocument, record: KeyRecord) -> Mapping[str, str] | None:
    """The keys as they are in the file; None where they are not all there."""
    if is_readable(document):
        section = find_section(document, AwsFile.CREDENTIALS, record.profile)
        if section is None:
            return None
        settings = {key: section.get(key) or "" for key in KEYS}
        return settings if all(map(record.holds, settings.values())) else None
    return {} if len(known_lines(document.lines, [record])) >= len(KEYS) else None
