"""The sign-ins that are under way: what they hold open, and how they come to a token."""

import base64
import hashlib
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tray.core.ports.aws import IdentityCenter, Redirect, RedirectListener
from tray.core.ports.clock import Clock
from tray.core.ports.desktop import Browser
from tray.core.sessions.events import (
    AuthorizationFailed,
    Authorized,
    PageReady,
    SessionEvent,
    StillPending,
)
from tray.core.settings.settings import Language
from tray.core.vocabulary.errors import (
    AuthorizationPending,
    BrowserMissing,
    RedirectFailed,
    SignInError,
    SlowDown,
    TrayError,
)
from tray.core.vocabulary.model import (
    ClientRegistration,
    DeviceAuthorization,
    IssuedToken,
    SignInFlow,
    SsoSession,
    SsoToken,
)
from tray.core.vocabulary.secret import Secret
from tray.core.vocabulary.translatable import said
from tray.services.concurrency.retry import Pause, Retrier, is_passing, sleep

_BEGIN_SECONDS = 15.0
"""Until the last try begins: whoever signs in looks at the screen."""
_REDEEM_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class _Device:
    """A device authorization that is waited for."""

    registration: ClientRegistration
    authorization: DeviceAuthorization


class SignIns:
    """Runs sign-ins, one attempt at a time each. All calls block; `post` takes what happens."""

    def __init__(
        self,
        clock: Clock,
        identity_center: IdentityCenter,
        listener: RedirectListener,
        browser: Browser,
        pause: Pause = sleep,
    ) -> None:
        self._clock = clock
        self._identity_center = identity_center
        self._listener = listener
        self._browser = browser
        self._retrier = Retrier(clock, pause)
        self._open: dict[int, Redirect | _Device] = {}
        self._abandoned: set[int] = set()
        self._is_closed = False
        self.language = Language.SYSTEM
        """What the page speaks that the browser ends on."""
        self._finished: Redirect | None = None
        self._doubtful: set[int] = set()
        self._lock = threading.Lock()

    def authorize(
        self,
        session: SsoSession,
        attempt: int,
        deadline: datetime,
        post: Callable[[SessionEvent], None],
    ) -> None:
        """A whole sign-in by authorization code with PKCE (RFC 7636, RFC 8252)."""
        verifier, state = Secret(secrets.token_urlsafe(64)), Secret(secrets.token_urlsafe(32))
        registration = self._register(session, SignInFlow.PKCE)
        # NOTE: bound before the browser opens, or a quick answer meets a closed door.
        redirect = self._listener.listen(state, self.language)
        try:
            if not self._remember(attempt, redirect):
                redirect.close()
                return
            page = self._identity_center.authorization_url(
                session, registration, redirect.uri, state.reveal(), _challenge(verifier)
            )
            post(PageReady(attempt, page, deadline))
            # Its `state` is the key to our way back: others read the browser's command line.
            self._browser.open(Secret(page))
            patience = self._clock.real_seconds(deadline - self._clock.now())
            code = redirect.wait(max(patience, 0.1))
            issued = self._redeemed(
                lambda: self._identity_center.redeem_code(
                    session, registration, code, verifier, redirect.uri
                )
            )
        except TrayError as error:
            self._finish(attempt, redirect, error)
            raise
        except BaseException:
            redirect.close()
            raise
        self._finish(attempt, redirect)
        post(Authorized(attempt, self._token(issued, registration)))

    def begin_device(
        self, session: SsoSession, attempt: int, post: Callable[[SessionEvent], None]
    ) -> None:
        """The first half of a device authorization (RFC 8628): code and page."""
        registration = self._register(session, SignInFlow.DEVICE_CODE)
        device = self._retrier.run(
            lambda: self._identity_center.start_device_authorization(session, registration),
            _BEGIN_SECONDS,
        )
        if not self._remember(attempt, _Device(registration, device)):
            return
        post(PageReady(attempt, device.page, device.expires_at, device.user_code, device.interval))
        if self._browser.is_available():
            try:
                self._browser.open(Secret(device.page))  # names the code: others could allow it
            except BrowserMissing:
                return  # the address and the code are on the screen; any other device will do

    def poll(self, session: SsoSession, attempt: int, post: Callable[[SessionEvent], None]) -> None:
        """Asks once whether the code was allowed."""
        with self._lock:
            device = self._open.get(attempt)
        if not isinstance(device, _Device):
            return
        try:
            issued = self._identity_center.redeem_device_code(
                session, device.registration, device.authorization.device_code
            )
        except SlowDown:
            post(StillPending(attempt, slow_down=True))
        except AuthorizationPending:
            post(StillPending(attempt))
        except TrayError as error:
            # A blip of the network is no answer; the deadline ends the asking.
            if is_passing(error):
                self._doubtful.add(attempt)
                post(StillPending(attempt))
                return
            is_lost = attempt in self._doubtful and type(error) is SignInError
            post(AuthorizationFailed(attempt, _answer_lost() if is_lost else error))
        else:
            post(Authorized(attempt, self._token(issued, device.registration)))

    def abandon(self, attempt: int) -> None:
        """Closes what the attempt holds open, also what it is just about to open."""
        with self._lock:
            self._abandoned.add(attempt)
            opened = self._open.pop(attempt, None)
        if opened is not None and not isinstance(opened, _Device):
            opened.close()

    def close(self) -> None:
        """Abandons all."""
        with self._lock:
            self._is_closed = True  # whatever begins now ends at once
            attempts, finished = tuple(self._open), self._finished
        for attempt in attempts:
            self.abandon(attempt)
        if finished is not None:
            finished.close()

    def is_abandoned(self, attempt: int, error: TrayError) -> bool:
        """Whether `error` is only the echo of the person's own cancel."""
        return attempt in self._abandoned and isinstance(error, RedirectFailed)

    def _register(self, session: SsoSession, flow: SignInFlow) -> ClientRegistration:
        center = self._identity_center
        return self._retrier.run(lambda: center.register_client(session, flow), _BEGIN_SECONDS)

    def _redeemed(self, redeem: Callable[[], IssuedToken]) -> IssuedToken:
        """What a code brings. It counts once: a try whose answer was lost may have used it up."""
        has_failed = False

        def once() -> IssuedToken:
            nonlocal has_failed
            try:
                return redeem()
            except TrayError as error:
                if has_failed and type(error) is SignInError:
                    raise _answer_lost() from error
                has_failed = True
                raise

        return self._retrier.run(once, _REDEEM_SECONDS)

    def _finish(self, attempt: int, redirect: Redirect, error: TrayError | None = None) -> None:
        """Lets the browser hear of it; one of them stays open for a while."""
        with self._lock:
            if attempt in self._abandoned:
                return  # cancelled while AWS said yes: the page was told that it failed
            self._open.pop(attempt, None)
            before, self._finished = self._finished, redirect
        redirect.finish(error)
        if before is not None:
            before.close()

    def _remember(self, attempt: int, opened: Redirect | _Device) -> bool:
        with self._lock:
            if self._is_closed or attempt in self._abandoned:
                return False
            self._open[attempt] = opened
            return True

    def _token(self, issued: IssuedToken, registration: ClientRegistration) -> SsoToken:
        now = self._clock.now()
        return SsoToken(
            access_token=issued.access_token,
            issued_at=now,
            expires_at=issued.expires_at,
            refresh_token=issued.refresh_token,
            registration=registration,
            session_started_at=now,
        )


def _answer_lost() -> SignInError:
    """AWS knows the code no more, after a try of which nobody knows how far it came."""
    return SignInError(
        said("AWS's response to the sign-in was lost, and the code only works once."),
        said("Start the sign-in again."),
    )


def _challenge(verifier: Secret) -> str:
    """S256 of RFC 7636, section 4.2."""
    digest = hashlib.sha256(verifier.reveal().encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
