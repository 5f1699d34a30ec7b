"""Times as people say them."""

from datetime import timedelta

_MINUTE = timedelta(minutes=1)


def duration_words(duration: timedelta) -> str:
    """`7 h 12 min`, `4 min`, `less than a minute`, `2 days 3 h`; rounded down."""
    minutes = duration // _MINUTE
    if minutes < 1:
        return "less than a minute"
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    if days:
        parts = [f"{days} day" if days == 1 else f"{days} days", f"{hours} h" if hours else ""]
    else:
        parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""]
    return " ".join(part for part in parts if part)


def until_words_change(duration: timedelta) -> timedelta:
    """After how long `duration_words` of a shrinking duration reads differently; at least 1 s."""
    unit = timedelta(hours=1) if duration >= timedelta(days=1) else _MINUTE
    return max(duration % unit, timedelta(0)) + timedelta(seconds=1)
