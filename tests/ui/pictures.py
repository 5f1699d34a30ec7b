"""Pictures of the parts and of home, to look at: `python -m tests.ui.pictures FOLDER`.

Every part, and home in every state, in both looks, on a screen in memory. `QT_SCALE_FACTOR=2` draws
them for a dense screen, `PICTURE_FONT="DejaVu Sans"` in another font than the system's,
`PICTURE_LANGUAGE=de` in German.
"""

import os
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from tests.fakes import START
from tests.ui.home_scenes import scenes
from tray.core.guards.colours import GuardColour
from tray.core.settings.settings import Language
from tray.resource_files import resource_path
from tray.ui.home.actions.controller import Ports
from tray.ui.home.roles.catalogue import RoleCatalogue
from tray.ui.home.window import Home
from tray.ui.toolkit.design.buttons import danger, icon_button, primary, quiet, secondary
from tray.ui.toolkit.design.cards import Banner, Card, EmptyState, RadioCard, one_of
from tray.ui.toolkit.design.fields import Field
from tray.ui.toolkit.design.glyphs import NAMES
from tray.ui.toolkit.design.parts import Glyph, Keycap, Pill, Ring, Switch, Tile, label
from tray.ui.toolkit.design.theme import dress
from tray.ui.toolkit.design.typography import DISPLAY, LEAD, SMALL, TINY, TITLE
from tray.ui.toolkit.platform_style import apply_appearance
from tray.ui.toolkit.toast import Toast
from tray.ui.toolkit.translation import Speech


def row(*widgets: QWidget) -> QHBoxLayout:
    """Some parts side by side."""
    line = QHBoxLayout()
    for widget in widgets:
        line.addWidget(widget)
    line.addStretch()
    return line


def rings() -> QHBoxLayout:
    """A countdown in its states."""
    full, soon, small = Ring(), Ring(), Ring(18)
    full.show_time(0.9, "7 h")
    soon.show_time(0.03, "12", "min", "warn_fill")
    small.show_time(0.6)
    return row(full, soon, small, Tile("Sandbox"), Tile("Prod", GuardColour.RED))


def choices(owner: QWidget) -> tuple[RadioCard, RadioCard]:
    """Two cards to choose between."""
    first = RadioCard("Use another profile name", "Then use it with: aws --profile sandbox-admin")
    second = RadioCard("Replace it for now", "Its lines are commented out.", is_recommended=True)
    first.hold(Field("Profile name"))
    one_of(owner, first, second)
    first.radio.setChecked(True)
    return first, second


def sheet() -> QWidget:
    """A window with every part in it."""
    window = QWidget()
    rows = QVBoxLayout(window)
    for words, share in (("Display", DISPLAY), ("Title", TITLE), ("Lead", LEAD), ("Body", 1.0)):
        rows.addWidget(label(words, share=share, strong=share > 1))
    rows.addWidget(label("Small and soft: a second line", ink="soft", share=SMALL))
    rows.addWidget(label("Tiny", ink="soft", share=TINY, strong=True))
    rows.addLayout(row(*(Glyph(name) for name in NAMES)))
    rows.addLayout(rings())
    pills = (Pill(str(colour.value), colour) for colour in GuardColour)
    rows.addLayout(row(*pills, Pill("Recommended"), Keycap("Ctrl"), Keycap("↵")))
    on = Switch("On")
    on.setChecked(True)
    made = (primary, secondary, quiet, danger)
    buttons = [kind(kind.__name__.capitalize(), lambda: None) for kind in made]
    rows.addLayout(row(*buttons, on, Switch("Off"), icon_button("gear", "Gear", lambda: None)))
    url, wrong = Field("Start URL", "https://acme.awsapps.com/start"), Field("Region")
    wrong.edit.setText("middle-earth-1")
    wrong.object_to("There is no such region.")
    rows.addWidget(url)
    rows.addWidget(wrong)
    card = Card()
    card.rows.addWidget(label("A card", strong=True))
    rows.addWidget(card)
    for choice in choices(window):
        rows.addWidget(choice)
    rows.addWidget(Banner("warn", "No keyring on this machine", "Until you quit.", "Keep"))
    rows.addWidget(Banner("bad", "Profile “default” is used", "Line 18: sso_session", "Choose…"))
    rows.addWidget(Banner("demo", "Demo: sample accounts, nothing here is real", does="Leave"))
    empty = EmptyState()
    empty.say("No role matches “zzqq”", "412 of 1,000 accounts are loaded.", "Clear search")
    rows.addWidget(empty)
    Toast(window).say("default → Prod / Admin · 60 min", "Undo")
    return window


def home(name: str) -> QWidget:
    """Home in one of its states, with its size at a tray."""
    shown, typed, has_tray = scenes()[name]
    catalogue = RoleCatalogue()
    catalogue.learn(shown)

    def seconds(moment: datetime) -> float:
        return (moment - START).total_seconds()

    window = Home(Ports(lambda _: None, lambda: START, seconds), catalogue)
    window.set_tray_available(is_available=has_tray)
    window.show_snapshot(shown)
    window.open()
    line = window.findChild(QLineEdit)
    if typed and line is not None:
        line.setText(typed)
    QApplication.processEvents()
    return window


def with_panel(window: QWidget, keys: Qt.Key, modifiers: Qt.KeyboardModifier) -> QWidget:
    """The same with the panel that these keys open."""
    line = window.findChild(QLineEdit)
    assert line is not None
    for key, how in ((Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier), (keys, modifiers)):
        QApplication.sendEvent(line, QKeyEvent(QEvent.Type.KeyPress, key, how))
    QApplication.processEvents()
    return window


def all_pictures() -> Iterator[tuple[str, QWidget]]:
    """Each window by the name of its picture."""
    window = sheet()
    window.resize(520, window.sizeHint().height())
    yield "parts", window
    for name in scenes():
        yield name, home(name)
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    yield "actions", with_panel(home("picker"), Qt.Key.Key_K, control)
    yield "profile", with_panel(home("picker"), Qt.Key.Key_Return, control | shift)


def main() -> None:
    """Draws them all."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    if family := os.environ.get("PICTURE_FONT"):
        application.setFont(QFont(family, application.font().pointSize()))
    apply_appearance(application)
    language = Language(os.environ.get("PICTURE_LANGUAGE", "en"))
    speech = Speech(application, resource_path("translations/de.qm").parent, lambda: None)
    speech.follow(language)
    for is_dark in (False, True):
        dress(application, is_dark=is_dark)
        for name, window in all_pictures():
            window.grab().save(str(folder / f"{name}-{'dark' if is_dark else 'light'}.png"))
            window.hide()


if __name__ == "__main__":
    main()
