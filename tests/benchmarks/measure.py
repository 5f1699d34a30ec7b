"""Measures of a running program: how soon it is there, and what it then costs.

Two programs are compared in turns, so that a busy machine hurts both alike;
what counts is the ratio of their medians.
"""

import contextlib
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jeepney import HeaderFields, MatchRule, MessageType, message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.desktop.bed import WATCHER, Bed
from tests.desktop.processes import Program

MIB = 1024


@dataclass(frozen=True, slots=True)
class Spread:
    """Several runs of one measure: the middle, the quartiles, the least."""

    median: float
    low: float
    high: float
    least: float
    runs: int

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """The spread of at least one value."""
        low, _, high = statistics.quantiles(values, n=4) if len(values) > 1 else [values[0]] * 3
        return cls(statistics.median(values), low, high, min(values), len(values))


@dataclass(frozen=True, slots=True)
class Memory:
    """Of a process and its descendants, in MiB; PSS shares out what is shared."""

    rss: float
    pss: float


@dataclass(frozen=True, slots=True)
class Activity:
    """Of all threads of a process and its descendants, since they started."""

    cpu_ms: float
    voluntary_switches: int


def until_registered(bed: Bed, command: Sequence[str]) -> tuple[float, Program]:
    """Wall ms from starting a program until the watcher announces its icon."""
    signal_name = "StatusNotifierItemRegistered"
    rule = MatchRule(type="signal", interface=WATCHER.interface, member=signal_name)
    with open_dbus_connection(bus=bed.bus_address) as connection:
        connection.send_and_get_reply(message_bus.AddMatch(rule), timeout=5)
        started = time.perf_counter()
        program = bed.start(*command, name="measured")
        deadline = time.monotonic() + 30
        while not _announced(connection, signal_name):
            program.must_run()
            if time.monotonic() > deadline:
                raise TimeoutError(f"{command}: no tray icon")
        return (time.perf_counter() - started) * 1000, program


def _announced(connection: DBusConnection, member: str) -> bool:
    """Whether the next message, within a second, is this signal."""
    try:
        header = connection.receive(timeout=1).header
    except TimeoutError:
        return False
    is_signal = header.message_type == MessageType.signal
    return bool(is_signal and header.fields.get(HeaderFields.member) == member)


def in_turns(runs: int, measures: Mapping[str, Callable[[], float]]) -> dict[str, Spread]:
    """Each measure `runs` times, one after the other, after one run that only warms up."""
    values: dict[str, list[float]] = {name: [] for name in measures}
    for turn in range(runs + 1):
        for name, measure in measures.items():
            wait_for_quiet()
            value = measure()
            if turn:
                values[name].append(value)
    return {name: Spread.of(each) for name, each in values.items()}


def wait_for_quiet(most: float = 0.15, timeout: float = 20.0) -> None:
    """Waits until other programs use less than this share of the machine, or gives up."""
    deadline = time.monotonic() + timeout
    busy, total = _processor_time()
    while time.monotonic() < deadline:
        time.sleep(0.25)
        busy_now, total_now = _processor_time()
        if busy_now - busy <= most * max(1, total_now - total):
            return
        busy, total = busy_now, total_now


def _processor_time() -> tuple[int, int]:
    """Busy and all ticks of the machine since it started."""
    fields = [int(word) for word in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return sum(fields) - fields[3] - fields[4], sum(fields)


def memory(pid: int) -> Memory:
    """What the process and its descendants hold now."""
    sizes = {"Rss": 0, "Pss": 0}
    for each in family(pid):
        for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
            name, _, rest = line.partition(":")
            if name in sizes:
                sizes[name] += int(rest.split()[0])
    return Memory(sizes["Rss"] / MIB, sizes["Pss"] / MIB)


def activity(pid: int) -> dict[Path, Activity]:
    """What each thread has used up; the difference of two is what an interval cost."""
    used = {}
    for each in family(pid):
        for task in Path(f"/proc/{each}/task").iterdir():
            with contextlib.suppress(OSError):  # it may have ended meanwhile
                # schedstat counts in ns, where utime and stime tick in 10 ms
                nanoseconds = int((task / "schedstat").read_text().split()[0])
                status = (task / "status").read_text()
                switches = int(status.partition("\nvoluntary_ctxt_switches:")[2].split()[0])
                used[task] = Activity(nanoseconds / 1e6, switches)
    return used


def idle(pid: int, seconds: float) -> Activity:
    """What the process does while nobody asks it to; a thread that ends meanwhile is left out."""
    before = activity(pid)
    time.sleep(seconds)
    after = activity(pid)
    none = Activity(0, 0)
    return Activity(
        sum(used.cpu_ms - before.get(task, none).cpu_ms for task, used in after.items()),
        sum(
            used.voluntary_switches - before.get(task, none).voluntary_switches
            for task, used in after.items()
        ),
    )


def family(pid: int) -> list[int]:
    """A process and its descendants."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it may have ended meanwhile
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(folder.name))
    found, to_do = [], [pid]
    while to_do:
        found.append(to_do.pop())
        to_do += children.get(found[-1], [])
    return found
