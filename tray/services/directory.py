"""Lists the accounts and roles of one sso-session: incrementally, in parallel, losing none."""

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from typing import TypeAlias, TypeVar

from tray.core.errors import ClockSkew, Throttled, TokenRejected, TrayError
from tray.core.model import Account, AccountRoles, Listing, Page, SsoSession
from tray.core.ports import Clock, IdentityCenter
from tray.core.secret import Secret
from tray.core.snapshot import ListingProgress
from tray.services.pacing import Pacer

Item = TypeVar("Item")
Progress: TypeAlias = Callable[[Listing, ListingProgress], None]

_THREADS = 8
_TRIES = 6
_REPORT_EVERY_SECONDS = 0.4


def list_directory(  # noqa: PLR0917 - whom to ask, as whom, how fast, and whom to tell
    identity_center: IdentityCenter,
    session: SsoSession,
    access_token: Secret,
    pacer: Pacer,
    clock: Clock,
    on_progress: Progress,
) -> Listing:
    """All accounts with all roles, sorted by name.

    `on_progress` gets what is in so far, a few times a second. A 429 slows down
    and asks again. Raises `TokenRejected` at once, `Stopped` when the program ends, and
    another error when a call fails for good; an incomplete listing is never answered.
    """
    call = _Caller(identity_center, session, access_token, pacer)
    report = _Report(clock, on_progress)
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="listing") as pool:
        pending: set[Future[AccountRoles]] = set()
        try:
            next_token: str | None = None
            while True:
                page = call.accounts(next_token)
                pending |= {pool.submit(call.roles_of, account) for account in page.items}
                report.known += len(page.items)
                next_token = page.next_token
                if next_token is None:
                    break
                pending = report.collect(pending, timeout=0)
            while pending:
                pending = report.collect(pending, timeout=None)
        except TrayError:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return report.listing()


class _Caller:
    """The portal's calls at the pacer's rhythm."""

    def __init__(
        self, identity_center: IdentityCenter, session: SsoSession, token: Secret, pacer: Pacer
    ) -> None:
        self._identity_center = identity_center
        self._session = session
        self._token = token
        self._pacer = pacer

    def accounts(self, next_token: str | None) -> Page[Account]:
        """One page of accounts."""
        return self._patiently(
            lambda: self._identity_center.list_accounts(self._session, self._token, next_token)
        )

    def roles_of(self, account: Account) -> AccountRoles:
        """An account with all its roles, sorted."""
        names: list[str] = []
        next_token: str | None = None
        while True:
            page = self._patiently(partial(self._roles_page, account, next_token))
            names += page.items
            next_token = page.next_token
            if next_token is None:
                return AccountRoles(account, tuple(sorted(names)))

    def _roles_page(self, account: Account, next_token: str | None) -> Page[str]:
        return self._identity_center.list_roles(self._session, self._token, account.id, next_token)

    def _patiently(self, call: Callable[[], Page[Item]]) -> Page[Item]:
        tries = 0
        while True:
            self._pacer.take_turn()
            try:
                page = call()
            except (TokenRejected, ClockSkew):
                raise  # the next call would hear the same
            except TrayError as error:
                tries += 1
                if not error.retriable or tries >= _TRIES:
                    raise
                if isinstance(error, Throttled):
                    self._pacer.slow_down()
            else:
                self._pacer.went_well()
                return page


class _Report:
    """What is in so far, told a few times a second."""

    def __init__(self, clock: Clock, on_progress: Progress) -> None:
        self._clock = clock
        self._on_progress = on_progress
        self._found: list[AccountRoles] = []
        self._told_at: float | None = None
        self.known = 0

    def collect(
        self, pending: set[Future[AccountRoles]], timeout: float | None
    ) -> set[Future[AccountRoles]]:
        """Takes over what is done; answers what is not."""
        done, rest = wait(pending, timeout, FIRST_COMPLETED)
        self._found += (future.result() for future in done)
        now = self._clock.monotonic()
        is_time = self._told_at is None or now - self._told_at >= _REPORT_EVERY_SECONDS
        if self._found and is_time:
            self._told_at = now
            self._on_progress(self.listing(), ListingProgress(len(self._found), self.known))
        return rest

    def listing(self) -> Listing:
        """What is in, sorted by name and number."""
        accounts = sorted(
            self._found, key=lambda known: (known.account.name.casefold(), known.account.id)
        )
        return Listing(tuple(accounts), self._clock.now())
