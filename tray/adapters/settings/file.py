"""The settings as a TOML file that people may edit, too, with the machine's policy around it.

Each setting is read for itself: one that is not understood has its default, and costs no other.
Where the guards are not understood, every role asks, for as long as that is so.
"""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from tray.adapters.settings.decoding import own_of
from tray.adapters.storage.atomic_file import clear_leftovers, read_file, replace_file
from tray.core.settings import migrations
from tray.core.settings.migrations import NewerVersion, Step, migrated
from tray.core.settings.policy import NO_POLICY, InForce, Policy, PolicyFault, settings_problems
from tray.core.settings.settings import Settings
from tray.core.settings.toml_lines import line_of
from tray.core.vocabulary.errors import FileError, SettingsError
from tray.core.vocabulary.translatable import said

_LINE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True, slots=True)
class _Own:
    """What the person's file says, in today's format. `text` is empty where it is not TOML."""

    said: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[PolicyFault, ...] = ()
    text: str = ""
    is_newer: bool = False
    is_there: bool = True
    """Whether there are bytes that could be lost."""
    is_readable: bool = True


class TomlSettingsStore:
    """`core.ports.files.SettingsStore` over one file. `read_policy` never raises."""

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
        """The settings; of what is not understood the defaults, and every role asks."""
        clear_leftovers(self._path)
        policy, own = self._read_policy(), self._own()
        return InForce(
            msgspec.convert(policy.over(own.said, own.faults), Settings),
            policy.locked,
            (*settings_problems(own.faults), *policy.problems),
        )

    def save(self, settings: Settings) -> None:
        """Writes what differs from the defaults; comments and unknown keys stay.

        A file that is not TOML is set aside first; a setting that is not understood stays as
        it was written, unless it is another now.
        """
        from tray.adapters.settings.document import SettingsDocument  # noqa: PLC0415 - only here

        own, policy = self._own(), self._read_policy()
        if own.is_newer or not own.is_readable:
            (problem,) = settings_problems(own.faults)
            raise SettingsError(problem.title, said("It was left unchanged; nothing was saved."))
        is_broken = own.is_there and not own.text
        try:
            document = SettingsDocument(own.text, self._steps)
        except (ValueError, RecursionError) as error:  # two parsers, and this one is stricter
            raise SettingsError(
                said("Couldn't read {path}.", path=self._path),
                said("It was left unchanged; nothing was saved."),
            ) from error
        base = msgspec.to_builtins(msgspec.convert(policy.over({}), Settings))
        wanted = msgspec.to_builtins(settings)
        if not is_broken:
            wanted = self._without_doubtful(wanted, own, policy)
            for fault in own.faults:
                if fault.setting in wanted:
                    document.drop(fault.setting)
        document.write(policy.without(wanted), base)
        try:
            if is_broken:
                self._set_aside()
            if document.is_migrated:
                self._keep(own.text, document.version_before)
            replace_file(self._path, document.text.encode())
        except FileError as error:
            raise SettingsError(error.title, error.hint) from error

    @staticmethod
    def _without_doubtful(wanted: Mapping[str, Any], own: _Own, policy: Policy) -> dict[str, Any]:
        """What is in force only because nobody knows better is no wish of the person's."""
        in_force = msgspec.convert(policy.over(own.said, own.faults), Settings)
        standing = msgspec.to_builtins(in_force)
        doubtful = {fault.setting for fault in own.faults}
        return {
            name: value
            for name, value in wanted.items()
            if name not in doubtful or value != standing[name]
        }

    def _own(self) -> _Own:
        """Never raises: what is wrong stands in it."""
        try:
            data = read_file(self._path)
        except FileNotFoundError:
            return _Own(is_there=False)
        except OSError as error:
            faults = self._whole(error.strerror or str(error))
            return _Own(faults=faults, is_readable=False)
        try:
            text = data.decode("utf-8-sig")
            found = migrated(tomllib.loads(text), self._steps)
        except NewerVersion:
            return _Own(
                faults=self._whole(said("it was written by a newer version of SSO Tray")),
                is_newer=True,
            )
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            return _Own(faults=self._whole(said("this isn't UTF-8"), line))
        except RecursionError:
            return _Own(faults=self._whole(said("its values are nested too deep")))
        except ValueError as error:
            where = _LINE.search(str(error))
            words = _LINE.sub("", str(error)).strip()
            return _Own(faults=self._whole(words, int(where[1]) if where else 0))
        understood, faults = own_of(found, str(self._path), partial(line_of, text))
        return _Own(understood, faults, text)

    def _whole(self, reason: str, line: int = 0) -> tuple[PolicyFault, ...]:
        return (PolicyFault(str(self._path), reason, line=line),)

    def _keep(self, text: str, version: int) -> None:
        """What an older program wrote stays beside, for who goes back to it."""
        beside = self._path.with_name(f"{self._path.name}.version-{version}")
        if not beside.exists():
            replace_file(beside, text.encode())

    def _set_aside(self) -> None:
        """Makes room, and keeps the file for the person to look at. Raises `SettingsError`."""
        number = 1
        while (aside := self._path.with_name(f"{self._path.name}.broken-{number}")).exists():
            number += 1
        try:
            self._path.rename(aside)
        except OSError as error:
            raise SettingsError(
                said("Couldn't set {path} aside.", path=self._path),
                said("It was left unchanged; nothing was saved."),
            ) from error
