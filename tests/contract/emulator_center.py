"""The demo's emulator behind the port, and no wire between.

Its table of errors is written by hand from AWS's names, not shared with the adapter: two who
agree by themselves are the point of the contract.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlencode

from tests.fakes import ManualClock
from tray.core.vocabulary.errors import (
    AuthorizationDenied,
    AuthorizationExpired,
    AuthorizationPending,
    ClientRejected,
    RoleNotAssigned,
    ServiceError,
    ServiceFailure,
    SessionEnded,
    SignInError,
    SlowDown,
    StartUrlWrong,
    Throttled,
    TokenRejected,
    TrayError,
)
from tray.core.vocabulary.model import (
    Account,
    AccountId,
    ClientRegistration,
    DeviceAuthorization,
    IssuedToken,
    Page,
    RoleCredentials,
    RoleRef,
    SignInFlow,
    SsoSession,
)
from tray.core.vocabulary.secret import Secret
from tray.demo.emulator import Emulator
from tray.demo.rules import Refusal

ORIGIN = "https://demo.invalid"
_REDIRECT = "http://127.0.0.1/oauth/callback"

_KINDS: Mapping[str, type[TrayError]] = {
    "AuthorizationPendingException": AuthorizationPending,
    "SlowDownException": SlowDown,
    "AccessDeniedException": AuthorizationDenied,
    "ExpiredTokenException": AuthorizationExpired,
    "InvalidClientException": ClientRejected,
    "UnauthorizedClientException": ClientRejected,
    "UnauthorizedException": TokenRejected,
    "ForbiddenException": RoleNotAssigned,
    "TooManyRequestsException": Throttled,
}


class EmulatorIdentityCenter:
    """`core.ports.aws.IdentityCenter` over an emulator in the same process."""

    def __init__(self, emulator: Emulator, clock: ManualClock) -> None:
        self._emulator = emulator
        self._clock = clock

    def register_client(self, session: SsoSession, flow: SignInFlow) -> ClientRegistration:
        asked: dict[str, object] = {
            "clientName": "contract",
            "clientType": "public",
            "grantTypes": [flow.value, "refresh_token"],
            "scopes": session.scopes,
        }
        if flow is SignInFlow.PKCE:
            asked |= {"redirectUris": [_REDIRECT], "issuerUrl": session.start_url}
        with self._answers(InvalidRequestException=StartUrlWrong):
            client = self._emulator.register_client(asked)
        return ClientRegistration(client.id, Secret(client.secret), client.expires_at, flow)

    def start_device_authorization(
        self, session: SsoSession, registration: ClientRegistration
    ) -> DeviceAuthorization:
        with self._answers(InvalidRequestException=StartUrlWrong):
            code, grant = self._emulator.start_device_authorization(
                registration.client_id, registration.client_secret.reveal(), session.start_url
            )
        page = f"{ORIGIN}/device"
        complete = f"{page}?{urlencode({'user_code': grant.user_code})}"
        return DeviceAuthorization(
            Secret(code), grant.user_code, page, complete, grant.expires_at, grant.interval
        )

    def authorization_url(
        self,
        session: SsoSession,
        registration: ClientRegistration,
        redirect_uri: str,
        state: str,
        code_challenge: str,
    ) -> str:
        query = {
            "response_type": "code",
            "client_id": registration.client_id,
            "redirect_uri": redirect_uri,
            "state": state,
            "code_challenge": code_challenge,
            "code_challenge_method": "S256",
            "scopes": " ".join(session.scopes),
        }
        return f"{ORIGIN}/authorize?{urlencode(query)}"

    def redeem_code(
        self,
        session: SsoSession,
        registration: ClientRegistration,
        code: Secret,
        code_verifier: Secret,
        redirect_uri: str,
    ) -> IssuedToken:
        asked = {
            "code": code.reveal(),
            "codeVerifier": code_verifier.reveal(),
            "redirectUri": redirect_uri,
        }
        return self._token(registration, SignInFlow.PKCE.value, asked, SignInError)

    def redeem_device_code(
        self, session: SsoSession, registration: ClientRegistration, device_code: Secret
    ) -> IssuedToken:
        asked = {"deviceCode": device_code.reveal()}
        return self._token(registration, SignInFlow.DEVICE_CODE.value, asked, SignInError)

    def refresh(
        self, session: SsoSession, registration: ClientRegistration, refresh_token: Secret
    ) -> IssuedToken:
        asked = {"refreshToken": refresh_token.reveal()}
        return self._token(registration, "refresh_token", asked, SessionEnded)

    def _token(
        self,
        registration: ClientRegistration,
        grant: str,
        asked: Mapping[str, str],
        invalid_grant: type[TrayError],
    ) -> IssuedToken:
        client = {
            "clientId": registration.client_id,
            "clientSecret": registration.client_secret.reveal(),
            "grantType": grant,
        }
        with self._answers(InvalidGrantException=invalid_grant):
            issued = self._emulator.create_token({**client, **asked})
        refresh = Secret(issued.refresh_token) if issued.refresh_token else None
        return IssuedToken(
            Secret(issued.access_token), self._clock.now() + issued.lifetime, refresh
        )

    def logout(self, session: SsoSession, access_token: Secret) -> None:
        with self._answers():
            self._emulator.logout(access_token.reveal())

    def list_accounts(
        self, session: SsoSession, access_token: Secret, next_token: str | None
    ) -> Page[Account]:
        with self._answers():
            return Page(*self._emulator.list_accounts(access_token.reveal(), next_token))

    def list_roles(
        self,
        session: SsoSession,
        access_token: Secret,
        account_id: AccountId,
        next_token: str | None,
    ) -> Page[str]:
        with self._answers():
            return Page(*self._emulator.list_roles(access_token.reveal(), account_id, next_token))

    def role_credentials(
        self, session: SsoSession, access_token: Secret, role: RoleRef
    ) -> RoleCredentials:
        with self._answers():
            keys = self._emulator.role_credentials(
                access_token.reveal(), role.account_id, role.role_name
            )
        return RoleCredentials(
            keys.access_key_id,
            Secret(keys.secret_access_key),
            Secret(keys.session_token),
            keys.expires_at,
        )

    @contextmanager
    def _answers(self, **here: type[TrayError]) -> Iterator[None]:
        """Refusals in our words; `here` says what a name means at this very call."""
        if self._emulator.is_offline:
            raise ServiceFailure("The emulator is off.")
        try:
            yield
        except Refusal as refusal:
            kinds = {**_KINDS, **here}
            raise kinds.get(refusal.shape, ServiceError)(refusal.message) from None
