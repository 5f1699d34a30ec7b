r"""The policy of Windows: values of `HKLM\Software\Policies\SSO Tray`.

NOTE: written from Microsoft's documentation of the registry, and tried with a
registry of the tests' own (docs/platforms.md). Only administrators write below
`Software\Policies`. A table is a key below; several are keys `1`, `2`, ….
"""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any, Protocol

from tray.adapters.settings.decoding import policy_of, unreadable
from tray.core.settings.policy import NO_POLICY, Policy
from tray.core.vocabulary.translatable import said

if sys.platform == "win32":
    from tray.adapters.system.windows_registry import open_machine_key

    def registry_policy() -> Policy:
        """The policy of this machine; none where there is no key."""
        try:
            with open_machine_key(PLACE) as key:
                return policy_of_key(key)
        except FileNotFoundError:
            return NO_POLICY
        except OSError as error:
            return unreadable(
                rf"HKLM\{PLACE}",
                said("it can't be read ({reason})", reason=error.strerror),
            )


PLACE = r"Software\Policies\SSO Tray"


class Key(Protocol):
    """A key of the registry."""

    def values(self) -> dict[str, Any]:
        """Its values by name."""

    def below(self) -> Iterator[tuple[str, AbstractContextManager["Key"]]]:
        """The keys below it by name."""


def policy_of_key(key: Key) -> Policy:
    """The policy that a key holds."""
    return policy_of(_table(key), rf"HKLM\{PLACE}", has_types=False)


def _table(key: Key) -> dict[str, Any]:
    found: dict[str, Any] = dict(key.values())
    for name, opened in key.below():
        with opened as inner:
            found[name] = _numbered(inner) or _table(inner)
    return found


def _numbered(key: Key) -> list[dict[str, Any]]:
    """The tables of `1`, `2`, … in their order; empty where the key is one table."""
    tables: dict[int, dict[str, Any]] = {}
    for name, opened in key.below():
        if not name.isdigit():
            return []
        with opened as inner:
            tables[int(name)] = _table(inner)
    return [tables[number] for number in sorted(tables)]
