"""Worker threads for what blocks: a few for the network, one for what must stay in order."""

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from tray.core.vocabulary.errors import TrayError
from tray.services.concurrency.defects import as_error

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
            except Exception as defect:  # noqa: BLE001 - a thread's top: a defect must not end the thread
                self._give_up(failed, as_error(defect, f"worker {self._name}"))

    def _give_up(self, failed: Failed, error: TrayError) -> None:
        try:
            failed(error)
        except Exception as defect:  # noqa: BLE001 - the same
            as_error(defect, f"worker {self._name}")


@dataclass(frozen=True, slots=True)
class Workers:
    """All threads beside the agent's own. What must stay in order shares one queue."""

    network: WorkerQueue = field(default_factory=lambda: WorkerQueue("network", 4))
    refresh: WorkerQueue = field(default_factory=lambda: WorkerQueue("refresh", 2))
    """Apart from `network`, whose jobs may all be waiting for a refresh."""
    sign_in: WorkerQueue = field(default_factory=lambda: WorkerQueue("sign-in", 4))
    listing: WorkerQueue = field(default_factory=lambda: WorkerQueue("listing"))
    files: WorkerQueue = field(default_factory=lambda: WorkerQueue("files"))
    activity: WorkerQueue = field(default_factory=lambda: WorkerQueue("activity"))
    keyring: WorkerQueue = field(default_factory=lambda: WorkerQueue("keyring"))
    desktop: WorkerQueue = field(default_factory=lambda: WorkerQueue("desktop"))

    def others(self) -> tuple[WorkerQueue, ...]:
        """All but those for files and the keyring."""
        return (
            self.network,
            self.refresh,
            self.sign_in,
            self.listing,
            self.activity,
            self.desktop,
        )
