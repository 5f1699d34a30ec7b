"""Pages that open at a person's word, in the browser that they use anyway."""

from tray.core.ports.desktop import Browser
from tray.core.problems import ProblemKey, ProblemKind
from tray.core.vocabulary.secret import Secret
from tray.services.concurrency.workers import WorkerQueue
from tray.services.context.messages import Post, ProblemMet

_BROWSER = ProblemKey(ProblemKind.BROWSER)


class Pages:
    """Opens them on a worker thread; a browser that fails is a problem until it works."""

    def __init__(self, browser: Browser, network: WorkerQueue, post: Post) -> None:
        self._browser = browser
        self._network = network
        self._post = post

    def open(self, url: Secret | str) -> None:
        """Comes back at once."""

        def job() -> None:
            self._browser.open(url)
            self._post(ProblemMet(_BROWSER, None))

        self._network.submit(job, lambda error: self._post(ProblemMet(_BROWSER, error)))
