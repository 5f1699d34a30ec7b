"""The token file of the AWS CLI and every SDK, `~/.aws/sso/cache/<sha1>.json`, as text.

Its key is the sso-session's name, or the start URL verbatim for legacy
profiles. Sources: botocore's `tokens.py` and `utils.py` (`SSOTokenLoader`), and
what the SDKs write: `Z`, milliseconds, `UTC`, a space for `T`, offsets.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from tray.core.vocabulary.model import ClientRegistration, Origin, SignInFlow, SsoSession, SsoToken
from tray.core.vocabulary.moments import rfc3339
from tray.core.vocabulary.secret import Secret
from tray.core.vocabulary.translatable import said

_STARTED_AT = "ssoTraySessionStartedAt"
"""Our own member: clients leave it alone, but drop it when they refresh."""

_TIME = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[T ](?P<time>\d\d:\d\d:\d\d)(?:\.\d+)? ?"
    r"(?P<zone>Z|UTC|[+-]\d\d:?\d\d)?"
)


def cache_name(session: SsoSession) -> str:
    """The file that is the session's own."""
    return _name_of(cache_keys(session)[0])


def cache_keys(session: SsoSession) -> tuple[str, ...]:
    """What the AWS CLI calls the session's token by, the session's own key first.

    A profile that carries the start URL itself has that for a key, as it is written;
    all others go by the session's name.
    """
    urls: tuple[str, ...] = session.spellings
    if session.origin is Origin.LEGACY_PROFILE:
        return tuple(dict.fromkeys((*(urls or (session.start_url,)), session.name)))
    return tuple(dict.fromkeys((session.name, *urls)))


def cache_names(session: SsoSession) -> tuple[str, ...]:
    """All files in which an AWS tool looks for the session's token."""
    return tuple(_name_of(key) for key in cache_keys(session))


def _name_of(key: str) -> str:
    return f"{hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()}.json"


def encode_cached(token: SsoToken, session: SsoSession, others: Mapping[str, object]) -> bytes:
    """The file's bytes; times are the wall's. `others` are members to keep, ours win."""
    registration = token.registration
    fields = {
        **others,
        "startUrl": session.start_url,
        "region": session.region,
        "accessToken": token.access_token.reveal(),
        "expiresAt": rfc3339(token.expires_at),
        "clientId": registration.client_id,
        "clientSecret": registration.client_secret.reveal(),
        "registrationExpiresAt": rfc3339(registration.expires_at),
        _STARTED_AT: rfc3339(token.session_started_at),
    }
    fields.pop("refreshToken", None)
    if token.refresh_token is not None:
        fields["refreshToken"] = token.refresh_token.reveal()
    return json.dumps(fields, indent=2).encode() + b"\n"


def decode_cached(data: bytes, written_at: datetime) -> SsoToken | None:
    """The token of a file that was last written at that moment; None for half a file.

    Without a refresh token the registration does not matter, and may be missing.
    """
    fields = members_of(data)
    try:
        expires_at = _read(fields["expiresAt"])
        refresh = fields.get("refreshToken")
        registered = fields.get("registrationExpiresAt")
        started = fields.get(_STARTED_AT)
        return SsoToken(
            access_token=Secret(_text(fields["accessToken"])),
            issued_at=written_at,
            expires_at=expires_at,
            refresh_token=Secret(_text(refresh)) if refresh else None,
            registration=ClientRegistration(
                _text(fields.get("clientId", "")),
                Secret(_text(fields.get("clientSecret", ""))),
                _read(registered) if registered else expires_at,
                SignInFlow.PKCE,
            ),
            session_started_at=_read(started) if started else written_at,
        )
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def has_start(data: bytes) -> bool:
    """Whether the file says when the session began: then it was written by us."""
    return _STARTED_AT in members_of(data)


def members_of(data: bytes) -> dict[str, object]:
    """The members of a file; none of one that is empty or half written."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(said("a value in the token file isn't text"))
    return value


def _read(value: object) -> datetime:
    match = _TIME.fullmatch(_text(value))
    if match is None:
        raise ValueError(said("a time in the token file isn't valid"))
    moment = datetime.fromisoformat(f"{match['day']}T{match['time']}").replace(tzinfo=UTC)
    zone = match["zone"]
    if zone in {None, "Z", "UTC"}:
        return moment
    digits = zone[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return moment - offset if zone[0] == "+" else moment + offset
