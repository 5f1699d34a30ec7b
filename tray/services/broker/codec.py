"""Lines of JSON from and to the agent's socket, strictly validated."""

from typing import Any, TypeVar

import msgspec

from tray.core.ipc import protocol
from tray.core.ipc.errors import NotUnderstood, RemoteError
from tray.core.ipc.protocol import Answer, Request
from tray.core.ipc.reports import ErrorReport
from tray.core.ipc.sdk_json import process_json
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.secret import Secret
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
    """An answer as one line, with its secrets."""
    return b'{"version":1,"answer":' + encode_report(answer) + b"}\n"


def encode_error(error: TrayError) -> bytes:
    """An error as one line."""
    return b'{"version":1,"error":' + encode_report(error_report(error)) + b"}\n"


def encode_report(report: object) -> bytes:
    """A report or an answer as JSON. Here, and nowhere else, secrets go into it."""
    return msgspec.json.encode(report, enc_hook=_revealed)


def encode_process_credentials(keys: protocol.CredentialsAnswer) -> bytes:
    """The line that `credential_process` prints."""
    return process_json(keys).reveal().encode() + b"\n"


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
        return msgspec.convert(fields.get("answer"), wanted, dec_hook=_wrapped)
    except (msgspec.ValidationError, ValueError, OverflowError) as error:
        raise NotUnderstood("The agent answered something unexpected.", _SAME_VERSION) from error


def _revealed(value: object) -> str:
    return value.reveal() if isinstance(value, Secret) else plain(value)


def _wrapped(kind: type, value: object) -> Secret:
    """A secret of the wire. What is wrong with it is said without it."""
    if kind is not Secret or not isinstance(value, str):
        raise ValueError(f"no {kind.__name__}")
    return Secret(value)


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(line)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:  # also: not UTF-8
        raise NotUnderstood("What came over the socket is not JSON.", _SAME_VERSION) from error
    if not isinstance(found, dict):
        raise NotUnderstood("What came over the socket is not a JSON object.", _SAME_VERSION)
    return found
