"""Checks of the way to AWS: names, connections, certificates, and the time at its end."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import assert_never

from tray.core.diagnosis.facts import (
    BundleState,
    Distrust,
    Facts,
    Outcome,
    TlsFacts,
    Trust,
)
from tray.core.diagnosis.report import Finding, fine, note, trouble
from tray.core.diagnosis.unreached import words_for
from tray.core.words import duration_words

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
        yield fine("ca-bundle", "No file of certificate authorities is named.")
    for bundle in facts.bundles:
        named = f"{bundle.source} names {bundle.path}"
        meaning = "Tools that heed it cannot make any connection to AWS."
        action = f"Name the right file in {bundle.source}, or remove it."
        match bundle.state:
            case BundleState.GOOD:
                yield fine("ca-bundle", f"{named}, which can be used.")
            case BundleState.MISSING:
                yield trouble("ca-bundle", f"{named}, which does not exist.", meaning, action)
            case BundleState.UNREADABLE:
                yield trouble("ca-bundle", f"{named}, which may not be read.", meaning, action)
            case BundleState.DIRECTORY:
                yield trouble("ca-bundle", f"{named}, which is a directory.", meaning, action)
            case BundleState.NOT_PEM:
                title = f"{named}, in which there are no certificates in PEM form."
                yield trouble("ca-bundle", title, meaning, action)
            case _:
                assert_never(bundle.state)


def endpoints(facts: Facts) -> Iterable[Finding]:
    """Whether AWS answers, and where the way ends if it does not."""
    if not facts.endpoints:
        yield fine("endpoints", "There is no sso-session yet whose endpoints could be reached.")
    for each in facts.endpoints:
        if each.outcome is Outcome.ANSWERED:
            by = f" by the proxy {each.proxy}" if each.proxy else ""
            yield fine("endpoints", f"{each.host} answers{by}.")
        else:
            yield trouble("endpoints", *words_for(each))


def tls(facts: Facts) -> Iterable[Finding]:
    """Whose certificate is shown in AWS's place, and who vouches for it."""
    seen = [each for each in facts.endpoints if each.tls is not None]
    if not seen:
        yield fine("tls", "No encrypted connection was made that could be looked at.")
        return
    findings: dict[str, Finding] = {}
    for each in seen:
        assert each.tls is not None  # noqa: S101 - chosen so above
        for finding in _tls_findings(each.host, each.tls):
            findings.setdefault(finding.title, finding)
    yield from findings.values() or [fine("tls", "The certificates are AWS's own.")]


def _tls_findings(host: str, shown: TlsFacts) -> Iterator[Finding]:
    match shown.distrust:
        case None if shown.has_own_bundle and not shown.issuer.startswith(_PUBLIC_ISSUERS):
            yield note(
                "tls",
                f"“{shown.issuer}” inspects the encrypted connections to AWS.",
                "A proxy shows its own certificate in AWS's place. The file of authorities that "
                "you name vouches for it, so tools that heed AWS_CA_BUNDLE work.",
            )
        case None:
            return
        case Distrust.OUT_OF_DATE:
            yield trouble(
                "tls",
                f"The certificate that {host} shows is not valid at this machine's time.",
                "Either the clock is wrong, or a proxy's certificate has run out.",
                "Check date and time first.",
            )
        case Distrust.WRONG_HOST:
            yield trouble(
                "tls",
                f"The certificate that {host} shows is made out to another host.",
                "Something else answers in AWS's place, like the sign-in page of a network.",
                "Open any web page in your browser.",
            )
        case Distrust.UNKNOWN_ISSUER | Distrust.OTHER:
            yield _inspected(host, shown)
        case _:
            assert_never(shown.distrust)


def _inspected(host: str, shown: TlsFacts) -> Finding:
    by = f"by “{shown.issuer}”" if shown.issuer else "by nobody who says a name"
    if shown.has_own_bundle and shown.issuer.startswith(_PUBLIC_ISSUERS):
        return trouble(
            "tls",
            "The file of authorities that you name does not know AWS's own certificates.",
            "Tools that heed AWS_CA_BUNDLE cannot reach AWS; nobody inspects connections here.",
            "Remove AWS_CA_BUNDLE, or name a file that has the public authorities, too.",
        )
    if shown.trust is Trust.SYSTEM:
        return trouble(
            "tls",
            f"Encrypted connections to AWS are inspected: the certificate is {by}.",
            "This system trusts that issuer, but the AWS tools bring authorities of their own and "
            "refuse the connection.",
            "Name a file with your company's authorities in AWS_CA_BUNDLE.",
        )
    missing = "not even in the file that you name" if shown.has_own_bundle else "nobody here"
    return trouble(
        "tls",
        f"The certificate that {host} shows is {by}, which is not trusted.",
        f"A proxy that inspects connections shows its own certificate; {missing} vouches for it.",
        "Ask who runs the network for its certificate authority, and name it in AWS_CA_BUNDLE.",
    )


def clock(facts: Facts) -> Iterable[Finding]:
    """How far this machine's clock is from AWS's."""
    measured = [
        each.ahead
        for each in facts.endpoints
        if each.ahead is not None and each.outcome is Outcome.ANSWERED
    ]
    if not measured:
        yield fine("clock", "No answer of AWS to compare the clock with.")
        return
    ahead = min(measured, key=abs)  # an old answer out of some cache looks like a wrong clock
    side = "ahead of" if ahead > timedelta(0) else "behind"
    title = f"This machine's clock is {duration_words(abs(ahead))} {side} AWS's."
    if abs(ahead) > _TOLERANCE:
        meaning = "AWS refuses signed calls that are more than five minutes off."
        yield trouble("clock", title, meaning, "Let the system set the clock by the network.")
    elif abs(ahead) >= _NOTICEABLE:
        meaning = "AWS still accepts that; at five minutes it does not."
        yield note("clock", title, meaning, "Let the system set the clock by the network.")
    else:
        yield fine("clock", "The clock agrees with AWS's.")
