"""The address that opens a role's console."""

from collections.abc import Callable

from tray.core.console.links import (
    console_home,
    federation_login_url,
    portal_link,
    signin_endpoint,
)
from tray.core.ports.aws import ConsoleSignIn
from tray.core.settings.settings import ConsoleLink
from tray.core.sso_files.endpoints import Endpoints
from tray.core.vocabulary.model import RoleRef, SessionName, SsoSession
from tray.core.vocabulary.secret import Secret
from tray.services.console.destination import ConsoleDestination
from tray.services.credentials.role_credentials import CredentialsProvider


class ConsoleLinks:
    """Makes links by either way: through the portal, or with a role's own credentials."""

    def __init__(
        self,
        console: ConsoleSignIn,
        credentials: CredentialsProvider,
        endpoints_of: Callable[[SessionName], Endpoints],
    ) -> None:
        self._console = console
        self._credentials = credentials
        self._endpoints_of = endpoints_of

    def host(self, session: SessionName) -> str | None:
        """The console's own address, where it is not AWS's."""
        return self._endpoints_of(session).console

    def url(self, session: SsoSession, role: RoleRef, wanted: ConsoleDestination) -> Secret | str:
        """The address of a role's console, or of a page in it. Blocks; raises `TrayError`."""
        if wanted.link is ConsoleLink.PORTAL:
            return portal_link(session.start_url, role, wanted.destination or None)
        endpoints = self._endpoints_of(session.name)
        credentials = self._credentials.get(session, role)
        signin_token = self._console.signin_token(session, credentials, wanted.region)
        return federation_login_url(
            endpoints.signin or signin_endpoint(wanted.region),
            session.start_url,
            wanted.destination or console_home(wanted.region, endpoint=endpoints.console),
            signin_token,
        )
