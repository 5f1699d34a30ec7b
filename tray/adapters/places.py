"""Where our own files live on the three systems."""

import os
import tempfile
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
    def for_user(cls) -> "Places":
        """The person's own, by the system's customs."""
        import platformdirs  # noqa: PLC0415 - the demo does without

        runtime = os.environ.get("XDG_RUNTIME_DIR")
        return cls(
            Path(platformdirs.user_config_dir(_NAME, appauthor=False)),
            Path(platformdirs.user_cache_dir(_NAME, appauthor=False)),
            Path(platformdirs.user_state_dir(_NAME, appauthor=False)),
            Path(runtime) / _NAME if runtime else _private_temporary(),
        )

    @classmethod
    def under(cls, directory: Path) -> "Places":
        """All below one directory, for the demo."""
        return cls(*(directory / name for name in ("settings", "cache", "state", "run")))


def _private_temporary() -> Path:
    owner = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    return Path(tempfile.gettempdir()) / f"{_NAME}-{owner}"
