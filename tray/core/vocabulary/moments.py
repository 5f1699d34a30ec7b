"""Moments as text for other programs: RFC 3339, in UTC."""

from datetime import UTC, datetime


def rfc3339(moment: datetime, timespec: str = "seconds") -> str:
    """`2026-01-15T09:00:00Z`; `timespec` is that of `datetime.isoformat`, cut off, not rounded."""
    return moment.astimezone(UTC).isoformat(timespec=timespec).removesuffix("+00:00") + "Z"


def moment_of(text: str) -> datetime:
    """The moment of such a text. Raises `ValueError` for what is none, or has no zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment.astimezone(UTC)
