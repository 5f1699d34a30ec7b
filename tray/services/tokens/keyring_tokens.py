"""The tokens that rest in the keyring, each under the name of its session."""

from tray.core.sessions.token_codec import decode_token, encode_token
from tray.core.vocabulary.model import SsoSession, SsoToken
from tray.services.tokens.keyring_removals import KeyringRemovals
from tray.services.tokens.secret_storage import SecretStorage


class KeyringTokens:
    """Every call may take as long as a person; all raise `SecretStoreError`.

    With `again` a keyring that has refused is asked once more.
    """

    def __init__(self, secrets: SecretStorage, removals: KeyringRemovals) -> None:
        self._secrets = secrets
        self._removals = removals

    def load(self, session: SsoSession) -> SsoToken | None:
        """The session's token, if one rests there."""
        text = self._secrets.ask(lambda store: store.get(secret_name(session)), again=False)
        return decode_token(text) if text else None

    def store(self, session: SsoSession, token: SsoToken) -> None:
        """Lets it rest there; the keyring is asked again for a new sign-in only."""
        name, text = secret_name(session), encode_token(token)
        is_new = token.issued_at == token.session_started_at
        self._secrets.ask(lambda store: store.set(name, text), again=is_new)
        self._removals.settled(session.name)

    def remove(self, session: SsoSession, *, again: bool) -> None:
        """It is to go; where it does not now, the next start removes it."""
        with self._removals.due(session.name):
            self.delete(session, again=again)

    def remove_due(self, session: SsoSession) -> None:
        """What was to go before, and may still be there."""
        if self._removals.is_due(session.name):
            self.remove(session, again=False)

    def delete(self, session: SsoSession, *, again: bool) -> None:
        """It rests elsewhere now; where that fails, it is still the one in force."""
        self._secrets.ask(lambda store: store.delete(secret_name(session)), again=again)


def secret_name(session: SsoSession) -> str:
    """Under which name a session's token rests."""
    return f"token/{session.name}"
