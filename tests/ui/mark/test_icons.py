"""The mark: every state its own shape, sharp at every size, seen on every panel."""

from itertools import combinations, product
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from installers.pictures import ICON, drawn
from tray.core.guards.colours import GuardColour
from tray.core.notification import Sign
from tray.core.tray_status import TrayStatus
from tray.ui.mark.icons import SIZES, draw, draw_app, draw_notification, tray_icon
from tray.ui.mark.model import IconModel
from tray.wiring.notification_pictures import notification_pictures

MODELS = {
    "signed out": IconModel(TrayStatus.SIGNED_OUT),
    "signing in": IconModel(TrayStatus.SIGNING_IN),
    "signed in": IconModel(TrayStatus.SIGNED_IN, 1.0),
    "60 %": IconModel(TrayStatus.SIGNED_IN, 0.6),
    "25 %": IconModel(TrayStatus.SIGNED_IN, 0.25),
    "ends soon": IconModel(TrayStatus.ENDS_SOON, 0.05),
    "ended": IconModel(TrayStatus.ENDED),
    "trouble": IconModel(TrayStatus.SIGNED_IN, 0.6, has_trouble=True),
    "demo": IconModel(TrayStatus.SIGNED_IN, 0.6, is_demo=True),
    "guarded": IconModel(TrayStatus.SIGNED_IN, 0.6, guard=GuardColour.RED),
    "guarded, ends soon": IconModel(TrayStatus.ENDS_SOON, 0.05, guard=GuardColour.RED),
    "guarded, ended": IconModel(TrayStatus.ENDED, guard=GuardColour.RED),
    "guarded, signed out": IconModel(TrayStatus.SIGNED_OUT, guard=GuardColour.RED),
}
PANELS = {"white": "#FFFFFF", "black": "#000000", "Nord": "#2E3440"}

pytestmark = pytest.mark.usefixtures("qapp")


def pixels(image: QImage) -> list[QColor]:
    size = range(image.width())
    return [image.pixelColor(x, y) for y, x in product(size, size)]


def shape(model: IconModel, size: int, *, is_template: bool = True) -> list[int]:
    """How opaque each pixel is: a picture without its colours."""
    image = draw(model, size, is_template=is_template).toImage()
    return [pixel.alpha() for pixel in pixels(image)]


def luminance(colour: QColor) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """The ratio of WCAG 2.2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("size", [16, 22, 32])
def test_states_differ_in_shape_and_not_only_in_colour(size: int) -> None:
    shapes = {name: shape(model, size) for name, model in MODELS.items()}
    for one, other in combinations(shapes, 2):
        pairs = zip(shapes[one], shapes[other], strict=True)
        differing = sum(abs(a - b) > 100 for a, b in pairs)
        assert differing >= size * size // 32, f"{one} looks like {other}"


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("name", MODELS)
def test_what_is_drawn_stands_out_on_every_panel(name: str, panel: str) -> None:
    ground = QColor(PANELS[panel])
    ink = [pixel for pixel in pixels(draw(MODELS[name], 22).toImage()) if pixel.alpha() == 255]
    assert len(ink) >= 22 * 22 // 10
    assert min(contrast(pixel, ground) for pixel in ink) >= 3


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("colour", GuardColour)
def test_every_guard_colour_stands_out_on_every_panel(colour: GuardColour, panel: str) -> None:
    image = draw(IconModel(TrayStatus.SIGNED_IN, 1.0, guard=colour), 16).toImage()
    assert contrast(image.pixelColor(8, 8), QColor(PANELS[panel])) >= 3


def test_the_ring_fills_the_picture() -> None:
    opaque = shape(MODELS["signed in"], 16, is_template=False)
    rows = [opaque[row * 16 : row * 16 + 16] for row in range(16)]
    assert any(rows[0])
    assert any(rows[15])
    assert any(row[0] for row in rows)
    assert any(row[15] for row in rows)


def test_the_arc_is_the_share_left() -> None:
    ink = [sum(shape(IconModel(TrayStatus.SIGNED_IN, share / 4), 64)) for share in range(5)]
    assert ink == sorted(ink)
    assert len(set(ink)) == 5


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_off_and_nothing_is_small(name: str, size: int) -> None:
    opaque = shape(MODELS[name], size, is_template=False)
    rows = [row for row in range(size) if any(opaque[row * size : (row + 1) * size])]
    assert rows[0] <= size // 12
    assert rows[-1] >= size - 1 - size // 12


def test_an_icon_is_made_once_and_has_all_sizes(qtbot: QtBot) -> None:
    icon = tray_icon(MODELS["60 %"])
    assert tray_icon(IconModel(TrayStatus.SIGNED_IN, 0.6)) is icon
    assert {size.width() for size in icon.availableSizes()} == set(SIZES)
    assert tray_icon(MODELS["60 %"], is_template=True).isMask()


def test_a_template_has_no_colour_of_its_own() -> None:
    image = draw(MODELS["guarded"], 32, is_template=True).toImage()
    seen = {(one.red(), one.green(), one.blue()) for one in pixels(image) if one.alpha()}
    assert seen == {(0, 0, 0)}


@pytest.mark.parametrize("size", [16, 22, 32])
@pytest.mark.parametrize("status", TrayStatus)
def test_badge_and_demo_mark_leave_the_ring_whole(status: TrayStatus, size: int) -> None:
    upper_half = size * round(size * 0.38)
    bare = shape(IconModel(status, 0.75), size, is_template=False)
    marked = IconModel(status, 0.75, has_trouble=True, is_demo=True)
    assert shape(marked, size, is_template=False)[:upper_half] == bare[:upper_half]


def difference(one: QImage, other: QImage) -> float:
    """How far two pictures are apart on average, 0 to 255 for each colour of each pixel."""
    pairs = zip(pixels(one), pixels(other), strict=True)
    apart: list[int] = [
        abs(a - b)
        for p, q in pairs
        for a, b in zip(p.getRgb(), q.getRgb(), strict=True)  # type: ignore[call-overload]
    ]
    return sum(apart) / len(apart)


@pytest.mark.parametrize("size", [32, 48, 128])
def test_windows_and_packages_have_the_same_icon(size: int) -> None:
    ours, packaged = draw_app(size).toImage(), drawn(Path(ICON), size)
    assert difference(ours, packaged) < 6
    assert difference(draw(MODELS["signed in"], size).toImage(), packaged) > 20


@pytest.mark.parametrize("sign", Sign)
def test_a_notification_shows_the_mark_of_the_state_it_tells(sign: Sign) -> None:
    """Drawn anew by `draw_notification(sign).save(path)` where the mark changes."""
    picture = QImage(str(notification_pictures()[sign]))
    assert difference(picture, draw_notification(sign).toImage()) < 1
    others = [draw_notification(other).toImage() for other in Sign if other is not sign]
    assert min(difference(picture, other) for other in others) > 10
