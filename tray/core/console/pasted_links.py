"""What somebody sent: an ARN, an account number, a page of the console, or a portal shortcut.

It names the account, so that the roles in it can be offered, and perhaps a page
to land on. A paste is foreign text: only https pages on hosts of the AWS console
ever become a destination.
"""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit, urlunsplit

from tray.core.console.partitions import PARTITIONS, Partition
from tray.core.vocabulary.model import AccountId, RoleRef

_REGION = re.compile(r"[a-z]{2,4}(?:-[a-z]+)+-\d+")
_NUMBER = re.compile(r"(\d{4})([- ]?)(\d{4})\2(\d{4})", re.ASCII)
_ARN = re.compile(
    r"arn:(?P<partition>aws(?:-[a-z]+)*):(?P<service>[a-z0-9-]+):(?P<region>[a-z0-9-]*)"
    r":(?P<account>[^:/\s]*):(?P<resource>\S+)",
    re.ASCII,
)
_INNER_ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(\d{12}):", re.ASCII)
_HOST = re.compile(
    r"(?:(?P<account>\d{12})-[a-z0-9]+\.)?(?P<rest>(?:(?P<label>[a-z0-9-]+)\.)?)", re.ASCII
)
_RESERVED_ROLE = re.compile(r"(?:^|/)AWSReservedSSO_(?P<name>.+)_[0-9a-f]{16}(?:/|$)")
_AS_IT_IS = "%!$&'()*+,;=:@/?-._~"
_AROUND = "<>\"'`"


@dataclass(frozen=True, slots=True)
class PastedLink:
    """What a paste names; None for each thing that it does not.

    `destination` is a page of the AWS console, without the prefix of somebody
    else's console session. `portal` is a portal shortcut's own address: good for
    telling which sso-session is meant, but never to be opened, since anybody can
    have written it.
    """

    account_id: AccountId | None
    region: str | None = None
    destination: str | None = None
    role_name: str | None = None
    portal: str | None = None

    def fits(self, role: RoleRef) -> bool:
        """Whether it is a role of that account, and the very one where the link names one."""
        return role.account_id == self.account_id and self.role_name in {None, role.role_name}


def understand(text: str) -> PastedLink | None:
    """What the text names; None if it is none of these."""
    pasted = text.strip().strip(_AROUND).strip()
    if number := _NUMBER.fullmatch(pasted):
        return PastedLink(AccountId("".join(number.group(1, 3, 4))))
    if not pasted.isprintable() or any(character.isspace() for character in pasted):
        return None
    return _understand_arn(pasted) or _understand_address(pasted)


# ---- ARNs ------------------------------------------------------------------------


def _understand_arn(text: str) -> PastedLink | None:
    """Source of the form: IAM user guide, "Amazon Resource Names"."""
    match = _ARN.fullmatch(text)
    if match is None:
        return None
    partition = next((each for each in PARTITIONS if each.id == match["partition"]), None)
    page = f"/go/view?arn={quote(text, safe='')}"
    role = _RESERVED_ROLE.search(match["resource"]) if match["service"] in {"iam", "sts"} else None
    return PastedLink(
        _account(match["account"]),
        match["region"] or None,
        f"https://{partition.console_host}{page}" if partition else None,
        role["name"] if role else None,
    )


def _account(text: str | None) -> AccountId | None:
    """An account's number; AWS's own resources have words there, and buckets nothing."""
    return AccountId(text) if text and re.fullmatch(r"\d{12}", text, re.ASCII) else None


# ---- addresses -------------------------------------------------------------------


def _understand_address(text: str) -> PastedLink | None:
    address = text if "://" in text.split("?", 1)[0].split("#", 1)[0] else f"https://{text}"
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or parts.username is not None or not parts.hostname:
        return None
    if parts.fragment.startswith(("/console?", "console?")):
        return _understand_shortcut(parts)
    if parts.scheme == "https" and port in {None, 443}:
        return _understand_page(parts, parts.hostname)
    return None


def _understand_shortcut(parts: SplitResult) -> PastedLink | None:
    """The access portal's shortcut: `…/#/console?account_id=…&role_name=…&destination=…`."""
    query = parse_qs(parts.fragment.partition("?")[2])
    account = _account(_first(query, "account_id"))
    if account is None:
        return None
    wanted = _first(query, "destination") or ""
    page = understand(wanted) if wanted.startswith("https://") else None
    return PastedLink(
        account,
        page.region if page else None,
        page.destination if page else None,
        _first(query, "role_name"),
        urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", "")),
    )


def _understand_page(parts: SplitResult, host: str) -> PastedLink | None:
    """A page of the console, of whichever partition, region or console session."""
    found = _console(host)
    if found is None:
        return None
    partition, labels = found
    query = parse_qs(parts.query)
    if parts.path.rstrip("/") == "/go/view":
        shared = _understand_arn(_first(query, "arn") or "")
        if shared is not None:
            return shared
    label = labels["label"] or ""
    regions = (_first(query, "region") or "", label)
    return PastedLink(
        _account(labels["account"]) or _account_inside(parts),
        next((each for each in regions if _REGION.fullmatch(each)), None),
        urlunsplit(
            (
                "https",
                labels["rest"] + partition.console_host,
                quote(parts.path, safe=_AS_IT_IS) or "/",
                quote(parts.query, safe=_AS_IT_IS),
                quote(parts.fragment, safe=_AS_IT_IS + "#"),
            )
        ),
    )


def _console(host: str) -> tuple[Partition, re.Match[str]] | None:
    """Whose console a host is, and what stands before the partition's own host.

    That may be a region, a service, and the number of a console session (AWS
    Management Console guide, "Signing in to multiple accounts").
    """
    for partition in PARTITIONS:
        if host.endswith(partition.console_host):
            match = _HOST.fullmatch(host.removesuffix(partition.console_host))
            if match is not None:
                return partition, match
    return None


def _account_inside(parts: SplitResult) -> AccountId | None:
    """The account of the ARNs in an address, as queues, topics and state machines have them."""
    numbers = set(_INNER_ARN.findall(unquote(f"{parts.path}?{parts.query}#{parts.fragment}")))
    return AccountId(numbers.pop()) if len(numbers) == 1 else None


def _first(query: dict[str, list[str]], name: str) -> str | None:
    return next(iter(query.get(name, ())), None)
