"""Lists the accounts and roles of one sso-session: incrementally, in parallel, losing none."""

import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from typing import TypeAlias, TypeVar

from tray.core.directory.unlisted_accounts import unlisted_words
from tray.core.ports.aws import IdentityCenter
from tray.core.ports.clock import Clock
from tray.core.snapshot import ListingProgress
from tray.core.vocabulary.errors import ClockSkew, Throttled, TokenRejected, TrayError
from tray.core.vocabulary.model import Account, AccountRoles, Listing, Page, SsoSession
from tray.core.vocabulary.secret import Secret
from tray.services.concurrency.rate_limiter import RateLimiter, Stopped
from tray.services.concurrency.retry import PAUSES

Item = TypeVar("Item")
Progress: TypeAlias = Callable[[Listing, ListingProgress], None]

_THREADS = 8
_TRIES = 6
_LATEST_TRY_SECONDS = 30.0
"""After that no further try of a call begins: somebody waits for the listing."""
_MOST_FAILURES = 8
"""So many accounts that cannot be asked: it is not the accounts."""
_REPORT_EVERY_SECONDS = 0.4


def list_directory(  # noqa: PLR0917 - whom to ask, as whom, how fast, and who hears of it
    identity_center: IdentityCenter,
    session: SsoSession,
    access_token: Secret,
    pacer: RateLimiter,
    clock: Clock,
    on_progress: Progress,
) -> Listing:
    """All accounts with all roles, sorted by name.

    `on_progress` gets what is in so far, a few times a second. A 429 slows down
    and asks again. An account that AWS refuses is left out and named. Raises
    `TokenRejected` at once, `Stopped` when the program ends, and another error when
    calls fail that may work later: at the end, for a few accounts, so that none
    hides the others; what is in is reported by then.
    """
    call = _Caller(identity_center, session, access_token, pacer)
    report = _Report(clock, on_progress)
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="listing") as pool:
        pending: set[Future[None]] = set()
        try:
            next_token: str | None = None
            while True:
                page = call.accounts(next_token)
                for account in page.items:
                    pending.add(pool.submit(report.attempt, account, call.roles_of))
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
    if report.failures:
        report.report()
        raise _few_unlisted(report.failures)
    return report.listing()


class _Caller:
    """The portal's calls at the pacer's rhythm."""

    def __init__(
        self,
        identity_center: IdentityCenter,
        session: SsoSession,
        token: Secret,
        pacer: RateLimiter,
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
        tries, began = 0, self._pacer.moment()
        while True:
            self._pacer.take_turn()
            try:
                page = call()
            except (TokenRejected, ClockSkew):
                raise  # the next call would hear the same
            except TrayError as error:
                tries += 1
                is_late = self._pacer.seconds_since(began) > _LATEST_TRY_SECONDS
                if not error.retriable or tries >= _TRIES or is_late:
                    raise
                if isinstance(error, Throttled):
                    self._pacer.slow_down()
                else:
                    self._pacer.rest(PAUSES[min(tries, len(PAUSES)) - 1])
            else:
                self._pacer.went_well()
                return page


class _Report:
    """What is in so far, reported a few times a second."""

    def __init__(self, clock: Clock, on_progress: Progress) -> None:
        self._clock = clock
        self._on_progress = on_progress
        self._found: list[AccountRoles] = []
        self._refused: list[Account] = []
        self.failures: list[tuple[Account, TrayError]] = []
        """Those whose roles could not be listed just now."""
        self._reported_at: float | None = None
        self._lock = threading.Lock()
        self.known = 0

    def attempt(self, account: Account, roles_of: Callable[[Account], AccountRoles]) -> None:
        """Lists one account. Raises what concerns all of them."""
        try:
            found = roles_of(account)
        except (TokenRejected, ClockSkew, Stopped):
            raise
        except TrayError as error:
            with self._lock:
                if not error.retriable:
                    self._refused.append(account)
                    return
                self.failures.append((account, error))
                if len(self.failures) >= _MOST_FAILURES:
                    raise
        else:
            with self._lock:
                self._found.append(found)

    def collect(self, pending: set[Future[None]], timeout: float | None) -> set[Future[None]]:
        """Takes over what is done; answers what is not."""
        done, rest = wait(pending, timeout, FIRST_COMPLETED)
        for future in done:
            future.result()
        now = self._clock.monotonic()
        is_time = self._reported_at is None or now - self._reported_at >= _REPORT_EVERY_SECONDS
        if done and is_time:
            self._reported_at = now
            self.report()
        return rest

    def report(self) -> None:
        """Shows what is in."""
        listing = self.listing()
        self._on_progress(listing, ListingProgress(len(listing.accounts), self.known))

    def listing(self) -> Listing:
        """What is in, sorted by name and number."""
        with self._lock:
            accounts = sorted(self._found, key=lambda known: _place(known.account))
            refused = sorted(self._refused, key=_place)
        return Listing(tuple(accounts), self._clock.now(), tuple(refused))


def _place(account: Account) -> tuple[str, str]:
    return account.name.casefold(), account.id


def _few_unlisted(failures: list[tuple[Account, TrayError]]) -> TrayError:
    """Names the accounts, and says why of the first."""
    accounts, cause = [account for account, _ in failures], failures[0][1]
    return type(cause)(unlisted_words(accounts), cause.title)
