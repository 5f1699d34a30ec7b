"""Asks about a guarded role on the terminal that the program was started from.

Not over stdin and stdout: those belong to the AWS tool that waits for keys.
"""

import os
from typing import IO

from tray.core.guards.consent import Answer, Question
from tray.core.vocabulary.printable import printable

_TERMINAL = "CONIN$" if os.name == "nt" else "/dev/tty"
_SCREEN = "CONOUT$" if os.name == "nt" else "/dev/tty"
_ANSWERS = {
    "y": Answer.ONCE,
    "yes": Answer.ONCE,
    "15": Answer.FOR_A_WHILE,
}


def ask_on_terminal(question: Question, words: str) -> Answer | None:
    """The answer; None where there is no terminal to ask on."""
    try:
        with open(_SCREEN, "w", encoding="utf-8") as screen, open(_TERMINAL) as terminal:  # noqa: PTH123 - devices
            return _asked(question, words, screen, terminal)
    except OSError:
        return None


def _asked(question: Question, words: str, screen: IO[str], terminal: IO[str]) -> Answer:
    label = f" [{question.rule.label}]" if question.rule.label else ""
    who = question.asker.words if question.asker is not None else "You"
    # A terminal obeys what it is shown, and would show other names above.
    line = printable(f"sso-tray: {who} asks for {words}{label}.")
    screen.write(f"{line}\n")
    screen.write("Allow it? y (once), 15 (for 15 min) or n: ")
    screen.flush()
    return _ANSWERS.get(terminal.readline().strip().lower(), Answer.DENY)
