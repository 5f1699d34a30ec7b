"""How role credentials reach other tools. Here: keys in the credentials file."""

import logging
from collections.abc import Callable
from functools import partial

from tray.core.errors import FileError, ProfileConflict, ProfileTaken
from tray.core.ini_document import IniDocument, MalformedIni
from tray.core.model import ProfileName, RoleCredentials
from tray.core.ports import AwsFile, AwsFiles, Clock
from tray.core.profiles import (
    identity_settings,
    managed_profiles,
    profile_name_problem,
    remove_keys,
    remove_region,
    restore,
    set_aside,
    write_keys,
    write_region,
)

log = logging.getLogger(__name__)

_HOLDERS = {
    "credential_process": "a program that hands out credentials",
    "role_arn": "a role that is assumed from another profile",
    "source_profile": "a role that is assumed from another profile",
    "web_identity_token_file": "a web identity",
    "aws_access_key_id": "keys that were put there by hand or by another tool",
}


class CredentialsFileDelivery:
    """Short-lived keys of a role under a profile's name, and the way back."""

    def __init__(self, files: AwsFiles, clock: Clock) -> None:
        self._files = files
        self._clock = clock

    def check(self, profile: ProfileName) -> None:
        """Raises `ProfileTaken` where the profile has another identity already.

        Keys beside an SSO or `credential_process` profile of the same name are a
        trap: some SDKs take the one, some the other, in silence.
        """
        problem = profile_name_problem(profile)
        if problem:
            raise FileError(f"{profile!r} cannot be a profile's name.", problem)
        for file in AwsFile:
            found = identity_settings(self._files.read(file), file, profile)
            if found:
                raise self._taken(profile, file, *found[0])

    def deliver(
        self, profile: ProfileName, credentials: RoleCredentials, note: str, region: str
    ) -> None:
        """Writes keys, and a region where there is none. Raises `FileError`.

        A config file that nobody may write (it is generated on some machines)
        costs the region, not the keys.
        """
        until = self._clock.to_wall(credentials.expires_at)
        words = f"{note}, until {until:%Y-%m-%dT%H:%M:%SZ}; renewed and removed by SSO Tray"
        self._files.edit(
            AwsFile.CREDENTIALS, lambda file: write_keys(file, profile, credentials, words)
        )
        if not region:
            return
        try:
            self._files.edit(AwsFile.CONFIG, lambda file: write_region(file, profile, region))
        except FileError as error:
            log.info("%s has no region from us: %s", profile, error)

    def withdraw(self, profile: ProfileName) -> None:
        """Removes keys and region, and puts back what was set aside. Raises `FileError`."""
        _all(
            partial(self._files.edit, AwsFile.CREDENTIALS, partial(remove_keys, profile=profile)),
            partial(self._files.edit, AwsFile.CONFIG, partial(remove_region, profile=profile)),
            *(
                partial(self._edit, file, partial(restore, file=file, profile=profile))
                for file in AwsFile
            ),
        )

    def set_aside(self, profile: ProfileName) -> None:
        """Turns what gives the profile its identity today into comments."""
        for file in AwsFile:
            self._edit(file, partial(set_aside, file=file, profile=profile))

    def sweep(self) -> tuple[ProfileName, ...]:
        """Removes all that an earlier run left behind; answers the profiles."""
        found: dict[ProfileName, None] = {}
        for file in AwsFile:
            found.update(dict.fromkeys(managed_profiles(self._files.read(file), file)))
        _all(*(partial(self.withdraw, profile) for profile in found))
        return tuple(found)

    def _edit(self, file: AwsFile, change: Callable[[IniDocument], IniDocument]) -> None:
        try:
            self._files.edit(file, change)
        except MalformedIni as error:
            raise FileError(
                f"{self._files.path(file)} could not be put back, {error}.",
                "Remove one of the two and release the profile again.",
            ) from error

    def _taken(self, profile: ProfileName, file: AwsFile, setting: str, line: int) -> ProfileTaken:
        holder = _HOLDERS.get(setting, "a sign-in of the AWS CLI")
        path = self._files.path(file)
        conflict = ProfileConflict(profile, holder, setting, path, line)
        return ProfileTaken(
            f"The profile {profile} already belongs to {holder}.",
            f"{setting} stands in {path}, line {line}; nothing was written. "
            "Choose another profile, or set the old one aside.",
            conflict,
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
