"""The profiles of browsers, as their own files have them.

Chromium's kin keeps `Local State` (JSON); Firefox `profiles.ini`, and in each
profile `containers.json` and `extensions.json`. What cannot be read counts as absent.
"""

import configparser
import json
from pathlib import Path
from typing import Any

from tray.core.console.browser_rules import BrowserProfile

_ADD_ON_ID = "{f069aec0-43c5-4bbf-b6b4-df95c4326b98}"
_NO_PROFILES = {"Guest Profile", "System Profile"}
_OWN_CONTAINERS = ("Personal", "Work", "Banking", "Shopping")
"""Firefox translates their names; these are the English ones."""


def chromium_profiles(home: Path) -> tuple[BrowserProfile, ...]:
    """Those of `Local State`. The browser's own choice is the one that was used last."""
    state = _member(_json(home / "Local State"), "profile")
    last = state.get("last_used") or "Default"
    return tuple(
        BrowserProfile(key, str(known.get("name") or key), is_default=key == last)
        for key, known in _member(state, "info_cache").items()
        if isinstance(known, dict) and key not in _NO_PROFILES
    )


def firefox_profiles(home: Path) -> tuple[BrowserProfile, ...]:
    """Those of `profiles.ini`; an installation's own default comes before the old kind of one."""
    ini = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        ini.read_string((home / "profiles.ini").read_text("utf-8-sig"))
    except (OSError, ValueError, configparser.Error):
        return ()
    sections = [ini[name] for name in ini.sections() if name.startswith("Profile")]
    known = [each for each in sections if each.get("Name") and each.get("Path")]
    defaults = [ini[name].get("Default") for name in ini.sections() if name.startswith("Install")]
    default = next((each for each in known if each["Path"] in defaults), None) or next(
        (each for each in known if each.get("Default") == "1"), None
    )
    return tuple(_firefox_profile(home, each, is_default=each is default) for each in known)


def _firefox_profile(
    home: Path, section: configparser.SectionProxy, *, is_default: bool
) -> BrowserProfile:
    name, folder = section["Name"], home / section["Path"]  # an absolute path stays one
    add_ons = _json(folder / "extensions.json").get("addons")
    return BrowserProfile(
        name,
        name,
        is_default,
        _containers(_json(folder / "containers.json").get("identities")),
        can_open_containers=any(
            isinstance(each, dict) and each.get("id") == _ADD_ON_ID and each.get("active") is True
            for each in (add_ons if isinstance(add_ons, list) else ())
        ),
    )


def _containers(identities: object) -> tuple[str, ...]:
    """Names of the containers that a person sees."""
    shown = [
        each
        for each in (identities if isinstance(identities, list) else ())
        if isinstance(each, dict) and each.get("public")
    ]
    return tuple(name for name in map(_container_name, shown) if name)


def _container_name(identity: dict[str, Any]) -> str:
    """Its own, or what its label says: `user-context-work`, `userContextWork.label` before."""
    if name := identity.get("name"):
        return str(name)
    label = str(identity.get("l10nId") or identity.get("l10nID") or "").casefold()
    return next((name for name in _OWN_CONTAINERS if name.casefold() in label), "")


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _member(found: dict[str, Any], name: str) -> dict[str, Any]:
    member = found.get(name)
    return member if isinstance(member, dict) else {}
