"""Guarded roles: which they are, how they look, and what their use takes.

A rule names accounts and roles by patterns; the first that fits is the one
that counts. What a guard can and cannot stop stands in `docs/security.md`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tray.core.directory.patterns import RoleNames, fits
from tray.core.guards.colours import GuardColour
from tray.core.vocabulary.model import AccountId, Listing, RoleRef, SessionName


@dataclass(frozen=True, slots=True)
class GuardRule:
    """What holds for the roles that fit both patterns (`*` and `?`, in any case).

    `account` is matched against the account's name and its number. `confirm`
    asks the person before the role is used, `minutes` ends its use by itself
    (0 never does), `ask_programs` asks before each program is given its keys.
    """

    account: str = "*"
    role: str = "*"
    label: str = ""
    colour: GuardColour = GuardColour.RED
    confirm: bool = False
    minutes: int = 0
    ask_programs: bool = False

    def fits(self, account_id: AccountId, account_name: str, role_name: str) -> bool:
        """Whether a role is one of these."""
        return fits(self.account, self.role, RoleNames(account_id, account_name, role_name))


def rule_in_doubt(rules: Iterable[GuardRule], role: RoleRef, account_name: str) -> GuardRule | None:
    """`rule_for`; while nobody knows what the account is called, the first that may fit.

    Rather one question too many than keys of production without one.
    """
    if account_name:
        return rule_for(rules, role, account_name)
    found = (
        rule
        for rule in rules
        if rule.fits(role.account_id, "", role.role_name)
        or (not rule.account.isdecimal() and fits("*", rule.role, _names(role)))
    )
    return next(found, None)


def asking_role(
    rules: Sequence[GuardRule], session: SessionName, listing: Listing | None
) -> RoleRef | None:
    """A role of the session whose rule asks before each program; None where there is none.

    While nobody knows the roles, one that is only guessed: any may be meant.
    """
    if not any(rule.ask_programs for rule in rules):
        return None
    if listing is None:
        return RoleRef(session, AccountId("?"), "?")
    for account, roles in ((each.account, each.role_names) for each in listing.accounts):
        for role in (RoleRef(session, account.id, name) for name in roles):
            rule = rule_in_doubt(rules, role, account.name)
            if rule is not None and rule.ask_programs:
                return role
    return None


def _names(role: RoleRef) -> RoleNames:
    return RoleNames(role.account_id, "", role.role_name)


def rule_for(rules: Iterable[GuardRule], role: RoleRef, account_name: str) -> GuardRule | None:
    """The first rule that fits the role; None where it is not guarded."""
    found = (rule for rule in rules if rule.fits(role.account_id, account_name, role.role_name))
    return next(found, None)
