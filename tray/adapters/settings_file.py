"""The settings as a TOML file that people may edit, too, with the machine's policy around it."""

import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from tray.adapters.atomic_file import replace_file
from tray.core import migrations
from tray.core.errors import FileError, SettingsError
from tray.core.migrations import NewerVersion, Step, migrated
from tray.core.policy import NO_POLICY, InForce, Policy
from tray.core.said import said
from tray.core.settings import Settings
from tray.core.settings_rules import check


class TomlSettingsStore:
    """`ports.SettingsStore` over one file. `read_policy` never raises."""

    def __init__(
        self,
        path: Path,
        read_policy: Callable[[], Policy] = lambda: NO_POLICY,
        steps: Sequence[Step] = migrations.SETTINGS,
    ) -> None:
        self._path = path
        self._read_policy = read_policy
        self._steps = steps

    def load(self) -> InForce:
        """The settings; without a file, or with one that is not understood, the defaults."""
        policy, own, problems = self._read_policy(), {}, []
        try:
            own = self._own()
        except SettingsError as error:
            problems.append(error)
        return InForce(
            msgspec.convert(policy.over(own), Settings),
            policy.locked,
            (*problems, *policy.problems),
        )

    def save(self, settings: Settings) -> None:
        """Writes what differs from the defaults; comments and unknown keys stay."""
        from tray.adapters.settings_document import SettingsDocument  # noqa: PLC0415 - only here

        try:
            text = self._path.read_text("utf-8") if self._path.exists() else ""
            document = SettingsDocument(text, self._steps)
        except NewerVersion as error:
            raise self._newer() from error
        except (OSError, ValueError) as error:
            raise SettingsError(
                said("{path} is not understood, and was left as it is.", path=self._path),
                said("Mend it, or start SSO Tray again: it then sets the file aside."),
            ) from error
        policy = self._read_policy()
        base = msgspec.convert(policy.over({}), Settings)
        wanted = policy.without(msgspec.to_builtins(settings))
        document.write(wanted, msgspec.to_builtins(base))
        try:
            if document.is_migrated:
                self._keep(text, document.version_before)
            replace_file(self._path, document.text.encode())
        except FileError as error:
            raise SettingsError(error.title, error.hint) from error

    def _own(self) -> dict[str, Any]:
        """What the person's file says, in today's format. Raises `SettingsError`."""
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise SettingsError(
                said("{path} cannot be read.", path=self._path),
                said("The defaults are in force."),
            ) from error
        try:
            found = migrated(tomllib.loads(data.decode()), self._steps)
            check(msgspec.convert(found, Settings))
        except NewerVersion as error:
            raise self._newer() from error
        except ValueError as error:  # of TOML, msgspec, UTF-8 and ourselves
            raise SettingsError(
                said("{path} is not understood: {error}.", path=self._path, error=error),
                said(
                    "It is kept as {path}, and the defaults are in force.",
                    path=self._set_aside(),
                ),
            ) from error
        return found

    def _newer(self) -> SettingsError:
        return SettingsError(
            said("{path} was written by a newer SSO Tray.", path=self._path),
            said("It was left as it is, and the defaults are in force."),
        )

    def _keep(self, text: str, version: int) -> None:
        """What an older program wrote stays beside, for who goes back to it."""
        beside = self._path.with_name(f"{self._path.name}.version-{version}")
        if not beside.exists():
            replace_file(beside, text.encode())

    def _set_aside(self) -> str:
        """Where the file is now, for the person to look at."""
        number = 1
        while (aside := self._path.with_name(f"{self._path.name}.broken-{number}")).exists():
            number += 1
        try:
            return self._path.rename(aside).name
        except OSError:
            return self._path.name  # a folder that may not be written: then it stays
