"""Has the agent look again at what may be out of date in its snapshots."""

from tray.services.context.messages import KeyringChanged, Post, ReadAgain, post_and_wait
from tray.services.tokens.token_vault import TokenVault


class Refreshing:
    """Blocks until the snapshot has it, within so many seconds. Safe from any thread."""

    def __init__(self, post: Post, vault: TokenVault) -> None:
        self._post = post
        self._vault = vault

    def reread_sessions(self, seconds: float) -> None:
        """What the AWS config file says now."""
        post_and_wait(self._post, ReadAgain, seconds)

    def recover_keyring(self, seconds: float) -> None:
        """A keyring that would not: whether it can be asked now, without a window."""
        if self._vault.is_refused:
            post_and_wait(self._post, KeyringChanged, seconds)
