"""Lines of JSON from and to the agent's socket, strictly validated."""

import json
from typing import Any, TypeVar

import msgspec

from tray.core.ipc import protocol
from tray.core.ipc.protocol import Answer, ErrorReport, Request
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.translatable import plain
from tray.services.broker.reports import error_report

_KINDS: dict[str, type[Request]] = {
    "show": protocol.Show,
    "quit": protocol.Quit,
    "get-status": protocol.GetStatus,
    "get-roles": protocol.GetRoles,
    "sign-in": protocol.SignIn,
    "cancel-sign-in": protocol.CancelSignIn,
    "sign-out": protocol.SignOut,
    "use-role": protocol.UseRole,
    "release": protocol.Release,
    "choose-delivery": protocol.ChooseDelivery,
    "get-credentials": protocol.GetCredentials,
    "get-process-credentials": protocol.GetProcessCredentials,
    "get-console": protocol.GetConsole,
    "open-endpoint": protocol.OpenEndpoint,
    "close-endpoint": protocol.CloseEndpoint,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_ENVELOPE = {"version", "request"}
_SAME_VERSION = "Quit SSO Tray and start it again, so that both are of the same version."

Wanted = TypeVar("Wanted")


class NotUnderstood(TrayError):
    """A line that is no request of this protocol."""


class RemoteError(TrayError):
    """What the agent could not do, as it said it in its `report`."""

    def __init__(self, report: ErrorReport) -> None:
        super().__init__(report.title, report.hint)
        self.report = report


def encode_request(request: Request) -> bytes:
    """A request as one line."""
    fields = msgspec.to_builtins(request)
    envelope = {"version": protocol.PROTOCOL_VERSION, "request": _NAMES[type(request)]}
    return msgspec.json.encode(envelope | fields) + b"\n"


def decode_request(line: bytes) -> Request:
    """The request of a line. Raises `NotUnderstood`, which quotes nothing of it."""
    fields = _object(line)
    version, name = fields.get("version"), fields.get("request")
    if version != protocol.PROTOCOL_VERSION:
        raise NotUnderstood(
            "The program that asks is of another version than the agent.", _SAME_VERSION
        )
    kind = _KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise NotUnderstood("The agent does not know this request.", _SAME_VERSION)
    rest = {key: value for key, value in fields.items() if key not in _ENVELOPE}
    if rest.keys() - set(kind.__dataclass_fields__):
        raise NotUnderstood("The request has members that the agent does not know.", _SAME_VERSION)
    try:
        return msgspec.convert(rest, kind)
    except (msgspec.ValidationError, ValueError, OverflowError) as error:
        raise NotUnderstood("The request's members are not what they should be.") from error


def encode_answer(answer: Answer) -> bytes:
    """An answer as one line."""
    return b'{"version":1,"answer":' + msgspec.json.encode(answer, enc_hook=plain) + b"}\n"


def encode_error(error: TrayError) -> bytes:
    """An error as one line."""
    return (
        b'{"version":1,"error":' + msgspec.json.encode(error_report(error), enc_hook=plain) + b"}\n"
    )


def encode_process_credentials(keys: protocol.CredentialsAnswer) -> bytes:
    """What `credential_process` prints (SDKs and Tools guide, "Process credential provider").

    The helper knows success by the first bytes, so `Version` stays in front.
    """
    text = json.dumps(
        {
            "Version": 1,
            "AccessKeyId": keys.access_key_id,
            "SecretAccessKey": keys.secret_access_key,
            "SessionToken": keys.session_token,
            "Expiration": f"{keys.expiration:%Y-%m-%dT%H:%M:%SZ}",
            "AccountId": keys.role.account_id,
        }
    )
    return text.encode() + b"\n"


def decode_answer(line: bytes, wanted: type[Wanted]) -> Wanted:
    """An answer of the kind that was asked for. Raises `RemoteError`, `NotUnderstood`."""
    fields = _object(line)
    if fields.get("version") != protocol.PROTOCOL_VERSION:
        raise NotUnderstood(
            "The agent that runs is of another version than this command.", _SAME_VERSION
        )
    try:
        if "error" in fields:
            raise RemoteError(msgspec.convert(fields["error"], ErrorReport))
        return msgspec.convert(fields.get("answer"), wanted)
    except (msgspec.ValidationError, ValueError, OverflowError) as error:
        raise NotUnderstood("The agent answered something unexpected.", _SAME_VERSION) from error


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(line)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:  # also: not UTF-8
        raise NotUnderstood("What came over the socket is not JSON.", _SAME_VERSION) from error
    if not isinstance(found, dict):
        raise NotUnderstood("What came over the socket is not a JSON object.", _SAME_VERSION)
    return found
