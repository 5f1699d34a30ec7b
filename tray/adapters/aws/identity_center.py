"""IAM Identity Center through botocore: sso-oidc, the authorize page, and the portal API."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from tray.adapters.aws.answer_shapes import (
    AccountPage,
    CredentialsIssued,
    DeviceBegun,
    Registered,
    RolePage,
    TokenCreated,
    read,
)
from tray.adapters.aws.clients import AwsClients
from tray.adapters.aws.error_translation import Operation, aws_errors
from tray.adapters.aws.response_checks import clock_skew
from tray.core.ports.clock import Clock
from tray.core.settings.settings import NetworkSettings
from tray.core.sso_files.endpoints import Endpoints
from tray.core.vocabulary.errors import Unreachable
from tray.core.vocabulary.model import (
    Account,
    AccountId,
    ClientRegistration,
    DeviceAuthorization,
    IssuedToken,
    Page,
    RoleCredentials,
    RoleRef,
    SessionName,
    SignInFlow,
    SsoSession,
)
from tray.core.vocabulary.secret import Secret
from tray.core.vocabulary.translatable import said, together

CLIENT_NAME = "SSO Tray"
_REFRESH_GRANT = "refresh_token"
_AT_THE_PORTAL = {
    Operation.SIGN_OUT,
    Operation.LIST_ACCOUNTS,
    Operation.LIST_ROLES,
    Operation.GET_KEYS,
}
_REDIRECT = "http://127.0.0.1/oauth/callback"


class AwsIdentityCenter:
    """`core.ports.aws.IdentityCenter` over unsigned clients of botocore, made on first use."""

    def __init__(
        self,
        clock: Clock,
        endpoints_of: Callable[[SessionName], Endpoints],
        network: Callable[[], NetworkSettings] = NetworkSettings,
    ) -> None:
        self._clock = clock
        self._network = network
        self._clients = AwsClients(endpoints_of, network)

    # ---- sso-oidc -----------------------------------------------------------

    def register_client(self, session: SsoSession, flow: SignInFlow) -> ClientRegistration:
        """A new registration at every sign-in: none is ever found expired."""
        asked: dict[str, Any] = {"grantTypes": [flow.value, _REFRESH_GRANT]}
        if flow is SignInFlow.PKCE:
            asked |= {"redirectUris": [_REDIRECT], "issuerUrl": session.start_url}
        with self._errors(session, Operation.REGISTER):
            answer = self._clients.oidc(session).register_client(
                clientName=CLIENT_NAME, clientType="public", scopes=list(session.scopes), **asked
            )
        found = read(answer, Registered)
        expires_at = self._clock.from_wall(datetime.fromtimestamp(found.expires, UTC))
        return ClientRegistration(found.client_id, Secret(found.secret), expires_at, flow)

    def start_device_authorization(
        self, session: SsoSession, registration: ClientRegistration
    ) -> DeviceAuthorization:
        """A device code, and what to show."""
        with self._errors(session, Operation.BEGIN):
            answer = self._clients.oidc(session).start_device_authorization(
                clientId=registration.client_id,
                clientSecret=registration.client_secret.reveal(),
                startUrl=session.start_url,
            )
        found = read(answer, DeviceBegun)
        return DeviceAuthorization(
            Secret(found.device_code),
            found.user_code,
            found.page,
            found.complete_page,
            self._clock.now() + self._clock.program_time(found.seconds),
            self._clock.program_time(found.interval or 5),
        )

    def authorization_url(
        self,
        session: SsoSession,
        registration: ClientRegistration,
        redirect_uri: str,
        state: str,
        code_challenge: str,
    ) -> str:
        """The authorize page of the region's OIDC service."""
        query = {
            "response_type": "code",
            "client_id": registration.client_id,
            "redirect_uri": redirect_uri,
            "state": state,
            "code_challenge": code_challenge,
            "code_challenge_method": "S256",
            "scopes": " ".join(session.scopes),
        }
        # Where the client goes, whatever decided that: settings, environment, FIPS, partition.
        root = str(self._clients.oidc(session).meta.endpoint_url)
        return f"{root.rstrip('/')}/authorize?{urlencode(query, quote_via=quote)}"

    def redeem_code(
        self,
        session: SsoSession,
        registration: ClientRegistration,
        code: Secret,
        code_verifier: Secret,
        redirect_uri: str,
    ) -> IssuedToken:
        """The second half of PKCE."""
        return self._create_token(
            session,
            registration,
            SignInFlow.PKCE.value,
            code=code.reveal(),
            codeVerifier=code_verifier.reveal(),
            redirectUri=redirect_uri,
        )

    def redeem_device_code(
        self, session: SsoSession, registration: ClientRegistration, device_code: Secret
    ) -> IssuedToken:
        """One poll of the device flow."""
        flow = SignInFlow.DEVICE_CODE.value
        return self._create_token(session, registration, flow, deviceCode=device_code.reveal())

    def refresh(
        self, session: SsoSession, registration: ClientRegistration, refresh_token: Secret
    ) -> IssuedToken:
        """A newer token; the refresh token may rotate."""
        secret = refresh_token.reveal()
        return self._create_token(session, registration, _REFRESH_GRANT, refreshToken=secret)

    def _create_token(
        self, session: SsoSession, registration: ClientRegistration, grant: str, **given: str
    ) -> IssuedToken:
        deed = Operation.REFRESH if grant == _REFRESH_GRANT else Operation.SIGN_IN
        with self._errors(session, deed):
            answer = self._clients.oidc(session).create_token(
                clientId=registration.client_id,
                clientSecret=registration.client_secret.reveal(),
                grantType=grant,
                **given,
            )
        found = read(answer, TokenCreated)
        expires_at = self._clock.now() + self._clock.program_time(found.seconds)
        refresh = Secret(found.refresh_token) if found.refresh_token else None
        return IssuedToken(Secret(found.access_token), expires_at, refresh)

    # ---- the portal ---------------------------------------------------------

    def logout(self, session: SsoSession, access_token: Secret) -> None:
        """Ends the portal session."""
        with self._errors(session, Operation.SIGN_OUT):
            self._clients.portal(session).logout(accessToken=access_token.reveal())

    def list_accounts(
        self, session: SsoSession, access_token: Secret, next_token: str | None
    ) -> Page[Account]:
        """A page of accounts."""
        with self._errors(session, Operation.LIST_ACCOUNTS):
            answer = self._clients.portal(session).list_accounts(
                accessToken=access_token.reveal(), maxResults=100, **_after(next_token)
            )
        found = read(answer, AccountPage)
        accounts = tuple(
            Account(AccountId(row.id), row.name or row.id, row.email or "")
            for row in found.accounts
        )
        return Page(accounts, found.next_token)

    def list_roles(
        self,
        session: SsoSession,
        access_token: Secret,
        account_id: AccountId,
        next_token: str | None,
    ) -> Page[str]:
        """A page of an account's roles."""
        with self._errors(session, Operation.LIST_ROLES):
            answer = self._clients.portal(session).list_account_roles(
                accessToken=access_token.reveal(),
                accountId=account_id,
                maxResults=100,
                **_after(next_token),
            )
        found = read(answer, RolePage)
        return Page(tuple(row.name for row in found.roles), found.next_token)

    def role_credentials(
        self, session: SsoSession, access_token: Secret, role: RoleRef
    ) -> RoleCredentials:
        """Short-lived keys; AWS gives their end in epoch milliseconds.

        Under a wrong clock they would be renewed too late, or over and over, and no
        request that tools sign would be accepted: then it is `ClockSkew`.
        """
        with self._errors(session, Operation.GET_KEYS):
            answer = self._clients.portal(session).get_role_credentials(
                accessToken=access_token.reveal(),
                accountId=role.account_id,
                roleName=role.role_name,
            )
        keys = read(answer, CredentialsIssued).keys
        expires_at = self._clock.from_wall(datetime.fromtimestamp(keys.expiration / 1000, UTC))
        skew = clock_skew(self._clock, answer, living_until=expires_at)
        if skew is not None:
            raise skew
        return RoleCredentials(keys.key_id, Secret(keys.secret), Secret(keys.token), expires_at)

    @contextmanager
    def _errors(self, session: SsoSession, deed: Operation) -> Iterator[None]:
        """Ours in the place of botocore's; with who sent the call elsewhere than to AWS."""
        try:
            with aws_errors(deed, self._clock, self._network()):
                yield
        except Unreachable as error:
            is_portal = deed in _AT_THE_PORTAL
            address, origin = self._clients.origin_of(session, of_portal=is_portal)
            if not origin:
                raise
            hint = said(
                "{origin} sends this call to {address} instead of AWS: remove that setting if it "
                "isn't meant.",
                origin=origin,
                address=address,
            )
            raise type(error)(error.title, together(error.hint, hint)) from error


def _after(next_token: str | None) -> dict[str, str]:
    return {"nextToken": next_token} if next_token else {}
