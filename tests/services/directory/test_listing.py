"""Listing accounts and roles: in pages, patient with a 429, and never half."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest

from tests.fakes import ManualClock
from tray.adapters.aws.identity_center import AwsIdentityCenter
from tray.core.snapshot import ListingProgress
from tray.core.sso_files.endpoints import AS_REGION_SAYS
from tray.core.vocabulary.errors import (
    RoleNotAssigned,
    ServiceError,
    ServiceFailure,
    Throttled,
    TokenRejected,
    TrayError,
    Unreachable,
)
from tray.core.vocabulary.model import Account, AccountId, Listing, Page, SessionName, SsoSession
from tray.core.vocabulary.secret import Secret
from tray.services.concurrency.rate_limiter import RateLimiter, Stopped
from tray.services.directory.listing import list_directory

ACME = SsoSession(SessionName("acme"), "https://acme.example/start", "us-east-1")
NAMES = ["zeta", "Alpha", "beta", "Beta", "gamma"]
ACCOUNTS = [Account(AccountId(f"{n:012}"), name, "") for n, name in enumerate(NAMES)]

WHOLE = 3 + 5 * 2
"""The calls of a whole listing."""


class Portal(AwsIdentityCenter):
    """Five accounts on three pages, two pages of roles each; `fault` may raise at any call."""

    def __init__(self) -> None:
        super().__init__(ManualClock(), lambda _: AS_REGION_SAYS)
        self.calls: Counter[str] = Counter()
        self.fault: Callable[[str, int], None] = lambda _name, _times: None
        self._counting = threading.Lock()

    def list_accounts(
        self, session: SsoSession, access_token: Secret, next_token: str | None
    ) -> Page[Account]:
        self._called(f"accounts {next_token}")
        start = int(next_token or 0)
        following = start + 2 if start + 2 < len(ACCOUNTS) else None
        return Page(
            tuple(ACCOUNTS[start : start + 2]), None if following is None else str(following)
        )

    def list_roles(
        self,
        session: SsoSession,
        access_token: Secret,
        account_id: AccountId,
        next_token: str | None,
    ) -> Page[str]:
        self._called(f"roles {account_id} {next_token}")
        return Page(("Zebra",), "more") if next_token is None else Page(("Admin",), None)

    def _called(self, name: str) -> None:
        with self._counting:
            self.calls[name] += 1
            times = self.calls[name]
        self.fault(name, times)


@pytest.fixture
def portal() -> Portal:
    return Portal()


def listed(
    portal: Portal,
    told: list[ListingProgress] | None = None,
    listings: list[Listing] | None = None,
    wait: Callable[[float], object] = lambda _: None,
) -> Listing:
    clock = ManualClock()
    pacer = RateLimiter(clock, 1000, wait)

    def progress(listing: Listing, moved: ListingProgress) -> None:
        if told is not None:
            told.append(moved)
        if listings is not None:
            listings.append(listing)

    return list_directory(portal, ACME, Secret("t"), pacer, clock, progress)


def test_all_pages_are_put_together_and_sorted(portal: Portal) -> None:
    told: list[ListingProgress] = []
    listing = listed(portal, told)
    assert [known.account.name for known in listing.accounts] == [
        *("Alpha", "beta", "Beta", "gamma", "zeta")
    ]
    assert {known.role_names for known in listing.accounts} == {("Admin", "Zebra")}
    assert set(portal.calls.values()) == {1}
    assert len(told) == 1, "not more often than the clock allows"


def test_an_empty_organisation_is_an_empty_listing(portal: Portal) -> None:
    portal.list_accounts = lambda *_: Page((), None)  # type: ignore[method-assign]
    assert listed(portal).accounts == ()


def test_the_end_of_the_program_ends_it_between_two_calls(portal: Portal) -> None:
    stopping = threading.Event()

    def meanwhile(name: str, _: int) -> None:
        if name.startswith("roles"):
            stopping.set()

    portal.fault = meanwhile
    with pytest.raises(Stopped):
        listed(portal, wait=lambda _: stopping.is_set())
    assert sum(portal.calls.values()) < WHOLE


@pytest.mark.parametrize(
    "fault", [Throttled("Slow."), Unreachable("Away.")], ids=["a 429", "a blip"]
)
def test_what_passes_costs_nothing(portal: Portal, fault: TrayError) -> None:
    def stumble(_: str, times: int) -> None:
        if times < 3:
            raise fault

    portal.fault = stumble
    assert len(listed(portal).accounts) == 5
    assert set(portal.calls.values()) == {3}


def test_what_does_not_pass_is_given_up_after_six_tries(portal: Portal) -> None:
    def stumble(name: str, _: int) -> None:
        if name == "roles 000000000003 more":
            raise Throttled("Slow.")

    portal.fault = stumble
    with pytest.raises(Throttled):
        listed(portal)
    assert portal.calls["roles 000000000003 more"] == 6


@pytest.mark.parametrize(
    ("fault", "where"),
    [
        (TokenRejected("No."), "accounts None"),
        (TokenRejected("No."), "accounts 2"),
        (TokenRejected("No."), "roles 000000000004 None"),
        (RoleNotAssigned("No."), "accounts None"),
        (RoleNotAssigned("No."), "accounts 2"),
    ],
    ids=str,
)
def test_what_will_not_pass_is_told_at_once(portal: Portal, fault: TrayError, where: str) -> None:
    def stumble(name: str, _: int) -> None:
        if name == where:
            raise fault

    portal.fault = stumble
    with pytest.raises(type(fault)):
        listed(portal)
    assert portal.calls[where] == 1


@pytest.mark.parametrize(
    "fault", [RoleNotAssigned("No."), ServiceError("Odd.")], ids=["403", "400"]
)
@pytest.mark.parametrize("page", ["None", "more"])
def test_an_account_that_aws_refuses_hides_no_other(
    portal: Portal, fault: TrayError, page: str
) -> None:
    def stumble(name: str, _: int) -> None:
        if name == f"roles 000000000003 {page}":
            raise fault

    portal.fault = stumble
    listing = listed(portal)
    assert [known.account.name for known in listing.accounts] == ["Alpha", "beta", "gamma", "zeta"]
    assert [account.name for account in listing.unlisted] == ["Beta"]
    assert listing.account_name(AccountId("000000000003")) == "Beta"
    assert portal.calls[f"roles 000000000003 {page}"] == 1


@pytest.mark.parametrize("fault", [ServiceFailure("Oops."), Unreachable("Away.")], ids=str)
def test_an_account_that_fails_for_now_hides_no_other_and_is_named(
    portal: Portal, fault: TrayError
) -> None:
    def stumble(name: str, _: int) -> None:
        if name == "roles 000000000003 None":
            raise fault

    portal.fault = stumble
    seen: list[Listing] = []
    with pytest.raises(type(fault), match=r"Couldn't list the roles in Beta \(000000000003\)"):
        listed(portal, listings=seen)
    assert len(seen[-1].accounts) == 4
    assert portal.calls["roles 000000000003 None"] == 6


def test_where_nothing_answers_it_is_not_the_accounts(portal: Portal) -> None:
    many = tuple(Account(AccountId(f"{n:012}"), f"Team {n}") for n in range(100))
    portal.list_accounts = lambda *_: Page(many, None)  # type: ignore[method-assign]

    def away(_: str, __: int) -> None:
        raise Unreachable("Away.")

    portal.fault = away
    with pytest.raises(Unreachable, match="Away"):
        listed(portal)
    assert len(portal.calls) < 40, "the others were not asked in vain"
