"""What is wrong, or worth knowing, above the list: a line each, with the one button that helps."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from PySide6.QtWidgets import QVBoxLayout, QWidget

from tray.core.commands import (
    Command,
    KeepTokensInMemory,
    OpenReleases,
    Release,
    RenewNow,
    SignIn,
)
from tray.core.profiles.activation import Activation
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.errors import Remedy, TrayError
from tray.core.vocabulary.model import ProfileName
from tray.core.vocabulary.translatable import said, together
from tray.ui.menu.model import UiRequest
from tray.ui.toolkit.design.cards import Banner
from tray.ui.toolkit.design.typography import S4, S8
from tray.ui.toolkit.layouts import clear

MOST: Final = 3
_NO_TRAY = said("This desktop shows no tray icon")
_NO_TRAY_MEANS = said("The icon appears as soon as it does. Until then this window is the way in.")
_NO_TRAY_ON_GNOME = said(
    "Install and turn on the AppIndicator extension (package gnome-shell-extension-appindicator)."
)


@dataclass(frozen=True, slots=True)
class ChooseProfile:
    """Ask again what is to become of a profile that belongs to somebody else."""

    profile: ProfileName


Helps: TypeAlias = Command | UiRequest | ChooseProfile


@dataclass(frozen=True, slots=True)
class Notice:
    """One banner. `kind` is info, warn, bad or demo; `helps` is done by the button `does`."""

    kind: str
    title: str
    detail: str = ""
    does: str = ""
    helps: Helps | None = None


def notices(snapshot: AppSnapshot, *, has_tray: bool, desktop: str) -> tuple[Notice, ...]:
    """All there is to tell, the most pressing first. `desktop` is as XDG_CURRENT_DESKTOP has it."""
    found = [*_wrong(snapshot), *_known(snapshot, has_tray=has_tray, desktop=desktop)]
    if len(found) <= MOST:
        return tuple(found)
    rest = said("{count} more messages", count=len(found) - MOST + 1)
    more = Notice("info", rest, "", said("Diagnostics"), UiRequest.DIAGNOSTICS)
    return (*found[: MOST - 1], more)


def _wrong(snapshot: AppSnapshot) -> Iterator[Notice]:
    for error in dict.fromkeys(snapshot.problems):
        yield _problem(error)
    for one in snapshot.activations:
        if one.failure is not None:
            yield _failure(one, one.failure)
    for leaving in snapshot.withdrawals:
        if leaving.error is not None:
            title = together(leaving.profile, leaving.error.title, between=": ")
            again = Release(leaving.profile)
            yield Notice("bad", title, leaving.error.hint, said("Try again"), again)


def _known(snapshot: AppSnapshot, *, has_tray: bool, desktop: str) -> Iterator[Notice]:
    if snapshot.is_demo:
        words = said("Demo: sample accounts, nothing here is real")
        yield Notice("demo", words, "", said("Leave"), UiRequest.QUIT)
    if not has_tray:
        is_gnome = "GNOME" in desktop.upper().split(":")
        yield Notice("info", _NO_TRAY, _NO_TRAY_ON_GNOME if is_gnome else _NO_TRAY_MEANS)
    if version := snapshot.newer_version:
        words = said("SSO Tray {version} is available", version=version)
        yield Notice("info", words, "", said("Show"), OpenReleases())


def _problem(error: TrayError) -> Notice:
    if error.remedy is Remedy.KEEP_IN_MEMORY:
        keep = said("Keep in memory")
        return Notice("warn", error.title, error.hint, keep, KeepTokensInMemory())
    return Notice("bad", error.title, error.hint, said("Diagnostics"), UiRequest.DIAGNOSTICS)


def _failure(one: Activation, error: TrayError) -> Notice:
    title = together(one.profile, error.title, between=": ")
    does, helps = _remedy(one, error)
    return Notice("bad", title, error.hint, does, helps)


def _remedy(one: Activation, error: TrayError) -> tuple[str, Helps]:
    match error.remedy:
        case Remedy.CHOOSE_PROFILE:
            return said("Choose…"), ChooseProfile(one.profile)
        case Remedy.SIGN_IN:
            return said("Sign in"), SignIn(one.role.session)
        case Remedy.NONE:
            return said("Stop using"), Release(one.profile)
        case _:
            return said("Try again"), RenewNow(one.profile)


class Banners(QWidget):
    """The banners; made anew only where they say something else."""

    def __init__(self, help_with: Callable[[Helps], None]) -> None:
        super().__init__()
        self._help_with = help_with
        self._shown: tuple[Notice, ...] = ()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(S8, S8, S8, 0)
        self._rows.setSpacing(S4)
        self.hide()

    def show_notices(self, wanted: tuple[Notice, ...], *, is_hidden: bool) -> None:
        """Those from now on; hidden while one types."""
        if wanted != self._shown:
            self._shown = wanted
            self._build()
        self.setVisible(bool(wanted) and not is_hidden)

    def _build(self) -> None:
        clear(self._rows)
        for notice in self._shown:
            banner = self._banner(notice)
            self._rows.addWidget(banner)
            banner.show()  # by itself it would be a moment later, and what is below would jump

    def _banner(self, notice: Notice) -> Banner:
        helps = notice.helps
        pressed = (lambda: self._help_with(helps)) if helps is not None else (lambda: None)
        return Banner(notice.kind, notice.title, notice.detail, notice.does, pressed)
