"""What the program costs once it is signed in and knows its roles, beside a bare tray icon.

    python -m tests.benchmarks.bench_signed_in [--accounts 200] [--roles 5] [--idle 60]

The real program with a keyring, a config file and a panel; the demo Identity
Center runs in this process, so that its memory is not counted.
"""

import argparse
import json
import sys
import threading
import time
from collections.abc import Sequence

from tests.benchmarks.bench_tray import FLOOR
from tests.benchmarks.measure import idle, memory, wait_for_quiet
from tests.contract.places import Place
from tests.desktop.bed import Bed
from tests.desktop.processes import Program
from tests.desktop.test_real_program import prepare
from tests.desktop.tray_items import TrayItem, find_item
from tests.desktop.waiting import wait_until
from tests.fakes import ManualClock
from tray.adapters.system.clock import SystemClock
from tray.demo.emulator import Emulator
from tray.demo.organisation import generated_organisation
from tray.demo.rules import DemoRules
from tray.demo.server import DemoServer


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=200)
    parser.add_argument("--roles", type=int, default=5)
    parser.add_argument("--settle", type=float, default=10)
    parser.add_argument("--idle", type=float, default=60)
    chosen = parser.parse_args(arguments)
    company = generated_organisation(chosen.accounts, chosen.roles)
    emulator = Emulator(SystemClock(), company, DemoRules(calls_per_second=0))
    with Bed() as bed, bed.bus() as bus, DemoServer(emulator) as server:
        floor = bed.start(*FLOOR)
        find_item(bus, floor, 30)
        _report("bare icon", floor, chosen.settle, chosen.idle)
        floor.stop()
        prepare(bed.home, server)
        settings = bed.home / ".config/sso-tray/settings.toml"
        settings.write_text("calls_per_second = 100\n" + settings.read_text())
        program = bed.start("sso-tray")
        item = find_item(bus, program, 30)
        _report("before the sign-in", program, chosen.settle, chosen.idle)
        _sign_in(bed, item, Place(server, ManualClock()))
        _menu(bed, item, chosen.accounts)
        _report("signed in", program, chosen.settle, chosen.idle)
        program.stop()


def _sign_in(bed: Bed, item: TrayItem, place: Place) -> None:
    known = len(bed.opened_pages())
    item.activate()
    wait_until(lambda: len(bed.opened_pages()) > known, 30, "the consent page")
    location = place.decide(bed.opened_pages()[-1], "allowed")
    threading.Thread(target=place.page, args=(location,), daemon=True).start()
    wait_until(lambda: " left" in item.tooltip(), 30, "signed in")


def _menu(bed: Bed, item: TrayItem, accounts: int) -> None:
    """When all accounts are known, how long the menu takes to come over, and how large it is."""

    def is_listed() -> bool:
        session = json.loads(bed.run("sso-tray", "status", "--json"))["sessions"][0]
        return bool(session["accounts"] == accounts and not session["is_listing"])

    started = time.perf_counter()
    wait_until(is_listed, 120, "all accounts")
    listed = time.perf_counter() - started
    menu = item.menu()
    menu.open()
    started = time.perf_counter()
    size = menu.layout_size()
    took = time.perf_counter() - started
    sys.stdout.write(
        f"menu: all accounts after {listed:.1f} s; "
        f"{size / 1024:.0f} KiB over D-Bus in {took * 1000:.0f} ms\n"
    )


def _report(name: str, program: Program, settle: float, seconds: float) -> None:
    time.sleep(settle)
    wait_for_quiet()
    held = memory(program.pid)
    used = idle(program.pid, seconds)
    sys.stdout.write(
        f"{name:20} RSS {held.rss:6.1f} MiB  PSS {held.pss:6.1f} MiB  "
        f"in {seconds:.0f} s: CPU {used.cpu_ms:6.2f} ms, {used.voluntary_switches} wake-ups\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
