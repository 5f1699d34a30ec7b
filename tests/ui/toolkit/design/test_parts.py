"""The parts: what they say to a screen reader, how they follow the look, what they do."""

from collections.abc import Callable, Iterator
from typing import cast

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAccessible, QFont, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.screen import alarms, press, ring, words
from tray.core.vocabulary.translatable import said
from tray.ui.toolkit.design.buttons import danger, icon_button, primary, quiet, secondary
from tray.ui.toolkit.design.cards import Banner, EmptyState, RadioCard, one_of
from tray.ui.toolkit.design.colours import DARK, LIGHT
from tray.ui.toolkit.design.fields import Field
from tray.ui.toolkit.design.glyphs import NAMES, glyph_icon, paint_glyph
from tray.ui.toolkit.design.painting import tile_letters
from tray.ui.toolkit.design.parts import Keycap, Label, Pill, Ring, Switch, label
from tray.ui.toolkit.design.theme import colour, dress, look
from tray.ui.toolkit.design.typography import BODY, LEAD, ROW, SMALL, font, row_height
from tray.ui.toolkit.toast import Toast


@pytest.fixture
def dark(qapp: QApplication) -> Iterator[None]:
    """The dark look, and afterwards what was there before."""
    before, sheet = QPalette(qapp.palette()), qapp.styleSheet()
    dress(qapp, is_dark=True)
    yield
    qapp.setPalette(before)
    qapp.setStyleSheet(sheet)


def name(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name)


def picture(widget: QWidget) -> QImage:
    widget.resize(widget.sizeHint())
    return widget.grab().toImage()


def test_words_keep_their_colour_through_a_change_of_the_look(qtbot: QtBot, dark: None) -> None:
    told = label("Signed in", ink="good")
    qtbot.addWidget(told)
    assert told.palette().color(QPalette.ColorRole.WindowText).name().upper() == DARK.good
    dress(cast("QApplication", QApplication.instance()), is_dark=False)
    QApplication.sendEvent(told, QEvent(QEvent.Type.PaletteChange))
    assert told.palette().color(QPalette.ColorRole.WindowText).name().upper() == LIGHT.good


def test_the_look_is_that_of_the_palette(qapp: QApplication, dark: None) -> None:
    assert look() is DARK
    assert colour("soft").name().upper() == DARK.soft
    dress(qapp, is_dark=False)
    assert look() is LIGHT


def test_foreign_words_are_never_markup(qtbot: QtBot) -> None:
    told = Label("<img src='x'>")
    qtbot.addWidget(told)
    assert told.textFormat() is Qt.TextFormat.PlainText


@pytest.mark.parametrize(
    ("account", "letters"),
    [
        ("Sandbox", "Sa"),
        ("Data Platform", "DP"),
        ("network & dns", "ND"),
        ("prod-eu", "PE"),
        ("000011112222", "00"),
        ("X", "X"),
        ("Österreich", "Ös"),
        ("—", ""),
        ("", ""),
    ],
)
def test_a_tile_has_the_first_letters(account: str, letters: str) -> None:
    assert tile_letters(account) == letters


def test_type_is_a_share_of_the_systems_font(qapp: QApplication) -> None:
    before = QFont(qapp.font())
    try:
        for size in (10.0, 20.0):
            large = QFont(before)
            large.setPointSizeF(size)
            qapp.setFont(large)
            assert font(LEAD).pointSizeF() == pytest.approx(size * LEAD)
        assert row_height(ROW, font(BODY), font(SMALL)) > ROW  # nothing is cut
        exact = QFont(before)
        exact.setPixelSize(20)
        qapp.setFont(exact)
        assert font(SMALL).pixelSize() == 18
    finally:
        qapp.setFont(before)


@pytest.mark.parametrize("sign", NAMES)
def test_each_sign_is_drawn_inside_its_square(sign: str, qapp: QApplication) -> None:
    drawn = QImage(48, 48, QImage.Format.Format_ARGB32)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    paint_glyph(painter, sign, QPointF(16, 16), colour("text"))
    painter.end()
    inked = [(x, y) for x in range(48) for y in range(48) if drawn.pixelColor(x, y).alpha() > 40]
    assert inked
    assert all(16 <= x < 32 and 16 <= y < 32 for x, y in inked)


def test_signs_for_qts_own_widgets_are_sharp_on_dense_screens(qapp: QApplication) -> None:
    icon = glyph_icon("gear")
    assert sorted(size.width() for size in icon.availableSizes()) == [16, 32, 48]


def test_a_ring_says_what_stands_in_it(qtbot: QtBot) -> None:
    clock = Ring()
    qtbot.addWidget(clock)
    clock.show_time(0.03, "12", "min", "warn_fill")
    assert name(clock) == "12 min"
    burning = picture(clock)
    clock.show_time(0.9, "12", "min", "warn_fill")
    assert picture(clock) != burning


def test_small_parts_have_names(qtbot: QtBot) -> None:
    for widget, told in (
        (Pill("production"), "production"),
        (Keycap("Ctrl"), "Ctrl"),
        (Switch(said("Start at login")), "Start at login"),
        (icon_button("gear", said("Settings"), lambda: None), "Settings"),
    ):
        qtbot.addWidget(widget)
        assert name(widget) == told


def test_a_switch_is_a_check_box_for_mouse_and_keys(qtbot: QtBot) -> None:
    switch = Switch("Start at login")
    qtbot.addWidget(switch)
    switch.resize(switch.sizeHint())
    switch.show()
    off = picture(switch)
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert switch.isChecked()
    assert picture(switch) != off
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert not switch.isChecked()
    interface = QAccessible.queryAccessibleInterface(switch)
    assert interface.role() is QAccessible.Role.CheckBox


@pytest.mark.parametrize("kind", [primary, secondary, quiet, danger])
def test_buttons_do_what_they_say(
    kind: Callable[[str, Callable[[], None]], QPushButton], qtbot: QtBot
) -> None:
    done: list[str] = []
    made = kind(said("Go"), lambda: done.append("gone"))
    qtbot.addWidget(made)
    made.click()
    assert done == ["gone"]
    assert made.isDefault() is (kind is primary)


def test_of_several_cards_one_is_chosen_and_opens(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    rows = QVBoxLayout(owner)
    first, second = RadioCard("Keys"), RadioCard("On demand", "None on disk", is_recommended=True)
    second.hold(Field("Profile"))
    for card in (first, second):
        rows.addWidget(card)
    group = one_of(owner, first, second)
    owner.show()
    first.radio.setChecked(True)
    assert not second.inside.isVisible()
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    assert group.checkedId() == 1
    assert not first.radio.isChecked()
    assert second.inside.isVisible()
    assert second.radio.accessibleDescription() == "None on disk"


def test_a_banner_says_what_is_wrong_and_has_the_button_that_helps(qtbot: QtBot) -> None:
    done: list[str] = []
    banner = Banner("warn", "No keyring", "Until you quit.", "Keep", lambda: done.append("kept"))
    qtbot.addWidget(banner)
    assert name(banner) == "No keyring: Until you quit."
    press(banner, "Keep")
    assert done == ["kept"]


def test_an_empty_state_says_what_to_do(qtbot: QtBot) -> None:
    done: list[str] = []
    nothing = EmptyState()
    qtbot.addWidget(nothing)
    nothing.say("No role matches", "", "Clear search", lambda: done.append("cleared"))
    assert words(nothing) == "No role matches"
    press(nothing, "Clear search")
    assert done == ["cleared"]


def test_a_field_says_below_what_is_wrong_with_it(qtbot: QtBot) -> None:
    field = Field("Start URL", note="As your company gave it to you")
    qtbot.addWidget(field)
    field.edit.setText("  acme  ")
    assert field.text() == "acme"
    field.object_to("This isn't a start URL.")
    assert "This isn't a start URL." in words(field)
    assert field.edit.accessibleDescription() == "This isn't a start URL."
    assert field.edit.property("wrong") is True
    field.object_to("")
    assert words(field).splitlines() == ["Start URL", "As your company gave it to you"]
    assert field.edit.property("wrong") is False


def test_a_toast_goes_by_itself_and_stays_inside(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.resize(400, 200)
    toast, undone = Toast(owner), []
    owner.show()
    toast.say("Saved", "Undo", lambda: undone.append(1))
    assert toast.isVisible()
    assert len(alarms(owner)) == 1
    owner.resize(220, 120)
    toast.say("Keys copied: a very long account name / AdministratorAccess. They go in a minute.")
    assert owner.rect().contains(toast.geometry())
    toast.say("Saved", "Undo", lambda: undone.append(1))
    press(toast, "Undo")
    assert undone == [1]
    assert not toast.isVisible()
    toast.say("Saved")
    ring(owner)
    assert not toast.isVisible()
