"""Addresses and texts without what is secret in them."""

import re
from urllib.parse import urlsplit

MASK = "••••"

_USERINFO = re.compile(r"(?P<scheme>[A-Za-z][\w+.-]*://|\b)(?P<user>[^\s/@]*:[^\s]*)@")
_SECRETS = (
    re.compile(r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}\b"),  # access key ids
    re.compile(r"\b(?:aoa|aor|eyJ)[\w.+/=-]{20,}"),  # SSO access and refresh tokens, JWTs
    re.compile(
        r"(?i)\b(?P<name>aws_secret_access_key|aws_session_token|client_?secret|access_?token"
        r"|refresh_?token|password)(?P<between>[\"']?\s*[:=]\s*)[\"']?[^\s\"']+"
    ),
    # secret access keys: exactly 40 characters of base64, of three kinds
    re.compile(r"(?<![\w+/~.-])(?=\S*\d)(?=\S*[A-Z])(?=\S*[a-z])[A-Za-z0-9+/]{40}(?![\w+/=.-])"),
    # the same where somebody made it lower-case: but for hexadecimal digits, which name files
    re.compile(r"(?<![\w+/~.-])(?=\S*\d)(?=\S*[g-z+/])[a-z0-9+/]{40}(?![\w+/=.-])"),
    re.compile(r"[A-Za-z0-9+/_-]{100,}={0,2}"),  # session tokens and the like
)


def host_of(address: str) -> str:
    """`host:port` of an address; empty where there is none to be had."""
    try:
        parts = urlsplit(address if "://" in address else f"//{address}")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    return f"{parts.hostname}{port}" if parts.hostname else ""


def without_password(address: str) -> str:
    """An address for people: scheme, host and port; nothing of user, password, path or query."""
    host = host_of(address)
    if not host:
        return "(not an address)"
    scheme, separator, _ = address.partition("://")
    return f"{scheme}://{host}" if separator else host


def scrubbed(text: str) -> str:
    """A text without what looks like keys, tokens or passwords.

    The last line of defence, for what other programs put into texts that we show.
    """
    text = _USERINFO.sub(lambda found: f"{found['scheme']}{MASK}@", text)
    for pattern in _SECRETS:
        text = pattern.sub(_masked, text)
    return text


def _masked(found: re.Match[str]) -> str:
    parts = found.groupdict()
    return f"{parts['name']}{parts['between']}{MASK}" if parts else MASK
