"""The one place of each sso-session's token: memory in front, keyring or AWS CLI's cache behind.

A session is shared with the AWS CLI or it is not; its token never rests in both
places, since refresh tokens rotate. Of a shared one the newest wins, whoever
wrote it.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from tray.core.ports.secrets import RemovalNotes, SecretStore, SharedTokens
from tray.core.settings.settings import TokenStorage
from tray.core.vocabulary.errors import SecretStoreError, SessionEnded
from tray.core.vocabulary.model import SessionName, SsoSession, SsoToken
from tray.services.tokens.keyring_removals import KeyringRemovals, NotesInMemory
from tray.services.tokens.keyring_tokens import KeyringTokens
from tray.services.tokens.secret_storage import SecretStorage
from tray.services.tokens.tokens_in_force import TokensInForce

_WHOLE_SECONDS = timedelta(seconds=2)
"""By so much a file's times may lie before the moments that they stand for."""
_GRACE_SECONDS = (0.0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
"""Between looks for a token that another tool got and has not written yet, on a busy machine."""


class TokenVault:
    """Has tokens in memory, and each in one place behind it. Safe from any thread."""

    def __init__(
        self,
        open_store: Callable[[TokenStorage], SecretStore],
        storage: TokenStorage,
        shared: SharedTokens,
        is_keyring_open: Callable[[], bool] = lambda: False,
        notes: RemovalNotes | None = None,
    ) -> None:
        """`is_keyring_open` answers, without a window, whether the keyring would not ask.

        `notes` outlive the program: a token whose removal the keyring refused is no sign-in
        at the next start, and goes then.
        """
        self._secrets = SecretStorage(open_store, storage, is_keyring_open)
        self._keyring = KeyringTokens(self._secrets, KeyringRemovals(notes or NotesInMemory()))
        self._shared_tokens = shared
        self._shared: set[SessionName] = set()
        self._stamps: dict[SessionName, object | None] = {}
        self._on_replaced: Callable[[SsoSession, SsoToken], None] = lambda *_: None
        self._in_force = TokensInForce()
        self._lock = threading.Lock()

    # ---- in force -------------------------------------------------------------

    def get(self, session: SessionName, issued_at: datetime | None = None) -> SsoToken:
        """The token in force; with `issued_at` that very one. Raises `TokenRejected`."""
        return self._in_force.get(session, issued_at)

    def put_in_force(self, session: SessionName, token: SsoToken) -> None:
        """Puts a token in force at once, in memory."""
        self._in_force.put(session, token)

    def take(self, session: SessionName) -> SsoToken | None:
        """Removes and answers the token in memory."""
        return self._in_force.take(session)

    # ---- at rest --------------------------------------------------------------

    def load(self, session: SsoSession) -> SsoToken | None:
        """The token from an earlier run, or of another tool. Raises `TrayError`."""
        self._keyring.remove_due(session)
        is_shared = self.is_shared(session.name)
        token = self._load_shared(session) if is_shared else self._keyring.load(session)
        if token is not None:
            token = self._in_force.put_first(session.name, token)
        return token

    def store(self, session: SsoSession, token: SsoToken) -> None:
        """Lets a token rest. Raises `TrayError`.

        NOTE: memory is `put_in_force`'s alone. This runs later, when the person may have
        signed out or a newer token may be in force already.
        """
        if self.is_shared(session.name):
            if token.access_token in self._in_force.replaced(session.name):
                return  # this job is late
            with self._shared_tokens.locked(session):
                self._save_shared(session, token)
        else:
            self._keyring.store(session, token)

    def forget(self, session: SsoSession, token: SsoToken | None, *, is_asked: bool) -> None:
        """Removes what rests of a token; `is_asked` by the person. Raises `TrayError`.

        A file with another token is another tool's, and stays: it may be good. Unless
        the person signs out and it is of the very session that ends by that.
        """
        if self.is_shared(session.name):
            with self._shared_tokens.locked(session):
                found = self._shared_tokens.load(session)
                if found is not None and token is not None:
                    is_it = found.access_token == token.access_token
                    if is_it or (is_asked and _is_of_one_sign_in(found, token)):
                        self._shared_tokens.remove(session)
            self._note_stamp(session)
            return
        if not is_asked and token is not None:
            found = self._keyring.load(session)
            if found is not None and found.access_token != token.access_token:
                return  # another program of ours put it there, on a machine that shares the keyring
        self._keyring.remove(session, again=is_asked)

    def on_replaced(self, revoke: Callable[[SsoSession, SsoToken], None]) -> None:
        """What is done with a token that nobody has any more, while its sign-in goes on."""
        self._on_replaced = revoke

    # ---- shared with the AWS CLI ------------------------------------------------

    def share(self, names: Iterable[SessionName]) -> None:
        """These sessions' tokens are the AWS CLI's, too, from the start."""
        with self._lock:
            self._shared = set(names)

    def is_shared(self, session: SessionName) -> bool:
        """Whether that session's token rests in the AWS CLI's cache."""
        with self._lock:
            return session in self._shared

    def move_to_aws_cli(self, session: SsoSession) -> None:
        """From now on the token rests there: first written there, then removed here."""
        if self.is_shared(session.name):
            return
        token = self._in_force.find(session.name)
        if token is not None:
            with self._shared_tokens.locked(session):
                self._save_shared(session, token)
        self._keyring.delete(session, again=True)
        with self._lock:
            self._shared.add(session.name)

    def shared_paths(self, session: SsoSession) -> tuple[str, ...]:
        """The files that the AWS CLI's token of that session may be in."""
        return self._shared_tokens.paths(session)

    def taken_over(self, session: SsoSession, now: datetime) -> SsoToken | None:
        """A sign-in of the AWS CLI's that is good still, shared from now on. Raises `TrayError`.

        None where there is none, or where a token is ours already.
        """
        found = self._shared_tokens.load(session)
        if found is None or found.expires_at <= now:
            return None
        with self._lock:
            if self._in_force.put_first(session.name, found) is not found:
                return None
            self._shared.add(session.name)
        self._note_stamp(session)
        return found

    def news(self, session: SsoSession) -> tuple[bool, SsoToken | None]:
        """Whether another tool changed a shared token, and the one there is now, put in force."""
        stamp = self._shared_tokens.stamp(session)
        with self._lock:
            ours = self._in_force.find(session.name)
            if stamp == self._stamps.get(session.name):
                return False, ours
        found = self._load_shared(session)
        if found is None:
            self.take(session.name)
            return ours is not None, None
        if ours is not None and found.access_token == ours.access_token:
            return False, ours
        if ours is not None and not self._is_newer(session, found, ours):
            return False, ours
        newer = self._adopted(session, found, ours)
        self.put_in_force(session.name, newer)
        return True, newer

    def refreshed(
        self, session: SsoSession, old: SsoToken, refresh: Callable[[SsoToken], SsoToken]
    ) -> SsoToken:
        """A newer token than `old`: somebody else's where there is one, or AWS's.

        A lost race is no end: before a session counts as ended the file is read again.
        """
        if not self.is_shared(session.name):
            return self._refreshed_alone(session, old, refresh)
        with self._shared_tokens.locked(session):
            found = self._load_shared(session)
            if found is not None and self._is_newer(session, found, old):
                return self._adopted(session, found, old)
            try:
                newer = refresh(old)
            except SessionEnded:
                # Who won the race may still be writing.
                found = self._newer_soon(session, old)
                if found is None:
                    raise
                return found
            self._save_shared(session, newer)
            return newer

    def _refreshed_alone(
        self, session: SsoSession, old: SsoToken, refresh: Callable[[SsoToken], SsoToken]
    ) -> SsoToken:
        """One that rests in the keyring is ours alone, but for a second program of ours."""
        try:
            return refresh(old)
        except SessionEnded:
            try:
                found = self._keyring.load(session)
            except SecretStoreError:
                found = None
            if found is None or found.issued_at <= old.issued_at:
                raise
            return found

    def _newer_soon(self, session: SsoSession, old: SsoToken) -> SsoToken | None:
        for seconds in _GRACE_SECONDS:
            threading.Event().wait(seconds)
            found = self._load_shared(session)
            if found is not None and self._is_newer(session, found, old):
                return self._adopted(session, found, old)
        return None

    def _adopted(self, session: SsoSession, found: SsoToken, ours: SsoToken | None) -> SsoToken:
        """Another tool's token in the place of ours, with the start that we know of."""
        if ours is None:
            return found
        if not _is_of_one_sign_in(found, ours):
            self._on_replaced(session, ours)
            return found
        says_nothing = found.session_started_at == found.issued_at
        started = ours.session_started_at if says_nothing else found.session_started_at
        return replace(found, session_started_at=started)

    def _is_newer(self, session: SsoSession, found: SsoToken, ours: SsoToken) -> bool:
        """Whether a token of the file came after the one that is ours.

        NOTE: ends say little. A file has whole seconds, and tokens may all end with their session.
        A file that was not written for long, since the disk is full maybe, has an older one.
        """
        in_force = self._in_force.find(session.name) or ours
        replaced = self._in_force.replaced(session.name)
        known = (ours.access_token, in_force.access_token, *replaced)
        if found.access_token in known:
            return False
        return (
            found.expires_at >= ours.expires_at - _WHOLE_SECONDS
            or found.issued_at >= ours.issued_at - _WHOLE_SECONDS
        )

    def _load_shared(self, session: SsoSession) -> SsoToken | None:
        token = self._shared_tokens.load(session)
        self._note_stamp(session)
        return token

    def _save_shared(self, session: SsoSession, token: SsoToken) -> None:
        """The newest wins: a token that another tool got meanwhile is not overwritten."""
        found = self._shared_tokens.load(session)
        if found is not None and self._is_newer(session, found, token):
            return  # its stamp is news, and brings it into force
        self._shared_tokens.save(session, token)
        if found is not None and not _is_of_one_sign_in(found, token):
            self._on_replaced(session, found)
        self._note_stamp(session)

    def _note_stamp(self, session: SsoSession) -> None:
        stamp = self._shared_tokens.stamp(session)
        with self._lock:
            self._stamps[session.name] = stamp

    # ---- the keyring --------------------------------------------------------------

    @property
    def is_refused(self) -> bool:
        """Whether the keyring would not, when it was asked last."""
        return self._secrets.is_refused

    def is_open_again(self) -> bool:
        """Whether a keyring that would not can be asked now without a window. It then is."""
        return self._secrets.is_open_again()

    def use(self, storage: TokenStorage) -> None:
        """Lets tokens rest elsewhere from now on; those that are in memory stay in force."""
        self._secrets.use(storage)


def _is_of_one_sign_in(one: SsoToken, other: SsoToken) -> bool:
    """Whoever refreshes keeps the client; each sign-in of ours has one of its own."""
    return one.registration.client_id == other.registration.client_id
