"""The machine's clock, which may be moved to another zone while the program runs."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tray.adapters.system.clock import SystemClock

pytestmark = pytest.mark.skipif(not hasattr(time, "tzset"), reason="the system's own business")


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    yield monkeypatch
    monkeypatch.undo()
    time.tzset()


def test_local_times_are_of_the_zone_that_the_machine_is_in_now(zone: pytest.MonkeyPatch) -> None:
    clock, moment = SystemClock(), datetime(2026, 7, 1, 12, tzinfo=UTC)
    for name, hours in (("UTC", 0), ("Asia/Tokyo", 9), ("America/New_York", -4)):
        zone.setenv("TZ", name)
        assert clock.now().tzinfo is UTC
        assert clock.to_wall(moment).astimezone().utcoffset() == timedelta(hours=hours)
