"""The way to an endpoint: faults told apart, inspecting proxies named, clocks compared."""

import base64
import errno
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.authority import Authority, serving
from tray.adapters.probes.certificate import issuer_of
from tray.adapters.probes.endpoint import EndpointProbe, TrustStores
from tray.adapters.probes.route import Connect, proxy_address, straight
from tray.core.doctor.facts import Distrust, EndpointFacts, Outcome, TlsFacts, Trust

PASSWORD = "p@ss word"


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Stands for the authorities that the AWS tools bring."""
    return Authority.make(tmp_path_factory.mktemp("public"), "Public Root", "Amazon")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Stands for a company whose proxy inspects connections."""
    return Authority.make(tmp_path_factory.mktemp("company"), "Proxy CA", "Grey Cloak Inspection")


def nobody() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def trusting(authority: Authority) -> Callable[[], ssl.SSLContext]:
    return lambda: ssl.create_default_context(cafile=str(authority.bundle))


def asked(
    url: str,
    stores: TrustStores | None = None,
    environ: dict[str, str] | None = None,
    connect: Connect = straight,
) -> EndpointFacts:
    return EndpointProbe(environ or {}, now, stores or TrustStores(), connect).ask(url)


# ---- certificates ---------------------------------------------------------------------


def test_a_trusted_endpoint_answers(public: Authority) -> None:
    with serving(public.signed()) as port:
        stores = TrustStores(None, str(public.bundle), nobody)
        found = asked(f"https://localhost:{port}", stores)
    assert (found.host, found.outcome, found.status) == (
        f"localhost:{port}",
        Outcome.ANSWERED,
        404,
    )
    assert found.tls == TlsFacts("Amazon", Trust.TOOLS)
    assert found.ahead is not None
    assert abs(found.ahead) < timedelta(seconds=10)


def test_an_inspecting_proxy_that_only_the_system_trusts(
    public: Authority, company: Authority
) -> None:
    with serving(company.signed()) as port:
        stores = TrustStores(None, str(public.bundle), trusting(company))
        found = asked(f"https://localhost:{port}", stores)
    assert found.outcome is Outcome.ANSWERED
    assert found.tls == TlsFacts("Grey Cloak Inspection", Trust.SYSTEM, Distrust.UNKNOWN_ISSUER)


def test_an_inspecting_proxy_that_nobody_trusts_is_named(
    public: Authority, company: Authority
) -> None:
    with serving(company.signed()) as port:
        stores = TrustStores(None, str(public.bundle), trusting(public))
        found = asked(f"https://localhost:{port}", stores)
    assert found.tls == TlsFacts("Grey Cloak Inspection", Trust.NOBODY, Distrust.UNKNOWN_ISSUER)
    assert found.ahead is not None


def test_a_bundle_of_ones_own_vouches_for_it(public: Authority, company: Authority) -> None:
    with serving(company.signed()) as port:
        stores = TrustStores(str(company.bundle), str(public.bundle), nobody)
        found = asked(f"https://localhost:{port}", stores)
    assert found.tls == TlsFacts("Grey Cloak Inspection", Trust.TOOLS, has_own_bundle=True)


def test_a_bundle_that_is_none_is_passed_over(public: Authority, tmp_path: Path) -> None:
    with serving(public.signed()) as port:
        stores = TrustStores(str(tmp_path / "none.pem"), str(public.bundle), nobody)
        found = asked(f"https://localhost:{port}", stores)
    assert found.tls == TlsFacts("Amazon", Trust.TOOLS)


def test_a_certificate_of_another_time(public: Authority) -> None:
    with serving(public.signed(since=now() - timedelta(days=9))) as port:
        stores = TrustStores(None, str(public.bundle), nobody)
        found = asked(f"https://localhost:{port}", stores)
    assert found.tls == TlsFacts("Amazon", Trust.NOBODY, Distrust.OUT_OF_DATE)


def test_a_certificate_for_another_host_is_another_networks(public: Authority) -> None:
    with serving(public.signed("hotel.example")) as port:
        stores = TrustStores(None, str(public.bundle), trusting(public))
        found = asked(f"https://localhost:{port}", stores)
    assert found.outcome is Outcome.FOREIGN
    assert found.tls == TlsFacts("Amazon", Trust.NOBODY, Distrust.WRONG_HOST)


def test_the_real_stores_do_not_know_a_company(company: Authority) -> None:
    with serving(company.signed()) as port:
        found = asked(f"https://localhost:{port}", TrustStores())
    assert found.tls == TlsFacts("Grey Cloak Inspection", Trust.NOBODY, Distrust.UNKNOWN_ISSUER)


def test_the_issuer_without_an_organisation_is_its_name(tmp_path: Path) -> None:
    nameless = Authority.make(tmp_path, "Only\u2028A Name")
    pem = nameless.bundle.read_text("ascii")
    assert issuer_of(ssl.PEM_cert_to_DER_cert(pem)) == "OnlyA Name"


@given(st.binary(max_size=60))
def test_bytes_that_are_no_certificate_have_no_issuer(noise: bytes) -> None:
    assert issuer_of(noise) == ""


def test_half_a_certificate_has_no_issuer(public: Authority) -> None:
    whole = ssl.PEM_cert_to_DER_cert(public.bundle.read_text("ascii"))
    assert issuer_of(whole) == "Amazon"
    assert {issuer_of(whole[:end]) for end in range(len(whole))} == {""}


# ---- what answers ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "headers", "outcome"),
    [
        pytest.param(403, {}, Outcome.ANSWERED, id="as-aws-does"),
        pytest.param(302, {"Location": "/elsewhere"}, Outcome.ANSWERED, id="same-host"),
        pytest.param(302, {"Location": "http://hotel.example/"}, Outcome.FOREIGN, id="hotel"),
        pytest.param(511, {}, Outcome.FOREIGN, id="network-sign-in"),
    ],
)
def test_another_network_in_the_place_of_aws(
    status: int, headers: dict[str, str], outcome: Outcome
) -> None:
    with serving(None, status, lambda: headers) as port:
        assert asked(f"http://localhost:{port}").outcome is outcome


@pytest.mark.parametrize("hours", [-3, 5])
def test_a_wrong_clock_is_measured(hours: int) -> None:
    def date() -> dict[str, str]:
        return {"Date": format_datetime(now() - timedelta(hours=hours), usegmt=True)}

    with serving(None, 200, date) as port:
        ahead = asked(f"http://127.0.0.1:{port}").ahead
    assert ahead is not None
    assert abs(ahead - timedelta(hours=hours)) < timedelta(seconds=30)


def test_a_date_that_is_none_measures_nothing() -> None:
    with serving(None, 200, lambda: {"Date": "yesterday"}) as port:
        found = asked(f"http://127.0.0.1:{port}")
    assert (found.outcome, found.ahead) == (Outcome.ANSWERED, None)


# ---- faults ------------------------------------------------------------------------------


def failing(error: OSError) -> Connect:
    def connect(host: str, port: int, timeout: float) -> socket.socket:
        raise error

    return connect


@pytest.mark.parametrize(
    ("error", "straight_on", "by_proxy"),
    [
        (socket.gaierror(), Outcome.NO_SUCH_HOST, Outcome.PROXY_NO_SUCH_HOST),
        (TimeoutError(), Outcome.TIMED_OUT, Outcome.PROXY_UNREACHABLE),
        (OSError(errno.ENETUNREACH, "no"), Outcome.NO_ROUTE, Outcome.PROXY_UNREACHABLE),
        (ConnectionResetError(), Outcome.CUT_OFF, Outcome.PROXY_UNREACHABLE),
        (ConnectionRefusedError(), Outcome.REFUSED, Outcome.PROXY_UNREACHABLE),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, OSError) else "",
)
def test_what_the_system_says_is_told_apart(
    error: OSError, straight_on: Outcome, by_proxy: Outcome
) -> None:
    url = "https://oidc.eu-west-1.amazonaws.com"
    assert asked(url, connect=failing(error)).outcome is straight_on
    proxied = asked(url, None, {"HTTPS_PROXY": "http://proxy:8080"}, failing(error))
    assert (proxied.outcome, proxied.proxy) == (by_proxy, "proxy:8080")


def test_a_port_where_nobody_listens_refuses() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert asked(f"https://127.0.0.1:{taken.getsockname()[1]}").outcome is Outcome.REFUSED


@contextmanager
def saying(answer: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """A server that says this to one caller after another and hangs up, and what they asked."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                caller, _ = server.accept()
                with caller:
                    caller.settimeout(5)
                    asked_for = caller.recv(4096)
                    if not asked_for:
                        return
                    heard.append(asked_for)
                    caller.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        port = server.getsockname()[1]
        try:
            yield port, heard
        finally:
            socket.create_connection(("127.0.0.1", port)).close()
            thread.join(5)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_who_says_nothing_times_out(scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"{scheme}://127.0.0.1:{silent.getsockname()[1]}"
        probe = EndpointProbe({}, now, TrustStores(), step_seconds=0.1)
        assert probe.ask(url).outcome is Outcome.TIMED_OUT
        proxied = EndpointProbe(
            {f"{scheme}_proxy": url.rpartition("/")[2]}, now, TrustStores(), step_seconds=0.1
        )
        assert proxied.ask(f"{scheme}://oidc.aws").outcome is Outcome.PROXY_UNREACHABLE


def test_who_hangs_up_cuts_off() -> None:
    with saying(b"") as (port, _):
        assert asked(f"https://localhost:{port}").outcome is Outcome.CUT_OFF
        assert asked(f"http://localhost:{port}").outcome is Outcome.CUT_OFF


def test_who_does_not_speak_http_is_foreign() -> None:
    with saying(b"220 mail.example ESMTP\r\n") as (port, _):
        assert asked(f"http://localhost:{port}").outcome is Outcome.FOREIGN


@pytest.mark.parametrize("url", ["", "https://", "https://host:port", "nonsense"])
def test_what_is_no_address_is_no_host(url: str) -> None:
    assert asked(url, connect=failing(socket.gaierror())).outcome is Outcome.NO_SUCH_HOST


# ---- proxies -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "outcome", "status"),
    [
        (b"HTTP/1.1 407 No\r\n\r\n", Outcome.PROXY_WANTS_SIGN_IN, 407),
        (b"HTTP/1.1 403 No\r\n\r\n", Outcome.PROXY_REFUSES, 403),
        (b"HTTP/1.1 502 No\r\n\r\n", Outcome.PROXY_REFUSES, 502),
        (b"what?\r\n\r\n", Outcome.PROXY_UNREACHABLE, 0),
        (b"", Outcome.PROXY_UNREACHABLE, 0),
    ],
)
def test_a_proxy_that_does_not_let_through(answer: bytes, outcome: Outcome, status: int) -> None:
    with saying(answer) as (port, heard):
        environ = {"HTTPS_PROXY": f"http://ada:p%40ss%20word@127.0.0.1:{port}"}
        found = asked("https://oidc.eu-west-1.amazonaws.com", None, environ)
    assert (found.outcome, found.status) == (outcome, status)
    assert found.proxy == f"127.0.0.1:{port}"
    assert "pass" not in repr(found)
    first, *headers = heard[0].decode().split("\r\n")
    assert first == "CONNECT oidc.eu-west-1.amazonaws.com:443 HTTP/1.1"
    pair = base64.b64encode(f"ada:{PASSWORD}".encode()).decode()
    assert f"Proxy-Authorization: Basic {pair}" in headers


@contextmanager
def proxying(target: int) -> Iterator[int]:
    """The port of a proxy that connects whoever asks with 127.0.0.1:`target`."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            caller, _ = server.accept()
            with caller, socket.create_connection(("127.0.0.1", target), 5) as other:
                caller.settimeout(5)
                caller.recv(4096)
                caller.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                back = threading.Thread(target=_pump, args=(other, caller))
                back.start()
                _pump(caller, other)
                back.join(5)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        thread.join(5)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def test_through_a_proxy_that_lets_through(public: Authority) -> None:
    host = "oidc.eu-west-1.amazonaws.com"
    with serving(public.signed(host)) as port, proxying(port) as proxy:
        stores = TrustStores(None, str(public.bundle), nobody)
        found = asked(f"https://{host}", stores, {"https_proxy": f"127.0.0.1:{proxy}"})
    assert (found.outcome, found.proxy) == (Outcome.ANSWERED, f"127.0.0.1:{proxy}")
    assert found.tls == TlsFacts("Amazon", Trust.TOOLS)


@pytest.mark.parametrize("proxy", ["https://proxy:1", "socks5://proxy:1", "http://a:b/c@proxy"])
def test_a_proxy_that_cannot_be_tested_is_said_so(proxy: str) -> None:
    found = asked("https://oidc.eu-west-1.amazonaws.com", None, {"HTTPS_PROXY": proxy})
    assert found.outcome is Outcome.PROXY_UNUSABLE


@pytest.mark.parametrize(
    ("no_proxy", "host", "address"),
    [
        ("", "oidc.aws", "http://p"),
        ("*", "oidc.aws", ""),
        ("localhost, .AWS", "oidc.aws", ""),
        ("aws", "oidc.aws", ""),
        ("oidc.aws", "OIDC.aws", ""),
        ("ws", "oidc.aws", "http://p"),
        (",,", "oidc.aws", "http://p"),
    ],
)
def test_which_hosts_go_past_the_proxy(no_proxy: str, host: str, address: str) -> None:
    environ = {"https_proxy": "http://p", "HTTPS_PROXY": "http://q", "NO_PROXY": no_proxy}
    assert proxy_address(environ, "https", host) == address
    assert proxy_address(environ, "http", host) == ""
