"""The end of the program, in its order."""

from collections.abc import Callable

from tray.core.ports.clock import Clock
from tray.core.ports.notifier import Notifier
from tray.core.ports.secrets import CredentialsEndpoint
from tray.core.vocabulary.errors import TrayError
from tray.services.concurrency.workers import Workers
from tray.services.context.messages import WithdrawalHappened
from tray.services.profiles.part import Profiles
from tray.services.profiles.withdrawals import Withdrawals
from tray.services.snapshots.publisher import SnapshotPublisher


class Shutdown:
    """What is under way is broken off, keys leave the files, and then the threads end."""

    def __init__(
        self,
        break_off: tuple[Callable[[], None], ...],
        profiles: Profiles,
        withdrawals: Withdrawals,
        publisher: SnapshotPublisher,
        *,
        endpoint: CredentialsEndpoint,
        notifier: Notifier,
        clock: Clock,
        workers: Workers,
        is_passing: bool,
    ) -> None:
        """`break_off` ends what goes on for long, and what would begin something new."""
        self._break_off = break_off
        self._profiles = profiles
        self._withdrawals = withdrawals
        self._publisher = publisher
        self._endpoint = endpoint
        self._notifier = notifier
        self._clock = clock
        self._workers = workers
        self._is_passing = is_passing
        self.remaining: tuple[TrayError, ...] = ()
        """Afterwards: what could not be removed from the AWS files."""

    def __call__(self, handle_rest: Callable[[type], None], *, keep_keys: bool) -> None:
        """Runs on the agent's thread, after its last message."""
        workers = self._workers
        for end in self._break_off:
            end()
        self._endpoint.close_all()
        if not keep_keys:
            self._profiles.drop_all(self._clock.now())
        workers.files.close(timeout=5)
        handle_rest(WithdrawalHappened)
        self.remaining = self._withdrawals.remaining()
        self._publisher.close(self._clock.now())
        self._notifier.close(self._withdrawals.notify_of_remaining())
        # A keyring may be asking the person just now: only a command waits for the answer.
        workers.keyring.close(timeout=5 if self._is_passing else 0.5)
        for queue in workers.others():
            queue.close(timeout=1)
