"""What botocore raises, in our words. The one translator of the way to AWS."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any

from tray.adapters.aws.response_checks import clock_skew, not_aws
from tray.adapters.network.proxy_and_trust import (
    bundle_fault,
    bundle_in_use,
    proxy_fault,
    proxy_in_use,
    proxy_out_of_reach,
)
from tray.core.ports.clock import Clock
from tray.core.settings.settings import NetworkSettings
from tray.core.vocabulary.errors import (
    AuthorizationDenied,
    AuthorizationExpired,
    AuthorizationPending,
    ClientRejected,
    ClockSkew,
    RoleNotAssigned,
    ServiceError,
    ServiceFailure,
    SessionEnded,
    SignInError,
    SlowDown,
    StartUrlWrong,
    Throttled,
    TokenRejected,
    TrayError,
    Unreachable,
    program_replaced,
    sign_in_timed_out,
)
from tray.core.vocabulary.translatable import said

_AGAIN = said("Sign in again to continue.")
_BY_CODE: dict[str, tuple[type[TrayError], str, str]] = {
    "AuthorizationPendingException": (AuthorizationPending, said("No response yet."), ""),
    "SlowDownException": (SlowDown, said("Too many requests."), ""),
    "AccessDeniedException": (
        AuthorizationDenied,
        said("The sign-in was denied in the browser."),
        said("If that wasn't you, someone else started it. No harm was done."),
    ),
    "ExpiredTokenException": (
        AuthorizationExpired,
        sign_in_timed_out().title,
        sign_in_timed_out().hint,
    ),
    "InvalidGrantException": (
        SignInError,
        said("AWS rejected the browser's response, or it came too late."),
        said("Start the sign-in again."),
    ),
    "InvalidClientException": (
        ClientRejected,
        said("SSO Tray's registration with AWS has expired."),
        _AGAIN,
    ),
    "UnauthorizedClientException": (
        ClientRejected,
        said("AWS refused SSO Tray's registration."),
        _AGAIN,
    ),
    "UnauthorizedException": (
        TokenRejected,
        said("AWS no longer accepts this sign-in."),
        _AGAIN,
    ),
    "ForbiddenException": (
        RoleNotAssigned,
        said("You don't have access to this role."),
        said("Ask your administrator, or refresh the accounts."),
    ),
    "ResourceNotFoundException": (
        RoleNotAssigned,
        said("AWS can't find this account or role."),
        said("Refresh the accounts."),
    ),
}
_START_URL = (
    StartUrlWrong,
    said("AWS doesn't recognise this start URL in this region."),
    said("Check the start URL and region."),
)


class Operation(Enum):
    """What is asked of AWS, in words that follow "to"."""

    REGISTER = said("start the sign-in")
    BEGIN = said("start a sign-in with a code")
    SIGN_IN = said("sign in")
    REFRESH = said("keep you signed in")
    SIGN_OUT = said("sign out")
    LIST_ACCOUNTS = said("list the accounts")
    LIST_ROLES = said("list the roles")
    GET_KEYS = said("get keys for the role")


_NO_ACCOUNT = (
    RoleNotAssigned,
    said("AWS doesn't let you list the roles in this account."),
    said("It may be closed or suspended, or no longer assigned to you."),
)
_ENDED = (SessionEnded, said("The session has ended."), _AGAIN)
_MEANINGS: dict[tuple[Operation, str], tuple[type[TrayError], str, str]] = {
    (Operation.REGISTER, "InvalidRequestException"): _START_URL,
    (Operation.BEGIN, "InvalidRequestException"): _START_URL,
    (Operation.REFRESH, "InvalidGrantException"): _ENDED,
    (Operation.REFRESH, "ExpiredTokenException"): _ENDED,
    (Operation.LIST_ROLES, "ForbiddenException"): _NO_ACCOUNT,
    (Operation.LIST_ROLES, "ResourceNotFoundException"): _NO_ACCOUNT,
}
"""Names that say at one call what they do not say at others."""

_MEANT_FOR = {
    "AccessDeniedException": {Operation.SIGN_IN, Operation.BEGIN},
    "ForbiddenException": {Operation.GET_KEYS, Operation.LIST_ROLES},
    "ResourceNotFoundException": {Operation.GET_KEYS, Operation.LIST_ROLES},
}
"""Names whose words fit some calls only: elsewhere nobody denied anything in a browser, and
nobody asked for a role."""

_TRIED_AGAIN = {Operation.REFRESH, Operation.LIST_ACCOUNTS, Operation.LIST_ROLES}
"""What this program does again later. Keys are asked for anew only by whoever wanted them."""

_FROM_ENVIRONMENT = NetworkSettings()
_TIMELY = {
    "ExpiredTokenException",
    "InvalidGrantException",
    "InvalidClientException",
    "UnauthorizedException",
    "RequestExpired",
    "SignatureDoesNotMatch",
}
"""Refusals that a wrong clock can be behind: what was due here is late there, or too early."""


@contextmanager
def aws_errors(
    deed: Operation, clock: Clock, network: NetworkSettings = _FROM_ENVIRONMENT
) -> Iterator[None]:
    """Makes ours of whatever botocore raises inside, and of answers with another shape than AWS's.

    No text of botocore's is passed on: it may quote an address or a body.
    """
    # boto is loaded after the icon is up
    from botocore import exceptions as found  # noqa: PLC0415
    from botocore.parsers import ResponseParserError  # noqa: PLC0415

    what = deed.value
    try:
        yield
    except found.ClientError as error:
        raise _client_error(error, deed, clock) from None
    except (found.HTTPClientError, found.ConnectionError, found.InvalidConfigError) as error:
        raise _unreached(error, deed, network) from error
    except ResponseParserError as error:
        raise not_aws() from error
    except (found.DataNotFoundError, found.UnknownServiceError) as error:
        raise program_replaced() from error  # botocore's own files are gone
    except found.BotoCoreError as error:
        hint = said("Check the region and addresses of this access portal.")
        kind = type(error).__name__
        raise ServiceError(said("Couldn't {what} ({kind}).", what=what, kind=kind), hint) from error
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise not_aws() from error  # botocore's parser believes members to be what AWS sends
    except RecursionError as error:
        raise not_aws() from error


def _unreached(error: Any, deed: Operation, network: NetworkSettings) -> TrayError:
    """Why no answer came: whoever stands between AWS and this program is named where it is seen."""
    from botocore import exceptions as found  # noqa: PLC0415 - loaded by now

    what, url = deed.value, str(error.kwargs.get("endpoint_url") or "https://aws.invalid")
    bundle = bundle_in_use(network)
    if isinstance(error, found.SSLError | found.InvalidConfigError) or _is_file_error(error):
        told = bundle_fault(bundle) if bundle is not None else None
        if told is not None:
            return told
    if isinstance(error, found.SSLError):
        return _tls_error(error, what, bundle.value if bundle is not None else "")
    proxy = proxy_in_use(network, url)
    if proxy is not None:
        told = proxy_fault(proxy, what, str(error.kwargs.get("error", "")))
        if told is not None:
            return told
        if isinstance(error, found.ProxyConnectionError | found.ConnectTimeoutError):
            return proxy_out_of_reach(proxy, what)
    hint = said("Check the network and try again.")
    if deed in _TRIED_AGAIN:
        hint = said("Check your network. Retrying automatically.")
    elif deed is Operation.REGISTER and isinstance(error, found.EndpointConnectionError):
        hint = said("Check your network and the region, then try again.")
    return Unreachable(said("Couldn't reach AWS to {what}.", what=what), hint)


def _is_file_error(error: Any) -> bool:
    """A bundle that cannot be opened comes as an `OSError` in botocore's wrapping."""
    return isinstance(error.kwargs.get("error"), OSError)


def _tls_error(error: Any, what: str, bundle: str) -> TrayError:
    if "not yet valid" in str(error):  # OpenSSL's words: the battery of the clock is empty
        return ClockSkew(
            said(
                "Couldn't make a trusted connection to {what}: this computer's clock is "
                "behind AWS's certificate.",
                what=what,
            ),
            said("Set the clock, or turn on automatic time. Nothing is lost in the meantime."),
        )
    if bundle:
        hint = said(
            "Its certificate authority isn't in {bundle}. A wrong clock or a network "
            "sign-in page can also cause this.",
            bundle=bundle,
        )
        return Unreachable(said("Couldn't make a trusted connection to {what}.", what=what), hint)
    return Unreachable(
        said("Couldn't make a trusted connection to {what}.", what=what),
        said(
            "If your company's proxy inspects TLS, set AWS_CA_BUNDLE to its certificate. "
            "A wrong clock or a network sign-in page can also cause this."
        ),
    )


def _client_error(error: Any, deed: Operation, clock: Clock) -> TrayError:
    code = str(error.response.get("Error", {}).get("Code", ""))
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    later = (
        said("Retrying automatically.") if deed in _TRIED_AGAIN else said("Try again in a moment.")
    )
    if status == 429 or code == "TooManyRequestsException":
        return Throttled(said("AWS is throttling requests."), later)
    if status == 401 and code not in _BY_CODE:
        code = "UnauthorizedException"
    skew = clock_skew(clock, error.response) if code in _TIMELY else None
    if skew is not None:
        return skew
    meaning = _MEANINGS.get((deed, code)) or _BY_CODE.get(code)
    if meaning is not None and deed in _MEANT_FOR.get(code, {deed}):
        kind, title, hint = meaning
        return kind(title, hint)
    if status >= 500:
        return ServiceFailure(
            said("AWS had a problem and couldn't {what}.", what=deed.value), later
        )
    hint = (
        said("Retrying automatically.")
        if deed is Operation.REFRESH
        else said("Try again, or sign in again.")
    )
    return ServiceError(
        said("AWS refused the request to {what} ({code}).", what=deed.value, code=code or status),
        hint,
    )
