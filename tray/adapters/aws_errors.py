"""What botocore raises, in our words. The one translator of the way to AWS."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tray.core.errors import (
    AuthorizationDenied,
    AuthorizationExpired,
    AuthorizationPending,
    CaptivePortal,
    ClientRejected,
    RoleNotAssigned,
    ServiceError,
    ServiceFailure,
    SessionEnded,
    SlowDown,
    StartUrlWrong,
    Throttled,
    TokenRejected,
    TrayError,
    Unreachable,
    sign_in_timed_out,
)

_AGAIN = "Sign in again to go on."
_BY_CODE: dict[str, tuple[type[TrayError], str, str]] = {
    "AuthorizationPendingException": (AuthorizationPending, "Nobody answered yet.", ""),
    "SlowDownException": (SlowDown, "Asked too often.", ""),
    "AccessDeniedException": (
        AuthorizationDenied,
        "The sign-in was denied in the browser.",
        "If that was not you, somebody else began it: all is well.",
    ),
    "ExpiredTokenException": (
        AuthorizationExpired,
        sign_in_timed_out().title,
        sign_in_timed_out().hint,
    ),
    "InvalidGrantException": (SessionEnded, "The session has ended.", _AGAIN),
    "InvalidClientException": (ClientRejected, "AWS does not know this client any more.", _AGAIN),
    "UnauthorizedClientException": (ClientRejected, "AWS refused this client.", _AGAIN),
    "InvalidRequestException": (
        StartUrlWrong,
        "AWS does not know this start URL in this region.",
        "Check the start URL and the region of the sso-session.",
    ),
    "UnauthorizedException": (TokenRejected, "AWS does not accept the sign-in any more.", _AGAIN),
    "ForbiddenException": (
        RoleNotAssigned,
        "This role is not assigned to you.",
        "Ask your administrator, or reload the accounts.",
    ),
    "ResourceNotFoundException": (
        RoleNotAssigned,
        "AWS does not find this account or role.",
        "Reload the accounts.",
    ),
    "TooManyRequestsException": (
        Throttled,
        "AWS asks to slow down.",
        "It goes on by itself in a moment.",
    ),
}


def not_aws() -> CaptivePortal:
    """A 200 without what AWS answers: a captive portal looks like that to botocore."""
    return CaptivePortal(
        "Something other than AWS answered.",
        "The network may want a sign-in of its own first: open any web page in the browser.",
    )


@contextmanager
def aws_errors(what: str) -> Iterator[None]:
    """Makes ours of whatever botocore raises inside. `what` is the deed in words.

    No text of botocore's is passed on: it may quote an address or a body.
    """
    # boto is loaded after the icon is up
    from botocore import exceptions as found  # noqa: PLC0415
    from botocore.parsers import ResponseParserError  # noqa: PLC0415

    try:
        yield
    except found.ClientError as error:
        raise _client_error(error, what) from None
    except found.ProxyConnectionError as error:
        hint = "Check the proxy's address (HTTPS_PROXY), or ask who runs it."
        raise Unreachable(f"The proxy did not let us {what}.", hint) from error
    except found.SSLError as error:
        hint = (
            "A proxy that inspects TLS needs its certificate authority to be trusted here: "
            "name it in AWS_CA_BUNDLE. A clock that is wrong looks the same."
        )
        raise Unreachable(f"No trusted connection to {what}.", hint) from error
    except (found.HTTPClientError, found.ConnectionError) as error:
        hint = "Check the network. It is tried again by itself."
        raise Unreachable(f"AWS could not be reached to {what}.", hint) from error
    except ResponseParserError as error:
        raise not_aws() from error
    except found.BotoCoreError as error:
        hint = "Check the region and the addresses of the sso-session."
        kind = type(error).__name__
        raise ServiceError(f"It was not possible to {what} ({kind}).", hint) from error


def _client_error(error: Any, what: str) -> TrayError:
    code = str(error.response.get("Error", {}).get("Code", ""))
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    if status == 429:
        code = "TooManyRequestsException"
    elif status == 401 and code not in _BY_CODE:
        code = "UnauthorizedException"
    if code in _BY_CODE:
        kind, title, hint = _BY_CODE[code]
        return kind(title, hint)
    if status >= 500:
        return ServiceFailure(
            f"AWS has a problem of its own and could not {what}.", "It is tried again by itself."
        )
    if "__type" not in str(error.response) and not error.response.get("Error", {}).get("Message"):
        return not_aws()
    return ServiceError(f"AWS refused to {what} ({code or status}).", "Try again, or sign in anew.")
