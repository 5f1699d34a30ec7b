"""How something is saved whose loss the person should know of."""

from collections.abc import Callable

from tray.core.problems import ProblemKey
from tray.core.vocabulary.errors import TrayError
from tray.services.concurrency.workers import WorkerQueue
from tray.services.context.messages import Post, ProblemMet


def save_soon(files: WorkerQueue, post: Post, key: ProblemKey, save: Callable[[], None]) -> None:
    """Saves behind what is on its way to the files; a failure is the problem of that key."""

    def job() -> None:
        try:
            save()
        except TrayError as error:
            post(ProblemMet(key, error))

    files.submit(job)
