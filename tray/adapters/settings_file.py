"""The settings as a TOML file that people may edit, too."""

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from tray.adapters.atomic_file import replace_file
from tray.core.errors import FileError, SettingsError
from tray.core.guard import GuardRule
from tray.core.settings import SETTINGS_VERSION, Settings

_ADDRESSES = (
    "start_url",
    "sso_endpoint",
    "oidc_endpoint",
    "signin_endpoint",
    "console_endpoint",
)


class TomlSettingsStore:
    """`ports.SettingsStore` over one file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Settings:
        """The settings; defaults where there is no file. A corrupt one is set aside and named."""
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return Settings()
        except OSError as error:
            raise SettingsError(
                f"{self._path} cannot be read.", "The defaults are in force."
            ) from error
        try:
            found = tomllib.loads(data.decode())
            self._refuse_newer(found)
            settings = msgspec.convert(found, Settings)
            _check(settings)
        except ValueError as error:  # of TOML, msgspec, UTF-8 and ourselves
            raise SettingsError(
                f"{self._path} is not understood: {error}.",
                f"It is kept as {self._set_aside()}, and the defaults are in force.",
            ) from error
        return settings

    def save(self, settings: Settings) -> None:
        """Writes what differs from the defaults; comments and unknown keys stay."""
        import tomlkit  # noqa: PLC0415 - only a change of settings needs it

        try:
            text = self._path.read_text("utf-8") if self._path.exists() else ""
            document = tomlkit.parse(text)
        except (OSError, ValueError) as error:
            raise SettingsError(
                f"{self._path} is not understood, and was left as it is.",
                "Mend it, or start SSO Tray again: it then sets the file aside.",
            ) from error
        self._refuse_newer(document)
        wanted, defaults = msgspec.to_builtins(settings), msgspec.to_builtins(Settings())
        for field in fields(Settings):
            name = field.name
            if name == "sessions":
                _write_sessions(document, wanted[name])
            elif name == "guards":
                _write_guards(document, wanted[name])
            elif wanted[name] != defaults[name] or name in document or name == "version":
                document[name] = _plain(wanted[name])
        try:
            replace_file(self._path, tomlkit.dumps(document).encode())
        except FileError as error:
            raise SettingsError(error.title, error.hint) from error

    def _refuse_newer(self, found: Mapping[str, Any]) -> None:
        version = found.get("version", SETTINGS_VERSION)
        if isinstance(version, int) and version > SETTINGS_VERSION:
            raise SettingsError(
                f"{self._path} was written by a newer SSO Tray.",
                "It was left as it is, and the defaults are in force.",
            )

    def _set_aside(self) -> str:
        """Where the file is now, for the person to look at."""
        number = 1
        while (aside := self._path.with_name(f"{self._path.name}.broken-{number}")).exists():
            number += 1
        try:
            return self._path.rename(aside).name
        except OSError:
            return self._path.name  # a folder that may not be written: then it stays


def _write_sessions(document: Any, sessions: list[dict[str, str]]) -> None:
    """The sessions in their order; each keeps the comments and unknown keys that its table has."""
    import tomlkit  # noqa: PLC0415 - see `save`
    from tomlkit.items import AoT  # noqa: PLC0415

    before = document.get("sessions", ())
    known = {table.get("name"): table for table in before} if isinstance(before, AoT) else {}
    if not sessions and not before:
        return
    tables = tomlkit.aot()
    for session in sessions:
        table = known.get(session["name"], tomlkit.table())
        for key, value in session.items():
            if value and table.get(key) != value:
                table[key] = value
            elif not value:
                table.pop(key, None)
        tables.append(table)
    document["sessions"] = tables


def _write_guards(document: Any, guards: list[dict[str, Any]]) -> None:
    """The rules in their order. They have no names: one that was edited is written anew."""
    import tomlkit  # noqa: PLC0415 - see `save`

    if list(guards) == _all_of(document.get("guards", ())):
        return
    defaults = msgspec.to_builtins(GuardRule())
    tables = tomlkit.aot()
    for guard in guards:
        table = tomlkit.table()
        table.update({key: value for key, value in guard.items() if value != defaults[key]})
        tables.append(table)
    document["guards"] = tables


def _all_of(tables: Any) -> list[dict[str, Any]]:
    """What a list of rules says with the defaults filled in."""
    rules = msgspec.convert([dict(table) for table in tables], tuple[GuardRule, ...])
    return [msgspec.to_builtins(rule) for rule in rules]


def _plain(value: Any) -> Any:
    """What TOML holds: no tuples."""
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _check(settings: Settings) -> None:
    if any(minutes <= 0 for minutes in settings.warn_minutes):
        raise ValueError("warn_minutes must be above zero")
    if not 1 <= settings.calls_per_second <= 100:
        raise ValueError("calls_per_second must be 1 to 100")
    if any(rule.minutes < 0 for rule in settings.guards):
        raise ValueError("minutes of a guard must not be below zero")
    for session in settings.sessions:
        for name in _ADDRESSES:
            address = getattr(session, name)
            if address and not _is_safe(address):
                raise ValueError(f"{name} of {session.name} must begin with https://")


def _is_safe(address: str) -> bool:
    """Tokens and keys travel there: encrypted, or not beyond this machine."""
    parts = urlsplit(address)
    is_here = parts.hostname in {"127.0.0.1", "::1", "localhost"}
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and is_here)
    )
