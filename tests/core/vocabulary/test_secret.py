"""A secret shows itself where it is asked to, and nowhere else."""

import copy
import json
import pickle

import pytest

from tests.core.sessions.test_machine import TOKEN
from tray.core.sessions.token_codec import decode_token, encode_token
from tray.core.vocabulary.secret import Secret

HUNTER = Secret("hunter2")


@pytest.mark.parametrize(
    "text",
    [str(HUNTER), repr(HUNTER), f"{HUNTER:>20}", "%s" % HUNTER, repr([HUNTER]), repr(TOKEN)],  # noqa: UP031 - logging's way
    ids=["str", "repr", "format", "percent", "in a list", "in a token"],
)
def test_it_masks_itself(text: str) -> None:
    assert "hunter2" not in text
    assert "'a'" not in text
    assert "•" in text


def test_it_is_compared_but_not_copied_by_pickle() -> None:
    assert Secret("hunter2") == HUNTER
    assert Secret("other") != HUNTER
    assert HUNTER != "hunter2"
    assert {HUNTER: 1}[Secret("hunter2")] == 1
    assert HUNTER
    assert not Secret("")
    for attempt in (pickle.dumps, copy.copy):
        with pytest.raises(TypeError, match="never pickled"):
            attempt(HUNTER)


def test_a_token_comes_back_from_its_text() -> None:
    assert decode_token(encode_token(TOKEN)) == TOKEN


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rubbish",
        "null",
        "{}",
        json.dumps({**json.loads(encode_token(TOKEN).reveal()), "version": 99}),
        json.dumps({**json.loads(encode_token(TOKEN).reveal()), "flow": "telepathy"}),
        json.dumps({**json.loads(encode_token(TOKEN).reveal()), "issued_at": 7}),
    ],
    ids=["nothing", "no JSON", "no object", "empty", "newer", "unknown flow", "no moment"],
)
def test_what_is_no_token_of_ours_leads_to_a_new_sign_in(text: str) -> None:
    assert decode_token(Secret(text)) is None
