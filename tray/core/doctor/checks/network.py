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
        yield fine("ca-bundle", said("No file of certificate authorities is named."))
    for bundle in facts.bundles:
        named = said("{source} names {path}", source=bundle.source, path=bundle.path)
        meaning = said("Tools that heed it cannot make any connection to AWS.")
        action = said("Name the right file in {source}, or remove it.", source=bundle.source)
        match bundle.state:
            case BundleState.GOOD:
                yield fine("ca-bundle", said("{named}, which can be used.", named=named))
            case BundleState.MISSING:
                yield trouble(
                    "ca-bundle",
                    said("{named}, which does not exist.", named=named),
                    meaning,
                    action,
                )
            case BundleState.UNREADABLE:
                yield trouble(
                    "ca-bundle",
                    said("{named}, which may not be read.", named=named),
                    meaning,
                    action,
                )
            case BundleState.DIRECTORY:
                yield trouble(
                    "ca-bundle",
                    said("{named}, which is a directory.", named=named),
                    meaning,
                    action,
                )
            case BundleState.NOT_PEM:
                title = said(
                    "{named}, in which there are no certificates in PEM form.", named=named
                )
                yield trouble("ca-bundle", title, meaning, action)
            case _:
                assert_never(bundle.state)


def endpoints(facts: Facts) -> Iterable[Finding]:
    """Whether AWS answers, and where the way ends if it does not."""
    if not facts.endpoints:
        yield fine(
            "endpoints", said("There is no sso-session yet whose endpoints could be reached.")
        )
    for each in facts.endpoints:
        if each.outcome is Outcome.ANSWERED:
            by = said(" by the proxy {proxy}", proxy=each.proxy) if each.proxy else ""
            yield fine("endpoints", said("{host} answers{by}.", host=each.host, by=by))
        else:
            yield trouble("endpoints", *words_for(each))


def tls(facts: Facts) -> Iterable[Finding]:
    """Whose certificate is shown in AWS's place, and who vouches for it."""
    seen = [each for each in facts.endpoints if each.tls is not None]
    if not seen:
        yield fine("tls", said("No encrypted connection was made that could be looked at."))
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
                said("“{issuer}” inspects the encrypted connections to AWS.", issuer=shown.issuer),
                said(
                    "A proxy shows its own certificate in AWS's place. The file of "
                    "authorities that you name vouches for it, so tools that heed "
                    "AWS_CA_BUNDLE work."
                ),
            )
        case None:
            return
        case Distrust.OUT_OF_DATE:
            yield trouble(
                "tls",
                said(
                    "The certificate that {host} shows is not valid at this machine's time.",
                    host=host,
                ),
                said("Either the clock is wrong, or a proxy's certificate has run out."),
                said("Check date and time first."),
            )
        case Distrust.WRONG_HOST:
            yield trouble(
                "tls",
                said("The certificate that {host} shows is made out to another host.", host=host),
                said("Something else answers in AWS's place, like the sign-in page of a network."),
                said("Open any web page in your browser."),
            )
        case Distrust.UNKNOWN_ISSUER | Distrust.OTHER:
            yield _inspected(host, shown)
        case _:
            assert_never(shown.distrust)


def _inspected(host: str, shown: TlsFacts) -> Finding:
    by = (
        said("by “{issuer}”", issuer=shown.issuer)
        if shown.issuer
        else said("by nobody who says a name")
    )
    if shown.has_own_bundle and shown.issuer.startswith(_PUBLIC_ISSUERS):
        return trouble(
            "tls",
            said("The file of authorities that you name does not know AWS's own certificates."),
            said(
                "Tools that heed AWS_CA_BUNDLE cannot reach AWS; nobody inspects connections here."
            ),
            said("Remove AWS_CA_BUNDLE, or name a file that has the public authorities, too."),
        )
    if shown.trust is Trust.SYSTEM:
        return trouble(
            "tls",
            said("Encrypted connections to AWS are inspected: the certificate is {by}.", by=by),
            said(
                "This system trusts that issuer, but the AWS tools bring authorities of "
                "their own and refuse the connection."
            ),
            said("Name a file with your company's authorities in AWS_CA_BUNDLE."),
        )
    missing = (
        said("not even in the file that you name") if shown.has_own_bundle else said("nobody here")
    )
    return trouble(
        "tls",
        said("The certificate that {host} shows is {by}, which is not trusted.", host=host, by=by),
        said(
            "A proxy that inspects connections shows its own certificate; {missing} vouches "
            "for it.",
            missing=missing,
        ),
        said(
            "Ask who runs the network for its certificate authority, and name it in AWS_CA_BUNDLE."
        ),
    )


def clock(facts: Facts) -> Iterable[Finding]:
    """How far this machine's clock is from AWS's."""
    measured = [
        each.ahead
        for each in facts.endpoints
        if each.ahead is not None and each.outcome is Outcome.ANSWERED
    ]
    if not measured:
        yield fine("clock", said("No answer of AWS to compare the clock with."))
        return
    ahead = min(measured, key=abs)  # an old answer out of some cache looks like a wrong clock
    side = said("ahead of") if ahead > timedelta(0) else said("behind")
    title = said(
        "This machine's clock is {time} {side} AWS's.", time=duration_words(abs(ahead)), side=side
    )
    if abs(ahead) > _TOLERANCE:
        meaning = said("AWS refuses signed calls that are more than five minutes off.")
        yield trouble("clock", title, meaning, said("Let the system set the clock by the network."))
    elif abs(ahead) >= _NOTICEABLE:
        meaning = said("AWS still accepts that; at five minutes it does not.")
        yield note("clock", title, meaning, said("Let the system set the clock by the network."))
    else:
        yield fine("clock", said("The clock agrees with AWS's."))
