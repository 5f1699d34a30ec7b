"""The settings as a TOML file that people may edit, too."""

import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import msgspec

from tray.adapters.atomic_file import replace_file
from tray.core.errors import FileError, SettingsError
from tray.core.settings import SETTINGS_VERSION, Settings


class TomlSettingsStore:
    """`ports.SettingsStore` over one file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Settings:
        """The settings; defaults where there is no file. A corrupt one is set aside and named."""
        try:
            text = self._path.read_text("utf-8")
        except FileNotFoundError:
            return Settings()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(
                f"{self._path} cannot be read.", "The defaults are in force."
            ) from error
        try:
            settings = msgspec.convert(tomllib.loads(text), Settings)
            _check(settings)
        except (tomllib.TOMLDecodeError, msgspec.ValidationError, ValueError) as error:
            aside = self._set_aside()
            raise SettingsError(
                f"{self._path} is not understood: {error}.",
                f"It is kept as {aside.name}, and the defaults are in force.",
            ) from error
        return settings

    def save(self, settings: Settings) -> None:
        """Writes what differs from the defaults; comments and unknown keys stay."""
        import tomlkit  # noqa: PLC0415 - only a change of settings needs it

        text = self._path.read_text("utf-8") if self._path.exists() else ""
        document = tomlkit.parse(text)
        if int(document.get("version", SETTINGS_VERSION)) > SETTINGS_VERSION:
            raise SettingsError(
                f"{self._path} was written by a newer SSO Tray.", "It was left as it is."
            )
        wanted, defaults = msgspec.to_builtins(settings), msgspec.to_builtins(Settings())
        for field in fields(Settings):
            name = field.name
            if wanted[name] != defaults[name] or name in document or name == "version":
                document[name] = _plain(wanted[name])
        try:
            replace_file(self._path, tomlkit.dumps(document).encode())
        except FileError as error:
            raise SettingsError(error.title, error.hint) from error

    def _set_aside(self) -> Path:
        number = 1
        while (aside := self._path.with_name(f"{self._path.name}.broken-{number}")).exists():
            number += 1
        return self._path.rename(aside)


def _plain(value: Any) -> Any:
    """What TOML holds: no tuples, no empty texts in tables."""
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if item != ""}
    return value


def _check(settings: Settings) -> None:
    if any(minutes <= 0 for minutes in settings.warn_minutes):
        raise ValueError("warn_minutes must be above zero")
    if not 1 <= settings.calls_per_second <= 100:
        raise ValueError("calls_per_second must be 1 to 100")
    for session in settings.sessions:
        if session.start_url and not session.start_url.startswith(("https://", "http://127.0.0.1")):
            raise ValueError(f"start_url of {session.name} must begin with https://")
