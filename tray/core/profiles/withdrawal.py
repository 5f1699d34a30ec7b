"""A profile that is to go out of the AWS files, until it is gone.

Taking keys out of a file has an outcome, and it can be that they are still there: the disk is full,
the file is on a read-only mount, or no tool can read it. Then it stays known, with the reason, and
is tried again.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tray.core.profiles.activation import Activation
from tray.core.sessions import schedule
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import ProfileName, RoleRef

PATIENCE = timedelta(minutes=2)
"""How long a try may take: after that it has died without a word, and the next one begins."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What is known of a profile on its way out.

    `active` is what it was, as far as that is known; `due` is when it is tried next.
    `is_time_over` says that a guarded role's time ended it, and nobody asked.
    """

    profile: ProfileName
    since: datetime
    due: datetime
    active: Activation | None = None
    is_time_over: bool = False
    is_under_way: bool = True
    failures: int = 0
    error: TrayError | None = None

    @property
    def role(self) -> RoleRef | None:
        """Whose keys are to go."""
        return self.active.role if self.active is not None else None


def begin(
    profile: ProfileName,
    active: Activation | None,
    now: datetime,
    before: Withdrawal | None = None,
    *,
    is_time_over: bool = False,
) -> Withdrawal:
    """A first try. `before` is one that did not come to its end, of what is in the files still."""
    if active is not None and not active.is_in_force:
        active = active.replaces or (before.active if before is not None else None) or active
    failures = before.failures if before is not None else 0
    error = before.error if before is not None else None
    return Withdrawal(
        profile, now, now + PATIENCE, active, is_time_over, failures=failures, error=error
    )


def left_over(
    profile: ProfileName, active: Activation | None, error: TrayError, now: datetime
) -> Withdrawal:
    """What an earlier run left in a file, and this one could not remove at its start."""
    return failed(Withdrawal(profile, now, now, active), error, now)


def tried(withdrawal: Withdrawal, now: datetime) -> Withdrawal:
    """Another try is under way."""
    return replace(withdrawal, is_under_way=True, due=now + PATIENCE)


def failed(withdrawal: Withdrawal, error: TrayError, now: datetime) -> Withdrawal:
    """It came to nothing; it is tried again after a minute, later every five."""
    failures = withdrawal.failures + 1
    due = now + schedule.backoff(failures)
    return replace(withdrawal, is_under_way=False, due=due, failures=failures, error=error)


def is_due(withdrawal: Withdrawal, now: datetime) -> bool:
    """Whether it is time for another try."""
    return schedule.is_due(withdrawal.due, now)
