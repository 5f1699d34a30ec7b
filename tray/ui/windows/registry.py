"""The windows, each made when it is first wanted: the icon does not wait for their modules."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QApplication, QWidget

from tray.core.commands import Command, OpenReleases
from tray.core.console.browser_rules import InstalledBrowser
from tray.core.exec.shell_export import detect_shell
from tray.core.ports.desktop import LoginItem
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.model import RoleRef, SessionName
from tray.ui.menu.model import UiRequest
from tray.ui.toolkit.colour_scheme import ColourScheme
from tray.ui.toolkit.system_colour_scheme import SystemColourScheme
from tray.ui.toolkit.widgets import to_front
from tray.ui.toolkit.window_manners import (
    SETTINGS_KEY,
    ForgetfulPlaces,
    PlaceMemory,
    WindowPlaces,
    add_key,
)
from tray.ui.windows.profile_questions import Questions
from tray.ui.windows.remedies import Remedies

if TYPE_CHECKING:
    from tray.core.doctor.report import Report
    from tray.ui.activity.feed import ActivityFeed
    from tray.ui.activity.window import ActivityWindow
    from tray.ui.first_run.window import FirstRun
    from tray.ui.home.roles.catalogue import RoleCatalogue
    from tray.ui.home.window import Home
    from tray.ui.settings.window import SettingsWindow
    from tray.ui.sign_in.window import SignInWindow
    from tray.ui.windows.about import AboutWindow
    from tray.ui.windows.diagnostics import DiagnosticsWindow, Examine
    from tray.ui.windows.guard_questions import GuardQuestions


@dataclass(frozen=True, slots=True)
class Desktop:
    """What the windows may do on the person's machine beside sending commands."""

    start_demo: Callable[[], None] = lambda: None
    login: LoginItem | None = None
    examine: "Examine | None" = None
    bundle: "Callable[[Report], str]" = str
    activity: "ActivityFeed | None" = None
    browsers: Callable[[], tuple[InstalledBrowser, ...]] = tuple
    remedies: Remedies = field(default_factory=Remedies)
    places: WindowPlaces = field(default_factory=ForgetfulPlaces)


class Windows:
    """Shows each snapshot in the windows that are open, and opens those that are asked for."""

    def __init__(
        self,
        send: Callable[[Command], None],
        now: Callable[[], datetime],
        seconds_until: Callable[[datetime], float],
        desktop: Desktop,
    ) -> None:
        self._send, self._now, self._seconds_until = send, now, seconds_until
        self._desktop = desktop
        self._snapshot = AppSnapshot()
        self._has_tray = True
        system = SystemColourScheme()
        self._look = ColourScheme(cast("QApplication", QApplication.instance()), system)
        system.start()
        self._questions = Questions(send)
        self._guards: GuardQuestions | None = None
        self._catalogue: RoleCatalogue | None = None
        self._sign_in: SignInWindow | None = None
        self._home: Home | None = None
        self._settings: SettingsWindow | None = None
        self._first_run: FirstRun | None = None
        self._diagnostics: DiagnosticsWindow | None = None
        self._activity: ActivityWindow | None = None
        self._about: AboutWindow | None = None

    # ---- from the agent -----------------------------------------------------

    def follow(self, snapshot: AppSnapshot) -> None:
        """Shows what is new, and opens what asks the person something."""
        self._snapshot = snapshot
        self._look.follow(snapshot.settings.appearance)
        self._follow_questions()
        if any(view.listing for view in snapshot.sessions):
            self._known_roles().learn(snapshot)
        first = (self._home, self._settings, self._first_run)
        for window in (*first, self._diagnostics, self._activity):
            if window is not None:
                window.show_snapshot(snapshot)

    def _follow_questions(self) -> None:
        snapshot = self._snapshot
        if self._sign_in is None and snapshot.sessions:
            from tray.ui.sign_in.window import SignInWindow  # noqa: PLC0415 - see above

            self._sign_in = SignInWindow(
                self._send, self._seconds_until, self._is_told_in_first_run
            )
        if self._sign_in is not None:
            self._sign_in.follow(snapshot)
        self._questions.follow(snapshot)
        if self._guards is None and snapshot.questions:
            from tray.ui.windows.guard_questions import GuardQuestions  # noqa: PLC0415 - see above

            self._guards = GuardQuestions(self._send, self._seconds_until)
        if self._guards is not None:
            self._guards.follow(snapshot)

    def _is_told_in_first_run(self, session: SessionName) -> bool:
        return self._first_run is not None and self._first_run.tells_of(session)

    def set_tray_available(self, *, is_available: bool) -> None:
        """Whether there is an icon that a person can see."""
        self._has_tray = is_available
        if self._home is not None:
            self._home.set_tray_available(is_available=is_available)

    def keys_copied(self) -> None:
        """The keys that were asked for are on the clipboard."""
        if self._home is not None:
            self._home.keys_copied()

    # ---- from the person ----------------------------------------------------

    def open(self, request: UiRequest) -> None:
        """Opens a window, or brings it to the front."""
        match request:
            case UiRequest.HOME:
                self._home_window().open()
            case UiRequest.FIRST_RUN:
                self._open_first_run()
            case UiRequest.SETTINGS:
                self._open_settings()
            case UiRequest.GUARDS:
                from tray.ui.settings.pages.guards_page import GuardsPage  # noqa: PLC0415 - see above

                self._open_settings(GuardsPage.title)
            case UiRequest.SHOW_ACTIVITY:
                self._open_activity()
            case UiRequest.DIAGNOSTICS:
                self._open_diagnostics()
            case UiRequest.ABOUT:
                self._open_about()
            case UiRequest.QUIT:
                pass  # no window

    def show_sign_in(self) -> None:
        """That of the sign-in that is under way."""
        if self._sign_in is not None:
            to_front(self._sign_in)

    def ask_profile(self, role: RoleRef) -> None:
        """For which profile a role is to be used."""
        self._home_window().ask_profile(role)

    def hide(self) -> None:
        """Takes them off the screen."""
        first = (self._home, self._sign_in)
        others = (self._settings, self._first_run, self._diagnostics, self._activity, self._about)
        for window in (*first, *others):
            if window is not None:
                window.hide()

    # ---- each -----------------------------------------------------------------

    def _home_window(self) -> "Home":
        if self._home is None:
            from tray.ui.home.actions.controller import Ports  # noqa: PLC0415 - see above
            from tray.ui.home.window import Home  # noqa: PLC0415

            ports = Ports(
                self._send,
                self._now,
                self._seconds_until,
                self.open,
                lambda _: self.show_sign_in(),
                self._questions.bring,
                detect_shell(os.environ),
            )
            self._home = Home(ports, self._known_roles())
            self._home.set_tray_available(is_available=self._has_tray)
        self._home.show_snapshot(self._snapshot)
        return self._home

    def _open_first_run(self) -> None:
        if self._first_run is None:
            from tray.ui.first_run.window import FirstRun  # noqa: PLC0415 - see above

            pick = UiRequest.HOME
            self._first_run = FirstRun(
                self._send, self._desktop.start_demo, lambda: self.open(pick), self._desktop.login
            )
        self._first_run.show_snapshot(self._snapshot)
        self._first_run.open()

    def _open_activity(self) -> None:
        if self._desktop.activity is None:
            return
        if self._activity is None:
            from tray.ui.activity.window import ActivityWindow  # noqa: PLC0415 - see above

            # By the wall's clock: the demo's own runs faster, and its log does not.
            self._activity = ActivityWindow(self._desktop.activity, partial(datetime.now, UTC))
            self._mannered(self._activity, "activity")
        self._activity.show_snapshot(self._snapshot)
        to_front(self._activity)

    def _open_diagnostics(self) -> None:
        if self._desktop.examine is None:
            return
        if self._diagnostics is None:
            from tray.ui.windows.diagnostics import DiagnosticsWindow  # noqa: PLC0415 - see above

            self._diagnostics = DiagnosticsWindow(
                self._desktop.examine, self._desktop.bundle, self._now, self._desktop.remedies
            )
            self._mannered(self._diagnostics, "diagnostics")
        self._diagnostics.show_snapshot(self._snapshot)
        to_front(self._diagnostics)
        self._diagnostics.look()

    def _open_settings(self, page: str = "") -> None:
        if self._settings is None:
            from tray.ui.settings.window import SettingsWindow  # noqa: PLC0415 - see above

            self._settings = SettingsWindow(
                self._send,
                lambda: self.open(UiRequest.FIRST_RUN),
                self._desktop.login,
                self._desktop.browsers,
            )
            self._mannered(self._settings, "settings")
        self._settings.show_snapshot(self._snapshot)
        self._settings.open_at(page)

    def _open_about(self) -> None:
        if self._about is None:
            from tray.ui.windows.about import AboutWindow  # noqa: PLC0415 - see above

            self._about = AboutWindow(
                lambda: self._send(OpenReleases()),
                lambda: self.open(UiRequest.DIAGNOSTICS),
                is_demo=self._snapshot.is_demo,
            )
            add_key(self._about, SETTINGS_KEY, lambda: self.open(UiRequest.SETTINGS))
        to_front(self._about)

    def _mannered(self, window: QWidget, name: str) -> None:
        """Where it was the last time, and a key away from the settings."""
        add_key(window, SETTINGS_KEY, lambda: self.open(UiRequest.SETTINGS))
        PlaceMemory(window, name, self._desktop.places)

    def _known_roles(self) -> "RoleCatalogue":
        if self._catalogue is None:
            from tray.ui.home.roles.catalogue import RoleCatalogue  # noqa: PLC0415 - see above

            self._catalogue = RoleCatalogue()
            self._catalogue.learn(self._snapshot)
        return self._catalogue
