"""The one place of each sso-session's token: memory in front, keyring or AWS CLI's cache behind.

A session is shared with the AWS CLI or it is not; its token never rests in both
places, since refresh tokens rotate. Of a shared one the newest wins, whoever
wrote it.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from tray.core.ports import SecretStore, SharedTokens
from tray.core.sessions.token_codec import decode_token, encode_token
from tray.core.settings.settings import TokenStorage
from tray.core.vocabulary.errors import SecretStoreError, SessionEnded, TokenRejected
from tray.core.vocabulary.model import SessionName, SsoSession, SsoToken
from tray.core.vocabulary.secret import Secret
from tray.core.vocabulary.translatable import said

Answer = TypeVar("Answer")

_REMEMBERED = 8
_WHOLE_SECONDS = timedelta(seconds=2)
"""By so much a file's times may lie before the moments that they stand for."""
_GRACE_SECONDS = (0.0, 0.1, 0.2, 0.4, 0.8)


class TokenVault:
    """Keeps tokens. `open_store` is called on first use, from a worker thread: it may be slow.

    A keyring may ask the person in a window of its own. Once it has refused, it is
    asked again only when the person signs in or out: nobody wants that window
    whenever a token happens to be refreshed.
    """

    def __init__(
        self,
        open_store: Callable[[TokenStorage], SecretStore],
        storage: TokenStorage,
        shared: SharedTokens,
        is_keyring_open: Callable[[], bool] = lambda: False,
    ) -> None:
        """`is_keyring_open` answers, without a window, whether the keyring would not ask."""
        self._is_keyring_open = is_keyring_open
        self._open_store = open_store
        self._storage = storage
        self._shared_tokens = shared
        self._shared: set[SessionName] = set()
        self._stamps: dict[SessionName, object | None] = {}
        self._superseded: dict[SessionName, deque[Secret]] = {}
        self._on_replaced: Callable[[SsoSession, SsoToken], None] = lambda *_: None
        self._store: SecretStore | None = None
        self._refusal: SecretStoreError | None = None
        self._tokens: dict[SessionName, SsoToken] = {}
        self._lock = threading.Lock()

    # ---- in force -------------------------------------------------------------

    def get(self, session: SessionName, issued_at: datetime | None = None) -> SsoToken:
        """The token in memory; with `issued_at` that very one. Raises `TokenRejected`."""
        with self._lock:
            token = self._tokens.get(session)
        if token is None or (issued_at is not None and token.issued_at != issued_at):
            raise TokenRejected(
                said("Nobody is signed in any more."), said("Sign in again to go on.")
            )
        return token

    def hold(self, session: SessionName, token: SsoToken) -> None:
        """Puts a token in force at once, in memory."""
        with self._lock:
            before = self._tokens.get(session)
            if before is not None and before.access_token != token.access_token:
                known = self._superseded.setdefault(session, deque(maxlen=_REMEMBERED))
                known.append(before.access_token)
            self._tokens[session] = token

    def take(self, session: SessionName) -> SsoToken | None:
        """Removes and answers the token in memory."""
        with self._lock:
            return self._tokens.pop(session, None)

    # ---- at rest --------------------------------------------------------------

    def load(self, session: SsoSession) -> SsoToken | None:
        """The token from an earlier run, or of another tool. Raises `TrayError`."""
        token = self._load_shared(session) if self.is_shared(session.name) else self._rest(session)
        if token is not None:
            with self._lock:
                token = self._tokens.setdefault(session.name, token)
        return token

    def store(self, session: SsoSession, token: SsoToken) -> None:
        """Lets a token rest. Raises `TrayError`.

        NOTE: memory is `hold`'s alone. This runs later, when the person may have
        signed out or a newer token may be in force already.
        """
        if self.is_shared(session.name):
            if token.access_token in self._passed(session.name):
                return  # this job is late
            with self._shared_tokens.locked(session):
                self._save_shared(session, token)
        else:
            name, text = secret_name(session), encode_token(token)
            is_new = token.issued_at == token.session_started_at
            self._asked(lambda store: store.set(name, text), again=is_new)

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
            found = self._rest(session)
            if found is not None and found.access_token != token.access_token:
                return  # another program of ours put it there, on a machine that shares the keyring
        self._asked(lambda store: store.delete(secret_name(session)), again=is_asked)

    def use(self, storage: TokenStorage) -> None:
        """Lets tokens rest elsewhere from now on; those that are held stay in force."""
        with self._lock:
            if storage is not self._storage:
                self._storage, self._store, self._refusal = storage, None, None

    def on_replaced(self, tell: Callable[[SsoSession, SsoToken], None]) -> None:
        """Whom to tell of a token whose sign-in lives on at AWS, and that nobody holds any more."""
        self._on_replaced = tell

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
        with self._lock:
            token = self._tokens.get(session.name)
        if token is not None:
            with self._shared_tokens.locked(session):
                self._save_shared(session, token)
        self._asked(lambda store: store.delete(secret_name(session)), again=True)
        with self._lock:
            self._shared.add(session.name)

    def shared_paths(self, session: SsoSession) -> tuple[str, ...]:
        """The files that the AWS CLI's token of that session may be in."""
        return self._shared_tokens.paths(session)

    def taken_over(self, session: SsoSession, now: datetime) -> SsoToken | None:
        """A sign-in of the AWS CLI's that is good still, shared from now on. Raises `TrayError`.

        None where there is none, or where a token is held already.
        """
        found = self._shared_tokens.load(session)
        if found is None or found.expires_at <= now:
            return None
        with self._lock:
            if session.name in self._tokens:
                return None
            self._shared.add(session.name)
            self._tokens[session.name] = found
        self._note_stamp(session)
        return found

    def news(self, session: SsoSession) -> tuple[bool, SsoToken | None]:
        """Whether another tool changed a shared token, and the one there is now, put in force."""
        stamp = self._shared_tokens.stamp(session)
        with self._lock:
            held = self._tokens.get(session.name)
            if stamp == self._stamps.get(session.name):
                return False, held
        found = self._load_shared(session)
        if found is None:
            self.take(session.name)
            return held is not None, None
        if held is not None and found.access_token == held.access_token:
            return False, held
        if held is not None and not self._is_newer(session, found, held):
            return False, held
        newer = self._adopted(session, found, held)
        self.hold(session.name, newer)
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
                found = self._rest(session)
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

    def _adopted(self, session: SsoSession, found: SsoToken, held: SsoToken | None) -> SsoToken:
        """Another tool's token in the place of ours, with the start that we know of."""
        if held is None:
            return found
        if not _is_of_one_sign_in(found, held):
            self._on_replaced(session, held)
            return found
        says_nothing = found.session_started_at == found.issued_at
        started = held.session_started_at if says_nothing else found.session_started_at
        return replace(found, session_started_at=started)

    def _is_newer(self, session: SsoSession, found: SsoToken, held: SsoToken) -> bool:
        """Whether a token of the file came after the one that is held.

        NOTE: ends say little. A file has whole seconds, and tokens may all end with their session.
        A file that was not written for long, since the disk is full maybe, has an older one.
        """
        with self._lock:
            in_force = self._tokens.get(session.name, held)
            known = (held.access_token, in_force.access_token, *self._passed(session.name))
        if found.access_token in known:
            return False
        return (
            found.expires_at >= held.expires_at - _WHOLE_SECONDS
            or found.issued_at >= held.issued_at - _WHOLE_SECONDS
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

    def _passed(self, session: SessionName) -> tuple[Secret, ...]:
        """What was in force once, and is replaced."""
        return tuple(self._superseded.get(session, ()))

    def _note_stamp(self, session: SsoSession) -> None:
        stamp = self._shared_tokens.stamp(session)
        with self._lock:
            self._stamps[session.name] = stamp

    # ---- the keyring --------------------------------------------------------------

    @property
    def is_refused(self) -> bool:
        """Whether the keyring would not, when it was asked last."""
        with self._lock:
            return self._refusal is not None

    def is_open_again(self) -> bool:
        """Whether a keyring that would not can be asked now without a window. It then is."""
        if not self.is_refused or not self._is_keyring_open():
            return False
        with self._lock:
            self._refusal = self._store = None
        return True

    def _rest(self, session: SsoSession) -> SsoToken | None:
        text = self._asked(lambda store: store.get(secret_name(session)), again=False)
        return decode_token(text) if text else None

    def _asked(self, call: Callable[[SecretStore], Answer], *, again: bool) -> Answer:
        """What the store answers; `again` also after a refusal."""
        while True:
            with self._lock:
                storage, refusal = self._storage, self._refusal
            if refusal is not None and not again:
                raise refusal
            try:
                answer = call(self._opened(storage))
            except SecretStoreError as error:
                with self._lock:
                    if storage is self._storage:
                        self._refusal = error
                        raise
                continue  # the person chose another place while this one asked them
            with self._lock:
                self._refusal = None
            return answer

    def _opened(self, storage: TokenStorage) -> SecretStore:
        with self._lock:
            store = self._store
        if store is None:
            store = self._open_store(storage)
            with self._lock:
                if storage is self._storage:
                    self._store = store
        return store


def _is_of_one_sign_in(one: SsoToken, other: SsoToken) -> bool:
    """Whoever refreshes keeps the client; each sign-in of ours has one of its own."""
    return one.registration.client_id == other.registration.client_id


def secret_name(session: SsoSession) -> str:
    """Under which name a session's token rests."""
    return f"token/{session.name}"
