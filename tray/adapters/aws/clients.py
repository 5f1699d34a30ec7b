"""The clients of `sso-oidc` and `sso`: made on first use, one for each region and address."""

import gc
import os
import threading
from collections.abc import Callable
from typing import Any

from tray.adapters.aws.connections import FreshConnections
from tray.adapters.aws.response_checks import refuse_foreign_answer
from tray.adapters.network.proxy_and_trust import proxies_of
from tray.core.settings.settings import NetworkSettings
from tray.core.sso_files.endpoints import Endpoints
from tray.core.vocabulary.errors import ServiceError
from tray.core.vocabulary.model import SessionName, SsoSession
from tray.core.vocabulary.translatable import said

_MOST_CLIENTS = 12


class AwsClients:
    """Unsigned clients of botocore, which read nothing of the person's profiles."""

    def __init__(
        self,
        endpoints_of: Callable[[SessionName], Endpoints],
        network: Callable[[], NetworkSettings],
    ) -> None:
        self._endpoints_of = endpoints_of
        self._network = network
        self._clients: dict[tuple[str, str, str | None, NetworkSettings], Any] = {}
        self._lock = threading.Lock()

    def oidc(self, session: SsoSession) -> Any:
        """That of `sso-oidc`."""
        return self._client("sso-oidc", session, self._endpoints_of(session.name).sso_oidc)

    def portal(self, session: SsoSession) -> Any:
        """That of `sso`, the portal."""
        return self._client("sso", session, self._endpoints_of(session.name).sso)

    def origin_of(self, session: SsoSession, *, of_portal: bool) -> tuple[str, str]:
        """An address that somebody chose in AWS's place, and where; both empty if nobody did."""
        endpoints = self._endpoints_of(session.name)
        chosen = endpoints.sso if of_portal else endpoints.sso_oidc
        if chosen:
            return chosen, endpoints.origin_of(chosen)
        service = "SSO" if of_portal else "SSO_OIDC"
        for name in (f"AWS_ENDPOINT_URL_{service}", "AWS_ENDPOINT_URL"):
            if address := os.environ.get(name):
                return address, name
        return "", ""

    def _client(self, service: str, session: SsoSession, endpoint: str | None) -> Any:
        key = (service, session.region, endpoint, self._network())
        with self._lock:
            if key not in self._clients:
                while len(self._clients) >= _MOST_CLIENTS:  # each takes a megabyte
                    del self._clients[next(iter(self._clients))]
                self._clients[key] = self._make(service, session.region, endpoint)
                # The session that made it knows all endpoints of AWS, 7 MB of cycles.
                gc.collect()
            return self._clients[key]

    def _make(self, service: str, region: str, endpoint: str | None) -> Any:
        """A client of our own session: a broken AWS_PROFILE of the person's is none of ours."""
        from botocore import UNSIGNED  # noqa: PLC0415 - see _session
        from botocore.config import Config  # noqa: PLC0415

        maker, network = _session(), self._network()
        config = Config(
            signature_version=UNSIGNED,
            proxies=proxies_of(network, endpoint),
            # None leaves it to the environment.
            use_fips_endpoint=network.use_fips_endpoint or None,
            use_dualstack_endpoint=network.use_dualstack_endpoint or None,
            connect_timeout=5,
            read_timeout=12,  # three of them fit into what a credential process may take
            retries={
                "total_max_attempts": 1
            },  # `services.concurrency.retry` knows how long an asker waits
            parameter_validation=False,
        )
        try:
            client = maker.create_client(
                service,
                region_name=region,
                endpoint_url=endpoint,
                verify=network.ca_bundle or None,
                config=config,
            )
        except ValueError as error:  # "Invalid endpoint", which is not botocore's own kind
            hint = said("Correct the addresses of this access portal in Settings.")
            raise ServiceError(
                said("{endpoint} isn't a service address.", endpoint=endpoint), hint
            ) from error
        client.meta.events.register("before-parse", refuse_foreign_answer)
        inner = client._endpoint  # noqa: SLF001 - botocore lets nobody choose its HTTP session
        inner.http_session = FreshConnections(inner.http_session)
        # WORKAROUND: the client keeps the loader, and that all that it ever read; botocore
        # (1.44) has no way to empty it. It ends when there is one.
        getattr(maker.get_component("data_loader"), "_cache", {}).clear()
        return client


def _session() -> Any:
    """Botocore's part of boto3, which is all that clients are made of, and 3 MB less.

    It trusts what the system trusts, as browsers do: the certificate authority
    of a company that inspects TLS, too. WORKAROUND: botocore (1.44) has no setting for
    that, so its function is replaced; truststore's own injection recurses where ssl was in
    use before. It ends when a client can be given an `ssl.SSLContext`.
    """
    import ssl  # noqa: PLC0415 - a quarter of a second and 20 MB, after the icon is up

    import truststore  # noqa: PLC0415
    from botocore import httpsession  # noqa: PLC0415
    from botocore.session import Session  # noqa: PLC0415

    def system_trust(*_: object, **__: object) -> ssl.SSLContext:
        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

    httpsession.create_urllib3_context = system_trust
    session = Session(session_vars={"profile": (None, None, None, None)})
    session.set_config_variable("config_file", os.devnull)
    session.set_config_variable("credentials_file", os.devnull)
    return session
