"""Changes in the text of a settings file: what is not ours to change stays, comments too.

Apart from `settings_file` since tomlkit, which this needs, takes its time to load.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import tomlkit
from tomlkit.items import AoT

from tray.core.console.browser_rules import BrowserRule
from tray.core.guards.rules import GuardRule
from tray.core.settings.migrations import Step, migrated, version_of


class SettingsDocument:
    """The text as it is to be. Making one raises `ValueError`, `NewerVersion` among them."""

    def __init__(self, text: str, steps: Sequence[Step]) -> None:
        self._document: Any = tomlkit.parse(text)
        before = self._document.unwrap()
        after = migrated(before, steps)
        self.version_before = version_of(before)
        self.is_migrated = bool(before) and after["version"] != self.version_before
        if self.is_migrated:
            self._bring_forward(before, after)
        self._document["version"] = after["version"]

    @property
    def text(self) -> str:
        """The whole file."""
        return tomlkit.dumps(self._document)

    def drop(self, name: str) -> None:
        """Takes out a setting that is not understood, since there is another now."""
        self._document.pop(name, None)

    def write(self, wanted: Mapping[str, Any], base: Mapping[str, Any]) -> None:
        """Puts in what differs from `base`, or stands here already; what is not in it stays."""
        for name, value in wanted.items():
            if name == "sessions":
                self._write_sessions(value)
            elif name == "guards":
                _write_rules(self._document, name, value, GuardRule)
            elif name == "aliases":
                self._write_aliases(value, base[name])
            elif isinstance(value, Mapping):
                self._write_table(name, value, base[name])
            elif value != base[name] or name in self._document:
                self._document[name] = _plain(value)

    def _bring_forward(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        for name in [name for name in before if name not in after]:
            del self._document[name]
        for name, value in after.items():
            if name not in before or before[name] != value:
                self._document[name] = _plain(value)

    def _write_table(self, name: str, wanted: Mapping[str, Any], base: Mapping[str, Any]) -> None:
        table = self._document.get(name, {})
        changed = {
            key: value for key, value in wanted.items() if value != base[key] or key in table
        }
        if changed and name not in self._document:
            self._document[name] = tomlkit.table()
        for key, value in changed.items():
            if (name, key) == ("console", "browsers"):
                _write_rules(self._document[name], key, value, BrowserRule)
            elif self._document[name].get(key) != value:
                self._document[name][key] = value

    def _write_aliases(self, wanted: Mapping[str, str], base: Mapping[str, str]) -> None:
        """Those that differ from `base`, or stand here already; one of `base` may be taken away."""
        table = self._document.get("aliases", {})
        own = {number: alias for number, alias in wanted.items() if base.get(number) != alias}
        own |= {number: "" for number in base if number not in wanted}
        kept = {number: wanted[number] for number in table if number in wanted}
        written = {
            number: alias for number, alias in (own | kept).items() if alias or number in base
        }
        if not written:
            self._document.pop("aliases", None)
            return
        if not table:
            table = self._document["aliases"] = tomlkit.table()
        for number in [number for number in table if number not in written]:
            del table[number]
        for number, alias in written.items():
            if table.get(number) != alias:
                table[number] = alias

    def _write_sessions(self, sessions: Sequence[Mapping[str, str]]) -> None:
        """In their order; each keeps the comments and unknown keys that its table has."""
        before = self._document.get("sessions", ())
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
        self._document["sessions"] = tables


def _write_rules(
    table: Any,
    name: str,
    rules: Sequence[Mapping[str, Any]],
    kind: type[GuardRule | BrowserRule],
) -> None:
    """The rules in their order. They have no names: if one was edited, all are written anew."""
    before = table.get(name, ())
    if list(rules) == _all_of(before.unwrap() if before else [], kind):
        return
    defaults = msgspec.to_builtins(kind())
    tables = tomlkit.aot()
    for rule in rules:
        written = tomlkit.table()
        written.update({key: value for key, value in rule.items() if value != defaults[key]})
        tables.append(written)
    table[name] = tables


def _all_of(
    tables: Sequence[Mapping[str, Any]], kind: type[GuardRule | BrowserRule]
) -> list[dict[str, Any]]:
    """What a list of rules says with the defaults filled in."""
    return [msgspec.to_builtins(msgspec.convert(table, kind)) for table in tables]


def _plain(value: Any) -> Any:
    """What TOML holds: no tuples."""
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
