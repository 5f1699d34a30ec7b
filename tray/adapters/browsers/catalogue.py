"""The browsers that are known, and where three systems keep them and their data.

Sources: Chromium, "User Data Directory"; Mozilla support, "Profiles: where
Firefox stores your data"; the packages of snap and flatpak.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class Family(Enum):
    """Whose options and files it has."""

    CHROMIUM = "chromium"
    FIREFOX = "firefox"


@dataclass(frozen=True, slots=True)
class Build:
    """A way to have a browser: the first program that is there, the first folder of data.

    A name without a slash is looked up in PATH; words in braces are `folders`.
    """

    programs: tuple[str, ...]
    homes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A browser, and its builds by platform; the first whose program is there counts."""

    key: str
    title: str
    family: Family
    linux: tuple[Build, ...]
    macos: Build
    windows: Build

    def builds(self, platform: str) -> tuple[Build, ...]:
        """Those of a `sys.platform`."""
        return {"darwin": (self.macos,), "win32": (self.windows,)}.get(platform, self.linux)


def folders(platform: str, environ: Mapping[str, str], home: Path) -> dict[str, str]:
    """What stands for the words in braces."""
    if platform == "win32":
        local = environ.get("LOCALAPPDATA") or f"{home}/AppData/Local"
        return {
            "local": local,
            "roaming": environ.get("APPDATA") or f"{home}/AppData/Roaming",
            "programs": environ.get("ProgramFiles") or "C:/Program Files",
            "programs86": environ.get("ProgramFiles(x86)") or "C:/Program Files (x86)",
        }
    return {
        "home": str(home),
        "config": environ.get("XDG_CONFIG_HOME") or f"{home}/.config",
        "data": environ.get("XDG_DATA_HOME") or f"{home}/.local/share",
        "support": f"{home}/Library/Application Support",
    }


def _macos(app: str, home: str, program: str = "") -> Build:
    inside = f"Applications/{app}.app/Contents/MacOS/{program or app}"
    return Build((f"/{inside}", f"{{home}}/{inside}"), (f"{{support}}/{home}",))


def _windows(program: str, *homes: str) -> Build:
    roots = ("{programs}", "{programs86}", "{local}")
    return Build(tuple(f"{root}/{program}" for root in roots), homes)


def _flatpak(name: str, home: str) -> Build:
    exports = ("{data}/flatpak/exports/bin", "/var/lib/flatpak/exports/bin")
    return Build(tuple(f"{each}/{name}" for each in exports), (f"{{home}}/.var/app/{name}/{home}",))


KINDS = (
    Kind(
        "firefox",
        "Firefox",
        Family.FIREFOX,
        (
            Build(
                ("firefox", "firefox-esr"),
                (
                    "{home}/.mozilla/firefox",
                    "{config}/mozilla/firefox",
                    "{home}/snap/firefox/common/.mozilla/firefox",
                ),
            ),
            _flatpak("org.mozilla.firefox", ".mozilla/firefox"),
        ),
        _macos("Firefox", "Firefox", "firefox"),
        _windows("Mozilla Firefox/firefox.exe", "{roaming}/Mozilla/Firefox"),
    ),
    Kind(
        "chrome",
        "Google Chrome",
        Family.CHROMIUM,
        (
            Build(("google-chrome-stable", "google-chrome"), ("{config}/google-chrome",)),
            _flatpak("com.google.Chrome", "config/google-chrome"),
        ),
        _macos("Google Chrome", "Google/Chrome"),
        _windows("Google/Chrome/Application/chrome.exe", "{local}/Google/Chrome/User Data"),
    ),
    Kind(
        "chromium",
        "Chromium",
        Family.CHROMIUM,
        (
            Build(
                ("chromium", "chromium-browser"),
                ("{config}/chromium", "{home}/snap/chromium/common/chromium"),
            ),
            _flatpak("org.chromium.Chromium", "config/chromium"),
        ),
        _macos("Chromium", "Chromium"),
        _windows("Chromium/Application/chrome.exe", "{local}/Chromium/User Data"),
    ),
    Kind(
        "edge",
        "Microsoft Edge",
        Family.CHROMIUM,
        (
            Build(("microsoft-edge-stable", "microsoft-edge"), ("{config}/microsoft-edge",)),
            _flatpak("com.microsoft.Edge", "config/microsoft-edge"),
        ),
        _macos("Microsoft Edge", "Microsoft Edge"),
        _windows("Microsoft/Edge/Application/msedge.exe", "{local}/Microsoft/Edge/User Data"),
    ),
    Kind(
        "brave",
        "Brave",
        Family.CHROMIUM,
        (
            Build(
                ("brave-browser", "brave"),
                (
                    "{config}/BraveSoftware/Brave-Browser",
                    "{home}/snap/brave/current/.config/BraveSoftware/Brave-Browser",
                ),
            ),
            _flatpak("com.brave.Browser", "config/BraveSoftware/Brave-Browser"),
        ),
        _macos("Brave Browser", "BraveSoftware/Brave-Browser"),
        _windows(
            "BraveSoftware/Brave-Browser/Application/brave.exe",
            "{local}/BraveSoftware/Brave-Browser/User Data",
        ),
    ),
)
