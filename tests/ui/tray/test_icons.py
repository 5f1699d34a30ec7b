"""The mark: every state its own shape, sharp at every size."""

from itertools import combinations

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from tray.core.tray_status import TrayStatus
from tray.ui.tray.icon_model import IconModel
from tray.ui.tray.icons import SIZES, draw, tray_icon

MODELS = {
    "signed out": IconModel(TrayStatus.SIGNED_OUT),
    "signing in": IconModel(TrayStatus.SIGNING_IN),
    "signed in": IconModel(TrayStatus.SIGNED_IN, 0.75),
    "ends soon": IconModel(TrayStatus.ENDS_SOON, 0.05),
    "ended": IconModel(TrayStatus.ENDED),
    "trouble": IconModel(TrayStatus.SIGNED_IN, 0.75, has_trouble=True),
    "demo": IconModel(TrayStatus.SIGNED_IN, 0.75, is_demo=True),
}

pytestmark = pytest.mark.usefixtures("qapp")


def shape(model: IconModel, size: int, *, is_template: bool = True) -> list[int]:
    """How opaque each pixel is: a picture without its colours."""
    image = draw(model, size, is_template=is_template).toImage()
    image = image.convertToFormat(QImage.Format.Format_Alpha8)
    pixels = bytes(image.constBits())
    stride = image.bytesPerLine()
    return [value for row in range(size) for value in pixels[row * stride : row * stride + size]]


@pytest.mark.parametrize("size", [16, 22, 32])
def test_states_differ_in_shape_and_not_only_in_colour(size: int) -> None:
    shapes = {name: shape(model, size) for name, model in MODELS.items()}
    for one, other in combinations(shapes, 2):
        pairs = zip(shapes[one], shapes[other], strict=True)
        differing = sum(abs(a - b) > 100 for a, b in pairs)
        assert differing >= size * size // 64, f"{one} looks like {other}"


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
    icon = tray_icon(MODELS["signed in"])
    assert tray_icon(IconModel(TrayStatus.SIGNED_IN, 0.75)) is icon
    assert {size.width() for size in icon.availableSizes()} == set(SIZES)
    assert tray_icon(MODELS["signed in"], is_template=True).isMask()


@pytest.mark.parametrize("size", [16, 22, 32])
@pytest.mark.parametrize("status", TrayStatus)
def test_badge_and_demo_mark_leave_the_ring_whole(status: TrayStatus, size: int) -> None:
    upper_half = size * round(size * 0.38)  # rows down to the middle of the ring
    bare = shape(IconModel(status, 0.75), size, is_template=False)
    marked = IconModel(status, 0.75, has_trouble=True, is_demo=True)
    assert shape(marked, size, is_template=False)[:upper_half] == bare[:upper_half]
