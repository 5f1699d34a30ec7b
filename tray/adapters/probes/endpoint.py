"""One request to an endpoint of AWS: how far it comes, who is at the other end, what time it is.

The request is a HEAD without any credentials. Where the certificate is not
believed it is made all the same, so that its issuer can be named and the
clocks compared; nothing that it brings is used for anything else.
"""

import http.client
import socket
import ssl
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from tray.adapters.probes.certificate import issuer_of
from tray.adapters.probes.route import (
    Connect,
    Deadline,
    Unreached,
    as_proxy,
    open_way,
    proxy_address,
    straight,
)
from tray.core.doctor.facts import Distrust, EndpointFacts, Outcome, TlsFacts, Trust
from tray.core.doctor.masking import host_of

_SECONDS, _STEP = 7.0, 3.0
"""Real seconds for a whole probe, and for each of its steps."""

# X509_V_ERR_… of OpenSSL's x509_vfy.h
_OUT_OF_DATE = {9, 10}
_UNKNOWN_ISSUER = {2, 18, 19, 20, 21}
_WRONG_HOST = {62, 64}


class TrustStores:
    """Whom the AWS tools believe here, and whom the system does."""

    def __init__(
        self,
        own_bundle: str | None = None,
        public_bundle: str | None = None,
        system: Callable[[], ssl.SSLContext] | None = None,
    ) -> None:
        self._public_bundle = public_bundle
        self._system = system
        self._own = _loaded(own_bundle) if own_bundle else None

    @property
    def has_own_bundle(self) -> bool:
        """Whether AWS_CA_BUNDLE names a file that can be used."""
        return self._own is not None

    def tools(self) -> ssl.SSLContext:
        """The person's own file, or the one that botocore and the AWS CLI bring."""
        if self._own is not None:
            return self._own
        return ssl.create_default_context(cafile=self._public_bundle or _botocores())

    def system(self) -> ssl.SSLContext:
        """Windows's, macOS's, or OpenSSL's."""
        if self._system is not None:
            return self._system()
        import truststore  # noqa: PLC0415 - only the doctor asks

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _loaded(bundle: str) -> ssl.SSLContext | None:
    try:
        return ssl.create_default_context(cafile=bundle)
    except (OSError, ValueError):  # the check of bundles says what is wrong with it
        return None


def _botocores() -> str:
    from botocore.httpsession import where  # noqa: PLC0415 - only the doctor asks

    return str(where())


def anybody() -> ssl.SSLContext:
    """Believes every certificate: only to see whose it is."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class EndpointProbe:
    """Asks one endpoint after another; safe to be used by several threads."""

    def __init__(
        self,
        environ: Mapping[str, str],
        now: Callable[[], datetime],
        stores: TrustStores,
        connect: Connect = straight,
        step_seconds: float = _STEP,
    ) -> None:
        self._environ = environ
        self._now = now
        self._stores = stores
        self._connect = connect
        self._step = step_seconds

    def ask(self, url: str) -> EndpointFacts:
        """Within seven seconds, but for a resolver of the system that hangs. Raises nothing."""
        host = host_of(url) or "(not an address)"
        proxy = ""
        try:
            parts = urlsplit(url)
            name = parts.hostname or ""
            proxy = proxy_address(self._environ, parts.scheme, name)
            deadline = Deadline(_SECONDS, self._step)
            return _Question(self._connect, self._stores, self._now, url, proxy, deadline).answer()
        except Unreached as error:
            return EndpointFacts(host, error.outcome, host_of(proxy), status=error.status)
        except ValueError:
            return EndpointFacts(host, Outcome.NO_SUCH_HOST)


class _Question:
    """One probe: connects as often as it takes to learn who is at the other end."""

    def __init__(  # noqa: PLR0917 - all that one probe is made of
        self,
        connect: Connect,
        stores: TrustStores,
        now: Callable[[], datetime],
        url: str,
        proxy: str,
        deadline: Deadline,
    ) -> None:
        parts = urlsplit(url)
        self._connect, self._stores, self._now = connect, stores, now
        self._host, self._path = parts.hostname or "", parts.path or "/"
        self._is_encrypted = parts.scheme == "https"
        self._port = parts.port or (443 if self._is_encrypted else 80)
        self._proxy_host = host_of(proxy)
        self._proxy = as_proxy(proxy) if proxy else None
        self._host_shown = host_of(url)
        self._deadline = deadline

    def answer(self) -> EndpointFacts:
        """Raises `Unreached`."""
        if not self._is_encrypted:
            way = open_way(self._connect, self._host, self._port, self._proxy, self._deadline)
            return self._head(way, None)
        distrust: Distrust | None = None
        for trust, context in (
            (Trust.TOOLS, self._stores.tools),
            (Trust.SYSTEM, self._stores.system),
            (Trust.NOBODY, anybody),
        ):
            try:
                way = self._encrypted(context())
            except ssl.SSLCertVerificationError as error:
                distrust = distrust or _reason(error)
                continue
            certificate = way.getpeercert(binary_form=True) or b""
            has_own = self._stores.has_own_bundle
            return self._head(way, TlsFacts(issuer_of(certificate), trust, distrust, has_own))
        raise Unreached(Outcome.CUT_OFF)  # nothing believes, and anybody did not either

    def _encrypted(self, context: ssl.SSLContext) -> ssl.SSLSocket:
        way = open_way(self._connect, self._host, self._port, self._proxy, self._deadline)
        try:
            way.settimeout(self._deadline.left())
            return context.wrap_socket(way, server_hostname=self._host)
        except ssl.SSLCertVerificationError:
            way.close()
            raise
        except TimeoutError as error:
            way.close()
            raise Unreached(Outcome.TIMED_OUT) from error
        except OSError as error:  # ssl.SSLError is one
            way.close()
            raise Unreached(Outcome.CUT_OFF) from error
        except Unreached:
            way.close()
            raise

    def _head(self, way: socket.socket, tls: TlsFacts | None) -> EndpointFacts:
        link = http.client.HTTPConnection(self._host, self._port)
        link.sock = way
        try:
            link.sock.settimeout(self._deadline.left())
            before = self._now()
            link.request("HEAD", self._path, headers={"Connection": "close"})
            answer = link.getresponse()
            after = self._now()
        except (http.client.RemoteDisconnected, ConnectionError) as error:
            raise Unreached(Outcome.CUT_OFF) from error
        except http.client.HTTPException as error:
            raise Unreached(Outcome.FOREIGN) from error
        except TimeoutError as error:
            raise Unreached(Outcome.TIMED_OUT) from error
        except OSError as error:
            raise Unreached(Outcome.CUT_OFF) from error
        finally:
            link.close()
        is_misnamed = tls is not None and tls.distrust is Distrust.WRONG_HOST
        is_foreign = is_misnamed or self._is_foreign(answer)
        outcome = Outcome.FOREIGN if is_foreign else Outcome.ANSWERED
        ahead = _ahead(before + (after - before) / 2, answer.headers.get("Date", ""))
        return EndpointFacts(
            self._host_shown, outcome, self._proxy_host, tls, ahead, status=answer.status
        )

    def _is_foreign(self, answer: http.client.HTTPResponse) -> bool:
        """Whether it sends us elsewhere, as networks do that want a sign-in (RFC 6585, 6)."""
        if answer.status == http.client.NETWORK_AUTHENTICATION_REQUIRED:
            return True
        elsewhere = urlsplit(answer.headers.get("Location", "")).hostname
        return 300 <= answer.status < 400 and elsewhere not in {None, self._host}


def _reason(error: ssl.SSLCertVerificationError) -> Distrust:
    code = getattr(error, "verify_code", 0)
    if code in _OUT_OF_DATE:
        return Distrust.OUT_OF_DATE
    if code in _WRONG_HOST:
        return Distrust.WRONG_HOST
    return Distrust.UNKNOWN_ISSUER if code in _UNKNOWN_ISSUER else Distrust.OTHER


def _ahead(here: datetime, date: str) -> timedelta | None:
    """How far this clock is ahead of a Date header, whose resolution is a second (RFC 9110)."""
    try:
        there = parsedate_to_datetime(date)
    except (ValueError, TypeError):
        return None
    if there.tzinfo is None:
        there = there.replace(tzinfo=UTC)
    return here - there
