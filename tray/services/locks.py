"""Choices that an administrator has made: what a person asks for otherwise is not done."""

from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING, TypeVar

from tray.core.errors import PolicyError
from tray.core.settings import Settings

if TYPE_CHECKING:
    from tray.services.agent import Agent

Choice = TypeVar("Choice", bound=Enum)

_WORDS = {
    "delivery": "how tools come by their keys",
    "sign_in": "how to sign in",
    "console_link": "which link opens the console",
    "console": "where the console opens",
    "sessions": "which sign-ins there are",
}


def chosen(agent: "Agent", setting: str, wanted: Choice | None, standing: Choice) -> Choice:
    """What counts: the wish, unless there is none or the setting is locked."""
    return standing if wanted is None or setting in agent.locked else wanted


def refuse_other(agent: "Agent", setting: str, wanted: Enum | None, standing: Enum) -> None:
    """For who can be told at once. Raises `PolicyError`."""
    if setting in agent.locked and wanted not in {None, standing}:
        raise PolicyError(
            f"Your administrator has set {_WORDS[setting]}: {standing.value}.",
            "Leave the choice out to go on.",
        )


def as_locked(names: frozenset[str], before: Settings, wanted: Settings) -> Settings:
    """What a person wants, but for what they may not change."""
    return replace(wanted, **{name: getattr(before, name) for name in names})


def locked(setting: str) -> PolicyError:
    """Something that cannot be changed here."""
    return PolicyError(f"Your administrator has set {_WORDS[setting]}.", "It cannot be changed.")
