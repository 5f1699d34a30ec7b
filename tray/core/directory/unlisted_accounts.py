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
        return said("Couldn't list the roles in {named}.", named=named)
    return said("Couldn't list the roles in {named} and {more} more.", named=named, more=more)


def refused_accounts(accounts: Sequence[Account]) -> TrayError | None:
    """What is told of those that AWS refuses; None where there are none."""
    if not accounts:
        return None
    return AccountsUnlisted(
        unlisted_words(accounts),
        said(
            "AWS denies access, as it does for closed and suspended accounts. All others are "
            "listed."
        ),
    )
