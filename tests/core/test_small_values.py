"""The small values: secrets that mask themselves, tokens as text, the helper's command line."""

import pickle
import shlex
from datetime import timedelta

import pytest

from tests.fakes import START
from tray.core.profiles.credential_process import command_line
from tray.core.sessions.token_codec import decode_token, encode_token
from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.model import ClientRegistration, SignInFlow, SsoToken
from tray.core.vocabulary.secret import Secret

REGISTRATION = ClientRegistration("id", Secret("cs"), START + timedelta(days=9), SignInFlow.PKCE)
TOKEN = SsoToken(Secret("at"), START, START + timedelta(hours=1), Secret("rt"), REGISTRATION, START)


def test_a_secret_shows_itself_to_nobody() -> None:
    secret = Secret("hush")
    said = f"{secret} {secret!r} {secret!s} {secret:>9} {[secret]}"
    assert "hush" not in said
    assert secret.reveal() == "hush"
    assert bool(secret)
    assert not Secret("")
    assert secret == Secret("hush")
    assert secret != Secret("other")
    assert secret != "hush"
    assert len({secret, Secret("hush")}) == 1
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_a_token_comes_back_from_its_text() -> None:
    assert decode_token(encode_token(TOKEN)) == TOKEN


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"version": 2}', '{"version": 1}', "not json"], ids=repr
)
def test_a_text_that_is_no_token_is_none(text: str) -> None:
    assert decode_token(Secret(text)) is None


@pytest.mark.parametrize("is_windows", [False, True], ids=["posix", "Windows"])
def test_plain_words_need_no_quotes(is_windows: bool) -> None:
    words = ["/opt/sso-tray/helper", "acme:000000000042/Admin"]
    assert command_line(words, is_windows=is_windows) == " ".join(words)


def test_a_space_is_quoted_once_and_singly_on_posix() -> None:
    words = ["/opt/my apps/helper", "Ac me:000000000042/Admin", "back\\slash"]
    line = command_line(words, is_windows=False)
    assert shlex.split(line) == words
    assert '"' not in line
    assert command_line(["C:\\my apps\\x", "a"], is_windows=True) == '"C:\\my apps\\x" a'


@pytest.mark.parametrize("word", ["it's", "", "two\nlines"], ids=repr)
def test_what_no_sdk_splits_right_is_refused(word: str) -> None:
    with pytest.raises(FileError, match="can't be used in credential_process"):
        command_line([word], is_windows=False)
