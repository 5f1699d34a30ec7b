"""A tray that cannot start says so on the screen."""

from pathlib import Path

from tests.desktop.bed import Bed
from tests.desktop.hands import Hands
from tests.desktop.waiting import wait_until


def test_a_runtime_folder_of_anothers_is_said_in_a_window(
    bed: Bed, hands: Hands, output: Path
) -> None:
    theirs = Path(bed.env["XDG_RUNTIME_DIR"], "sso-tray")
    theirs.symlink_to(bed.home)
    program = bed.start("sso-tray")
    wait_until(lambda: hands.windows(title="SSO Tray didn't start"), 20, "the window")
    hands.screenshot(output / "did-not-start.png")
    hands.key("Escape")
    assert program.wait() == 1
    assert "not a folder" in program.output()
    assert "Traceback" not in program.output()
    theirs.unlink()
