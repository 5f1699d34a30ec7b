"""Home in each of its states, for pictures and tests: snapshots as the agent might publish them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from tests.fakes import START
from tests.ui.samples import HOUR, MINUTE, role, signed_in, signing_in, snapshot, view
from tray.core.guards.colours import GuardColour
from tray.core.guards.rules import GuardRule
from tray.core.profiles.activation import Activation, CredentialsFacts, Resting, Stuck, Waiting
from tray.core.sessions.states import Backoff, Expired, SignedOut
from tray.core.settings.settings import DeliveryKind, Settings
from tray.core.snapshot import AppSnapshot, ListingProgress, SessionView
from tray.core.vocabulary.errors import (
    ProfileConflict,
    ProfileTaken,
    SecretStoreError,
    Unreachable,
)
from tray.core.vocabulary.model import (
    Account,
    AccountId,
    AccountRoles,
    Listing,
    ProfileName,
    RoleRef,
)
from tray.core.vocabulary.translatable import said

ACCOUNTS = (
    ("000095888930", "Audit", ("ReadOnly",)),
    ("000040333375", "Development", ("AdministratorAccess", "Developer", "ReadOnly")),
    ("000107000041", "Data Platform", ("DataEngineer", "ReadOnly")),
    ("000084777819", "Log Archive", ("LogReader",)),
    ("000073666708", "Network & DNS", ("NetworkAdministrator",)),
    ("000018111153", "Prod", ("AdministratorAccess", "ReadOnly")),
    ("000051444486", "Sandbox", ("AdministratorAccess", "PowerUserAccess")),
    ("000062555597", "Shared Services", ("AdministratorAccess", "ReadOnly")),
    ("000029222264", "Staging", ("AdministratorAccess", "Developer")),
)
GUARDS = (
    GuardRule(account="Prod", label="production", confirm=True),
    GuardRule(account="Staging", label="staging", colour=GuardColour.AMBER),
)


def listing() -> Listing:
    """What the mock-ups show."""
    return Listing(
        tuple(AccountRoles(Account(AccountId(n), name), roles) for n, name, roles in ACCOUNTS),
        START,
    )


def of(account: str, name: str) -> RoleRef:
    """A role of one of these accounts."""
    number = next(n for n, called, _ in ACCOUNTS if called == account)
    return replace(role(), account_id=AccountId(number), role_name=name)


def used(serial: int, profile: str, ref: RoleRef, minutes: int | None) -> Activation:
    """A role in use, with so many minutes left of an hour, or on demand."""
    facts = None
    if minutes is not None:
        end = START + minutes * MINUTE
        facts = CredentialsFacts(end - HOUR, end)
    kind = DeliveryKind.KEYS if facts is not None else DeliveryKind.ON_DEMAND
    return Activation(serial, ProfileName(profile), ref, "", Resting(), facts, delivery=kind)


def session(left: timedelta, name: str = "Acme") -> SessionView:
    """Signed in, with so much left of eight hours."""
    return view(signed_in(started=8 * HOUR - left), name, listing() if name == "Acme" else None)


def everyday(*others: SessionView, **more: object) -> AppSnapshot:
    """A day like any other."""
    first = session(7 * HOUR + 12 * MINUTE)
    fields: dict[str, object] = {
        "activations": (
            used(1, "default", of("Sandbox", "AdministratorAccess"), 43),
            used(2, "prod", of("Prod", "ReadOnly"), 9),
            used(3, "dev", of("Development", "Developer"), None),
        ),
        "pinned": (of("Data Platform", "DataEngineer"), of("Staging", "Developer")),
        "recent": (of("Shared Services", "ReadOnly"), of("Log Archive", "LogReader")),
        "settings": Settings(guards=GUARDS),
        "has_terminal": True,
    }
    return snapshot(first, *others, **{**fields, **more})


def offline() -> AppSnapshot:
    """Signed in, without a network."""
    error = Unreachable(said("You are offline."), said("It tries again by itself."))
    state = signed_in(started=48 * MINUTE)
    late = replace(state, refresh=Backoff(START + timedelta(seconds=30), error, 2))
    return snapshot(view(late, accounts=listing()))


def loading() -> AppSnapshot:
    """The first accounts are in."""
    first = replace(session(8 * HOUR), progress=ListingProgress(412, 1000))
    return snapshot(first)


def troubles() -> AppSnapshot:
    """No keyring, and a profile that belongs to another tool."""
    keyring = SecretStoreError(
        said("No keyring on this computer"), said("Sign-ins last until you quit.")
    )
    conflict = ProfileConflict("default", said("an AWS CLI sign-in"), "sso", "~/.aws/config", 18)
    taken = ProfileTaken(said("used by another tool"), "~/.aws/config: sso_session", conflict)
    one = used(1, "default", of("Sandbox", "AdministratorAccess"), 43)
    stuck = replace(one, work=Stuck(taken), keys=None)
    waiting = replace(
        used(2, "dev", of("Development", "Developer"), None),
        work=Waiting(),
        delivery=DeliveryKind.KEYS,
    )
    return everyday(activations=(stuck, waiting), problems=(keyring,))


def scenes() -> Mapping[str, tuple[AppSnapshot, str, bool]]:
    """By name: what there is, what was typed, and whether there is a tray."""
    soon, out, globex = (
        session(12 * MINUTE),
        view(SignedOut()),
        session(21 * MINUTE, "Globex"),
    )
    several = (globex, view(SignedOut(), "Initech"))
    more = (*several, view(SignedOut(), "Umbrella"), session(3 * HOUR, "Hooli"))
    return {
        "home": (everyday(), "", True),
        "picker": (everyday(), "adm", True),
        "soon": (snapshot(soon), "", True),
        "ended": (snapshot(view(Expired(START - 5 * MINUTE), accounts=listing())), "", True),
        "signed-out": (snapshot(out), "", True),
        "signing-in": (snapshot(view(signing_in(), accounts=listing())), "", True),
        "offline": (offline(), "", True),
        "loading": (loading(), "", True),
        "several": (everyday(*several), "", True),
        "many": (everyday(*more), "", True),
        "troubles": (troubles(), "", True),
        "nothing": (loading(), "zzqq", True),
        "demo": (everyday(is_demo=True), "", True),
        "window": (everyday(), "", False),
        "empty": (snapshot(), "", False),
    }
