"""The browsers of this machine: which there are, and a page in one of their profiles."""

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tray.adapters.browsers.catalogue import KINDS, Build, Family, Kind, folders
from tray.adapters.browsers.profiles import chromium_profiles, firefox_profiles
from tray.adapters.browsers.system_browser import SystemBrowser
from tray.adapters.loopback.one_shot_page import open_unseen
from tray.adapters.system.child_process import start_browser
from tray.core.console.browser_faults import WAY_OUT, what_is_missing
from tray.core.console.browser_rules import ANYWHERE, BrowserPlace, BrowserProfile, InstalledBrowser
from tray.core.vocabulary.secret import Secret


@dataclass(frozen=True, slots=True)
class _Found:
    program: str
    kind: Kind
    browser: InstalledBrowser


class Browsers:
    """`desktop_ports.Browser`: a place that a rule names, or the system's own choice."""

    def __init__(
        self,
        environ: Mapping[str, str],
        home: Path,
        *,
        platform: str = sys.platform,
        is_for_one_page: bool = False,
    ) -> None:
        self._system = SystemBrowser(environ, is_for_one_page=is_for_one_page)
        self._environ, self._home, self._platform = environ, home, platform
        self._is_for_one_page = is_for_one_page

    def is_available(self) -> bool:
        """Whether the system's own choice can show a page."""
        return self._system.is_available()

    def installed(self) -> tuple[InstalledBrowser, ...]:
        """Those that were found, with their profiles; read anew each time."""
        return tuple(found.browser for found in self._find())

    def open(self, url: Secret | str, place: BrowserPlace = ANYWHERE) -> None:
        """Opens a page there, and nowhere else: a wrong place may be a wrong account.

        A secret address never stands in the command line. Raises `BrowserMissing`.
        """
        if not place.browser:
            self._system.open(url)
            return
        command = self._command(place)

        def start(address: str) -> None:
            words = [*command, _in_container(address, place.container)]
            start_browser(words, self._environ, WAY_OUT)

        open_unseen(url, start, is_waited_for=self._is_for_one_page)

    def _command(self, place: BrowserPlace) -> list[str]:
        there = self._find()
        missing = what_is_missing(place, [one.browser for one in there])
        if missing is not None:
            raise missing
        found = next(one for one in there if one.browser.key == place.browser)
        profile = found.browser.profile(place.profile)
        named = profile if place.profile else None
        return [found.program, *_options(found.kind.family, named)]

    def _find(self) -> list[_Found]:
        words = folders(self._platform, self._environ, self._home)
        found = []
        for kind in KINDS:
            for build in kind.builds(self._platform):
                program = self._program(build, words)
                if program:
                    found.append(_Found(program, kind, _browser(kind, build, words)))
                    break
        return found

    def _program(self, build: Build, words: Mapping[str, str]) -> str | None:
        path = self._environ.get("PATH")
        names = (name.format_map(words) for name in build.programs)
        return next((found for name in names if (found := shutil.which(name, path=path))), None)


def _browser(kind: Kind, build: Build, words: Mapping[str, str]) -> InstalledBrowser:
    is_firefox = kind.family is Family.FIREFOX
    read = firefox_profiles if is_firefox else chromium_profiles
    homes = (Path(home.format_map(words)) for home in build.homes)
    profiles = next((found for home in homes if (found := read(home))), ())
    return InstalledBrowser(kind.key, kind.title, profiles, has_containers=is_firefox)


def _options(family: Family, profile: BrowserProfile | None) -> list[str]:
    if profile is None:
        return []
    match family:
        case Family.CHROMIUM:
            return [f"--profile-directory={profile.key}"]
        case Family.FIREFOX:
            return ["-P", profile.key]


def _in_container(address: str, container: str) -> str:
    """The add-on's own scheme. The address in it is encoded, or its & would end it."""
    if not container:
        return address
    return f"ext+container:name={quote(container, safe='')}&url={quote(address, safe='')}"
