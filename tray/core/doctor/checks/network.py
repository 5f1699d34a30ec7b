"""Checks of the way to AWS: names, connections, certificates, and the time at its end."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import assert_never

from tray.core.doctor.checks.unreachable import words_for
from tray.core.doctor.facts import (
    BundleState,
    Distrust,
    Facts,
    Outcome,
    TlsFacts,
    Trust,
)
from tray.core.doctor.report import Finding, fine, note, trouble
from tray.core.vocabulary.durations import duration_words
from tray.core.vocabulary.translatable import said

_TOLERANCE = timedelta(minutes=5)
"""How far from AWS's clock signed requests are accepted (IAM user guide, "Elements of an AWS API
request signature")."""
_NOTICEABLE = timedelta(minutes=1)
_PUBLIC_ISSUERS = ("Amazon", "Starfield", "DigiCert", "VeriSign", "GlobalSign", "TrustAsia")
"""Who signs certificates of AWS's own endpoints, in all partitions."""


def ca_bundle(facts: Facts) -> Iterable[Finding]:
    """Files of certificate authorities that variables or profiles name."""
    if facts.bundles is None:
        return
    if not facts.bundles:
        yield fine("ca-bundle", said("No CA bundle is set."))
    for bundle in facts.bundles:
        named = said("{source} points to {path}", source=bundle.source, path=bundle.path)
        meaning = said("Tools that use it can't connect to AWS.")
        action = said("Point {source} to the right file, or unset it.", source=bundle.source)
        match bundle.state:
            case BundleState.GOOD:
                yield fine("ca-bundle", said("{named}, which is valid.", named=named))
            case BundleState.MISSING:
                yield trouble(
                    "ca-bundle",
                    said("{named}, which doesn't exist.", named=named),
                    meaning,
                    action,
                )
            case BundleState.UNREADABLE:
                yield trouble(
                    "ca-bundle",
                    said("{named}, which can't be read (permission denied).", named=named),
                    meaning,
                    action,
                )
            case BundleState.DIRECTORY:
                yield trouble(
                    "ca-bundle",
                    said("{named}, which is a folder.", named=named),
                    meaning,
                    action,
                )
            case BundleState.NOT_PEM:
                title = said("{named}, which contains no PEM certificates.", named=named)
                yield trouble("ca-bundle", title, meaning, action)
            case _:
                assert_never(bundle.state)


def endpoints(facts: Facts) -> Iterable[Finding]:
    """Whether AWS answers, and where the way ends if it does not."""
    if not facts.endpoints:
        yield fine(
            "endpoints", said("No access portal is set up yet, so no endpoints were checked.")
        )
    for each in facts.endpoints:
        if each.outcome is Outcome.ANSWERED:
            by = said(" through proxy {proxy}", proxy=each.proxy) if each.proxy else ""
            yield fine("endpoints", said("{host} responds{by}.", host=each.host, by=by))
        else:
            yield trouble("endpoints", *words_for(each))


def tls(facts: Facts) -> Iterable[Finding]:
    """Whose certificate is shown in AWS's place, and who vouches for it."""
    seen = [each for each in facts.endpoints if each.tls is not None]
    if not seen:
        yield fine("tls", said("No TLS connection could be checked."))
        return
    findings: dict[str, Finding] = {}
    for each in seen:
        assert each.tls is not None  # noqa: S101 - chosen so above
        for finding in _tls_findings(each.host, each.tls):
            findings.setdefault(finding.title, finding)
    yield from findings.values() or [fine("tls", said("The certificates are AWS's own."))]


def _tls_findings(host: str, shown: TlsFacts) -> Iterator[Finding]:
    match shown.distrust:
        case None if shown.has_own_bundle and not shown.issuer.startswith(_PUBLIC_ISSUERS):
            yield note(
                "tls",
                said("“{issuer}” inspects TLS connections to AWS.", issuer=shown.issuer),
                said(
                    "A proxy presents its own certificate instead of AWS's. Your CA "
                    "bundle trusts it, so tools that use AWS_CA_BUNDLE work."
                ),
            )
        case None:
            return
        case Distrust.OUT_OF_DATE:
            yield trouble(
                "tls",
                said(
                    "{host}'s certificate isn't valid at this computer's date and time.",
                    host=host,
                ),
                said("Either the clock is wrong, or a proxy's certificate has expired."),
                said("Check the date and time first."),
            )
        case Distrust.WRONG_HOST:
            yield trouble(
                "tls",
                said("{host}'s certificate belongs to a different host.", host=host),
                said("Something other than AWS is responding, such as a network sign-in page."),
                said("Open any web page in your browser."),
            )
        case Distrust.UNKNOWN_ISSUER | Distrust.OTHER:
            yield _inspected(host, shown)
        case _:
            assert_never(shown.distrust)


def _inspected(host: str, shown: TlsFacts) -> Finding:
    by = (
        said("by “{issuer}”", issuer=shown.issuer) if shown.issuer else said("by an unnamed issuer")
    )
    if shown.has_own_bundle and shown.issuer.startswith(_PUBLIC_ISSUERS):
        return trouble(
            "tls",
            said("Your CA bundle doesn't include AWS's certificate authorities."),
            said(
                "Tools that use AWS_CA_BUNDLE can't reach AWS. No proxy is inspecting "
                "connections here."
            ),
            said("Unset AWS_CA_BUNDLE, or use a file that also has the public authorities."),
        )
    if shown.trust is Trust.SYSTEM:
        return trouble(
            "tls",
            said(
                "Connections to AWS are inspected by a proxy: the certificate is issued {by}.",
                by=by,
            ),
            said(
                "Your system trusts that issuer, but AWS tools use their own list and "
                "refuse the connection."
            ),
            said("Set AWS_CA_BUNDLE to a file with your company's CA certificates."),
        )
    missing = (
        said("not even the file you set")
        if shown.has_own_bundle
        else said("nothing on this computer")
    )
    return trouble(
        "tls",
        said("{host} presents a certificate issued {by}, which isn't trusted.", host=host, by=by),
        said(
            "A TLS-inspecting proxy uses its own certificate, and {missing} trusts it.",
            missing=missing,
        ),
        said("Ask your network team for its CA certificate and set AWS_CA_BUNDLE to that file."),
    )


def clock(facts: Facts) -> Iterable[Finding]:
    """How far this machine's clock is from AWS's."""
    measured = [
        each.ahead
        for each in facts.endpoints
        if each.ahead is not None and each.outcome is Outcome.ANSWERED
    ]
    if not measured:
        yield fine("clock", said("AWS didn't respond, so the clock wasn't compared."))
        return
    ahead = min(measured, key=abs)  # an old answer out of some cache looks like a wrong clock
    side = said("ahead of") if ahead > timedelta(0) else said("behind")
    title = said(
        "This computer's clock is {time} {side} AWS's.", time=duration_words(abs(ahead)), side=side
    )
    if abs(ahead) > _TOLERANCE:
        meaning = said("AWS rejects requests when the clock is more than five minutes off.")
        yield trouble("clock", title, meaning, said("Turn on automatic time."))
    elif abs(ahead) >= _NOTICEABLE:
        meaning = said("AWS still accepts that, but not beyond five minutes.")
        yield note("clock", title, meaning, said("Turn on automatic time."))
    else:
        yield fine("clock", said("The clock matches AWS."))
