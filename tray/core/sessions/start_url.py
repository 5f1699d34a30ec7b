"""Start URLs as people paste them, and the one form that AWS takes.

Sources of the forms: the IAM Identity Center user guide ("AWS access portal
endpoints"), and what stands in people's `~/.aws/config`.
"""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from tray.core.vocabulary.errors import StartUrlWrong
from tray.core.vocabulary.translatable import said

_LOOPBACK = frozenset({"127.0.0.1", "localhost"})
_REGION = r"(?P<region>[a-z]{2,4}(?:-[a-z]+)+-\d+)"
_LABEL = r"(?P<name>[a-z0-9][a-z0-9-]*)"
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Form:
    """A kind of portal address: which hosts, and how much of the path belongs to it.

    `home` is the one path that this kind has, whatever was pasted; `segments`
    how many path segments count otherwise, the rest being a deep link.
    """

    host: re.Pattern[str]
    segments: int
    home: str = ""
    needs_path: bool = False


_FORMS = (
    _Form(
        re.compile(rf"start\.(?:{_REGION}\.)?(?:us-gov-)?home\.awsapps\.(?:com|cn)"),
        2,
        needs_path=True,
    ),
    _Form(re.compile(rf"{_LABEL}\.awsapps\.(?:com|cn)"), 1, "/start"),
    _Form(re.compile(rf"{_LABEL}\.portal\.{_REGION}\.app\.aws"), 0),
    _Form(re.compile(rf"{_LABEL}\.{_REGION}\.portal\.amazonaws\.(?:com\.cn|com|eu)"), 0),
    _Form(re.compile(r"identitycenter\.amazonaws\.com(?:\.cn)?"), 1, needs_path=True),
    _Form(re.compile(r"identitycenter\.us-gov\.amazonaws\.com"), 1, needs_path=True),
)
_VANITY = _Form(_HOST, 99)

_NOT_PORTALS = (
    (
        re.compile(r"(?:.*\.)?console\.(?:aws\.amazon\.com|amazonaws[a-z-]*\.[a-z.]+)"),
        said("an address of the AWS console"),
    ),
    (
        re.compile(r"(?:.*\.)?signin\.(?:aws|aws\.amazon\.com|amazonaws[a-z-]*\.[a-z.]+)"),
        said("an AWS sign-in page"),
    ),
    (
        re.compile(r"(?:device\.sso|oidc|portal\.sso)\..*\.amazonaws\.[a-z.]+"),
        said("an address for programs"),
    ),
    (re.compile(r"(?:aws|docs\.aws)\.amazon\.com"), said("a page of the AWS website")),
)

_EXAMPLE = said("It looks like https://acme.awsapps.com/start.")


@dataclass(frozen=True, slots=True)
class NormalisedStartUrl:
    """A start URL ready for use.

    `region_hint` is the region that the address itself names, if it does;
    `understood` says in words what was read out of the paste.
    """

    url: str
    region_hint: str | None
    understood: str


def normalise_start_url(pasted: str) -> NormalisedStartUrl:
    """What a pasted address means. Raises `StartUrlWrong` that says what is wrong with it."""
    parts = _split(pasted)
    host = (parts.hostname or "").rstrip(".")
    _refuse_insecure(parts.scheme, host)
    _refuse_other_pages(host)
    form, region, name = _recognise(host)
    path = _path(parts.path, form)
    if form.needs_path and not path:
        raise StartUrlWrong(
            said("The start URL is incomplete."),
            said("After {host}/ comes the directory or instance ID.", host=host),
        )
    authority = host if parts.port is None else f"{host}:{parts.port}"
    url = f"{parts.scheme}://{authority}{path}"
    return NormalisedStartUrl(url, region, _in_words(url, region, name))


def canonical_start_url(written: str) -> str:
    """The one address of a portal, however it is written in a file: case, `#/`, query, deep link.

    What cannot be understood as one stays as it is, without a trailing slash.
    """
    try:
        return normalise_start_url(written).url
    except StartUrlWrong:
        return written.rstrip("/")


def _split(pasted: str) -> SplitResult:
    """The parts of the address, with the scheme that people leave out."""
    text = pasted.strip().strip("<>\"'").strip()
    if not text:
        raise StartUrlWrong(said("Enter your start URL."), _EXAMPLE)
    if any(character.isspace() for character in text):
        raise StartUrlWrong(said("The start URL contains a space or line break."), _EXAMPLE)
    if "://" not in text.split("?", 1)[0].split("#", 1)[0]:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError as error:
        raise StartUrlWrong(said("This isn't a web address."), _EXAMPLE) from error
    if parts.username is not None:
        raise StartUrlWrong(said("A start URL doesn't contain a user name."), _EXAMPLE)
    return parts


def _refuse_insecure(scheme: str, host: str) -> None:
    """Https only; a server on this very machine may do without."""
    if not _HOST.fullmatch(host) or ("." not in host and host not in _LOOPBACK):
        raise StartUrlWrong(said("This isn't a web address."), _EXAMPLE)
    if scheme == "http" and host not in _LOOPBACK:
        raise StartUrlWrong(said("A start URL starts with https, not http."), _EXAMPLE)
    if scheme not in {"http", "https"}:
        raise StartUrlWrong(
            said("A start URL starts with https, not {scheme}.", scheme=scheme), _EXAMPLE
        )


def _refuse_other_pages(host: str) -> None:
    """Other pages of AWS that are open in a browser while someone looks for the start URL."""
    for pattern, what in _NOT_PORTALS:
        if pattern.fullmatch(host):
            raise StartUrlWrong(
                said("This is {what}, not your access portal's start URL.", what=what), _EXAMPLE
            )


def _recognise(host: str) -> tuple[_Form, str | None, str]:
    """The form of the address, and the region and name that it carries."""
    for form in _FORMS:
        if match := form.host.fullmatch(host):
            found = match.groupdict()
            return form, found.get("region"), found.get("name") or host
    return _VANITY, None, host


def _path(pasted: str, form: _Form) -> str:
    """The part of the path that names the portal: no trailing slash, no deep link."""
    segments = [segment for segment in pasted.split("/") if segment]
    kept = "".join(f"/{segment}" for segment in segments[: form.segments])
    return form.home or kept


def _in_words(url: str, region: str | None, name: str) -> str:
    """What the person is shown to agree with."""
    where = said(" in {region}", region=region) if region else ""
    return f"Access portal {name}{where}: {url}"
