"""Where the contract is held: the emulator as an object, and the real adapter over HTTP.

Each has an Identity Center behind the port, and a human who answers its pages.
"""

import base64
import hashlib
import re
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

from tests.contract.emulator_center import ORIGIN, EmulatorIdentityCenter
from tests.fakes import ManualClock
from tray.adapters.aws.clients import AwsClients
from tray.adapters.aws.console_federation import FederationConsoleSignIn
from tray.adapters.aws.identity_center import AwsIdentityCenter
from tray.core.ports.aws import IdentityCenter
from tray.core.settings.settings import NetworkSettings
from tray.core.sso_files.endpoints import Endpoints
from tray.core.vocabulary.model import (
    ClientRegistration,
    IssuedToken,
    RoleRef,
    SessionName,
    SignInFlow,
    SsoSession,
)
from tray.core.vocabulary.secret import Secret
from tray.demo.emulator import Emulator
from tray.demo.records import Verdict
from tray.demo.rules import Refusal
from tray.demo.server import DemoServer

REDIRECT = "http://127.0.0.1:12345/oauth/callback"
VERIFIER = "v" * 64


class AnyPlace(Protocol):
    """An Identity Center behind the port, with all that a sign-in takes."""

    emulator: Emulator
    clock: ManualClock
    session: SsoSession

    @property
    def center(self) -> IdentityCenter: ...

    def decide(self, url: str, verdict: str) -> str:
        """Answers a consent page; where the browser goes then. A refusal is an `OSError`."""
        ...

    def code(self, registration: ClientRegistration, verdict: str = "allowed") -> dict[str, str]:
        """What the browser brings back of a PKCE page."""
        digest = hashlib.sha256(VERIFIER.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        url = self.center.authorization_url(
            self.session, registration, REDIRECT, "state", challenge
        )
        return dict(parse_qsl(urlsplit(self.decide(url, verdict)).query))

    def redeem(
        self, registration: ClientRegistration, code: str, verifier: str = VERIFIER
    ) -> IssuedToken:
        return self.center.redeem_code(
            self.session, registration, Secret(code), Secret(verifier), REDIRECT
        )

    def sign_in(self) -> tuple[ClientRegistration, IssuedToken]:
        registration = self.center.register_client(self.session, SignInFlow.PKCE)
        return registration, self.redeem(registration, self.code(registration)["code"])

    def role(self, index: int = 0) -> RoleRef:
        known = self.emulator.organisation.accounts[index]
        return RoleRef(SessionName("acme"), known.account.id, known.role_names[0])


class DirectPlace(AnyPlace):
    """The emulator as an object: no wire, no pages."""

    def __init__(self, emulator: Emulator, clock: ManualClock) -> None:
        self.emulator, self.clock = emulator, clock
        self._center = EmulatorIdentityCenter(emulator, clock)
        emulator.start_url = f"{ORIGIN}/start"
        self.session = SsoSession(SessionName("acme"), emulator.start_url, "us-east-1")

    @property
    def center(self) -> IdentityCenter:
        return self._center

    def decide(self, url: str, verdict: str) -> str:
        query = dict(parse_qsl(urlsplit(url).query))
        try:
            code = query.get("user_code")
            grant = self.emulator.grant_of(code) if code else self.emulator.authorize(query)
        except Refusal as refusal:
            raise OSError(str(refusal)) from None  # as a browser's page has it
        assert grant
        self.emulator.decide(grant, Verdict(verdict))
        answer = {"code": grant.code} if verdict == "allowed" else {"error": "access_denied"}
        return f"{grant.redirect_uri}?{urlencode({**answer, 'state': grant.state})}"


class SharedClients(AwsClients):
    """Botocore's clients, each made once for all places: a quarter of a second apiece."""

    _made: dict[Any, Any] = {}  # noqa: RUF012 - shared on purpose

    def __init__(self, endpoints_of: Callable[[SessionName], Endpoints]) -> None:
        super().__init__(endpoints_of, NetworkSettings)
        self._clients = self._made

    @classmethod
    def hang_up(cls) -> None:
        """Closes their connections, and so ends the server's threads; they can be used again."""
        for client in cls._made.values():
            client.close()


class Place(AnyPlace):
    """The demo's server, the real adapter, and a human with a browser."""

    def __init__(self, server: DemoServer, clock: ManualClock) -> None:
        self.server, self.clock, self.emulator = server, clock, server.emulator
        self.endpoints = Endpoints(server.url, server.url, f"{server.url}/federation", server.url)
        self._center = AwsIdentityCenter(clock, self.endpoints_of)
        self._center._clients = SharedClients(self.endpoints_of)
        self.console = FederationConsoleSignIn(self.endpoints_of)
        self.session = SsoSession(SessionName("acme"), server.start_url, "us-east-1")

    @property
    def center(self) -> IdentityCenter:
        return self._center

    def endpoints_of(self, _: SessionName) -> Endpoints:
        """Where AWS is at the moment: a test may lead elsewhere."""
        return self.endpoints

    def page(self, url: str, form: dict[str, str] | None = None) -> tuple[str, str]:
        """A page's text, and where it redirects to."""

        class Stay(HTTPRedirectHandler):
            def http_error_302(self, req, fp, code, msg, headers):  # type: ignore[no-untyped-def]
                return fp

        data = urlencode(form).encode() if form else None
        with build_opener(Stay).open(url, data, timeout=5) as answer:
            return answer.read().decode(), answer.headers.get("Location", "")

    def decide(self, url: str, verdict: str) -> str:
        found = re.search(r'name="ticket" value="([^"]+)"', self.page(url)[0])
        assert found
        form = {"ticket": found[1], "verdict": verdict}
        return self.page(f"{self.server.url}/decide", form)[1]
