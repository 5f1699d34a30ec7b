"""An Identity Center of one's own: stateful, and as strict as AWS.

Three things in one: the OIDC service (clients, grants, tokens), the portal
(accounts, roles, role credentials), and the human and the administrator who
allow, deny and revoke. Time is the injected clock's. Every rule names the fact
it stands on.
"""

import base64
import hashlib
import hmac
import secrets
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from tray.core.ports.clock import Clock
from tray.core.vocabulary.model import Account, AccountRoles, SignInFlow
from tray.demo.organisation import Organisation
from tray.demo.records import (
    Client,
    Grant,
    Issued,
    IssuedCredentials,
    Records,
    Session,
    Token,
    Verdict,
)
from tray.demo.request_checks import (
    PAGE_SIZE,
    check_authorization,
    check_registration,
    check_start_url,
    page_of,
)
from tray.demo.rules import DemoRules, Refusal, Throttle, invalid_grant, unauthorized


class Emulator:
    """The services as an object; `server` puts them on the wire. Safe to call from any thread."""

    def __init__(self, clock: Clock, organisation: Organisation, rules: DemoRules) -> None:
        self.clock = clock
        self.organisation = organisation
        self.rules = rules
        self.start_url = ""  # the one that is known; set by who knows where the emulator is
        self.is_offline = False
        self.throttle = Throttle(clock, rules.calls_per_second)
        self.calls: deque[str] = deque(maxlen=1000)
        self._books = Records()
        self._lock = threading.RLock()

    # ---- sso-oidc -----------------------------------------------------------

    def register_client(self, asked: Mapping[str, object]) -> Client:
        """RegisterClient. PKCE needs redirectUris of loopback without a port, and an issuer."""
        name, grants, scopes = check_registration(asked, self.start_url)
        expires_at = self.clock.now() + self.rules.registration_lifetime
        client_id, secret = secrets.token_urlsafe(16), secrets.token_urlsafe(32)
        client = Client(client_id, secret, name, grants, scopes, expires_at)
        with self._lock:
            self._books.clients[client.id] = client
        return client

    def start_device_authorization(
        self, client_id: str, client_secret: str, start_url: str
    ) -> tuple[str, Grant]:
        """StartDeviceAuthorization (RFC 8628): the device code and its grant."""
        client = self._client(client_id, client_secret, SignInFlow.DEVICE_CODE)
        check_start_url(self.start_url, start_url)
        letters = "".join(secrets.choice("BCDFGHJKLMNPQRSTVWXZ") for _ in range(8))
        grant = Grant(
            client,
            self.clock.now() + self.rules.device_code_lifetime,
            user_code=f"{letters[:4]}-{letters[4:]}",
            interval=self.rules.poll_interval,
        )
        device_code = secrets.token_urlsafe(32)
        with self._lock:
            self._books.grants[device_code] = grant
        return device_code, grant

    def authorize(self, query: Mapping[str, str]) -> Grant:
        """The authorize page's request (RFC 7636): a grant that waits for the human."""
        client = self._books.clients.get(query.get("client_id", ""))
        if client is None or SignInFlow.PKCE.value not in client.grants:
            raise Refusal(401, "InvalidClientException", "unknown client", "invalid_client")
        check_authorization(client, query)
        grant = Grant(
            client,
            self.clock.now() + self.rules.code_lifetime,
            challenge=query["code_challenge"],
            redirect_uri=query["redirect_uri"],
            state=query["state"],
            code=secrets.token_urlsafe(32),
        )
        with self._lock:
            self._books.grants[grant.code] = grant
        return grant

    def create_token(self, asked: Mapping[str, object]) -> Issued:
        """CreateToken, by device code, authorization code or refresh token."""
        grant_type = str(asked.get("grantType", ""))
        flows = {flow.value: flow for flow in SignInFlow}
        client = self._client(
            str(asked.get("clientId")), str(asked.get("clientSecret")), flows.get(grant_type)
        )
        with self._lock:
            if grant_type == SignInFlow.DEVICE_CODE.value:
                return self._by_device_code(client, str(asked.get("deviceCode")))
            if grant_type == SignInFlow.PKCE.value:
                return self._by_code(client, asked)
            if grant_type == "refresh_token":
                return self._by_refresh_token(client, str(asked.get("refreshToken")))
        shape = "UnsupportedGrantTypeException"
        raise Refusal(400, shape, "grantType", "unsupported_grant_type")

    def _client(self, client_id: str, secret: str, flow: SignInFlow | None) -> Client:
        """401 InvalidClient: unknown, a wrong secret, or past clientSecretExpiresAt."""
        client = self._books.clients.get(client_id)
        if client is None or not hmac.compare_digest(client.secret.encode(), secret.encode()):
            raise Refusal(401, "InvalidClientException", "unknown client", "invalid_client")
        if self.clock.now() >= client.expires_at:
            raise Refusal(401, "InvalidClientException", "expired client", "invalid_client")
        if flow is not None and flow.value not in client.grants:
            shape = "UnauthorizedClientException"
            raise Refusal(400, shape, "not this client's grant", "unauthorized_client")
        return client

    def _by_device_code(self, client: Client, device_code: str) -> Issued:
        grant = self._books.grants.get(device_code)
        if grant is None or grant.client is not client:
            raise invalid_grant("unknown device code")
        now = self.clock.now()
        if now >= grant.expires_at:
            raise Refusal(400, "ExpiredTokenException", "device code expired", "expired_token")
        last, grant.last_poll = grant.last_poll, now
        # RFC 8628, section 3.5: polling faster than the interval is slow_down, and adds 5 s.
        if last is not None and now - last < grant.interval:
            grant.interval += timedelta(seconds=5)
            raise Refusal(400, "SlowDownException", "too fast", "slow_down")
        if grant.verdict is Verdict.DENIED:
            raise Refusal(400, "AccessDeniedException", "denied", "access_denied")
        if grant.verdict is Verdict.OPEN:
            shape = "AuthorizationPendingException"
            raise Refusal(400, shape, "pending", "authorization_pending")
        del self._books.grants[device_code]
        return self._issue(client, self._new_session())

    def _by_code(self, client: Client, asked: Mapping[str, object]) -> Issued:
        # A code is good for one try (RFC 6749, section 4.1.2), right or wrong.
        grant = self._books.grants.pop(str(asked.get("code")), None)
        if grant is None or grant.client is not client or grant.verdict is not Verdict.ALLOWED:
            raise invalid_grant("unknown, used or foreign code")
        if self.clock.now() >= grant.expires_at:
            raise invalid_grant("code expired")
        if asked.get("redirectUri") != grant.redirect_uri:
            raise invalid_grant("redirect URI differs from the authorized one")
        digest = hashlib.sha256(str(asked.get("codeVerifier")).encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != grant.challenge:
            raise invalid_grant("wrong code verifier")
        return self._issue(client, self._new_session())

    def _by_refresh_token(self, client: Client, refresh_token: str) -> Issued:
        # Refresh tokens rotate: each is good for one use, and only by its own client.
        holders = self._books.tokens.values()
        token = next((held for held in holders if held.refresh == refresh_token), None)
        if token is None or token.client is not client:
            if self.rules.ends_session_on_reuse:
                self._books.end_session_of_used(refresh_token)
            raise invalid_grant("unknown or used refresh token")
        self._check_session(token.session, invalid_grant("the session has ended"))
        self._books.used[refresh_token] = token.session
        token.refresh = None  # the access token itself lives on to its expiry
        return self._issue(client, token.session)

    def _new_session(self) -> Session:
        return Session(self.clock.now() + self.rules.session_length)

    def _issue(self, client: Client, session: Session) -> Issued:
        now = self.clock.now()
        left = session.ends_at - now
        refreshable = self.rules.is_refreshable and "refresh_token" in client.grants
        lifetime = min(self.rules.token_lifetime, left) if refreshable else left
        refresh = secrets.token_urlsafe(48) if refreshable else None
        access = secrets.token_urlsafe(48)
        self._books.tokens[access] = Token(session, client, now + lifetime, refresh)
        return Issued(access, refresh, lifetime)

    # ---- the portal ---------------------------------------------------------

    def list_accounts(
        self, access_token: str, start: str | None, size: int = PAGE_SIZE
    ) -> tuple[tuple[Account, ...], str | None]:
        """ListAccounts: a page of at most 100, and the token of the next one."""
        self._enter(access_token)
        accounts = tuple(known.account for known in self.organisation.accounts)
        return page_of(accounts, start, size)

    def list_roles(
        self, access_token: str, account_id: str, start: str | None, size: int = PAGE_SIZE
    ) -> tuple[tuple[str, ...], str | None]:
        """ListAccountRoles of an account that is assigned."""
        self._enter(access_token)
        return page_of(self._assigned(account_id).role_names, start, size)

    def role_credentials(self, access_token: str, account_id: str, role: str) -> IssuedCredentials:
        """GetRoleCredentials. 403 'No access' is what AWS says to a role that is not assigned."""
        self._enter(access_token)
        if role not in self._assigned(account_id).role_names:
            raise Refusal(403, "ForbiddenException", "No access")
        keys = IssuedCredentials(
            "ASIA" + "".join(secrets.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in range(16)),
            secrets.token_urlsafe(30),
            secrets.token_urlsafe(120),
            self.clock.now() + self.rules.credentials_lifetime,
            account_id,
            role,
            self.organisation.person,
        )
        with self._lock:
            self._books.keys[keys.access_key_id] = keys
        return keys

    def logout(self, access_token: str) -> None:
        """Logout ends the session; role credentials issued before live on."""
        self._session_of(access_token).is_revoked = True

    def keys(self, access_key_id: str) -> IssuedCredentials | None:
        """The issued role credentials of that key id, living or dead."""
        return self._books.keys.get(access_key_id)

    def _enter(self, access_token: str) -> None:
        with self._lock:
            self.throttle.take()
        self._session_of(access_token)

    def _session_of(self, access_token: str) -> Session:
        token = self._books.tokens.get(access_token)
        if token is None or self.clock.now() >= token.expires_at:
            raise unauthorized()
        self._check_session(token.session, unauthorized())
        return token.session

    def _check_session(self, session: Session, refusal: Refusal) -> None:
        if session.is_revoked or self.clock.now() >= session.ends_at:
            raise refusal

    def _assigned(self, account_id: str) -> AccountRoles:
        for known in self.organisation.accounts:
            if known.account.id == account_id:
                return known
        raise Refusal(403, "ForbiddenException", "No access")

    # ---- the console --------------------------------------------------------

    def signin_token(self, keys: IssuedCredentials) -> str:
        """getSigninToken: good for 15 minutes, and for one sign-in."""
        token = secrets.token_urlsafe(48)
        with self._lock:
            self._books.signins[token] = (keys, self.clock.now() + timedelta(minutes=15))
        return token

    def federated(self, signin_token: str) -> IssuedCredentials:
        """Whom a sign-in token lets in."""
        with self._lock:
            keys, until = self._books.signins.pop(signin_token, (None, self.clock.now()))
        if keys is None or self.clock.now() >= until:
            raise Refusal(400, "InvalidToken", "The sign-in link is unknown, used or expired.")
        return keys

    # ---- the human and the administrator ------------------------------------

    def grant_of(self, user_code: str) -> Grant | None:
        """The device grant of a user code, as typed."""
        wanted = user_code.strip().upper()
        found = (grant for grant in self._books.grants.values() if grant.user_code)
        return next((grant for grant in found if grant.user_code == wanted), None)

    def decide(self, grant: Grant, verdict: Verdict) -> None:
        """What the human presses on the consent page, once."""
        if grant.verdict is Verdict.OPEN:
            grant.verdict = verdict

    def revoke_sessions(self) -> None:
        """The administrator ends all sessions."""
        with self._lock:
            for token in self._books.tokens.values():
                token.session.is_revoked = True

    def unassign(self, account_id: str, role: str) -> None:
        """The administrator takes a role away."""
        accounts = tuple(
            replace(known, role_names=tuple(name for name in known.role_names if name != role))
            if known.account.id == account_id
            else known
            for known in self.organisation.accounts
        )
        self.organisation = replace(self.organisation, accounts=accounts)
