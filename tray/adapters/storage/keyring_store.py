"""Tokens in the OS keyring, split so that the smallest store takes them; or in memory."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from tray.core.ports.keyring_signals import how_to_have_one
from tray.core.settings.settings import TokenStorage
from tray.core.vocabulary.errors import KeyringMissing, SecretStoreError
from tray.core.vocabulary.secret import Secret
from tray.core.vocabulary.translatable import said

_SERVICE = "SSO Tray"
_PART = 1000
_SLACK = 2
"""How many more parts a token of another time may have had than this one."""

"""Windows Credential Manager takes 2560 bytes a secret, 1280 UTF-16 characters."""

SAFE_BACKENDS = (
    "keyring.backends.macOS",
    "keyring.backends.Windows",
    "keyring.backends.SecretService",
    "keyring.backends.kwallet",
    "keyring.backends.libsecret",
)

_ABSENT = "keyring.backends.fail"
_IN_MEMORY = said("in memory only, until SSO Tray quits.")


class MemorySecretStore:
    """`core.ports.secrets.SecretStore` that forgets when the program ends."""

    description = "memory only"

    def __init__(self) -> None:
        self._values: dict[str, Secret] = {}

    def get(self, name: str) -> Secret | None:
        """What was set."""
        return self._values.get(name)

    def set(self, name: str, value: Secret) -> None:
        """Keeps it for now."""
        self._values[name] = value

    def delete(self, name: str) -> None:
        """Forgets it."""
        self._values.pop(name, None)


class KeyringSecretStore:
    """`core.ports.secrets.SecretStore` over one backend of the keyring library.

    A value lies in parts under `NAME/GENERATION/NUMBER`; the item `NAME` is
    written last and says which generation holds, so that a crash leaves the old
    value or the new one, never a mix.
    """

    def __init__(self, backend: Any, description: str) -> None:
        self._backend = backend
        self._description = description

    @property
    def description(self) -> str:
        """The keyring's own name."""
        return self._description

    def get(self, name: str) -> Secret | None:
        """The value, put together and checked; what does not fit together counts as absent."""
        with _keyring_errors(said("read")):
            head = self._head(name)
            if head is None:
                return None
            found = [self._backend.get_password(_SERVICE, key) for key in _keys(name, head)]
        value = "".join(part or "" for part in found)
        return Secret(value) if _digest(value) == head["sha256"] else None

    def set(self, name: str, value: Secret) -> None:
        """Parts first, then the head that makes them count, then the old parts go."""
        text = value.reveal()
        parts = [text[start : start + _PART] for start in range(0, len(text), _PART)]
        with _keyring_errors(said("store")):
            old = self._head(name)
            generation = int(old["generation"]) + 1 if old else 1
            head = {"generation": generation, "parts": len(parts), "sha256": _digest(text)}
            for key, part in zip(_keys(name, head), parts, strict=True):
                self._backend.set_password(_SERVICE, key, part)
            self._backend.set_password(_SERVICE, name, json.dumps(head))
            for before in range(generation - 1, max(generation - 3, 0), -1):
                self._drop_generation(name, before, int(old["parts"]) if old else 0)

    def delete(self, name: str) -> None:
        """All parts, and what a killed `set` left of the generations beside; the head goes last.

        As long as the head is there, a `delete` that was cut off can be done again.
        """
        with _keyring_errors(said("remove")):
            head = self._head(name)
            newest, parts = (int(head["generation"]), int(head["parts"])) if head else (1, 0)
            for generation in range(newest + 1, max(newest - 2, 0), -1):
                self._drop_generation(name, generation, parts + _SLACK)
            self._drop(name)

    def _head(self, name: str) -> dict[str, Any] | None:
        text = self._backend.get_password(_SERVICE, name)
        try:
            head = json.loads(text) if text else None
        except ValueError:
            return None
        is_ours = isinstance(head, dict) and {"generation", "parts", "sha256"} <= head.keys()
        return head if is_ours else None

    def _drop_generation(self, name: str, generation: int, parts: int) -> None:
        """At least so many parts, and as many more as there are; the first goes last.

        So that what a killed run left is always found from its first part on.
        """
        while self._backend.get_password(_SERVICE, f"{name}/{generation}/{parts}") is not None:
            parts += 1
        for number in range(parts - 1, -1, -1):
            self._drop(f"{name}/{generation}/{number}")

    def _drop(self, key: str) -> None:
        from keyring.errors import PasswordDeleteError  # noqa: PLC0415 - as keyring itself

        # It may not be there: that is what was wanted.
        with suppress(PasswordDeleteError):
            self._backend.delete_password(_SERVICE, key)


def open_secret_store(storage: TokenStorage) -> KeyringSecretStore | MemorySecretStore:
    """The store of the settings' choice. Raises `SecretStoreError` for an unsafe keyring."""
    if storage is TokenStorage.MEMORY:
        return MemorySecretStore()
    with _keyring_errors(said("open")):
        import keyring  # noqa: PLC0415 - a quarter of a second, after the icon is up

        backend = innermost(keyring.get_keyring())
        if type(backend).__module__ == _ABSENT:
            backend = innermost(_looked_for_again())
    module = type(backend).__module__
    if not module.startswith(SAFE_BACKENDS):
        unsafe = "" if module == _ABSENT else said("{module} isn't secure. ", module=module)
        raise KeyringMissing(
            said("No secure keyring found on this computer."),
            said(
                "{unsafe}{how}, and sign in again. Or keep the sign-in {memory}",
                unsafe=unsafe,
                how=how_to_have_one(os.environ),
                memory=_IN_MEMORY,
            ),
        )
    return KeyringSecretStore(backend, str(backend.name))


def _looked_for_again() -> Any:
    """What the library finds now: it looks once, and a keyring may come up after us at a login."""
    from keyring import backend, core  # noqa: PLC0415 - as keyring itself

    with suppress(KeyError):  # it never looked where the person named a backend
        backend.get_all_keyring.reset()
    core.init_backend()
    return core.get_keyring()


def innermost(backend: Any) -> Any:
    """A chain stores in its first member."""
    members = getattr(backend, "backends", None)
    return members[0] if members and "chainer" in type(backend).__module__ else backend


def _keys(name: str, head: dict[str, Any]) -> list[str]:
    return [f"{name}/{head['generation']}/{number}" for number in range(int(head["parts"]))]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@contextmanager
def _keyring_errors(deed: str) -> Iterator[None]:
    """Every backend has exceptions of its own, D-Bus's among them; all become one."""
    try:
        yield
    except SecretStoreError:
        raise
    except Exception as error:
        kind = type(error).__name__
        hint = said("Unlock it and sign in again, or keep the sign-in {memory}", memory=_IN_MEMORY)
        reasons = {
            "KeyringLocked": said("it is locked"),
            "InitError": said("its dialog was dismissed"),
        }
        title = said(
            "The keyring couldn't {deed} the sign-in: {reason}.",
            deed=deed,
            reason=reasons.get(kind, kind),
        )
        raise SecretStoreError(title, hint) from error
