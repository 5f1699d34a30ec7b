"""A person's own names for accounts: short, and fit to be typed in the place of the account's."""

from tray.core.vocabulary.model import AccountId
from tray.core.vocabulary.translatable import said

LONGEST = 40
_NUMBER_LENGTH = 12


def alias_problem(alias: str) -> str | None:
    """What hinders `alias`; None if nothing does. Empty is no alias."""
    if len(alias) > LONGEST:
        return said("An alias can have at most {longest} characters.", longest=LONGEST)
    if alias.isdigit():
        return said("An alias can't be digits only: it would look like an account number.")
    if alias != alias.strip() or not alias.isprintable() or "/" in alias or ":" in alias:
        return said("An alias is a single line and can't contain / or :")
    return None


def is_account_id(text: str) -> bool:
    """Whether this is an account's number: twelve digits, as AWS has them."""
    return len(text) == _NUMBER_LENGTH and text.isascii() and text.isdigit()


def twice(aliases: dict[AccountId, str]) -> AccountId | None:
    """The second of two accounts with one alias, in any case; None where each is its own."""
    seen: set[str] = set()
    for account, alias in aliases.items():
        if alias and alias.casefold() in seen:
            return account
        seen.add(alias.casefold())
    return None
