"""The machine's browsers, from files as browsers write them; a page in one of their profiles."""

import sys
import threading
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from tests.adapters.browsers import browser_files as files
from tray.adapters.browsers.installed import Browsers
from tray.core.console.browser_rules import BrowserPlace, BrowserProfile, InstalledBrowser
from tray.core.vocabulary.errors import BrowserMissing
from tray.core.vocabulary.secret import Secret

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="its programs are shell scripts")

PAGE = "https://acme.example/start/#/console?account_id=1&role_name=a"

CHROMIUM_PROFILES = (
    BrowserProfile("Default", "Private"),
    BrowserProfile("Profile 1", "Arbeit ä", is_default=True),
)
FIREFOX_PROFILES = (
    BrowserProfile("default", "default"),
    BrowserProfile(
        "Work",
        "Work",
        is_default=True,
        containers=("Personal", "Work", "Prod & more"),
        can_open_containers=True,
    ),
)


def browsers(home: Path, platform: str = "linux", **environ: str) -> Browsers:
    return Browsers({"PATH": str(home / "bin"), **environ}, home, platform=platform)


def linux(home: Path) -> Browsers:
    files.program(home / "bin/google-chrome")
    files.program(home / "bin/firefox-esr")
    files.chromium_home(home / ".config/google-chrome")
    files.firefox_home(home / ".mozilla/firefox")
    return browsers(home)


def linux_elsewhere(home: Path) -> Browsers:
    """By snap and flatpak, with folders moved by the environment."""
    files.program(home / "bin/firefox")
    files.firefox_home(home / "snap/firefox/common/.mozilla/firefox")
    files.program(home / "d/flatpak/exports/bin/com.google.Chrome")
    files.chromium_home(home / ".var/app/com.google.Chrome/config/google-chrome")
    files.chromium_home(home / ".config/google-chrome")
    return browsers(home, XDG_DATA_HOME=str(home / "d"), XDG_CONFIG_HOME=str(home / "c"))


def macos(home: Path) -> Browsers:
    support = home / "Library/Application Support"
    files.program(home / "Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    files.program(home / "Applications/Firefox.app/Contents/MacOS/firefox")
    files.chromium_home(support / "Google/Chrome")
    files.firefox_home(support / "Firefox")
    return browsers(home, "darwin")


def windows(home: Path) -> Browsers:
    files.program(home / "p/Google/Chrome/Application/chrome.exe")
    files.program(home / "p86/Mozilla Firefox/firefox.exe")
    files.chromium_home(home / "AppData/Local/Google/Chrome/User Data")
    files.firefox_home(home / "roaming/Mozilla/Firefox")
    environ = {"ProgramFiles": str(home / "p"), "ProgramFiles(x86)": str(home / "p86")}
    return browsers(home, "win32", APPDATA=str(home / "roaming"), **environ)


SYSTEMS: dict[str, Callable[[Path], Browsers]] = {
    "linux": linux,
    "snap and flatpak": linux_elsewhere,
    "macos": macos,
    "windows": windows,
}


@pytest.mark.parametrize("make", SYSTEMS.values(), ids=SYSTEMS)
def test_browsers_are_found_with_their_profiles(
    make: Callable[[Path], Browsers], tmp_path: Path
) -> None:
    assert make(tmp_path).installed() == (
        InstalledBrowser("firefox", "Firefox", FIREFOX_PROFILES, has_containers=True),
        InstalledBrowser("chrome", "Google Chrome", CHROMIUM_PROFILES),
    )


def test_where_there_is_none_none_is_found(tmp_path: Path) -> None:
    files.chromium_home(tmp_path / ".config/chromium")  # what an uninstalled one leaves
    assert browsers(tmp_path).installed() == ()


BROKEN = {
    "nothing": "",
    "no JSON": "{",
    "another kind": "[]",
    "odd inside": '{"profile": {"info_cache": {"Default": 1}}, "identities": 5, "addons": "x"}',
    "odd further inside": '{"profile": {"info_cache": []}, "identities": [7], "addons": [7]}',
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_files_that_are_damaged_count_as_absent(tmp_path: Path, text: str) -> None:
    found = linux(tmp_path)
    (tmp_path / ".config/google-chrome/Local State").write_text(text)
    for name in ("containers.json", "extensions.json"):
        (tmp_path / ".mozilla/firefox/Profiles/work.work" / name).write_text(text)
    plain = replace(FIREFOX_PROFILES[1], containers=(), can_open_containers=False)
    firefox, chrome = found.installed()
    assert chrome.profiles == ()
    assert firefox.profiles == (FIREFOX_PROFILES[0], plain)


@pytest.mark.parametrize("text", [b"rubbish", b"[Profile0]\nName=x", b"\xff"], ids=str)
def test_a_list_of_profiles_that_is_damaged_counts_as_absent(tmp_path: Path, text: bytes) -> None:
    found = linux(tmp_path)
    (tmp_path / ".mozilla/firefox/profiles.ini").write_bytes(text)
    assert found.installed()[0].profiles == ()


def test_an_old_firefox_names_its_default_beside_the_profile(tmp_path: Path) -> None:
    found = linux(tmp_path)
    ini = tmp_path / ".mozilla/firefox/profiles.ini"
    ini.write_text(files.PROFILES_INI.replace("Default=Profiles/work.work", "Locked=0"))
    ini.write_text(ini.read_text().replace("Locked=1\n", ""))
    assert [each.is_default for each in found.installed()[0].profiles] == [True, False]


CONTAINER = "ext+container:name=Prod%20%26%20more&url="
OPENED = {
    "browser alone": (BrowserPlace("chrome"), "google-chrome", [PAGE]),
    "profile by folder": (
        BrowserPlace("chrome", "Profile 1"),
        "google-chrome",
        ["--profile-directory=Profile 1", PAGE],
    ),
    "profile by name": (
        BrowserPlace("chrome", "ARBEIT Ä"),
        "google-chrome",
        ["--profile-directory=Profile 1", PAGE],
    ),
    "profile of Firefox": (BrowserPlace("firefox", "work"), "firefox-esr", ["-P", "Work", PAGE]),
    "container": (
        BrowserPlace("firefox", "Work", "Prod & more"),
        "firefox-esr",
        [
            "-P",
            "Work",
            CONTAINER
            + "https%3A%2F%2Facme.example%2Fstart%2F%23%2Fconsole%3Faccount_id%3D1%26role_name%3Da",
        ],
    ),
}


@pytest.mark.parametrize(("place", "name", "words"), OPENED.values(), ids=OPENED)
def test_a_page_opens_where_it_is_to(
    tmp_path: Path, place: BrowserPlace, name: str, words: list[str]
) -> None:
    linux(tmp_path).open(PAGE, place)
    assert files.words_of(tmp_path / "bin" / name) == words


def test_the_container_of_the_default_profile_will_do(tmp_path: Path) -> None:
    linux(tmp_path).open(PAGE, BrowserPlace("firefox", "", "Work"))
    (word,) = files.words_of(tmp_path / "bin/firefox-esr")
    query = parse_qs(word.removeprefix("ext+container:"), strict_parsing=True)
    assert query == {"name": ["Work"], "url": [PAGE]}


def test_without_a_place_the_system_chooses(tmp_path: Path) -> None:
    files.program(tmp_path / "bin/xdg-open")
    linux(tmp_path)
    found = browsers(tmp_path, DISPLAY=":0")
    assert found.is_available()
    found.open(PAGE)
    assert files.words_of(tmp_path / "bin/xdg-open") == [PAGE]


REFUSED = {
    "browser": (BrowserPlace("netscape"), "netscape.*Available: firefox, chrome"),
    "profile": (BrowserPlace("chrome", "Gone"), "no profile “Gone”.*Private, Arbeit"),
    "profile like an option": (BrowserPlace("firefox", "--headless"), "no profile"),
    "container of another": (BrowserPlace("chrome", "", "Work"), "no containers"),
    "no add-on there": (BrowserPlace("firefox", "default", "Work"), "profile “default”"),
}


@pytest.mark.parametrize(("place", "words"), REFUSED.values(), ids=REFUSED)
def test_no_other_place_is_taken(tmp_path: Path, place: BrowserPlace, words: str) -> None:
    found = linux(tmp_path)
    with pytest.raises(BrowserMissing, match=words):
        found.open(PAGE, place)
    assert not list((tmp_path / "bin").glob("*.log"))


@pytest.mark.parametrize("has_add_on", [True, False], ids=["switched off", "missing"])
def test_the_add_on_that_is_needed_is_named(tmp_path: Path, has_add_on: bool) -> None:
    found = linux(tmp_path)
    files.firefox_home(tmp_path / ".mozilla/firefox", has_add_on=has_add_on, is_active=False)
    with pytest.raises(BrowserMissing, match="Open external links in a container"):
        found.open(PAGE, BrowserPlace("firefox", "Work", "Work"))


def test_a_browser_that_fails_is_told(tmp_path: Path) -> None:
    found = linux(tmp_path)
    files.program(tmp_path / "bin/google-chrome", "exit 4")
    with pytest.raises(BrowserMissing, match="exit code 4"):
        found.open(PAGE, BrowserPlace("chrome"))


@pytest.mark.parametrize("container", ["", "Work"], ids=["plain", "container"])
def test_a_secret_address_stands_in_no_command_line(tmp_path: Path, container: str) -> None:
    linux(tmp_path).open(
        Secret("https://signin.example/federation?SigninToken=s3cret"),
        BrowserPlace("firefox", "Work", container),
    )
    word = files.words_of(tmp_path / "bin/firefox-esr")[-1]
    address = parse_qs(word)["url"][0] if container else word
    assert "s3cret" not in word
    assert address.startswith("http://127.0.0.1:")
    opener = urllib.request.build_opener(_Stay)
    with pytest.raises(urllib.error.HTTPError) as caught:
        opener.open(address, timeout=5)
    assert "s3cret" in str(caught.value.headers["Location"])
    caught.value.close()
    for thread in threading.enumerate():
        if thread.name.startswith("hand-over"):
            thread.join(5)


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *_: object) -> None:
        return None
