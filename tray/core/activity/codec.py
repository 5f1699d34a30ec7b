"""The activity log's lines as JSON members: in the log's file, in exports, on the command line.

Members are only ever added; `docs/json.md` describes them.
"""

from collections.abc import Mapping
from datetime import datetime

from tray.core.activity.entries import ActivityEntry, ActivityKind, Way
from tray.core.directory.full_name import full_name
from tray.core.guards.command_redaction import TOOLS
from tray.core.guards.requester import SHELLS, Requester, base_name
from tray.core.vocabulary.model import AccountId, ProfileName, RoleRef, SessionName
from tray.core.vocabulary.moments import moment_of, rfc3339

ACTIVITY_VERSION = 2
"""Version 1 took the first word behind an interpreter's options for a program's name."""

_KNOWN = SHELLS | TOOLS


def entry_fields(entry: ActivityEntry) -> dict[str, object]:
    """What there is to say of it; what is empty is left out."""
    role, asker = entry.role, entry.asker
    members: dict[str, object] = {
        "when": moment_text(entry.when),
        "kind": entry.kind.value,
        "session": str(entry.session),
        "role": full_name(role) if role else "",
        "account_id": str(role.account_id) if role else "",
        "account_name": entry.account_name,
        "role_name": role.role_name if role else "",
        "profile": str(entry.profile or ""),
        "way": entry.way.value,
        "until": moment_text(entry.until) if entry.until else "",
        "note": entry.note,
        "asker": _asker_fields(asker) if asker is not None else {},
    }
    return {name: value for name, value in members.items() if value}


def entry_of(members: object) -> ActivityEntry | None:
    """The line of those members; None where it is none, or of a kind that only a newer one knows.

    Members of newer versions are passed over.
    """
    if not isinstance(members, Mapping):
        return None
    try:
        return _entry(cleaned(members) or members)
    except (KeyError, ValueError):
        return None


def cleaned(members: Mapping[object, object]) -> dict[object, object] | None:
    """A line of version 1 without names that may be a value of some command line.

    None for a line that is fine. What is no name of a known program goes; what the system
    said, the executable and the directory, stays.
    """
    asker = members.get("asker")
    if members.get("version") != 1 or not isinstance(asker, Mapping):
        return None
    kept, program = dict(asker), _text(asker, "program")
    own_name = base_name(_text(asker, "executable"))
    if program not in {own_name, *_KNOWN}:
        kept["program"] = own_name
    if _text(asker, "parent") not in _KNOWN:
        kept.pop("parent", None)
    fields = {**members, "version": ACTIVITY_VERSION, "asker": kept}
    if program and program != kept.get("program") and program in _text(members, "note"):
        del fields["note"]
    return fields


def moment_text(moment: datetime) -> str:
    """RFC 3339 with thousandths: `2026-01-15T09:00:00.000Z`."""
    return rfc3339(moment, "milliseconds")


def _entry(members: Mapping[object, object]) -> ActivityEntry:
    session, until = SessionName(_text(members, "session")), _text(members, "until")
    account, role_name = AccountId(_text(members, "account_id")), _text(members, "role_name")
    profile = _text(members, "profile")
    return ActivityEntry(
        moment_of(_text(members, "when")),
        ActivityKind(members["kind"]),
        session,
        RoleRef(session, account, role_name) if role_name else None,
        _text(members, "account_name"),
        ProfileName(profile) if profile else None,
        _way(_text(members, "way")),
        _asker(members.get("asker")),
        moment_of(until) if until else None,
        _text(members, "note"),
    )


def _text(members: Mapping[object, object], name: str) -> str:
    value = members.get(name, "")
    return value if isinstance(value, str) else ""


def _way(text: str) -> Way:
    """A way that only a newer version knows is none of ours; the line still counts."""
    return Way(text) if text in {way.value for way in Way} else Way.NONE


def _asker_fields(asker: Requester) -> dict[str, object]:
    """Without its command: what a person typed behind a program's name is nobody's to keep."""
    members: dict[str, object] = {
        "program": asker.name,
        "pid": asker.pid,
        "executable": asker.executable,
        "directory": asker.directory,
        "parent": asker.parent,
    }
    return {name: value for name, value in members.items() if value}


def _asker(members: object) -> Requester | None:
    if not isinstance(members, Mapping):
        return None
    pid = members.get("pid")
    return Requester(
        _text(members, "program"),
        pid if isinstance(pid, int) else None,
        _text(members, "executable"),
        directory=_text(members, "directory"),
        parent=_text(members, "parent"),
    )
