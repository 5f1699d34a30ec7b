"""Do-not-disturb of real notification daemons, and a warning that waits for its end."""

import pytest

from tests.desktop.bed import Bed
from tests.desktop.bed_options import BedOptions, Notifications, Panel
from tray.adapters.desktop.do_not_disturb import LinuxDoNotDisturb

XFCE = "xfconf-query --channel xfce4-notifyd --property /do-not-disturb --create --type bool --set"
PLASMA = (
    "dbus-send --session --print-reply --dest=org.freedesktop.Notifications "
    "/org/freedesktop/Notifications org.freedesktop.Notifications.Inhibit"
)
DAEMONS = [
    pytest.param(BedOptions(panel=Panel.NONE), XFCE, id="xfce"),
    pytest.param(
        BedOptions(panel=Panel.NONE, notifications=Notifications.DUNST),
        "dunstctl set-paused",
        id="dunst",
    ),
    pytest.param(BedOptions(panel=Panel.NONE, notifications=Notifications.NONE), "true", id="none"),
    pytest.param(
        BedOptions(panel=Panel.NONE, notifications=Notifications.STUB), PLASMA, id="as Plasma"
    ),
]


@pytest.mark.parametrize(("bed", "switch"), DAEMONS, indirect=["bed"])
def test_the_daemon_is_believed(bed: Bed, switch: str) -> None:
    attention = LinuxDoNotDisturb(bed.env)
    assert attention.is_free()
    on, off = ("boolean:true", "boolean:false") if switch == PLASMA else ("true", "false")
    bed.run(*switch.split(), on)
    assert attention.is_free() == (bed.options.notifications is Notifications.NONE)
    bed.run(*switch.split(), off)
    assert attention.is_free()
