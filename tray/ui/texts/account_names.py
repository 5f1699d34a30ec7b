"""What accounts and roles are called on the screen, looked up in no time.

An index is built once per listing. An alias stands behind the account's name.
Accounts of the same name are told apart by it, or by their number; an account
that no listing knows is its alias, or its number.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from tray.core.snapshot import AppSnapshot, SessionView
from tray.core.vocabulary.model import AccountId, AccountRoles, Listing, RoleRef, SessionName


@dataclass(frozen=True, slots=True)
class NamedAccount:
    """An account as menus show it. `roles` are the names of the person's roles in it.

    `typed` is what commands understand in its place.
    """

    id: AccountId
    label: str
    typed: str
    roles: tuple[str, ...]


class AccountIndex:
    """One listing: its accounts in the order of their labels, and by number."""

    def __init__(self, listing: Listing, revision: int, aliases: Mapping[AccountId, str]) -> None:
        self.listing, self.aliases = listing, aliases
        self.revision = revision
        """Another one for each listing that was ever indexed."""
        self.accounts = _named(listing, aliases)
        self.role_count = sum(len(account.roles) for account in self.accounts)
        self._by_id = {account.id: account for account in self.accounts}

    def label(self, account_id: AccountId) -> str:
        """What the account is called; its alias or number if it is not in the listing."""
        account = self._by_id.get(account_id)
        return account.label if account else self.aliases.get(account_id) or account_id

    def typed(self, account_id: AccountId) -> str:
        """What to type for the account."""
        account = self._by_id.get(account_id)
        return account.typed if account else self.aliases.get(account_id) or account_id

    def has(self, role: RoleRef) -> bool:
        """Whether the person holds the role, as far as the listing knows."""
        account = self._by_id.get(role.account_id)
        return account is not None and role.role_name in account.roles


class AccountNames:
    """The indexes of all sso-sessions; give it each snapshot before asking."""

    def __init__(self) -> None:
        self._indexes: dict[SessionName, AccountIndex] = {}
        self._indexed = 0
        self._has_several = False

    def learn(self, snapshot: AppSnapshot) -> None:
        """Takes in the listings of a snapshot; those it knows cost nothing."""
        self._has_several = len(snapshot.sessions) > 1
        self._indexes = {
            view.session.name: self._index(view, view.listing, snapshot.settings.aliases)
            for view in snapshot.sessions
            if view.listing is not None
        }

    def index(self, session: SessionName) -> AccountIndex | None:
        """The index of a session; None as long as it has no listing."""
        return self._indexes.get(session)

    def account(self, role: RoleRef) -> str:
        """What the role's account is called."""
        index = self.index(role.session)
        return index.label(role.account_id) if index else role.account_id

    def typed(self, role: RoleRef) -> str:
        """What to type for the role's account."""
        index = self.index(role.session)
        return index.typed(role.account_id) if index else role.account_id

    def role(self, role: RoleRef) -> str:
        """`Prod / Admin`, and through which session where there are several."""
        label = f"{self.account(role)} / {role.role_name}"
        return f"{label} ({role.session})" if self._has_several else label

    def is_gone(self, role: RoleRef) -> bool:
        """Whether a listing says that the person does not hold the role any more."""
        index = self.index(role.session)
        return index is not None and not index.has(role)

    def _index(
        self, view: SessionView, listing: Listing, aliases: Mapping[AccountId, str]
    ) -> AccountIndex:
        known = self._indexes.get(view.session.name)
        if known is not None and known.listing is listing and known.aliases == aliases:
            return known
        self._indexed += 1
        return AccountIndex(listing, self._indexed, aliases)


def _named(listing: Listing, aliases: Mapping[AccountId, str]) -> tuple[NamedAccount, ...]:
    bearers = Counter(entry.account.name for entry in listing.accounts)
    named = [
        _account(entry, aliases.get(entry.account.id, ""), bearers[entry.account.name] == 1)
        for entry in listing.accounts
    ]
    return tuple(sorted(named, key=lambda account: (account.label.casefold(), account.id)))


def _account(entry: AccountRoles, alias: str, has_own_name: bool) -> NamedAccount:
    """`Prod`, `Prod (live)` with an alias, or `Prod (111122223333)` beside another of that name."""
    number, name = entry.account.id, entry.account.name
    short = alias or (name if name and has_own_name else number)
    label = f"{name} ({short})" if name and short != name else short
    return NamedAccount(number, label, short, entry.role_names)
