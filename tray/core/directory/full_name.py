"""A role's full name, `SESSION:ACCOUNT_ID/ROLE`: how other programs are told which one."""

import re

from tray.core.vocabulary.model import AccountId, RoleRef, SessionName

_FULL = re.compile(r"(?P<session>.+):(?P<account>\d{12})/(?P<role>[\w+=,.@-]+)", re.ASCII)


def full_name(role: RoleRef) -> str:
    """`Acme:123456789012/Admin`."""
    return f"{role.session}:{role.account_id}/{role.role_name}"


def parse_full_name(text: str) -> RoleRef | None:
    """The role of a full name; None where it is not one."""
    match = _FULL.fullmatch(text.strip())
    if match is None:
        return None
    session, account = SessionName(match["session"]), AccountId(match["account"])
    return RoleRef(session, account, match["role"])
