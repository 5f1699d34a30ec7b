"""A real browser, driven over its own DevTools protocol.

It is the browser of the bed: what a program opens, by `$BROWSER` or xdg-open,
becomes a tab in it.
"""

import base64
import http.client
import json
import os
import shlex
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import websocket

from tests.closing import Closing
from tests.desktop.bed import PROJECT
from tests.desktop.desktop_files import write
from tests.desktop.processes import start_program
from tests.desktop.waiting import wait_until

FLAGS = (
    "--remote-debugging-port=0",
    "--remote-allow-origins=*",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=Translate,MediaRouter,OptimizationHints",
    "--password-store=basic",  # leave the bed's keyring to the program under test
    "--window-size=900,640",
)


SANDBOX = ("--no-sandbox", "--test-type") if os.geteuid() == 0 else ()
"""As root there can be none; nothing but local pages is opened in it."""


class PageError(RuntimeError):
    """A script failed in the page, or the browser refused a command."""


class Chromium(Closing):
    """One browser with a profile of its own, on the screen of the bed."""

    def __init__(self, env: Mapping[str, str], profile: Path) -> None:
        """Starts it. `env` is the bed's, `profile` a folder that need not exist."""
        profile.mkdir(parents=True, exist_ok=True)
        program = shutil.which("chromium") or "chromium"
        command = [program, f"--user-data-dir={profile}", *SANDBOX, *FLAGS]
        self._ports = profile / "DevToolsActivePort"
        log = profile.with_suffix(".log")
        self._program = start_program([*command, "about:blank"], env, log, cwd=PROJECT)
        self._become_browser_of_bed(Path(env["BROWSER"]).with_name("real-browser"), command)
        self._socket: websocket.WebSocket | None = None
        self._target = ""
        self._calls = 0
        self._port = wait_until(self._read_port, 20, "Chromium's DevTools port")

    # ---- what a test does ---------------------------------------------------------

    def pages(self) -> list[str]:
        """The addresses of all tabs."""
        return [str(target["url"]) for target in self._targets()]

    def wait_for_page(self, is_it: Callable[[str], bool], timeout: float = 10.0) -> str:
        """Waits for a tab with such an address, loaded; what follows works in it."""

        def look() -> dict[str, Any] | None:
            return next((target for target in self._targets() if is_it(target["url"])), None)

        page = wait_until(look, timeout, "a page in Chromium")
        self._attach(page)
        wait_until(
            lambda: self.evaluate("document.readyState") == "complete", timeout, "the page loads"
        )
        return str(page["url"])

    def evaluate(self, script: str) -> Any:
        """The value of a JavaScript expression in the page. Raises `PageError`."""
        answer = self._call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        if details := answer.get("exceptionDetails"):
            raise PageError(f"{script}: {details.get('exception', details)}")
        return answer["result"].get("value")

    def text(self) -> str:
        """The text of the page as a person reads it."""
        return str(self.evaluate("document.body.innerText"))

    def wait_for_text(self, words: str, timeout: float = 10.0) -> None:
        """Waits until the page says so."""

        def says() -> bool:
            try:
                return words in self.text()
            except PageError:  # between two pages there is none
                return False

        wait_until(says, timeout, f"{words!r} on the page")

    def click(self, selector: str, timeout: float = 10.0) -> None:
        """Clicks with the mouse into the middle of an element; waits for it to be there."""
        script = f"""(() => {{
            const element = document.querySelector({json.dumps(selector)});
            if (!element) return null;
            element.scrollIntoView({{block: "center"}});
            const box = element.getBoundingClientRect();
            return box.width ? [box.x + box.width / 2, box.y + box.height / 2] : null;
        }})()"""
        x, y = wait_until(lambda: self.evaluate(script), timeout, f"{selector} on the page")
        for kind in ("mousePressed", "mouseReleased"):
            self._call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def screenshot(self, path: Path) -> None:
        """The page, without the browser's frame, as PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(self._call("Page.captureScreenshot")["data"]))

    def close(self) -> None:
        """Ends the browser with all of its processes."""
        if self._socket:
            self._socket.close()
        self._program.stop()

    # ---- the protocol -------------------------------------------------------------

    def _become_browser_of_bed(self, script: Path, command: list[str]) -> None:
        """A second start with the same profile hands its page to the running browser."""
        write(script, f'#!/bin/sh\nexec {shlex.join(command)} "$1" >/dev/null 2>&1\n', 0o755)

    def _read_port(self) -> int:
        self._program.must_run()
        lines = self._ports.read_text().splitlines() if self._ports.exists() else []
        return int(lines[0]) if len(lines) > 1 else 0

    def _targets(self) -> list[dict[str, Any]]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=5)
        try:
            connection.request("GET", "/json/list")
            targets = json.load(connection.getresponse())
        finally:
            connection.close()
        return [target for target in targets if target["type"] == "page"]

    def _attach(self, target: dict[str, Any]) -> None:
        if self._socket and self._target == target["id"]:
            return
        if self._socket:
            self._socket.close()
        self._target = target["id"]
        self._socket = websocket.create_connection(target["webSocketDebuggerUrl"], timeout=10)

    def _call(self, method: str, **parameters: object) -> dict[str, Any]:
        if self._socket is None:
            raise PageError("no page yet: wait_for_page comes first")
        self._calls += 1
        call = {"id": self._calls, "method": method, "params": parameters}
        self._socket.send(json.dumps(call))
        while True:
            answer: dict[str, Any] = json.loads(self._socket.recv())
            if answer.get("id") != self._calls:
                continue  # an event, or the answer to a call that timed out
            if "error" in answer:
                raise PageError(f"{method}: {answer['error']}")
            result: dict[str, Any] = answer["result"]
            return result
