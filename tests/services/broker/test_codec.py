import json
import logging
import traceback
from datetime import UTC, datetime

import pytest

from tray.core.ipc import protocol
from tray.core.ipc.errors import NotUnderstood
from tray.core.ipc.protocol import Answer, ConsoleAnswer, CredentialsAnswer, EndpointAnswer
from tray.core.ipc.reports import RoleReport
from tray.core.ipc.sdk_json import container_json, process_json
from tray.core.settings.settings import ConsoleLink, DeliveryKind, FlowChoice
from tray.core.vocabulary.model import RoleCredentials
from tray.core.vocabulary.moments import moment_of, rfc3339
from tray.core.vocabulary.secret import Secret
from tray.services.broker.codec import (
    decode_answer,
    decode_request,
    encode_answer,
    encode_request,
)

HUSH = "wJalr/hush+="
END = datetime(2026, 1, 15, 9, 0, 0, 900_000, tzinfo=UTC)
ROLE = RoleReport("acme:111122223333/Admin", "acme", "111122223333", "Prod", "Admin")
KEYS = RoleCredentials("ASIAEXAMPLE", Secret(HUSH), Secret(f"{HUSH}token"), END)
ANSWERS: list[Answer] = [
    CredentialsAnswer(ROLE, KEYS, "eu-west-1"),
    ConsoleAnswer(Secret(f"https://signin.aws.amazon.com/?token={HUSH}"), ROLE),
    EndpointAnswer("http://127.0.0.1:1/x", Secret(HUSH)),
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_secrets_cross_the_wire_wrapped_at_both_ends(answer: Answer) -> None:
    line = encode_answer(answer)
    assert HUSH.encode() in line
    assert decode_answer(line, type(answer)) == answer


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_shows_no_secret(answer: Answer, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("tray").info("%s %r", answer, answer)
    assert HUSH not in caplog.text
    assert HUSH not in f"{answer}{answer!r}"


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("wrong", [1, None, [HUSH], {"a": HUSH}])
def test_nor_does_the_exception_about_one(answer: Answer, wrong: object) -> None:
    fields = json.loads(encode_answer(answer))
    members = fields["answer"].get("credentials", fields["answer"])
    name = next(name for name, value in members.items() if HUSH in str(value))
    members[name] = wrong
    with pytest.raises(NotUnderstood) as caught:
        decode_answer(json.dumps(fields).encode(), type(answer))
    assert HUSH not in "".join(traceback.format_exception(caught.value))


def test_sdks_read_the_same_keys_by_either_way() -> None:
    answer = CredentialsAnswer(ROLE, KEYS, "")
    line = process_json(answer).reveal()
    assert line.startswith('{"Version": 1,'), "the helper looks for that"
    by_process, by_endpoint = json.loads(line), json.loads(container_json(answer).reveal())
    assert by_process == {
        "Version": 1,
        "AccessKeyId": "ASIAEXAMPLE",
        "SecretAccessKey": HUSH,
        "SessionToken": f"{HUSH}token",
        "Expiration": "2026-01-15T09:00:00Z",
        "AccountId": "111122223333",
    }
    by_endpoint["SessionToken"] = by_endpoint.pop("Token")
    assert by_endpoint == {name: by_process[name] for name in by_process if name != "Version"}


@pytest.mark.parametrize(
    ("text", "timespec"),
    [("0999-01-15T09:00:00Z", "seconds"), ("2026-01-15T09:00:00.900Z", "milliseconds")],
)
def test_a_moment_is_read_back(text: str, timespec: str) -> None:
    assert rfc3339(moment_of(text), timespec) == text


@pytest.mark.parametrize(
    "request_",
    [
        protocol.SignIn("acme", FlowChoice.DEVICE_CODE),
        protocol.UseRole("Prod/Admin", delivery=DeliveryKind.ON_DEMAND),
        protocol.UseRole("Prod/Admin"),
        protocol.GetConsole("Prod/Admin", link=ConsoleLink.FEDERATION),
    ],
)
def test_a_choice_is_a_word_on_the_wire_and_a_value_at_both_ends(
    request_: protocol.Request,
) -> None:
    assert decode_request(encode_request(request_)) == request_


@pytest.mark.parametrize(
    "members",
    [{"request": "sign-in", "flow": "magic"}, {"request": "choose-delivery", "delivery": ""}],
)
def test_a_word_that_is_no_choice_is_refused(members: dict[str, str]) -> None:
    with pytest.raises(NotUnderstood):
        decode_request(json.dumps({"version": 1, **members}).encode())
