"""Whatever goes wrong behind the socket is an answer."""

import json

import pytest

from tests.safety import LogGuard
from tests.services.stage import Stage
from tray.core.ipc import protocol
from tray.core.ipc.errors import NotUnderstood
from tray.core.ipc.protocol import Peer
from tray.core.ipc.reports import StatusReport
from tray.core.vocabulary.errors import ServiceError
from tray.services.broker.broker import Broker
from tray.services.broker.codec import decode_answer
from tray.services.snapshots.feed import SnapshotFeed
from tray.wiring.broker_assembly import broker_of

US = Peer(None, None)


def broken() -> None:
    raise KeyError("hunter2")


@pytest.fixture
def broker(stage: Stage) -> Broker:
    return broker_of(stage.services, SnapshotFeed(), on_show=broken)


def test_a_mistake_of_ours_is_told_and_quotes_nothing(
    broker: Broker, expected_logs: LogGuard
) -> None:
    expected_logs.expect("a request failed: KeyError in .*test_defects.py")
    answer = broker.handle_line(US, b'{"version": 1, "request": "show"}')
    error = json.loads(answer)["error"]
    assert (error["kind"], error["title"]) == (
        "ServiceError",
        "Something went wrong in SSO Tray (KeyError).",
    )
    assert not any("hunter2" in line for line in expected_logs.lines)
    with pytest.raises(ServiceError):
        broker.handle(protocol.Show(), US)


@pytest.mark.parametrize(
    "line",
    [b'{"version": 1, "request": "\xff"}', b"\xff\xfe", b"[" * 200_000, b'{"a": "\\ud800"}', b""],
    ids=lambda line: repr(line[:20]),
)
def test_what_is_no_text_is_answered(broker: Broker, line: bytes) -> None:
    assert json.loads(broker.handle_line(US, line))["error"]["kind"] == "NotUnderstood"


@pytest.mark.parametrize(
    "line",
    [
        b"garbage\n",
        b"\xff\xfe\n",
        b"[]\n",
        b"{}\n",
        b'{"version": 1}\n',
        b'{"version": 1, "answer": 7}\n',
        b'{"version": 1, "answer": {"serial": "x"}}\n',
        b'{"version": 1, "error": {}}\n',
        b'{"version": 1, "error": [1]}\n',
        b'{"Version": 1, "AccessKeyId": "x"}\n',
        b"[" * 200_000 + b"\n",
    ],
    ids=lambda line: repr(line[:40]),
)
def test_an_answer_of_another_shape_is_said_to_be_so(line: bytes) -> None:
    with pytest.raises(NotUnderstood) as caught:
        decode_answer(line, StatusReport)
    assert "start it again" in caught.value.hint


@pytest.mark.parametrize("version", [b"0", b"2", b'"1"', b"null"])
def test_an_agent_of_another_version_is_named_as_that(version: bytes) -> None:
    with pytest.raises(NotUnderstood, match="of another version"):
        decode_answer(b'{"version": %s, "answer": {}}\n' % version, protocol.Done)
