"""Whether the program grows: hours of use in scaled time, with everything that is done often.

    python -m tests.benchmarks.bench_long_use [--rounds 300] [--speed 600]

One round opens and closes the picker, opens the menu down to a role, and uses that role; keys are
renewed and sessions end by the clock, and whenever one has, the next round signs in again. The
demo's Identity Center is a part of the process, so its books are measured, too.
"""

import argparse
import contextlib
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.benchmarks.measure import memory
from tests.desktop.bed import Bed
from tests.desktop.bed_options import BedOptions, Notifications
from tests.desktop.consent import sign_in_unseen
from tests.desktop.hands import Hands
from tests.desktop.processes import Program
from tests.desktop.tray_items import NoSuchEntry, TrayItem, find_item
from tests.desktop.waiting import wait_until

_ROLES = (("Prod", "ReadOnly"), ("Staging", "Developer"), ("Sandbox", "AdministratorAccess"))


@dataclass(slots=True)
class Count:
    """What was done so far."""

    rounds: int = 0
    sign_ins: int = 0
    uses: int = 0


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--speed", type=float, default=600)
    chosen = parser.parse_args(arguments)
    options = ("--demo-speed", str(chosen.speed), "--demo-session-hours", "3")
    count, started = Count(), time.monotonic()
    with Bed(BedOptions(notifications=Notifications.STUB)) as bed, bed.bus() as bus:
        program = bed.start("sso-tray", "--demo", *options)
        item, hands = find_item(bus, program, 30), Hands(bed.env)
        while count.rounds < chosen.rounds:
            if count.rounds % 50 == 0:
                _report(program, count, (time.monotonic() - started) * chosen.speed / 3600)
            _round(bed, item, hands, count)
            count.rounds += 1
        _report(program, count, (time.monotonic() - started) * chosen.speed / 3600)
        program.stop()


def _round(bed: Bed, item: TrayItem, hands: Hands, count: Count) -> None:
    if " left" not in item.tooltip():
        sign_in_unseen(bed, item, known=count.sign_ins)
        count.sign_ins += 1
    item.activate()
    with contextlib.suppress(TimeoutError):  # it has just ended, and the click signed in
        hands.wait_for_window(title="SSO Tray", timeout=2)
        hands.key("p", "Escape")
    account, role = _ROLES[count.rounds % len(_ROLES)]
    menu = item.menu()
    with contextlib.suppress(NoSuchEntry, TimeoutError):  # the session ends when it likes
        wait_until(lambda: menu.offers("Accounts", account, role), 5, "the role")
        menu.click("Accounts", account, role, "Use")
        count.uses += 1


def _report(program: Program, count: Count, hours: float) -> None:
    held = memory(program.pid)
    sys.stdout.write(
        f"after {hours:6.1f} h: PSS {held.pss:6.1f} MiB  RSS {held.rss:6.1f} MiB  "
        f"({count.rounds} rounds, {count.sign_ins} sign-ins, {count.uses} uses)\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
