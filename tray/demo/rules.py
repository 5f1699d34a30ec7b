"""The demo's rules, and the answer of one who breaks them."""

from dataclasses import dataclass, field
from datetime import timedelta

from tray.core.ports.clock import Clock


@dataclass(frozen=True, slots=True)
class DemoRules:
    """What an administrator of Identity Center, or AWS itself, decides.

    Durations are program time. `calls_per_second` is the portal API's limit in
    real time (0: none), `latency` how many real seconds the server takes. With
    `ends_session_on_reuse` a refresh token that is presented twice ends its session, as
    servers do that take it for stolen (RFC 9700, section 4.14.2).
    """

    token_lifetime: timedelta = timedelta(hours=1)
    session_length: timedelta = timedelta(hours=8)
    credentials_lifetime: timedelta = timedelta(hours=1)
    registration_lifetime: timedelta = timedelta(days=90)
    device_code_lifetime: timedelta = timedelta(minutes=10)
    code_lifetime: timedelta = timedelta(minutes=5)
    poll_interval: timedelta = timedelta(seconds=5)
    is_refreshable: bool = True
    ends_session_on_reuse: bool = False
    calls_per_second: float = 20.0
    latency: float = 0.0


class Refusal(Exception):
    """AWS says no: HTTP status, the name of the error's shape, and what an error body carries.

    `oauth` is the `error` member of sso-oidc's bodies (RFC 6749, section 5.2).
    """

    def __init__(self, status: int, shape: str, message: str, oauth: str = "") -> None:
        super().__init__(f"{status} {shape}: {message}")
        self.status = status
        self.shape = shape
        self.message = message
        self.oauth = oauth


def invalid_grant(message: str) -> Refusal:
    """What is presented is unknown, used up, expired or not this client's."""
    return Refusal(400, "InvalidGrantException", message, "invalid_grant")


def unauthorized() -> Refusal:
    """401 of the portal API: the access token is unknown, expired or revoked."""
    return Refusal(401, "UnauthorizedException", "Session token not found or invalid")


@dataclass(slots=True)
class Throttle:
    """A token bucket in real time: 429 beyond it. Bursts of half a second are let through."""

    clock: Clock
    calls_per_second: float
    refused: int = 0
    _level: float = field(default=0.0)
    _seen: float | None = None

    def take(self) -> None:
        """One call. Raises `Refusal` with 429, as AWS does (never 401)."""
        if not self.calls_per_second:
            return
        now = self.clock.monotonic()
        burst = max(1.0, self.calls_per_second / 2)
        passed = burst if self._seen is None else (now - self._seen) * self.calls_per_second
        self._level, self._seen = min(burst, self._level + passed), now
        if self._level < 1:
            self.refused += 1
            raise Refusal(429, "TooManyRequestsException", "HTTP 429 Unknown Code")
        self._level -= 1
