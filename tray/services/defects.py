"""What no rule of ours expects, made into an answer: whoever asked is told, and nobody waits."""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from tray.core.errors import ServiceError, TrayError
from tray.core.said import said

log = logging.getLogger(__name__)


@contextmanager
def defects_told() -> Iterator[None]:
    """Raises `ServiceError` in the place of whatever is no `TrayError`, and logs where it was.

    The log has no text of the exception, which may quote what was asked or answered.
    """
    try:
        yield
    except TrayError:
        raise
    except Exception as error:
        kind, frame = type(error).__name__, traceback.extract_tb(error.__traceback__)[-1]
        place = f"{frame.filename}, line {frame.lineno}"
        log.error("a request failed: %s in %s", kind, place)  # noqa: TRY400 - exc_info prints that text
        raise ServiceError(
            said("SSO Tray made a mistake of its own ({kind}).", kind=kind),
            said("Try again. If that stays so, report it with: sso-tray doctor --bundle"),
        ) from error
