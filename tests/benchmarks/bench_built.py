"""The built program beside the same from source and a bare icon: start, helper, memory signed in.

    python -m tests.benchmarks.bench_built [--runs 7] [--settle 10]

Needs `./dev build`; says so and measures nothing without.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Sequence
from functools import partial

from tests.benchmarks.bench_tray import FLOOR, start_ms
from tests.benchmarks.measure import Memory, Spread, in_turns, memory, wait_for_quiet
from tests.desktop.bed import Bed
from tests.desktop.tray_items import find_item
from tests.packaging.smoke import BUILT, PROGRAM, helper_times, sign_in, use_on_demand

SOURCE = (sys.executable, "-m", "tray")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--settle", type=float, default=10)
    chosen, _ = parser.parse_known_args(arguments)  # ./dev bench gives all scripts the same
    if not BUILT.is_dir():
        _say("nothing is built: ./dev build")
        return
    demo = ("--demo", "--demo-speed", "1")
    programs = {"bare icon": FLOOR, "source": (*SOURCE, *demo), "built": (PROGRAM, *demo)}
    with Bed() as bed:
        measures = {name: partial(start_ms, bed, command) for name, command in programs.items()}
        _say_starts(in_turns(chosen.runs, measures))
    for name, command in (("source", SOURCE), ("built", (PROGRAM,))):
        held, helper, bare = _signed_in(command, chosen.settle)
        _say(f"{name}: signed in RSS {held.rss:.1f} MiB, PSS {held.pss:.1f} MiB")
        _say(
            f"{name}: helper {helper:.1f} ms, {helper / bare:.2f} x the interpreter's {bare:.1f} ms"
        )


def _signed_in(command: tuple[str, ...], settle: float) -> tuple[Memory, float, float]:
    """Memory with the demo's server in the same process; the helper's and the floor's ms."""
    with Bed() as bed, bed.bus() as bus:
        program = bed.start(*command, "--demo", "--demo-speed", "1")
        item = find_item(bus, program, 30)
        sign_in(bed, item)
        time.sleep(settle)
        wait_for_quiet()
        held = memory(program.pid)
        ours, bare = helper_times(bed, use_on_demand(bed, command))
        program.stop()
    return held, statistics.median(ours), statistics.median(bare)


def _say_starts(starts: dict[str, Spread]) -> None:
    floor = starts["bare icon"].median
    for name, spread in starts.items():
        _say(f"{name}: icon after {spread.median:.0f} ms, {spread.median / floor:.2f} x")


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
