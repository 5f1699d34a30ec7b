"""What the agent reports of itself; the command line prints it with `--json` (`docs/json.md`)."""

from dataclasses import dataclass
from datetime import datetime

from tray.core.settings.settings import DeliveryKind


@dataclass(frozen=True, slots=True)
class ErrorReport:
    """A `TrayError`: `kind` is the name of its class, `remedy` what helps."""

    kind: str
    title: str
    hint: str = ""
    remedy: str = "none"
    is_retriable: bool = False


@dataclass(frozen=True, slots=True)
class SessionReport:
    """One sso-session.

    `state` is `signed-out`, `signing-in`, `signed-in` or `ended`. `ends_at` is
    when the session ends, or ended; an estimate where `is_end_estimated`.
    `page`, `user_code` and `sign_in_expires_at` belong to a sign-in under way. `roles` counts those
    known; `is_listing` says that more are coming in.
    """

    name: str
    start_url: str
    region: str
    state: str
    ends_at: datetime | None = None
    is_end_estimated: bool = False
    token_expires_at: datetime | None = None
    page: str | None = None
    user_code: str | None = None
    sign_in_error: ErrorReport | None = None
    trouble: ErrorReport | None = None
    accounts: int = 0
    roles: int = 0
    is_listing: bool = False
    sign_in_expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RoleReport:
    """One role of one account; `role` is its full name, `SESSION:ACCOUNT_ID/ROLE`.

    `alias` is the person's own name for the account, empty where there is none.
    `asks_programs`: its rule asks before each program, so it must stand in no file that answers.
    """

    role: str
    session: str
    account_id: str
    account_name: str
    role_name: str
    alias: str = ""
    asks_programs: bool = False


@dataclass(frozen=True, slots=True)
class ProfileReport:
    """A profile that is ours.

    `state` is `active`, `working`,
    `waiting` (for a sign-in), `retrying`, `stuck`, or `changed` where another program
    changed the files so that tools do not get the role; `removing` or `not-removed` once
    it was released, until it is out of the files. `expires_at` is the keys'
    end, where keys were written.
    """

    profile: str
    role: RoleReport
    delivery: DeliveryKind
    state: str
    expires_at: datetime | None = None
    error: ErrorReport | None = None


@dataclass(frozen=True, slots=True)
class StatusReport:
    """All there is to know at one moment; `serial` counts up with every change."""

    serial: int
    is_demo: bool
    sessions: tuple[SessionReport, ...] = ()
    profiles: tuple[ProfileReport, ...] = ()
    problems: tuple[ErrorReport, ...] = ()


@dataclass(frozen=True, slots=True)
class RolesReport:
    """Roles; not `is_complete` while a listing is under way, or where one did not bring all.

    `troubles` say why of each session: what AWS, or the way to it, refused. The first
    that the same request may meet no more is what the command's exit code tells.
    """

    roles: tuple[RoleReport, ...]
    is_complete: bool
    troubles: tuple[ErrorReport, ...] = ()
