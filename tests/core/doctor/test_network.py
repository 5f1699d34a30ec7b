"""The way to AWS in words: proxies, certificates, faults told apart, and the time."""

from datetime import timedelta

import pytest

from tests.core.doctor.doctor_samples import HEALTHY, bad, examined, spoiled
from tray.core.doctor.facts import (
    BundleFacts,
    BundleState,
    Distrust,
    EndpointFacts,
    Outcome,
    TlsFacts,
    Trust,
)
from tray.core.doctor.report import Severity

NOTE, TROUBLE = Severity.NOTE, Severity.TROUBLE
PASSWORD = "hunter2"


@pytest.mark.parametrize(
    ("environment", "severity", "words"),
    [
        pytest.param({}, None, "", id="none"),
        pytest.param({"HTTPS_PROXY": f"http://a:{PASSWORD}@proxy:8080"}, None, "", id="good"),
        pytest.param({"https_proxy": "proxy:8080"}, None, "", id="no-scheme"),
        pytest.param(
            {"HTTPS_PROXY": f"http://a:{PASSWORD}#1@proxy:8080"}, TROUBLE, "%40", id="hash"
        ),
        pytest.param(
            {"HTTPS_PROXY": f"http://a:{PASSWORD}/1@proxy:8080"}, TROUBLE, "%40", id="slash"
        ),
        pytest.param({"HTTPS_PROXY": "http://proxy:80a"}, TROUBLE, "in that form", id="port"),
        pytest.param(
            {"HTTPS_PROXY": '"http://proxy:80"'}, TROUBLE, "isn't a valid address", id="quotes"
        ),
        pytest.param(
            {"HTTPS_PROXY": "http://my proxy"}, TROUBLE, "isn't a valid address", id="space"
        ),
        pytest.param({"https_proxy": "socks5://proxy:1080"}, TROUBLE, "SOCKS", id="socks"),
        pytest.param({"https_proxy": "htp://proxy:1080"}, TROUBLE, "htp://", id="scheme"),
        pytest.param(
            {"https_proxy": f"https://a:{PASSWORD}@proxy:1"}, NOTE, "https://proxy:1", id="https"
        ),
        pytest.param({"HTTP_PROXY": "http://proxy:1"}, NOTE, "HTTPS_PROXY is not", id="http-only"),
        pytest.param(
            {"https_proxy": "http://one:1", "HTTPS_PROXY": "http://two:2"},
            NOTE,
            "differ",
            id="two-spellings",
        ),
        pytest.param({"NO_PROXY": "localhost,*.corp.example"}, NOTE, "*.corp.example", id="star"),
        pytest.param({"NO_PROXY": "localhost;corp"}, NOTE, "comma-separated", id="semicolon"),
        pytest.param({"no_proxy": "10.0.0.0/8"}, NOTE, "range", id="range"),
        pytest.param({"no_proxy": "localhost,.amazonaws.com"}, NOTE, "bypass the proxy", id="aws"),
        pytest.param({"no_proxy": "localhost, 127.0.0.1,.corp.example"}, None, "", id="usual"),
        pytest.param({"no_proxy": "*"}, None, "", id="everything"),
    ],
)
def test_proxy_variables(
    environment: dict[str, str], severity: Severity | None, words: str
) -> None:
    facts = spoiled(environment=environment)
    found = bad("proxy", facts)
    assert [each for each, _ in found] == ([severity] if severity else [])
    assert all(words in text for _, text in found)
    assert PASSWORD not in repr(examined("proxy", facts))


@pytest.mark.parametrize("state", BundleState)
def test_files_of_authorities(state: BundleState) -> None:
    found = bad("ca-bundle", spoiled(bundles=(BundleFacts("AWS_CA_BUNDLE", "~/ca.pem", state),)))
    assert [each for each, _ in found] == ([] if state is BundleState.GOOD else [TROUBLE])
    assert all("AWS_CA_BUNDLE points to ~/ca.pem" in text for _, text in found)


def test_each_fault_on_the_way_has_words_of_its_own() -> None:
    told = set()
    for outcome in Outcome:
        each = EndpointFacts("oidc.example", outcome, "proxy:8080", status=403)
        found = bad("endpoints", spoiled(endpoints=(each,)))
        assert [severity for severity, _ in found] == (
            [] if outcome is Outcome.ANSWERED else [TROUBLE]
        )
        assert all("oidc.example" in text or "proxy:8080" in text for _, text in found)
        told |= {text for _, text in found}
    assert len(told) == len(Outcome) - 1


def endpoint(tls: TlsFacts, host: str = "oidc.example") -> EndpointFacts:
    return EndpointFacts(host, Outcome.ANSWERED, tls=tls)


UNKNOWN = Distrust.UNKNOWN_ISSUER


@pytest.mark.parametrize(
    ("tls", "severity", "words"),
    [
        pytest.param(TlsFacts("Amazon", Trust.TOOLS), None, "", id="amazon"),
        pytest.param(
            TlsFacts("Zscaler", Trust.SYSTEM, UNKNOWN), TROUBLE, "Zscaler", id="system-only"
        ),
        pytest.param(
            TlsFacts("Zscaler", Trust.NOBODY, UNKNOWN), TROUBLE, "Zscaler", id="nobody-trusts"
        ),
        pytest.param(
            TlsFacts("Zscaler", Trust.TOOLS, has_own_bundle=True), NOTE, "Zscaler", id="bundled"
        ),
        pytest.param(
            TlsFacts("Amazon", Trust.TOOLS, has_own_bundle=True), None, "", id="bundle-unneeded"
        ),
        pytest.param(
            TlsFacts("Amazon", Trust.SYSTEM, UNKNOWN, has_own_bundle=True),
            TROUBLE,
            "doesn't include AWS's",
            id="bundle-too-small",
        ),
        pytest.param(
            TlsFacts("Amazon", Trust.NOBODY, Distrust.OUT_OF_DATE), TROUBLE, "time", id="time"
        ),
        pytest.param(
            TlsFacts("Hotel", Trust.NOBODY, Distrust.WRONG_HOST), TROUBLE, "web page", id="host"
        ),
        pytest.param(
            TlsFacts("", Trust.NOBODY, Distrust.OTHER), TROUBLE, "unnamed issuer", id="nameless"
        ),
    ],
)
def test_certificates(tls: TlsFacts, severity: Severity | None, words: str) -> None:
    found = bad("tls", spoiled(endpoints=(endpoint(tls),)))
    assert [each for each, _ in found] == ([severity] if severity else [])
    assert all(words in text for _, text in found)


def test_the_same_inspection_of_two_hosts_is_said_once() -> None:
    tls = TlsFacts("Zscaler", Trust.SYSTEM, UNKNOWN)
    both = (endpoint(tls), endpoint(tls, "portal.example"))
    assert len(bad("tls", spoiled(endpoints=both))) == 1


@pytest.mark.parametrize(
    ("ahead", "severity", "words"),
    [
        pytest.param(timedelta(seconds=59), None, "", id="a-minute-nearly"),
        pytest.param(timedelta(minutes=2), NOTE, "2 min ahead of", id="ahead"),
        pytest.param(-timedelta(minutes=2), NOTE, "2 min behind", id="behind"),
        pytest.param(timedelta(minutes=5, seconds=1), TROUBLE, "5 min ahead", id="too-far"),
        pytest.param(-timedelta(days=1, hours=2), TROUBLE, "1 day 2 h behind", id="yesterday"),
        pytest.param(None, None, "", id="unknown"),
    ],
)
def test_clocks(ahead: timedelta | None, severity: Severity | None, words: str) -> None:
    each = EndpointFacts("oidc.example", Outcome.ANSWERED, ahead=ahead)
    found = bad("clock", spoiled(endpoints=(each,)))
    assert [found_ for found_, _ in found] == ([severity] if severity else [])
    assert all(words in text for _, text in found)


def test_a_strangers_clock_says_nothing_about_ours() -> None:
    hotel = EndpointFacts("oidc.example", Outcome.FOREIGN, ahead=timedelta(days=1))
    assert bad("clock", spoiled(endpoints=(hotel,))) == []


def test_one_right_answer_clears_the_clock() -> None:
    stale = EndpointFacts("a.example", Outcome.ANSWERED, ahead=timedelta(hours=1))
    assert bad("clock", spoiled(endpoints=(stale, *HEALTHY.endpoints))) == []
