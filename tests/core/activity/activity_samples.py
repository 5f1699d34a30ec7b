"""Lines of an activity log to try things with."""

from datetime import datetime, timedelta

from tests.fakes import START
from tray.core.activity.entries import ActivityEntry, ActivityKind, Way
from tray.core.guards.requester import Requester
from tray.core.vocabulary.model import AccountId, ProfileName, RoleRef, SessionName

ACME = SessionName("Acme")
ADMIN = RoleRef(ACME, AccountId("000000000042"), "Admin")
TERRAFORM = Requester(
    "terraform", 4242, "/usr/local/bin/terraform", directory="/home/ada/infra", parent="zsh"
)
AWS = Requester("aws", 4300, "/usr/bin/python3.11", directory="/home/ada", parent="bash")


def at(hours: float) -> datetime:
    """So many hours after START."""
    return START + timedelta(hours=hours)


def of_session(
    hours: float, kind: ActivityKind, until: float | None = None, note: str = ""
) -> ActivityEntry:
    end = None if until is None else at(until)
    return ActivityEntry(at(hours), kind, ACME, until=end, note=note)


def of_role(
    hours: float,
    kind: ActivityKind,
    until: float | None = None,
    profile: str = "default",
    role: RoleRef = ADMIN,
) -> ActivityEntry:
    return ActivityEntry(
        at(hours),
        kind,
        role.session,
        role,
        "Prod",
        ProfileName(profile),
        Way.CREDENTIALS_FILE,
        until=None if until is None else at(until),
    )


def asked(
    hours: float,
    asker: Requester = TERRAFORM,
    kind: ActivityKind = ActivityKind.GIVEN,
    role: RoleRef = ADMIN,
    note: str = "",
) -> ActivityEntry:
    return ActivityEntry(
        at(hours), kind, role.session, role, "Prod", way=Way.HELPER, asker=asker, note=note
    )
