"""Where our own files live on the three systems."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from tray.adapters.storage.private_directory import is_safe_parent, make_private
from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.translatable import said

_NAME = "sso-tray"
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class ProgramPaths:
    """Directories: settings, caches, what is remembered, the socket while it runs, and locks.

    The locks are the person's, wherever the socket lies: two agents with different
    XDG_RUNTIME_DIRs would else take tokens and files out of each other's hands.
    """

    settings: Path
    cache: Path
    state: Path
    runtime: Path
    locks: Path

    def secure(self) -> "ProgramPaths":
        """These, once only the person reaches sockets and locks there.

        To be called before any lock is taken or connection made. Raises `FileError`.
        """
        make_private(self.runtime)
        make_private(self.locks)
        return self

    @classmethod
    def of_demo(cls) -> "ProgramPaths":
        """The demo's."""
        return cls.under(demo_directory())

    @property
    def socket(self) -> Path:
        """Where the agent listens: a socket among our own files, or a pipe's name on Windows."""
        if sys.platform == "win32":
            import hashlib  # noqa: PLC0415 - Windows only

            whose = hashlib.sha256(str(self.runtime).encode()).hexdigest()[:16]
            return Path(rf"\\.\pipe\sso-tray-{whose}")
        return self.runtime / "agent.sock"

    @property
    def passing_socket(self) -> Path:
        """Where a command's own agent listens, for others that come meanwhile."""
        return self.socket.with_name(f"{self.socket.stem}-passing{self.socket.suffix}")

    @property
    def demo_aws(self) -> Path:
        """The demo's `~/.aws`."""
        return self.runtime.with_name("aws")

    @property
    def lock(self) -> Path:
        """Held by the one program that runs in this runtime directory; of older versions, too."""
        return self.runtime / "tray.lock"

    @property
    def person_lock(self) -> Path:
        """Held by the one program of this person's that runs on this computer.

        A home may be shared by several computers (NFS), each with an agent of its own.
        """
        return self.locks / f"tray-{_computer()}.lock"

    @property
    def instance(self) -> Path:
        """Says where the program that holds the lock listens."""
        return self.locks / f"instance-{_computer()}.json"

    @classmethod
    def for_user(cls) -> "ProgramPaths":
        """The person's own, by the system's customs."""
        import platformdirs  # noqa: PLC0415 - the demo does without

        state, runtime = _state(), runtime_of(is_demo=False)
        return cls(
            Path(platformdirs.user_config_dir(_NAME, appauthor=False)),
            Path(platformdirs.user_cache_dir(_NAME, appauthor=False)),
            state,
            runtime,
            _locks(state, runtime),
        )

    @classmethod
    def under(cls, directory: Path) -> "ProgramPaths":
        """All below one directory, for the demo."""
        return cls(*(directory / name for name in ("settings", "cache", "state", "run", "run")))


def runtime_of(*, is_demo: bool) -> Path:
    """Where the socket lies while the program runs: never where others could make it first."""
    if is_demo:
        return demo_directory() / "run"
    named = os.environ.get("XDG_RUNTIME_DIR", "")
    # What is set to /tmp, or to another person's by `su`, is as good as not set.
    if named and Path(named).is_absolute() and is_safe_parent(Path(named)):
        sandbox = os.environ.get("FLATPAK_ID")
        # The one folder that all starts of a sandboxed program share, and the host sees.
        return Path(named) / "app" / sandbox if sandbox else Path(named) / _NAME
    return _state() / "run"


def demo_directory() -> Path:
    """Where all of the demo lives; SSO_TRAY_DEMO_DIR moves it."""
    named = os.environ.get("SSO_TRAY_DEMO_DIR")
    if named:
        return Path(named)
    import platformdirs  # noqa: PLC0415 - see for_user

    return Path(platformdirs.user_data_dir(_NAME, appauthor=False)) / "demo"


def _state() -> Path:
    import platformdirs  # noqa: PLC0415 - see for_user

    state = Path(platformdirs.user_state_dir(_NAME, appauthor=False))
    if not state.is_absolute():  # "~": a container's user may be in no list of users
        raise FileError(said("No home folder found."), said("Set HOME to a folder you own."))
    return state


def _locks(state: Path, runtime: Path) -> Path:
    """Beside what is remembered; a sandbox shares the one of the programs outside.

    Where the home cannot be written, as in some containers, beside the socket.
    """
    if os.environ.get("FLATPAK_ID"):
        state = Path.home() / ".local/state" / _NAME
    locks = state / "locks"
    there = next(folder for folder in (locks, *locks.parents) if folder.exists())
    return locks if os.access(there, os.W_OK) else runtime


def _computer() -> str:
    """Its name, as a part of a file's."""
    name = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    letters = (letter for letter in name if letter.isalnum() or letter in "-.")
    return "".join(letters)[:_LONGEST_NAME] or "here"
