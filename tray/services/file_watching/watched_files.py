"""The files whose changes count at once: the AWS config file, shared tokens, our own program."""

from collections.abc import Callable, Iterable

from tray.core.ports.file_watching import FileWatcher
from tray.core.vocabulary.model import SsoSession
from tray.services.concurrency.workers import WorkerQueue
from tray.services.context.messages import FilesChanged, Post
from tray.services.tokens.token_vault import TokenVault


class WatchedFiles:
    """Has them watched; `FilesChanged` tells what changed, whoever changed it."""

    def __init__(
        self,
        watcher: FileWatcher,
        vault: TokenVault,
        config_path: Callable[[], str],
        program_files: tuple[str, ...],
        *,
        files: WorkerQueue,
        post: Post,
    ) -> None:
        self._watcher = watcher
        self._vault = vault
        self.config_path = config_path
        self.program_files = program_files
        self._files = files
        self._post = post

    def start(self) -> None:
        """Begins to watch, before anything is read for the first time."""
        self._watcher.watch([self.config_path(), *self.program_files])
        self._watcher.start(lambda paths: self._post(FilesChanged(paths)))

    def follow(self, sessions: Iterable[SsoSession]) -> None:
        """Watches the tokens of the sessions that there are now."""
        tokens = [path for session in sessions for path in self._vault.shared_paths(session)]
        paths = [self.config_path(), *self.program_files, *tokens]
        # On a worker thread: a network file system may take its time.
        self._files.submit(lambda: self._watcher.watch(paths))

    def close(self) -> None:
        """Nothing is watched any more."""
        self._watcher.close()
