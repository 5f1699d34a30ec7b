"""What the program needs of AWS and of the way back from the browser, as ports.

All calls may block and are made from worker threads; all errors they raise are `errors.TrayError`.
"""

from typing import Protocol

from tray.core.settings.settings import Language
from tray.core.vocabulary.errors import TrayError
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


class IdentityCenter(Protocol):
    """The three services of IAM Identity Center: sso-oidc, the authorize page, and the portal.

    Every call raises `Unreachable`, `CaptivePortal`, `Throttled`,
    `ServiceFailure` or `ServiceError`, and `ClockSkew` in the place of a refusal
    that a wrong clock can be behind; what else, is said at the call.
    """

    def register_client(self, session: SsoSession, flow: SignInFlow) -> ClientRegistration:
        """RegisterClient for one flow. Raises `StartUrlWrong`."""

    def start_device_authorization(
        self, session: SsoSession, registration: ClientRegistration
    ) -> DeviceAuthorization:
        """StartDeviceAuthorization. Raises `ClientRejected`, `StartUrlWrong`."""

    def authorization_url(
        self,
        session: SsoSession,
        registration: ClientRegistration,
        redirect_uri: str,
        state: str,
        code_challenge: str,
    ) -> str:
        """The page where the person allows a PKCE sign-in (RFC 7636, S256). No call is made."""

    def redeem_code(
        self,
        session: SsoSession,
        registration: ClientRegistration,
        code: Secret,
        code_verifier: Secret,
        redirect_uri: str,
    ) -> IssuedToken:
        """CreateToken with an authorization code, good for one try.

        Raises `ClientRejected`, `SignInError`.
        """

    def redeem_device_code(
        self, session: SsoSession, registration: ClientRegistration, device_code: Secret
    ) -> IssuedToken:
        """CreateToken with a device code.

        Raises `AuthorizationPending`, `SlowDown`, `AuthorizationDenied`,
        `AuthorizationExpired`, `ClientRejected`.
        """

    def refresh(
        self, session: SsoSession, registration: ClientRegistration, refresh_token: Secret
    ) -> IssuedToken:
        """CreateToken with a refresh token. Raises `SessionEnded`, `ClientRejected`."""

    def logout(self, session: SsoSession, access_token: Secret) -> None:
        """Logout: ends the portal session. Role credentials issued before live on."""

    def list_accounts(
        self, session: SsoSession, access_token: Secret, next_token: str | None
    ) -> Page[Account]:
        """One page of ListAccounts, at most 100. Raises `TokenRejected`."""

    def list_roles(
        self,
        session: SsoSession,
        access_token: Secret,
        account_id: AccountId,
        next_token: str | None,
    ) -> Page[str]:
        """One page of ListAccountRoles: role names, at most 100. Raises `TokenRejected`."""

    def role_credentials(
        self, session: SsoSession, access_token: Secret, role: RoleRef
    ) -> RoleCredentials:
        """GetRoleCredentials. Raises `TokenRejected`, `RoleNotAssigned`.

        `ClockSkew` also where AWS gave keys that the machine's clock makes useless.
        """


class Redirect(Protocol):
    """A loopback address, bound before the browser opens, that waits for one authorization code."""

    @property
    def uri(self) -> str:
        """`http://127.0.0.1:PORT/oauth/callback`, with the port that was bound."""

    def wait(self, timeout: float) -> Secret:
        """The code that the browser brought, within `timeout` real seconds.

        Raises `AuthorizationExpired` when none came, `AuthorizationDenied`
        when the page said so, `RedirectFailed` when it was closed meanwhile.
        """

    def finish(self, error: TrayError | None = None) -> None:
        """What came of the code: says so in the browser, and goes on to for half a minute."""

    def close(self) -> None:
        """Ends the listener and wakes who waits; a browser that waits is told that it failed.

        May be called twice and from any thread.
        """


class RedirectListener(Protocol):
    """Opens the way back from the browser (RFC 8252, section 7.3)."""

    def listen(self, state: Secret, language: Language = Language.SYSTEM) -> Redirect:
        """Binds 127.0.0.1 now and accepts only redirects with this `state`.

        The page that the browser ends on is in that language.

        Raises `RedirectFailed` where nothing can be bound.
        """


class ConsoleSignIn(Protocol):
    """The federation endpoint of the AWS console."""

    def signin_token(
        self, session: SsoSession, credentials: RoleCredentials, region: str
    ) -> Secret:
        """getSigninToken, POSTed so that no keys stand in any URL. Valid for 15 minutes."""
