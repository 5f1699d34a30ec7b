"""The question about a guarded role on a real pseudo-terminal."""

import io
import os
import subprocess
import sys
import time

import pytest

from tests.fakes import START
from tray.adapters.system.terminal_prompt import _asked
from tray.core.guards.consent import Question
from tray.core.guards.requester import Requester
from tray.core.guards.rules import GuardRule
from tray.core.vocabulary.model import AccountId, RoleRef, SessionName

pytest.importorskip("pty", reason="POSIX only")
import pty

PROGRAM = """
import os, sys
from tests.fakes import START
from tray.adapters.system.terminal_prompt import ask_on_terminal
from tray.core.guards.requester import Requester
from tray.core.guards.consent import Question
from tray.core.guards.rules import GuardRule
from tray.core.vocabulary.model import AccountId, RoleRef, SessionName
role = RoleRef(SessionName("acme"), AccountId("000000000001"), "Admin")
asker = Requester("terraform", 42, directory="/infra")
question = Question(1, role, GuardRule(label="production"), START, asker)
print(ask_on_terminal(question, "Prod / Admin"))
"""


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("y", "ONCE"), ("YES", "ONCE"), ("15", "FOR_A_WHILE"), ("", "DENY"), ("what", "DENY")],
)
def test_what_is_typed_is_the_answer(typed: str, answer: str) -> None:
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-c", PROGRAM])  # noqa: S606 - ourselves
    said = _read_until(terminal, "or n: ")
    assert "terraform (pid 42, in infra) asks for Prod / Admin [production]." in said
    os.write(terminal, f"{typed}\n".encode())
    assert f"Answer.{answer}" in _read_until(terminal, "Answer.")
    os.waitpid(child, 0)
    os.close(terminal)


def test_the_question_rewrites_nothing_on_the_terminal() -> None:
    screen = io.StringIO()
    role = RoleRef(SessionName("acme"), AccountId("000000000001"), "Admin")
    rule = GuardRule(label="x\r\x1b[2Kforged\n")
    asker = Requester("x\r\x1b[2Ksso-tray: aws asks for Dev / ReadOnly.\n\x1b[8m", 42)
    _asked(Question(1, role, rule, START, asker), "Prod\x07 / Admin", screen, io.StringIO("n\n"))
    said = screen.getvalue()
    assert said.count("\n") == 1
    assert all(letter.isprintable() for letter in said.replace("\n", ""))
    assert "?[8m" in said


def test_without_a_terminal_nobody_is_asked() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
        check=True,
    )
    assert done.stdout.strip() == "None"


def _read_until(terminal: int, words: str) -> str:
    said, end = "", time.monotonic() + 20
    while words not in said or (said.endswith(words) and words == "Answer."):
        assert time.monotonic() < end, said
        try:
            said += os.read(terminal, 4096).decode()
        except OSError:  # the other end is gone: Linux's way to say so
            break
    return said
