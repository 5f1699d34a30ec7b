"""Patterns that name accounts and roles in the settings' rules: `*` and `?`, in any case."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from tray.core.vocabulary.model import AccountId


@dataclass(frozen=True, slots=True)
class RoleNames:
    """What a role is known by; the account's name is empty where no listing told it."""

    account_id: AccountId
    account_name: str
    role_name: str


def fits(account: str, role: str, names: RoleNames) -> bool:
    """Whether `account` fits the account's name or number, and `role` the role's name."""
    accounts = (names.account_name.casefold(), str(names.account_id))
    return any(fnmatchcase(each, account.casefold()) for each in accounts) and fnmatchcase(
        names.role_name.casefold(), role.casefold()
    )
