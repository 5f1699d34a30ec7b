"""Worker threads for what blocks: a few for the network, one for what must stay in order."""

import queue
import threading
from collections.abc import Callable
from typing import TypeAlias

from tray.core.vocabulary.errors import TrayError
from tray.services.concurrency.defects import told

Job: TypeAlias = Callable[[], None]
Failed: TypeAlias = Callable[[TrayError], None]


class WorkerQueue:
    """Runs jobs on `workers` daemon threads, started on first use; one worker keeps the order."""

    def __init__(self, name: str, workers: int = 1) -> None:
        self._name = name
        self._limit = workers
        self._jobs: queue.SimpleQueue[tuple[Job, Failed] | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()

    def submit(self, job: Job, failed: Failed = lambda _: None) -> None:
        """Runs `job` soon. What leaks from it goes to `failed`: nobody waits for it in vain.

        A job reports the errors that it expects; whatever else leaks is a defect, and logged.
        """
        self._jobs.put((job, failed))
        with self._lock:
            if len(self._threads) < self._limit:
                thread = threading.Thread(
                    target=self._work, name=f"{self._name}-{len(self._threads)}", daemon=True
                )
                self._threads.append(thread)
                thread.start()

    def close(self, timeout: float) -> bool:
        """Lets what was submitted come to its end; whether it did within `timeout` seconds each."""
        with self._lock:
            threads = tuple(self._threads)
        for _ in threads:
            self._jobs.put(None)
        for thread in threads:
            thread.join(timeout)
        return not any(thread.is_alive() for thread in threads)

    def _work(self) -> None:
        while (work := self._jobs.get()) is not None:
            job, failed = work
            try:
                job()
            except Exception as defect:  # noqa: BLE001 - a thread's top: a defect must not end the lane
                self._give_up(failed, told(defect, f"lane {self._name}"))

    def _give_up(self, failed: Failed, error: TrayError) -> None:
        try:
            failed(error)
        except Exception as defect:  # noqa: BLE001 - the same
            told(defect, f"lane {self._name}")
