"""What only a desktop can tell the doctor: the keyring's state, and whether there is a tray."""

import sys

import pytest

from tests.desktop.bed import Bed
from tests.desktop.bed_options import BedOptions, Keyring, Panel

pytestmark = pytest.mark.desktop

_ASK = """
import os
from tray.adapters.probes import machine
env = dict(os.environ, XDG_SESSION_TYPE="wayland")
print(machine.keyring().state.name, machine.tray_host(env))
"""


@pytest.mark.parametrize(
    ("bed", "said"),
    [
        pytest.param(
            BedOptions(panel=Panel.XFCE, keyring=Keyring.UNLOCKED), "SAFE True", id="xfce"
        ),
        pytest.param(
            BedOptions(panel=Panel.NONE, keyring=Keyring.LOCKED), "LOCKED False", id="none"
        ),
        pytest.param(BedOptions(panel=Panel.NONE, keyring=Keyring.FRESH), "SAFE False", id="fresh"),
        pytest.param(BedOptions(panel=Panel.NONE, keyring=Keyring.NONE), "NONE False", id="bare"),
    ],
    indirect=["bed"],
)
def test_the_desktop_is_asked_and_nobody_is_bothered(bed: Bed, said: str) -> None:
    assert bed.run(sys.executable, "-c", _ASK).split("\n")[-2:] == [said, ""]
