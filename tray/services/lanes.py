"""Worker threads for what blocks: a few for the network, one for what must stay in order."""

import logging
import queue
import threading
import traceback
from collections.abc import Callable
from typing import TypeAlias

log = logging.getLogger(__name__)

Job: TypeAlias = Callable[[], None]


class Lane:
    """Runs jobs on `workers` daemon threads, started on first use; one worker keeps the order."""

    def __init__(self, name: str, workers: int = 1) -> None:
        self._name = name
        self._limit = workers
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()

    def submit(self, job: Job) -> None:
        """Runs `job` soon. A job reports its own errors; one that leaks is logged as a defect."""
        self._jobs.put(job)
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
        while (job := self._jobs.get()) is not None:
            try:
                job()
            except Exception as defect:  # noqa: BLE001 - a thread's top: a defect must not end the lane
                # Never the exception's own text: it may quote what must not be logged.
                place = traceback.extract_tb(defect.__traceback__)[-1]
                log.error(  # noqa: TRY400 - exc_info would print that text
                    "lane %s: %s at %s:%s",
                    self._name,
                    type(defect).__name__,
                    place.filename,
                    place.lineno,
                )
