"""The tokens can be read and told apart, in both looks."""

import re
from dataclasses import replace

import pytest

from tray.ui.toolkit.design.colours import DARK, GUARDS, LIGHT, Colours, contrast, too_faint
from tray.ui.toolkit.design.style_sheet import style_sheet

LOOKS = pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#FFFFFF", "#FFFFFF") == 1
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)  # WCAG's own example


@LOOKS
def test_all_text_can_be_read_and_all_fills_be_seen(look: Colours) -> None:
    assert too_faint(look) == []


def test_a_faint_colour_is_found() -> None:
    (first, *_) = too_faint(replace(LIGHT, soft="#9AA4AF"))
    assert first.startswith("soft on window: 2.")
    assert too_faint(replace(DARK, good_fill="#20402F"))


@LOOKS
def test_the_style_sheet_has_no_colours_but_those_of_the_look(look: Colours) -> None:
    ours = {getattr(look, name) for name in look.__slots__ if name != "is_dark"}
    used = set(re.findall(r"#[0-9A-Fa-f]{6}", style_sheet(look)))
    assert used
    assert used <= ours


def test_each_colour_of_a_protected_role_is_another() -> None:
    assert len(set(GUARDS.values())) == len(GUARDS)
