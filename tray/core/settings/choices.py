"""Which choice counts: a person's wish, their settings, or what their administrator has set.

`locked` are the settings that an administrator has set.
"""

from dataclasses import replace
from enum import Enum
from typing import TypeVar

from tray.core.settings.settings import DeliveryKind, FlowChoice, Settings
from tray.core.vocabulary.errors import PolicyError
from tray.core.vocabulary.model import SessionName, SignInFlow, SsoSession
from tray.core.vocabulary.translatable import said

Choice = TypeVar("Choice", bound=Enum)

_WORDS = {
    "delivery": said("how tools get keys"),
    "sign_in": said("how to sign in"),
    "console_link": said("the console link type"),
    "console": said("the console's start page and browser"),
    "sessions": said("the list of access portals"),
}


def chosen(locked: frozenset[str], setting: str, wanted: Choice | None, standing: Choice) -> Choice:
    """What counts: the wish, unless there is none or the setting is locked."""
    return standing if wanted is None or setting in locked else wanted


def refuse_other(locked: frozenset[str], setting: str, wanted: Enum | None, standing: Enum) -> None:
    """For who can be told at once. Raises `PolicyError`."""
    if setting in locked and wanted not in {None, standing}:
        raise PolicyError(
            said(
                "Managed by your administrator: {what} ({value}).",
                what=_WORDS[setting],
                value=standing.value,
            ),
            said("Leave that option out to continue."),
        )


def delivery_of_profiles(
    settings: Settings, locked: frozenset[str], wanted: DeliveryKind | None
) -> DeliveryKind:
    """How profiles for all roles come by their keys: none of them holds any.

    Raises `PolicyError` where the policy wants something else.
    """
    standing = settings.delivery
    is_locked = "delivery" in locked
    if is_locked and standing is DeliveryKind.KEYS:
        raise PolicyError(
            said(
                "Managed by your administrator: {what} ({value}).",
                what=_WORDS["delivery"],
                value=standing.value,
            ),
            said(
                "Profiles for all roles can't hold keys. Use one role at a time: sso-tray use ROLE"
            ),
        )
    refuse_other(locked, "delivery", wanted, standing)
    return standing if is_locked else wanted or DeliveryKind.ON_DEMAND


def as_locked(locked: frozenset[str], before: Settings, wanted: Settings) -> Settings:
    """What a person wants, but for what they may not change."""
    return replace(wanted, **{name: getattr(before, name) for name in locked})


def set_by_administrator(setting: str) -> PolicyError:
    """Something that cannot be changed here."""
    return PolicyError(
        said("Managed by your administrator: {what}.", what=_WORDS[setting]),
        said("You can't change it."),
    )


def sign_in_flow(
    settings: Settings, locked: frozenset[str], wanted: FlowChoice, *, has_browser: bool
) -> SignInFlow:
    """How a sign-in goes that is wanted so."""
    wish = None if wanted is FlowChoice.AUTO else wanted
    choice = chosen(locked, "sign_in", wish, settings.sign_in)
    if choice is FlowChoice.AUTO:
        return SignInFlow.PKCE if has_browser else SignInFlow.DEVICE_CODE
    return SignInFlow.PKCE if choice is FlowChoice.PKCE else SignInFlow.DEVICE_CODE


def region_of(settings: Settings, name: SessionName, session: SsoSession | None) -> str:
    """The region that a session's roles work in, unless the profile has one of its own."""
    for own in settings.sessions:
        if own.name == name and own.default_region:
            return own.default_region
    return settings.default_region or (session.region if session is not None else "")
