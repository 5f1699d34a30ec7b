"""The colours of the light and the dark look, by what they are for.

There is one accent. The colours of a state (`good`, `warn`, `bad`) and of protected roles mean
something and stand nowhere else. `X` is written with, `X_fill` painted with, `X_ground` painted
under. Contrast follows WCAG 2.2 (1.4.3 and 1.4.11): 4.5 : 1 for text, 3 : 1 for what is painted.
"""

from dataclasses import dataclass

from tray.core.guards.colours import GuardColour


@dataclass(frozen=True, slots=True)
class Colours:
    """One look. Each is `#RRGGBB`."""

    is_dark: bool
    window: str
    """Behind cards, and the foot of home."""
    surface: str
    """Home, cards, fields."""
    subtle: str
    """Under the pointer; tiles."""
    selected: str
    """The row that Enter takes."""
    line: str
    """Between parts."""
    edge: str
    """Around fields and buttons."""
    text: str
    soft: str
    """Second lines, hints, notes."""
    accent: str
    accent_fill: str
    on_accent: str
    good: str
    good_fill: str
    warn: str
    warn_fill: str
    warn_ground: str
    bad: str
    bad_fill: str
    bad_ground: str
    info_ground: str
    violet: str
    """The demo's."""
    violet_ground: str
    track: str
    """What is spent of a ring or a bar."""


LIGHT = Colours(
    is_dark=False,
    window="#F5F6F8",
    surface="#FFFFFF",
    subtle="#EEF1F4",
    selected="#E6EFFD",
    line="#E4E8ED",
    edge="#C3CAD3",
    text="#17202B",
    soft="#56616E",
    accent="#1A5FCB",
    accent_fill="#1F6AE0",
    on_accent="#FFFFFF",
    good="#12703F",
    good_fill="#1E9E5E",
    warn="#875200",
    warn_fill="#C87800",
    warn_ground="#FFF3DB",
    bad="#B3242B",
    bad_fill="#DD3B3F",
    bad_ground="#FDEBEB",
    info_ground="#E6EFFD",
    violet="#6C3FC0",
    violet_ground="#F0E9FC",
    track="#DDE2E8",
)
DARK = Colours(
    is_dark=True,
    window="#14181D",
    surface="#1B2027",
    subtle="#272E37",
    selected="#1E3354",
    line="#2A313A",
    edge="#434D59",
    text="#E9EDF2",
    soft="#A4AEBA",
    accent="#7FB0FF",
    accent_fill="#2C6BE0",
    on_accent="#FFFFFF",
    good="#4FD394",
    good_fill="#2FBF7B",
    warn="#F5BE4F",
    warn_fill="#E79B13",
    warn_ground="#35290F",
    bad="#FF8A8A",
    bad_fill="#EC5155",
    bad_ground="#3A1C20",
    info_ground="#1B2C47",
    violet="#C3A5FF",
    violet_ground="#2C2342",
    track="#39424D",
)

GUARDS = {
    GuardColour.RED: "#D63A40",
    GuardColour.AMBER: "#A86400",
    GuardColour.GREEN: "#1B8750",
    GuardColour.BLUE: "#1F6AE0",
    GuardColour.VIOLET: "#8250DF",
}
"""Those of protected roles, with white letters, the same in both looks."""
ON_GUARD = "#FFFFFF"

_GROUNDS = ("window", "surface", "subtle", "selected")
_INKS = ("text", "soft", "accent")
_FILLS = ("good_fill", "warn_fill", "bad_fill", "accent_fill")
_PAIRS = (
    ("on_accent", "accent_fill"),
    ("good", "surface"),
    ("warn", "surface"),
    ("bad", "surface"),
    ("good", "selected"),
    ("warn", "selected"),
    ("bad", "selected"),
    ("warn", "warn_ground"),
    ("bad", "bad_ground"),
    ("accent", "info_ground"),
    ("violet", "violet_ground"),
    ("text", "warn_ground"),
    ("text", "bad_ground"),
    ("text", "info_ground"),
    ("soft", "warn_ground"),
    ("soft", "bad_ground"),
    ("soft", "info_ground"),
)
_TEXT, _FILL = 4.5, 3.0


def contrast(one: str, other: str) -> float:
    """How far two colours are apart, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def too_faint(look: Colours) -> list[str]:
    """What cannot be read or seen well enough: `soft on subtle: 4.21`. Empty if all is right."""
    texts = [(ink, ground) for ink in _INKS for ground in _GROUNDS]
    wanted = [(getattr(look, a), getattr(look, b), f"{a} on {b}", _TEXT) for a, b in texts]
    wanted += [(getattr(look, a), getattr(look, b), f"{a} on {b}", _TEXT) for a, b in _PAIRS]
    for ground in ("surface", "window"):
        under = getattr(look, ground)
        wanted += [(getattr(look, a), under, f"{a} on {ground}", _FILL) for a in _FILLS]
        wanted += [(colour, under, f"{name} on {ground}", _FILL) for name, colour in GUARDS.items()]
    wanted += [(ON_GUARD, colour, f"letters on {name}", _TEXT) for name, colour in GUARDS.items()]
    return [
        f"{what}: {contrast(ink, ground):.2f}"
        for ink, ground, what, least in wanted
        if contrast(ink, ground) < least
    ]


def _luminance(colour: str) -> float:
    """Relative luminance, 0 to 1, of sRGB (WCAG 2.2)."""
    shares = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
