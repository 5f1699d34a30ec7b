"""HTTPS of the standard library, by the proxy and with the trust that AWS is reached with."""

import os
import ssl
import urllib.request

import truststore

from tray.adapters.network.proxy_and_trust import proxies_of
from tray.core.settings.settings import NetworkSettings


def https_opener(
    network: NetworkSettings,
    url: str,
    *handlers: urllib.request.BaseHandler | type[urllib.request.BaseHandler],
    bundle: str = "",
) -> urllib.request.OpenerDirector:
    """For that address. Without a bundle of the settings', `bundle`, or what the system trusts.

    Raises `OSError` for a bundle that cannot be read.
    """
    named = network.ca_bundle or bundle
    context: ssl.SSLContext
    if named:
        context = ssl.create_default_context(cafile=named)
    else:
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return urllib.request.build_opener(
        *handlers,
        urllib.request.HTTPSHandler(context=context),
        urllib.request.ProxyHandler(proxies_of(network, url)),
    )


def bundle_of_environment() -> str:
    """The certificate authorities that botocore believes besides."""
    return os.environ.get("AWS_CA_BUNDLE") or os.environ.get("REQUESTS_CA_BUNDLE", "")
