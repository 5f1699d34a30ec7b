"""Who works where in the demo: accounts and roles of a made-up company, of any size."""

from dataclasses import dataclass

from tray.core.vocabulary.model import Account, AccountId, AccountRoles

_ADMIN, _READ, _DEV, _BILLING = "AdministratorAccess", "ReadOnly", "Developer", "Billing"

_SAMPLE = (
    ("Prod", (_ADMIN, _DEV, _READ)),
    ("Staging", (_ADMIN, _DEV, _READ)),
    ("Development", (_ADMIN, _DEV, "Power_User", _READ)),
    ("Sandbox", (_ADMIN,)),
    ("Shared Services", (_ADMIN, _READ)),
    ("Network & DNS", ("NetworkAdministrator", _READ)),
    ("Log Archive", ("LogReader",)),
    ("Audit", ("SecurityAudit", _READ)),
    ("Data Platform", ("DataEngineer", "DataScientist", _READ)),
    ("Data Platform Staging", ("DataEngineer", _READ)),
    ("Büro Köln", (_DEV, _READ)),
    ("Billing", (_BILLING, _READ)),
)


@dataclass(frozen=True, slots=True)
class Organisation:
    """A company: its name, who signs in, and what that person may use."""

    name: str
    person: str
    accounts: tuple[AccountRoles, ...]


def sample_organisation() -> Organisation:
    """Twelve accounts, with all that real names have: spaces, `&`, `_`, umlauts, leading zeros."""
    accounts = tuple(
        AccountRoles(_account(number * 11_111_111 + 7_000_042, name), tuple(sorted(roles)))
        for number, (name, roles) in enumerate(_SAMPLE, start=1)
    )
    return Organisation("Acme", "demo.user", accounts)


def generated_organisation(accounts: int, roles: int) -> Organisation:
    """So many accounts with so many roles each."""
    names = tuple(f"Role{number:02}" for number in range(1, roles + 1))
    return Organisation(
        "Acme",
        "demo.user",
        tuple(
            AccountRoles(_account(100_000_000 + number, f"Team {number:04}"), names)
            for number in range(1, accounts + 1)
        ),
    )


def _account(number: int, name: str) -> Account:
    words = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalnum())
    return Account(AccountId(f"{number:012}"), name, f"aws+{words}@acme.example")
