"""The policy of macOS: managed preferences, which an MDM's configuration profile brings.

NOTE: written from Apple's documentation of the payload of managed preferences,
and tried with files only (docs/platforms.md). The system keeps them as property
lists that only root writes; those of a user win over those of the machine.
"""

import getpass
import plistlib
from pathlib import Path

from tray.adapters.settings.decoding import policy_of, unreadable
from tray.core.settings.policy import NO_POLICY, Policy
from tray.core.vocabulary.translatable import said

_FOLDER = Path("/Library/Managed Preferences")
_DOMAIN = "io.github.sso-tray"
"""As the bundle's identifier."""


def managed_preferences(folder: Path = _FOLDER, user: str | None = None) -> Policy:
    """The user's, else the machine's, else none."""
    name = f"{_DOMAIN}.plist"
    for path in (folder / (user or getpass.getuser()) / name, folder / name):
        if path.exists():
            return _plist_policy(path)
    return NO_POLICY


def _plist_policy(path: Path) -> Policy:
    try:
        found = plistlib.loads(path.read_bytes())
    except OSError as error:
        return unreadable(str(path), said("it can't be read ({reason})", reason=error.strerror))
    except Exception:  # noqa: BLE001 - the parsers under plistlib raise what they like
        return unreadable(str(path), said("the file isn't a property list"))
    if not isinstance(found, dict):
        return unreadable(str(path), said("the top level isn't a dictionary"))
    # What the system itself adds to every managed domain is none of ours.
    ours = {name: value for name, value in found.items() if not str(name).startswith("Payload")}
    return policy_of(ours, str(path))
