"""Where our own files live on the three systems."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

_NAME = "sso-tray"


@dataclass(frozen=True, slots=True)
class Places:
    """Directories: settings, caches, what is remembered, and sockets and locks while it runs."""

    settings: Path
    cache: Path
    state: Path
    runtime: Path

    @classmethod
    def of_demo(cls) -> "Places":
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
    def demo_aws(self) -> Path:
        """The demo's `~/.aws`."""
        return self.runtime.with_name("aws")

    @property
    def lock(self) -> Path:
        """Held by the one program that runs."""
        return self.runtime / "tray.lock"

    @classmethod
    def for_user(cls) -> "Places":
        """The person's own, by the system's customs."""
        import platformdirs  # noqa: PLC0415 - the demo does without

        return cls(
            Path(platformdirs.user_config_dir(_NAME, appauthor=False)),
            Path(platformdirs.user_cache_dir(_NAME, appauthor=False)),
            Path(platformdirs.user_state_dir(_NAME, appauthor=False)),
            runtime_of(is_demo=False),
        )

    @classmethod
    def under(cls, directory: Path) -> "Places":
        """All below one directory, for the demo."""
        return cls(*(directory / name for name in ("settings", "cache", "state", "run")))


def runtime_of(*, is_demo: bool) -> Path:
    """Where sockets and locks lie while the program runs."""
    if is_demo:
        return demo_directory() / "run"
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    sandbox = os.environ.get("FLATPAK_ID")
    if runtime and sandbox:
        # The one folder that all starts of a sandboxed program share, and the host sees.
        return Path(runtime) / "app" / sandbox
    return Path(runtime) / _NAME if runtime else _private_temporary()


def demo_directory() -> Path:
    """Where all of the demo lives; SSO_TRAY_DEMO_DIR moves it."""
    named = os.environ.get("SSO_TRAY_DEMO_DIR")
    if named:
        return Path(named)
    import platformdirs  # noqa: PLC0415 - see for_user

    return Path(platformdirs.user_data_dir(_NAME, appauthor=False)) / "demo"


def _private_temporary() -> Path:
    import tempfile  # noqa: PLC0415 - only where there is no XDG_RUNTIME_DIR

    owner = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    return Path(tempfile.gettempdir()) / f"{_NAME}-{owner}"
