"""Finding the one role that somebody names on the command line.

ROLE is `account/role` or `session:account/role`; the account is a name, an alias
or a number, and a part of each is enough where it is unambiguous. A number beats
an exact name, that beats the same in other case, that a beginning, and that a
part. Nothing is guessed: two roles that fit equally well are both candidates.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tray.core.vocabulary.model import AccountId, Listing, RoleRef, SessionName

_NO_MATCH = 9


@dataclass(frozen=True, slots=True)
class NamedRole:
    """A role with all that people may call it; `alias` is the person's own name for the account."""

    ref: RoleRef
    account_name: str
    alias: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """What the account may be called, besides its number; never empty ones."""
        return tuple(name for name in (self.account_name, self.alias) if name)


@dataclass(frozen=True, slots=True)
class Found:
    """The one role that was meant."""

    role: NamedRole


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several fit equally well; sorted by account name, role and session."""

    candidates: tuple[NamedRole, ...]


@dataclass(frozen=True, slots=True)
class NotFound:
    """None fits; `services.directory.role_index` knows those that look like it."""


Resolution = Found | Ambiguous | NotFound


def named_roles(
    session: SessionName, listing: Listing, aliases: Mapping[AccountId, str]
) -> tuple[NamedRole, ...]:
    """The roles of a listing, in its order."""
    return tuple(
        NamedRole(
            RoleRef(session, known.account.id, role_name),
            known.account.name,
            aliases.get(known.account.id, ""),
        )
        for known in listing.accounts
        for role_name in known.role_names
    )


def resolve(text: str, roles: Sequence[NamedRole]) -> Resolution:
    """Which of `roles` the text means."""
    wanted = text.strip()
    best: list[NamedRole] = []
    rest, within = _after_session(wanted, roles)
    if rest is not None:
        best = _best(rest, within)
    if not best:  # an account's name may have a colon, too
        best = _best(wanted, roles)
    if len(best) == 1:
        return Found(best[0])
    if best:
        return Ambiguous(tuple(sorted(best, key=_by_name)))
    return NotFound()


def spellings(roles: Sequence[NamedRole]) -> dict[RoleRef, str]:
    """For each role, what to type for it: short, and nothing else than it is meant.

    `account/role` where that will do, the number for an account whose name is
    not its own, and the sso-session where the same role is seen through several.
    """
    borne = {(role.ref.account_id, name.casefold()) for role in roles for name in role.names}
    bearers = Counter(name for _, name in borne)
    pairs = Counter((role.ref.account_id, role.ref.role_name) for role in roles)
    return {role.ref: _spelling(role, bearers, pairs) for role in roles}


# ---- how well a role fits --------------------------------------------------------


def _after_session(text: str, roles: Sequence[NamedRole]) -> tuple[str | None, Sequence[NamedRole]]:
    """What follows `session:`, and the roles of that session; None and all without one."""
    sessions = {role.ref.session for role in roles}
    named = [name for name in sessions if _begins_with(text, name)]
    if not named:
        return None, roles
    longest = max(named, key=lambda name: (len(name), text.startswith(name), name))
    return text[len(longest) + 1 :], [role for role in roles if role.ref.session == longest]


def _begins_with(text: str, session: SessionName) -> bool:
    length = len(session)
    return text[length : length + 1] == ":" and text[:length].casefold() == session.casefold()


def _best(text: str, roles: Sequence[NamedRole]) -> list[NamedRole]:
    """The roles that no other one beats: fits as well in both parts, and better in one."""
    fits: dict[tuple[int, int], list[NamedRole]] = {}
    for role, fit in zip(roles, _fits(text, roles), strict=True):
        if _NO_MATCH not in fit:
            fits.setdefault(fit, []).append(role)
    unbeaten = [
        fit
        for fit in fits
        if not any(other != fit and other[0] <= fit[0] and other[1] <= fit[1] for other in fits)
    ]
    return [role for fit in unbeaten for role in fits[fit]]


def _fits(text: str, roles: Sequence[NamedRole]) -> Iterable[tuple[int, int]]:
    """How well each role fits, in its account and in its name; each name is compared once."""
    account, slash, name = text.rpartition("/")
    wanted = account if slash else name
    accounts: dict[tuple[AccountId, str, str], int] = {}
    names: dict[str, int] = {}
    for role in roles:
        key = (role.ref.account_id, role.account_name, role.alias)
        if key not in accounts:
            accounts[key] = _account_fit(wanted, role)
        if role.ref.role_name not in names:
            names[role.ref.role_name] = _fit(name, role.ref.role_name)
        fit = accounts[key], names[role.ref.role_name]
        yield fit if slash else (min(fit), 0)


def _account_fit(wanted: str, role: NamedRole) -> int:
    if wanted == role.ref.account_id:
        return 0
    return min(_fit(wanted, name) for name in (*role.names, role.ref.account_id))


def _fit(wanted: str, name: str) -> int:
    """How well a text fits a name: the less, the better."""
    if wanted == name:
        return 1
    lowered, folded = wanted.casefold(), name.casefold()
    if lowered == folded:
        return 2
    if folded.startswith(lowered):
        return 3
    return 4 if lowered in folded else _NO_MATCH


def _by_name(role: NamedRole) -> tuple[str, str, RoleRef]:
    return role.account_name.casefold(), role.ref.role_name.casefold(), role.ref


# ---- spellings ----------------------------------------------------------------


def _spelling(role: NamedRole, bearers: Counter[str], pairs: Counter[tuple[AccountId, str]]) -> str:
    ref = role.ref
    own = (name for name in role.names if bearers[name.casefold()] == 1 and _is_plain(name))
    short = f"{next(own, ref.account_id)}/{ref.role_name}"
    return short if pairs[ref.account_id, ref.role_name] == 1 else f"{ref.session}:{short}"


def _is_plain(name: str) -> bool:
    """Whether a name is nothing else as well: another account's number, or `session:name`."""
    return name == name.strip() and ":" not in name and not name.isdigit()
