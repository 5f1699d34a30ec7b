"""Profiles of browsers, in the form in which the browsers keep them."""

import json
from pathlib import Path

ADD_ON = "{f069aec0-43c5-4bbf-b6b4-df95c4326b98}"

PROFILES_INI = """\
[Install4F96D1932A9F858E]
Default=Profiles/work.work
Locked=1

[Profile1]
Name=default
IsRelative=1
Path=Profiles/abc.default
Default=1

[Profile0]
Name=Work
IsRelative=1
Path=Profiles/work.work

[General]
StartWithLastProfile=1
Version=2
"""

CONTAINERS = {
    "version": 5,
    "identities": [
        {"userContextId": 1, "public": True, "l10nId": "user-context-personal"},
        {"userContextId": 2, "public": True, "l10nID": "userContextWork.label"},
        {"userContextId": 5, "public": False, "name": "userContextIdInternal.thumbnail"},
        {"userContextId": 6, "public": True, "name": "Prod & more"},
    ],
}


def program(path: Path, then: str = "") -> Path:
    """A program that notes each of its words on a line of `….log` beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\nprintf '%s\\n' \"$@\" >'{path}.log'\n{then}\n", "utf-8")
    path.chmod(0o700)
    return path


def words_of(path: Path) -> list[str]:
    """What a `program` was given."""
    return Path(f"{path}.log").read_text("utf-8").splitlines()


def chromium_home(home: Path) -> None:
    """Two profiles and the browser's own two; the second was used last."""
    write(
        home / "Local State",
        {
            "profile": {
                "last_used": "Profile 1",
                "info_cache": {
                    "Default": {"name": "Private", "user_name": ""},
                    "Profile 1": {"name": "Arbeit ä"},
                    "Guest Profile": {"name": "Guest"},
                    "System Profile": {"name": "System"},
                },
            }
        },
    )


def firefox_home(home: Path, *, has_add_on: bool = True, is_active: bool = True) -> None:
    """`default` and `Work`, which this installation starts with and which has containers."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "profiles.ini").write_text(PROFILES_INI, "utf-8")
    work = home / "Profiles/work.work"
    write(work / "containers.json", CONTAINERS)
    add_ons: list[dict[str, object]] = [{"id": "other@example", "active": True}]
    if has_add_on:
        add_ons.append({"id": ADD_ON, "active": is_active})
    write(work / "extensions.json", {"schemaVersion": 36, "addons": add_ons})


def write(path: Path, found: object) -> None:
    """As JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found), "utf-8")
