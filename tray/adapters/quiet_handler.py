"""The base of our loopback pages: an HTTP handler that logs nothing and waits for nobody."""

from http.server import BaseHTTPRequestHandler


class QuietHandler(BaseHTTPRequestHandler):
    """Request lines hold codes and random paths: none of them is for a log."""

    timeout = 5
    """Real seconds that a visitor may be silent."""
    server_version = "SSO-Tray"
    sys_version = ""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its base's name
        """Nothing."""
