"""Holds what AWS tools see in the files against what was delivered to profiles."""

from collections.abc import Mapping

from tray.core.aws_files.effective_config import (
    EffectiveFile,
    effective,
    identity_for_all,
    is_read_by_all,
    sections_of,
)
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument, Section
from tray.core.ports.files import AwsFiles
from tray.core.profiles.delivery_check import Deviation, Expected, Fault, deviation
from tray.core.vocabulary.errors import FileError, ProfileChanged, ProfileConflict, ProfileTaken
from tray.core.vocabulary.model import ProfileName
from tray.core.vocabulary.translatable import said

_HOLDERS = {
    "credential_process": said("a credential_process command"),
    "role_arn": said("a role assumed from another profile"),
    "source_profile": said("a role assumed from another profile"),
    "web_identity_token_file": said("a web identity"),
    "aws_account_id": said("another account (its ID is set there)"),
    "aws_access_key_id": said("keys added by hand or by another tool"),
}


class DeliveryWatch:
    """Remembers what each profile is to give, and looks. Used on the thread of the files only."""

    def __init__(self, files: AwsFiles) -> None:
        self._files = files
        self._expected: dict[ProfileName, Expected] = {}
        self._stamps: object = None
        self._judged: object = None
        """The stamps of the files at the last look whose outcome was told."""

    def expect(self, profile: ProfileName, expected: Expected) -> None:
        """From now on the profile is to give this."""
        self._expected[profile] = expected
        self._judged = None

    def forget(self, profile: ProfileName) -> None:
        """The profile is not ours any more."""
        self._expected.pop(profile, None)
        self._judged = None

    def expected(self, profile: ProfileName) -> Expected | None:
        """What was delivered to the profile; None where nothing of ours was."""
        return self._expected.get(profile)

    def verify(self, profile: ProfileName) -> None:
        """Raises `FileError` where the files do not give what was just delivered."""
        found = deviation(self._expected[profile], profile, self._seen())
        if found is not None:
            raise FileError(
                said(
                    "AWS tools don't see your role for {profile} in {path}, but "
                    "something else: {setting}, line {line}.",
                    path=self._files.path(found.file),
                    profile=profile,
                    setting=found.setting,
                    line=found.line,
                ),
                said("The change was undone. Check that section, then try again."),
            )

    def look(self) -> Mapping[ProfileName, FileError | None] | None:
        """What is wrong with each profile; None where there is nothing new to say.

        Tools write these files in place: what may be half written is judged at
        the next look, if it is still the same then.
        """
        stamps = [self._files.stamp(file) for file in AwsFile]
        if stamps == self._judged:
            return None
        is_settled, self._stamps = stamps == self._stamps, stamps
        faults = self._faults()
        if any(faults.values()) and not is_settled:
            return None
        self._judged = stamps
        return faults

    def _faults(self) -> dict[ProfileName, FileError | None]:
        try:
            seen = self._seen()
        except FileError as error:
            return dict.fromkeys(self._expected, error)
        return {
            profile: self._words(profile, deviation(expected, profile, seen))
            for profile, expected in self._expected.items()
        }

    def _seen(self) -> dict[AwsFile, EffectiveFile]:
        return {file: effective(self._files.read(file), file) for file in AwsFile}

    def _words(self, profile: ProfileName, found: Deviation | None) -> FileError | None:
        if found is None:
            return None
        facts = {
            "setting": found.setting,
            "path": self._files.path(found.file),
            "line": found.line,
            "profile": profile,
        }
        titles = {
            Fault.GONE: said(
                "Another program removed {setting} of profile {profile} from {path}.", **facts
            ),
            Fault.CHANGED: said(
                "Another program changed {setting} of profile {profile}: {path}, line {line}.",
                **facts,
            ),
            Fault.ADDED: said(
                "{setting} in {path}, line {line}, gives profile {profile} a different identity.",
                **facts,
            ),
        }
        return ProfileChanged(
            titles[found.fault],
            said(
                "AWS tools don't get the role from this profile. Use the role again, or stop "
                "using it."
            ),
        )


def refuse_unclear(files: AwsFiles, profile: ProfileName) -> None:
    """Raises `FileError` where no edit of one section could decide what the profile is."""
    for file in AwsFile:
        document, path = files.read(file), files.path(file)
        _refuse_twice(document, file, path, profile)
        for_all = identity_for_all(document)
        if for_all:
            setting, line = for_all[0]
            raise FileError(
                said(
                    "{setting} is under [DEFAULT] in {path}, line {line}, so AWS tools "
                    "apply it to every profile.",
                    setting=setting,
                    path=path,
                    line=line,
                ),
                said("Nothing was written. Move it to the profiles that need it."),
            )


def refuse_unread(document: IniDocument, section: Section | None, path: str) -> None:
    """Raises `FileError` where some AWS tools would not find this section by its name."""
    if section is not None and not is_read_by_all(document, section):
        raise FileError(
            said(
                "Only some AWS tools read the header {header} in {path}, line {line}.",
                header=document.text(section.start).strip(),
                path=path,
                line=section.start + 1,
            ),
            said(
                "Nothing was written. Write one space before the name, and nothing after the "
                "closing bracket."
            ),
        )


def _refuse_twice(document: IniDocument, file: AwsFile, path: str, profile: ProfileName) -> None:
    sections = sections_of(document, file, profile)
    if len(sections) > 1:
        lines = ", ".join(str(section.start + 1) for section in sections)
        raise FileError(
            said(
                "Profile {profile} appears more than once in {path}: lines {lines}.",
                profile=profile,
                path=path,
                lines=lines,
            ),
            said("Nothing was written. AWS tools use only the last one: merge them."),
        )


def taken(profile: ProfileName, path: str, setting: str, line: int) -> ProfileTaken:
    """What says that a profile has another identity, by that setting."""
    holder = _HOLDERS.get(setting, said("an AWS CLI sign-in"))
    conflict = ProfileConflict(profile, holder, setting, path, line)
    return ProfileTaken(
        said("Profile {profile} is already used by {holder}.", profile=profile, holder=holder),
        said(
            "See {setting} in {path}, line {line}. Nothing was changed. Choose another "
            "profile, or set the old one aside.",
            setting=setting,
            path=path,
            line=line,
        ),
        conflict,
    )
