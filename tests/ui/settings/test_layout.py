"""No word of the settings is cut, whatever the language and the size of the letters."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.layout_faults import layout_faults
from tests.ui.samples import listing, signed_in, snapshot, view
from tests.ui.settings.test_console_settings import CHROME, FIREFOX
from tests.ui.settings.test_console_settings import RULES as BROWSER_RULES
from tests.ui.settings.test_settings import EVERYTHING
from tray.core.settings.settings import ConsoleSettings, Language
from tray.resource_files import resource_path
from tray.ui.settings.guard_card import GuardCard
from tray.ui.settings.window import SettingsWindow
from tray.ui.toolkit.design.theme import dress
from tray.ui.toolkit.translation import Speech

ALL = replace(EVERYTHING, console=ConsoleSettings("s3", ("ec2",), BROWSER_RULES))


@pytest.fixture(params=[1.0, 1.5, 2.0], ids=lambda scale: f"letters {scale}")
def letters(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[None]:
    """The system's letters in three sizes, in our own look."""
    before, sheet, palette = qapp.font(), qapp.styleSheet(), qapp.palette()
    larger = qapp.font()
    larger.setPointSizeF(before.pointSizeF() * request.param)
    qapp.setFont(larger)
    dress(qapp, is_dark=False)
    yield
    qapp.setFont(before)
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)


@pytest.fixture(params=[Language.ENGLISH, Language.GERMAN], ids=lambda one: str(one.value))
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[None]:
    speech = Speech(qapp, resource_path("translations/de.qm").parent, lambda: None)
    speech.follow(request.param)
    yield
    speech.follow(Language.ENGLISH)


@pytest.mark.parametrize("locked", [frozenset(), frozenset({"guards", "console", "network"})])
@pytest.mark.usefixtures("letters", "language")
def test_nothing_is_cut_and_nothing_overlaps(qtbot: QtBot, locked: frozenset[str]) -> None:
    window = SettingsWindow(lambda _: None, lambda: None, None, lambda: (FIREFOX, CHROME))
    qtbot.addWidget(window)
    known = snapshot(view(signed_in(), accounts=listing(3, 2)), settings=ALL, locked=locked)
    window.show_snapshot(known)
    window.open_at()
    window.findChildren(GuardCard)[0].open(is_open=True)
    for row in range(window._names.count()):
        window._names.setCurrentRow(row)
        QApplication.processEvents()
        page = window._stack.currentWidget().widget()  # type: ignore[union-attr]
        assert page.width() <= window._stack.width(), "nothing is to be scrolled sideways"
        assert layout_faults(page) == [], window._names.item(row).text()
