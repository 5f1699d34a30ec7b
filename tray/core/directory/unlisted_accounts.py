"""Accounts whose roles could not be listed, in words."""

from collections.abc import Sequence

from tray.core.vocabulary.errors import AccountsUnlisted, TrayError
from tray.core.vocabulary.model import Account
from tray.core.vocabulary.translatable import Said, said

_MOST_NAMED = 3


def unlisted_words(accounts: Sequence[Account]) -> Said:
    """Says which they are, by name and number."""
    named = ", ".join(f"{account.name} ({account.id})" for account in accounts[:_MOST_NAMED])
    more = len(accounts) - _MOST_NAMED
    if more <= 0:
        return said("The roles of {named} couldn't be listed.", named=named)
    return said("The roles of {named} and {more} more couldn't be listed.", named=named, more=more)


def refused_accounts(accounts: Sequence[Account]) -> TrayError | None:
    """What is told of those that AWS refuses; None where there are none."""
    if not accounts:
        return None
    return AccountsUnlisted(
        unlisted_words(accounts),
        said("AWS refuses them; closed and suspended accounts do that. All others are listed."),
    )
