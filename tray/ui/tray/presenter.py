"""From a snapshot and the time to what the tray shows. Pure, and without Qt.

A presenter remembers nothing but the index of account names, which is built
once per listing.
"""

from collections.abc import Sequence
from datetime import datetime
from math import ceil
from typing import TypeAlias

from tray.core.commands import SignIn
from tray.core.sessions.states import Authorizing, Expired
from tray.core.snapshot import AppSnapshot
from tray.core.tray_status import TrayStatus
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.translatable import said, together
from tray.ui.mark.model import IconModel
from tray.ui.menu.layout import MenuLayout
from tray.ui.menu.model import Entry, Item, Separator, ShowSignIn, UiRequest
from tray.ui.menu.session_entries import session_words
from tray.ui.texts import countdown
from tray.ui.texts.account_names import AccountNames

ARC_STEPS = 60
"""The icon's arc moves in so many steps, so that it is seldom sent to the panel."""

_MOST_IN_TOOLTIP = 3
_WITH_TIME_LEFT = (TrayStatus.SIGNED_IN, TrayStatus.ENDS_SOON)

ClickAction: TypeAlias = SignIn | ShowSignIn | UiRequest


class Presenter:
    """What the tray shows. `click_opens_menu` as on macOS: the menu then begins with the click."""

    def __init__(self, *, click_opens_menu: bool = False) -> None:
        self.names = AccountNames()
        self._click_opens_menu = click_opens_menu

    def icon(self, snapshot: AppSnapshot, now: datetime) -> IconModel:
        """The icon: the worst of the sessions, and of those the least time left."""
        status = snapshot.status(now)
        remaining = (one.role for one in snapshot.withdrawals if one.role is not None)
        roles = (*(one.role for one in snapshot.activations), *remaining)
        rules = (snapshot.guard(role) for role in roles)
        guard = next((rule.colour for rule in rules if rule is not None), None)
        share = _share(snapshot, status, now)
        return IconModel(status, share, bool(snapshot.troubles), snapshot.is_demo, guard)

    def tooltip(self, snapshot: AppSnapshot, now: datetime) -> str:
        """A line for each session, profile and trouble: panels break none by themselves."""
        self.names.learn(snapshot)
        sessions = [
            together(view.session.name, session_words(view, now), between=": ")
            for view in snapshot.sessions
        ]
        profiles = [
            together(
                f"{one.profile} → {self.names.role(one.role)}",
                countdown.keys_time(one, now),
                between=", ",
            )
            for one in snapshot.activations
        ]
        title, *lines = _first(sessions or [_without_sessions(snapshot)])
        return together(
            together("DEMO" if snapshot.is_demo else "", title, between=" · "),
            *lines,
            *_first(profiles),
            *_first(_titles(snapshot.troubles)),
            between="\n",
        )

    def menu(self, snapshot: AppSnapshot, now: datetime) -> tuple[Item, ...]:
        """The menu, from top to bottom."""
        self.names.learn(snapshot)
        items = MenuLayout(snapshot, self.names, now).items()
        if not self._click_opens_menu:
            return items
        action = self.click(snapshot)
        return (Entry("click", _click_words(action), action), Separator("click line"), *items)

    def click(self, snapshot: AppSnapshot) -> ClickAction:
        """What a click on the icon does."""
        views = snapshot.sessions
        if not snapshot.is_ready:
            return UiRequest.HOME
        if not views:
            return UiRequest.FIRST_RUN
        for view in views:
            if isinstance(view.state, Authorizing):
                return ShowSignIn(view.session.name)
        if any(view.is_signed_in for view in views):
            return UiRequest.HOME
        ended = next((view for view in views if isinstance(view.state, Expired)), views[0])
        return SignIn(ended.session.name)

    def next_change(self, snapshot: AppSnapshot, now: datetime) -> datetime | None:
        """When `icon`, `tooltip` or `menu` next say something else by themselves, if ever."""
        return countdown.next_change(snapshot, now)


def _share(snapshot: AppSnapshot, status: TrayStatus, now: datetime) -> float:
    if status not in _WITH_TIME_LEFT:
        return 0.0
    views = (view for view in snapshot.sessions if view.status(now, snapshot.soon) is status)
    least = min((view.share_left(now) for view in views), default=0.0)
    return ceil(least * ARC_STEPS) / ARC_STEPS


def _first(parts: Sequence[str]) -> list[str]:
    more = len(parts) - _MOST_IN_TOOLTIP
    shown = list(parts[:_MOST_IN_TOOLTIP])
    return shown if more <= 0 else [*shown, said("{count} more", count=more)]


def _titles(errors: tuple[TrayError, ...]) -> list[str]:
    """Each title once: without a network many things fail for the same reason."""
    return list(dict.fromkeys(error.title for error in errors))


def _without_sessions(snapshot: AppSnapshot) -> str:
    return said("SSO Tray isn't set up yet") if snapshot.is_ready else said("SSO Tray is starting…")


def _click_words(action: ClickAction) -> str:
    match action:
        case SignIn(session):
            return said("Sign in to {session}…", session=session)
        case ShowSignIn():
            return said("Show sign-in…")
        case UiRequest.FIRST_RUN:
            return said("Set up SSO Tray…")
        case _:
            return said("Find a role…")
