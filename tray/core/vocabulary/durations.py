"""Times as people say them."""

from datetime import timedelta

from tray.core.vocabulary.translatable import Said, counted, said, together

_MINUTE = timedelta(minutes=1)


def duration_words(duration: timedelta) -> Said:
    """`7 h 12 min`, `4 min`, `less than a minute`, `2 days 3 h`; rounded down."""
    minutes = duration // _MINUTE
    if minutes < 1:
        return said("less than a minute")
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    in_days = counted(days, "{count} day", "{count} days") if days else ""
    in_hours = said("{hours} h", hours=hours) if hours else ""
    in_minutes = said("{minutes} min", minutes=minutes) if minutes and not days else ""
    return together(in_days, in_hours, in_minutes)


def time_left(left: timedelta, *, is_exact: bool) -> Said:
    """`7 h 12 min left`, with `about` before an estimate."""
    if left <= timedelta(0):
        return said("ended") if is_exact else said("about to end")
    time = duration_words(left)
    if is_exact or left < _MINUTE:  # nobody says: about less than
        return said("{time} left", time=time)
    return said("about {time} left", time=time)


def until_words_change(duration: timedelta) -> timedelta:
    """After how long `duration_words` of a shrinking duration reads differently; at least 1 s."""
    unit = timedelta(hours=1) if duration >= timedelta(days=1) else _MINUTE
    return max(duration % unit, timedelta(0)) + timedelta(seconds=1)
