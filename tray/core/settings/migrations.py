"""How files of older versions become those of today: one pure step per version, in order.

To change a format: append a step here, and keep a file as the last release wrote it
under `tests/adapters/formats/`. Steps are never changed and never removed.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

Fields: TypeAlias = Mapping[str, object]
"""What stands in a file: names to texts, numbers, lists and tables."""

Step: TypeAlias = Callable[[Fields], dict[str, object]]
"""From one version to the next. The field `version` is not its business."""


def _without_session_lengths(found: Fields) -> dict[str, object]:
    """Lengths of sessions were learned from sleeps and revocations, too: none can be trusted."""
    return {**found, "session_seconds": {}}


SETTINGS: tuple[Step, ...] = ()
LISTING: tuple[Step, ...] = ()
DELIVERIES: tuple[Step, ...] = ()
REMOVALS: tuple[Step, ...] = ()
MEMORY: tuple[Step, ...] = (_without_session_lengths,)

FIRST = 1
"""The version of a file that does not say one."""


class NewerVersion(ValueError):
    """A newer program wrote this; it must stay as it is."""


def current(steps: Sequence[Step]) -> int:
    """The version that the steps lead to."""
    return FIRST + len(steps)


def version_of(found: Fields) -> int:
    """Raises `ValueError` where it is no version at all."""
    version = found.get("version", FIRST)
    if not isinstance(version, int) or isinstance(version, bool) or version < FIRST:
        raise ValueError("version must be a number from 1 on")
    return version


def migrated(found: Fields, steps: Sequence[Step]) -> dict[str, object]:
    """The same in the current version. Raises `NewerVersion`, `ValueError`."""
    version = version_of(found)
    if version > current(steps):
        raise NewerVersion(f"version {version} is newer than {current(steps)}")
    fields = dict(found)
    try:
        for step in steps[version - FIRST :]:
            fields = step(fields)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this is not version {version}") from error
    return {**fields, "version": current(steps)}
