"""An answer is looked at before it is believed: whether AWS sent it, and at what time."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from tray.core.ports.clock import Clock
from tray.core.vocabulary.durations import duration_words
from tray.core.vocabulary.errors import CaptivePortal, ClockSkew
from tray.core.vocabulary.translatable import said

_TOLERANCE = timedelta(minutes=5)
"""How far from AWS's clock signed requests are accepted (IAM user guide, "Elements of an AWS API
request signature": within five minutes of the time stamp in the request)."""


def not_aws() -> CaptivePortal:
    """What else than AWS answers in its place: the sign-in page of a hotel, or a firewall."""
    return CaptivePortal(
        said("Something other than AWS responded."),
        said("This network may require you to sign in first. Open any web page in your browser."),
    )


def refuse_foreign_answer(response_dict: Mapping[str, Any], **_: object) -> None:
    """For botocore's event `before-parse`. Raises `CaptivePortal` for what no AWS service sends.

    Botocore itself takes a page for a success without members, and a page with 401
    for a refused token. A 5xx may be a page of AWS's own front door.
    """
    status, body = response_dict["status_code"], response_dict["body"]
    if status == HTTPStatus.NETWORK_AUTHENTICATION_REQUIRED or 300 <= status < 400:
        raise not_aws()
    is_named = "x-amzn-errortype" in response_dict["headers"]
    is_empty_success = status < 300 and not body  # as Logout answers
    if status < 500 and status != 429 and not (is_named or is_empty_success or _is_object(body)):
        raise not_aws()


def _is_object(body: bytes) -> bool:
    """Whether it is an object of JSON, as all bodies of these services are."""
    try:
        return isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False


def clock_skew(
    clock: Clock, answer: Mapping[str, Any], living_until: datetime | None = None
) -> ClockSkew | None:
    """What is wrong with this machine's clock, by the `Date` that came with an answer.

    `living_until` is the end, in program time, of something that was issued just
    now: where it has passed, the clock is wrong even if no `Date` says so.
    """
    now, there = clock.now(), _date(answer)
    ahead = clock.to_wall(now) - there if there is not None else timedelta(0)
    is_over = living_until is not None and living_until <= now
    if not is_over and abs(ahead) <= _TOLERANCE:
        return None
    if living_until is not None and is_over:
        ahead = max(ahead, now - living_until)
    side = said("ahead of") if ahead > timedelta(0) else said("behind")
    return ClockSkew(
        said(
            "This computer's clock is {time} {side} AWS's.",
            time=duration_words(abs(ahead)),
            side=side,
        ),
        said("Set the clock, or turn on automatic time. Nothing is lost in the meantime."),
    )


def _date(answer: Mapping[str, Any]) -> datetime | None:
    """AWS's time when it answered (RFC 9110, section 6.6.1)."""
    text = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date", "")
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
