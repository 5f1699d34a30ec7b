"""IAM Identity Center through botocore: sso-oidc, the authorize page, and the portal API."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from tray.adapters.aws_answers import clock_skew, not_aws
from tray.adapters.aws_clients import AwsClients
from tray.adapters.aws_errors import Deed, aws_errors
from tray.core.endpoints import Endpoints
from tray.core.model import (
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
from tray.core.ports import Clock
from tray.core.secret import Secret
from tray.core.settings import NetworkSettings

CLIENT_NAME = "SSO Tray"
_REFRESH_GRANT = "refresh_token"
_REDIRECT = "http://127.0.0.1/oauth/callback"


class AwsIdentityCenter:
    """`ports.IdentityCenter` over unsigned clients of botocore, made on first use."""

    def __init__(
        self,
        clock: Clock,
        endpoints_of: Callable[[SessionName], Endpoints],
        network: Callable[[], NetworkSettings] = NetworkSettings,
    ) -> None:
        self._clock = clock
        self._clients = AwsClients(endpoints_of, network)

    # ---- sso-oidc -----------------------------------------------------------

    def register_client(self, session: SsoSession, flow: SignInFlow) -> ClientRegistration:
        """A new registration at every sign-in: none is ever found expired."""
        asked: dict[str, Any] = {"grantTypes": [flow.value, _REFRESH_GRANT]}
        if flow is SignInFlow.PKCE:
            asked |= {"redirectUris": [_REDIRECT], "issuerUrl": session.start_url}
        with aws_errors(Deed.REGISTER, self._clock):
            answer = self._clients.oidc(session).register_client(
                clientName=CLIENT_NAME, clientType="public", scopes=list(session.scopes), **asked
            )
        client_id, secret, expires = _members(
            answer, "clientId", "clientSecret", "clientSecretExpiresAt"
        )
        expires_at = self._clock.from_wall(datetime.fromtimestamp(expires, UTC))
        return ClientRegistration(client_id, Secret(secret), expires_at, flow)

    def start_device_authorization(
        self, session: SsoSession, registration: ClientRegistration
    ) -> DeviceAuthorization:
        """A device code, and what to show."""
        with aws_errors(Deed.BEGIN, self._clock):
            answer = self._clients.oidc(session).start_device_authorization(
                clientId=registration.client_id,
                clientSecret=registration.client_secret.reveal(),
                startUrl=session.start_url,
            )
        device, user, page, seconds = _members(
            answer, "deviceCode", "userCode", "verificationUri", "expiresIn"
        )
        return DeviceAuthorization(
            Secret(device),
            user,
            page,
            answer.get("verificationUriComplete"),
            self._clock.now() + self._clock.program_time(seconds),
            self._clock.program_time(answer.get("interval") or 5),
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
        deed = Deed.REFRESH if grant == _REFRESH_GRANT else Deed.SIGN_IN
        with aws_errors(deed, self._clock):
            answer = self._clients.oidc(session).create_token(
                clientId=registration.client_id,
                clientSecret=registration.client_secret.reveal(),
                grantType=grant,
                **given,
            )
        token, seconds = _members(answer, "accessToken", "expiresIn")
        expires_at = self._clock.now() + self._clock.program_time(seconds)
        refresh = answer.get("refreshToken")
        return IssuedToken(Secret(token), expires_at, Secret(refresh) if refresh else None)

    # ---- the portal ---------------------------------------------------------

    def logout(self, session: SsoSession, access_token: Secret) -> None:
        """Ends the portal session."""
        with aws_errors(Deed.SIGN_OUT, self._clock):
            self._clients.portal(session).logout(accessToken=access_token.reveal())

    def list_accounts(
        self, session: SsoSession, access_token: Secret, next_token: str | None
    ) -> Page[Account]:
        """A page of accounts."""
        with aws_errors(Deed.LIST_ACCOUNTS, self._clock):
            answer = self._clients.portal(session).list_accounts(
                accessToken=access_token.reveal(), maxResults=100, **_after(next_token)
            )
        (rows,) = _members(answer, "accountList")
        accounts = tuple(
            Account(
                AccountId(row["accountId"]),
                row.get("accountName") or row["accountId"],
                row.get("emailAddress", ""),
            )
            for row in rows
        )
        return Page(accounts, answer.get("nextToken"))

    def list_roles(
        self,
        session: SsoSession,
        access_token: Secret,
        account_id: AccountId,
        next_token: str | None,
    ) -> Page[str]:
        """A page of an account's roles."""
        with aws_errors(Deed.LIST_ROLES, self._clock):
            answer = self._clients.portal(session).list_account_roles(
                accessToken=access_token.reveal(),
                accountId=account_id,
                maxResults=100,
                **_after(next_token),
            )
        (rows,) = _members(answer, "roleList")
        return Page(tuple(row["roleName"] for row in rows), answer.get("nextToken"))

    def role_credentials(
        self, session: SsoSession, access_token: Secret, role: RoleRef
    ) -> RoleCredentials:
        """Short-lived keys; AWS gives their end in epoch milliseconds.

        Under a wrong clock they would be renewed too late, or over and over, and no
        request that tools sign would be accepted: then it is `ClockSkew`.
        """
        with aws_errors(Deed.GET_KEYS, self._clock):
            answer = self._clients.portal(session).get_role_credentials(
                accessToken=access_token.reveal(),
                accountId=role.account_id,
                roleName=role.role_name,
            )
        (keys,) = _members(answer, "roleCredentials")
        key_id, secret, token, expiration = _members(
            keys, "accessKeyId", "secretAccessKey", "sessionToken", "expiration"
        )
        expires_at = self._clock.from_wall(datetime.fromtimestamp(expiration / 1000, UTC))
        skew = clock_skew(self._clock, answer, living_until=expires_at)
        if skew is not None:
            raise skew
        return RoleCredentials(key_id, Secret(secret), Secret(token), expires_at)


def _members(answer: Mapping[str, Any], *names: str) -> tuple[Any, ...]:
    """The expected members of an answer; AWS's own answers always have them."""
    try:
        return tuple(answer[name] for name in names)
    except (KeyError, TypeError):  # without them, or null
        raise not_aws() from None


def _after(next_token: str | None) -> dict[str, str]:
    return {"nextToken": next_token} if next_token else {}
