"""The door between the agent's thread and Qt."""

import threading
from collections.abc import Callable

from pytestqt.qtbot import QtBot

from tray.core.snapshot import AppSnapshot
from tray.ui.toolkit.bridge import Bridge


def in_another_thread(call: Callable[[], None]) -> None:
    thread = threading.Thread(target=call)
    thread.start()
    thread.join()


def test_of_a_burst_the_newest_arrives_and_in_the_right_thread(qtbot: QtBot) -> None:
    bridge = Bridge()
    came: list[tuple[str, threading.Thread]] = []
    bridge.changed.connect(lambda s: came.append((s.newer_version, threading.current_thread())))

    def burst() -> None:
        for number in range(50):
            bridge.publish(AppSnapshot(newer_version=str(number)))

    in_another_thread(burst)
    qtbot.waitUntil(lambda: bool(came), timeout=2000)
    assert came == [("49", threading.main_thread())]
    with qtbot.waitSignal(bridge.changed, timeout=2000) as later:
        in_another_thread(lambda: bridge.publish(AppSnapshot(newer_version="later")))
    assert later.args[0].newer_version == "later"


def test_a_second_start_raises_the_window_from_its_own_thread(qtbot: QtBot) -> None:
    bridge = Bridge()
    with qtbot.waitSignal(bridge.raised, timeout=2000):
        in_another_thread(bridge.raise_window)
