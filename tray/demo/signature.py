"""AWS Signature Version 4, verified: what STS does with the keys that a client signs with.

Source: IAM user guide, "Create a signed AWS API request".
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from tray.demo.records import IssuedCredentials
from tray.demo.rules import Refusal

_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[A-Z0-9]+)/(?P<scope>[^,\s]+),\s*"
    r"SignedHeaders=(?P<headers>[^,\s]+),\s*Signature=(?P<signature>[0-9a-f]{64})"
)
_SKEW = timedelta(minutes=15)


def verify(
    path: str,
    headers: Mapping[str, str],
    body: bytes,
    find_keys: Callable[[str], IssuedCredentials | None],
    wall_now: datetime,
) -> IssuedCredentials:
    """The keys that signed this POST without query. Raises `Refusal` as STS words it.

    `headers` has lower-case names. Whether the keys have expired is the caller's.
    """
    match = _AUTHORIZATION.fullmatch(headers.get("authorization", ""))
    if match is None:
        raise Refusal(403, "MissingAuthenticationToken", "Request is missing authentication")
    keys = find_keys(match["key"])
    if keys is None or headers.get("x-amz-security-token") != keys.session_token:
        raise Refusal(403, "InvalidClientTokenId", "The security token is invalid.")
    signed_at = headers.get("x-amz-date", "")
    _check_time(signed_at, wall_now)
    canonical = _canonical(path, headers, body, match["headers"])
    wanted = _signature(keys.secret_access_key, signed_at, match["scope"], canonical)
    if not hmac.compare_digest(wanted, match["signature"]):
        raise Refusal(403, "SignatureDoesNotMatch", "The signature does not match.")
    return keys


def _check_time(signed_at: str, wall_now: datetime) -> None:
    try:
        moment = datetime.strptime(signed_at, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise Refusal(400, "IncompleteSignature", "X-Amz-Date is missing or malformed") from None
    if abs(wall_now - moment) > _SKEW:
        raise Refusal(403, "SignatureDoesNotMatch", "Signature expired or not yet current")


def _canonical(path: str, headers: Mapping[str, str], body: bytes, signed: str) -> str:
    names = signed.split(";")
    lines = [f"{name}:{' '.join(headers.get(name, '').split())}" for name in names]
    digest = hashlib.sha256(body).hexdigest()
    return "\n".join(["POST", path, "", *lines, "", signed, digest])


def _signature(secret: str, signed_at: str, scope: str, canonical: str) -> str:
    key = b"AWS4" + secret.encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"AWS4-HMAC-SHA256\n{signed_at}\n{scope}\n{digest}"
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
