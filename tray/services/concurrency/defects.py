"""What no rule of ours expects, made into an answer: whoever asked is told, and nobody waits."""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from tray.core.vocabulary.errors import ServiceError, TrayError, program_replaced
from tray.core.vocabulary.translatable import said

log = logging.getLogger(__name__)


@contextmanager
def defects_as_errors() -> Iterator[None]:
    """Raises `ServiceError` in the place of whatever is no `TrayError`, and logs where it was."""
    try:
        yield
    except TrayError:
        raise
    except Exception as error:
        raise as_error(error, "a request failed") from error


def as_error(error: Exception, what: str) -> TrayError:
    """An error for people, logged by its place as `what`; one of ours as it is.

    The log has no text of the exception, which may quote what was asked or answered.
    """
    if isinstance(error, TrayError):
        return error
    kind, frame = type(error).__name__, traceback.extract_tb(error.__traceback__)[-1]
    log.error("%s: %s in %s, line %s", what, kind, frame.filename, frame.lineno)
    if isinstance(error, ImportError):
        return program_replaced()  # modules are loaded when they are first used
    return ServiceError(
        said("Something went wrong in SSO Tray ({kind}).", kind=kind),
        said("Try again. If it keeps happening, report it with: sso-tray doctor --bundle"),
    )
