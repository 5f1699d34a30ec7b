"""The person's own browser: found, asked without a secret in its command line, and missed."""

import sys
import threading
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tray.adapters.browsers.system_browser import SystemBrowser
from tray.core.vocabulary.errors import BrowserMissing
from tray.core.vocabulary.secret import Secret

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems bring an opener")

PAGE = "https://acme.example/start?a=b&c=d"


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    """A place for an opener: `environment(asked)` finds only what is put there."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


def put(folder: Path, name: str, then: str = "") -> None:
    """A program that notes how it was called."""
    program = folder / name
    program.write_text(f"#!/bin/sh\necho \"$0 $*\" >'{folder}/log'\n{then}\n")
    program.chmod(0o700)


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Nothing of the machine's own openers is in it."""
    return {"PATH": str(folder), "DISPLAY": ":0"} | more


def said(folder: Path) -> str:
    return (folder / "log").read_text().replace(f"{folder}/", "").strip()


@pytest.mark.parametrize(
    ("openers", "named", "expected"),
    [
        (["xdg-open", "wslview", "gio"], "", f"wslview {PAGE}"),
        (["xdg-open", "gio"], "", f"xdg-open {PAGE}"),
        (["gio"], "", f"gio open {PAGE}"),
        (["xdg-open", "mine"], "mine", f"mine {PAGE}"),
        (["xdg-open", "mine"], "mine:other", f"mine {PAGE}"),
        (["xdg-open", "mine"], "gone:mine", f"mine {PAGE}"),
        (["xdg-open", "mine"], "mine --new-tab %s", f"mine --new-tab {PAGE}"),
        (["xdg-open", "mine"], "mine --private", f"mine --private {PAGE}"),
        (["xdg-open"], "gone", f"xdg-open {PAGE}"),
        (["xdg-open"], "mine 'half", f"xdg-open {PAGE}"),
    ],
    ids=[
        "WSL",
        "xdg",
        "gio",
        "BROWSER",
        "list",
        "second of it",
        "with %s",
        "options",
        "gone",
        "no words",
    ],
)
def test_the_opener_that_the_person_would_expect_is_asked(
    asked: Path, openers: list[str], named: str, expected: str
) -> None:
    for name in openers:
        put(asked, name)
    browser = SystemBrowser(environment(asked, BROWSER=named))
    assert browser.is_available()
    browser.open(PAGE)
    assert said(asked) == expected


@pytest.mark.parametrize("url", ["--incognito", "file:///etc/passwd", ""])
def test_what_is_no_web_page_is_not_opened(asked: Path, url: str) -> None:
    put(asked, "xdg-open")
    for address in (url, Secret(url)):
        with pytest.raises(BrowserMissing, match="isn't a web address"):
            SystemBrowser(environment(asked)).open(address)
    assert not (asked / "log").exists()


def test_without_a_display_or_an_opener_there_is_none(asked: Path) -> None:
    assert not SystemBrowser(environment(asked)).is_available()
    with pytest.raises(BrowserMissing, match="No browser"):
        SystemBrowser(environment(asked)).open(PAGE)
    put(asked, "xdg-open")
    assert SystemBrowser(environment(asked)).is_available()
    assert SystemBrowser(
        {**environment(asked), "DISPLAY": "", "WAYLAND_DISPLAY": "w"}
    ).is_available()
    assert not SystemBrowser({**environment(asked), "DISPLAY": ""}).is_available()


def test_an_opener_that_fails_is_told(asked: Path) -> None:
    put(asked, "xdg-open", "exit 3")
    with pytest.raises(BrowserMissing, match=r"exit code 3") as caught:
        SystemBrowser(environment(asked)).open(PAGE)
    assert "code" in caught.value.hint


def test_an_opener_that_does_not_start_is_told(asked: Path) -> None:
    broken = asked / "xdg-open"
    broken.write_text("#!/nowhere/at/all\n")
    broken.chmod(0o700)
    with pytest.raises(BrowserMissing, match="didn't start"):
        SystemBrowser(environment(asked)).open(PAGE)


def test_a_frozen_programs_libraries_are_not_passed_on(
    asked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    put(asked, "xdg-open", f"echo \"$LD_LIBRARY_PATH\" >'{asked}/log'")
    frozen = environment(asked, LD_LIBRARY_PATH="/frozen", LD_LIBRARY_PATH_ORIG="/own")
    SystemBrowser(frozen).open(PAGE)
    assert said(asked) == "/own"
    put(asked, "xdg-open", f"echo \"${{QT_PLUGIN_PATH-none}}\" >'{asked}/log'")
    SystemBrowser(environment(asked, QT_PLUGIN_PATH_ORIG="")).open(PAGE)
    assert said(asked) in {"", "none"}


def test_a_secret_address_is_handed_over_once_and_by_no_command_line(asked: Path) -> None:
    put(asked, "xdg-open")
    secret = Secret("https://signin.example/federation?SigninToken=s3cret")
    SystemBrowser(environment(asked)).open(secret)
    opener, address = said(asked).split()
    assert opener == "xdg-open"
    assert "s3cret" not in address
    parts = urlsplit(address)
    assert parts.hostname == "127.0.0.1"

    def get(path: str, host: str = "") -> tuple[int, str | None]:
        connection = HTTPConnection("127.0.0.1", parts.port or 0, timeout=5)
        try:
            connection.request("GET", path, headers={"Host": host} if host else {})
            answer = connection.getresponse()
            assert answer.getheader("Referrer-Policy") == "no-referrer"
            return answer.status, answer.getheader("Location")
        finally:
            connection.close()

    assert get("/") == (404, None)
    assert get("/favicon.ico") == (404, None)
    assert get(parts.path, "evil.example") == (404, None)
    assert get(parts.path) == (302, secret.reveal())
    for thread in threading.enumerate():
        if thread.name.startswith("hand-over"):
            thread.join(5)
    with pytest.raises(OSError, match="refused"):
        get(parts.path)


def test_where_nothing_opens_it_a_secret_address_is_taken_back(asked: Path) -> None:
    put(asked, "xdg-open", "exit 1")
    with pytest.raises(BrowserMissing):
        SystemBrowser(environment(asked)).open(Secret(PAGE))
    for thread in threading.enumerate():
        if thread.name.startswith("hand-over"):
            thread.join(5)
            assert not thread.is_alive()
