"""Choices that an administrator has made: what a person asks for otherwise is not done."""

from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING, TypeVar

from tray.core.settings.settings import DeliveryKind, Settings
from tray.core.vocabulary.errors import PolicyError
from tray.core.vocabulary.translatable import said

if TYPE_CHECKING:
    from tray.services.agent.agent import Agent

Choice = TypeVar("Choice", bound=Enum)

_WORDS = {
    "delivery": said("how tools come by their keys"),
    "sign_in": said("how to sign in"),
    "console_link": said("which link opens the console"),
    "console": said("where the console opens"),
    "sessions": said("which sign-ins there are"),
}


def chosen(agent: "Agent", setting: str, wanted: Choice | None, standing: Choice) -> Choice:
    """What counts: the wish, unless there is none or the setting is locked."""
    return standing if wanted is None or setting in agent.locked else wanted


def refuse_other(agent: "Agent", setting: str, wanted: Enum | None, standing: Enum) -> None:
    """For who can be told at once. Raises `PolicyError`."""
    if setting in agent.locked and wanted not in {None, standing}:
        raise PolicyError(
            said(
                "Your administrator has set {what}: {value}.",
                what=_WORDS[setting],
                value=standing.value,
            ),
            said("Leave the choice out to go on."),
        )


def delivery_of_profiles(agent: "Agent", wanted: DeliveryKind | None) -> DeliveryKind:
    """How profiles for all roles come by their keys: none of them holds any.

    Raises `PolicyError` where the policy wants something else.
    """
    standing = agent.settings.delivery
    is_locked = "delivery" in agent.locked
    if is_locked and standing is DeliveryKind.KEYS:
        raise PolicyError(
            said(
                "Your administrator has set {what}: {value}.",
                what=_WORDS["delivery"],
                value=standing.value,
            ),
            said("Profiles for all roles hold no keys. Use one role at a time: sso-tray use ROLE"),
        )
    refuse_other(agent, "delivery", wanted, standing)
    return standing if is_locked else wanted or DeliveryKind.ON_DEMAND


def as_locked(names: frozenset[str], before: Settings, wanted: Settings) -> Settings:
    """What a person wants, but for what they may not change."""
    return replace(wanted, **{name: getattr(before, name) for name in names})


def locked(setting: str) -> PolicyError:
    """Something that cannot be changed here."""
    return PolicyError(
        said("Your administrator has set {what}.", what=_WORDS[setting]),
        said("It cannot be changed."),
    )
