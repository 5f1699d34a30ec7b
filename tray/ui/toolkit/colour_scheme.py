"""Light or dark, while the program runs."""

import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tray.core.settings.settings import Appearance
from tray.ui.toolkit.design.theme import dress
from tray.ui.toolkit.system_colour_scheme import SystemColourScheme


class ColourScheme:
    """Light or dark as the person wants it, or as the system has it."""

    def __init__(self, application: QApplication, system: SystemColourScheme) -> None:
        self._application, self._system = application, system
        self._wanted = Appearance.SYSTEM
        self._is_dark = False
        system.changed.connect(self._apply)

    def follow(self, wanted: Appearance) -> None:
        """What the settings say."""
        if wanted is not self._wanted:
            self._wanted = wanted
            self._apply()

    def _apply(self) -> None:
        if not sys.platform.startswith("linux"):
            schemes = {Appearance.LIGHT: Qt.ColorScheme.Light, Appearance.DARK: Qt.ColorScheme.Dark}
            scheme = schemes.get(self._wanted, Qt.ColorScheme.Unknown)
            self._application.styleHints().setColorScheme(scheme)
            return
        is_system = self._wanted is Appearance.SYSTEM
        is_dark = self._system.is_dark if is_system else self._wanted is Appearance.DARK
        if is_dark != self._is_dark:
            self._is_dark = is_dark
            dress(self._application, is_dark=is_dark)
