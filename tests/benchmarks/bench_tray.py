"""The program beside a bare tray icon: start, memory, idle cost, menu. `./dev bench`.

Prints a table and writes `tests/output/benchmarks.json`. It takes about two minutes.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from tests.benchmarks.measure import (
    Activity,
    Memory,
    Spread,
    idle,
    in_turns,
    memory,
    until_registered,
    wait_for_quiet,
)
from tests.desktop.bed import PROJECT, Bed
from tests.desktop.tray_items import find_item

RESULTS = PROJECT / "tests/output/benchmarks.json"
FLOOR = (sys.executable, "-m", "tests.benchmarks.floor_tray")


@dataclass(frozen=True, slots=True)
class Costs:
    """What one program costs after it has settled."""

    memory: Memory
    idle: Activity
    menu_bytes: int


def start_ms(bed: Bed, command: Sequence[str]) -> float:
    """One start, until its icon is registered."""
    elapsed, program = until_registered(bed, command)
    program.stop()
    return elapsed


def costs(bed: Bed, command: Sequence[str], settle: float, seconds: float) -> Costs:
    """One run of `settle` + `seconds` s."""
    wait_for_quiet()
    program = bed.start(*command, name="settled")
    with bed.bus() as bus:
        item = find_item(bus, program, timeout=30)
        time.sleep(settle)
        held = memory(program.pid)
        used = idle(program.pid, seconds)
        size = item.menu().layout_size()
    program.stop()
    return Costs(held, used, size)


def rows(
    starts: dict[str, Spread], floor: Costs, program: Costs, seconds: float
) -> list[tuple[str, float, float]]:
    """What is shown: measure, floor, program."""
    minute = 60 / seconds
    return [
        ("icon after ms", starts["floor"].median, starts["program"].median),
        ("RSS MiB", floor.memory.rss, program.memory.rss),
        ("PSS MiB", floor.memory.pss, program.memory.pss),
        ("idle CPU ms/min", floor.idle.cpu_ms * minute, program.idle.cpu_ms * minute),
        (
            "idle wake-ups/min",
            floor.idle.voluntary_switches * minute,
            program.idle.voluntary_switches * minute,
        ),
        ("menu KiB on the bus", floor.menu_bytes / 1024, program.menu_bytes / 1024),
    ]


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="starts of each program")
    parser.add_argument("--settle", type=float, default=10, help="seconds before memory is read")
    parser.add_argument("--idle", type=float, default=60, help="seconds that idle cost is read")
    parser.add_argument("--accounts", type=int, default=100)
    parser.add_argument("--roles", type=int, default=5, help="roles of each account")
    parser.add_argument("--against", nargs="...", metavar="COMMAND", help="another than the demo")
    return parser.parse_args()


def main() -> int:
    """Measures, prints, keeps."""
    chosen = arguments()
    size = f"--demo-accounts {chosen.accounts} --demo-roles {chosen.roles}"
    program = chosen.against or (sys.executable, "-m", "tray", "--demo", *size.split())
    with Bed() as bed:
        starts = in_turns(
            chosen.runs,
            {"floor": partial(start_ms, bed, FLOOR), "program": partial(start_ms, bed, program)},
        )
        both = [costs(bed, command, chosen.settle, chosen.idle) for command in (FLOOR, program)]
    table = rows(starts, both[0], both[1], chosen.idle)
    sys.stdout.write(f"{'':<20}{'floor':>10}{'program':>10}{'ratio':>8}\n")
    for name, floor, ours in table:
        ratio = f"{ours / floor:.2f}" if floor else "-"
        sys.stdout.write(f"{name:<20}{floor:>10.1f}{ours:>10.1f}{ratio:>8}\n")
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    kept = {name: {"floor": floor, "program": ours} for name, floor, ours in table}
    RESULTS.write_text(json.dumps({"command": list(program), "measures": kept}, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
