"""The console's federation endpoint: keys in the body of a POST, never in an address."""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable

from tray.adapters.aws.response_checks import not_aws
from tray.adapters.network.https_opener import bundle_of_environment, https_opener
from tray.core.console.links import signin_endpoint
from tray.core.settings.settings import NetworkSettings
from tray.core.sso_files.endpoints import Endpoints
from tray.core.vocabulary.errors import ServiceError, Unreachable
from tray.core.vocabulary.model import RoleCredentials, SessionName, SsoSession
from tray.core.vocabulary.secret import Secret
from tray.core.vocabulary.translatable import said

_SECONDS = 15


class FederationConsoleSignIn:
    """`core.ports.aws.ConsoleSignIn` over urllib, by the same way as all that is asked of AWS."""

    def __init__(
        self,
        endpoints_of: Callable[[SessionName], Endpoints],
        network: Callable[[], NetworkSettings] = NetworkSettings,
    ) -> None:
        self._endpoints_of = endpoints_of
        self._network = network

    def signin_token(
        self, session: SsoSession, credentials: RoleCredentials, region: str
    ) -> Secret:
        """GetSigninToken. `SessionDuration` is left out: role credentials are chained."""
        endpoint = self._endpoints_of(session.name).signin or signin_endpoint(region)
        keys = {
            "sessionId": credentials.access_key_id,
            "sessionKey": credentials.secret_access_key.reveal(),
            "sessionToken": credentials.session_token.reveal(),
        }
        form = {"Action": "getSigninToken", "Session": json.dumps(keys)}
        request = urllib.request.Request(  # noqa: S310 - our own endpoints, https or loopback
            endpoint, data=urllib.parse.urlencode(form).encode(), method="POST"
        )
        try:
            opener = https_opener(self._network(), endpoint, bundle=bundle_of_environment())
            with opener.open(request, timeout=_SECONDS) as response:
                answer = json.loads(response.read(65536))
        except urllib.error.HTTPError as error:
            hint = said("Use the portal link instead, or renew the role's keys.")
            raise ServiceError(
                said("The console rejected the role's keys ({code}).", code=error.code), hint
            ) from None
        except OSError as error:
            hint = said("Check the network and try again.")
            raise Unreachable(
                said("Couldn't reach the console's sign-in service."), hint
            ) from error
        except ValueError:
            raise not_aws() from None
        token = answer.get("SigninToken") if isinstance(answer, dict) else None
        if not isinstance(token, str):
            raise not_aws()
        return Secret(token)
