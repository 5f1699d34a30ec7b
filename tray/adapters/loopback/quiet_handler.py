"""The base of our loopback pages: HTTP that logs nothing and waits for nobody."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class QuietServer(ThreadingHTTPServer):
    """On 127.0.0.1, at a port that is free, with a thread for each visitor."""

    daemon_threads = True
    request_queue_size = 128
    """A build's tools come all at once; the standard library lets five of them wait."""

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: who hangs up is no news, and a traceback may quote a path that is secret."""


class QuietHandler(BaseHTTPRequestHandler):
    """Request lines hold codes and random paths: none of them is for a log."""

    server: QuietServer
    timeout = 5
    """Real seconds that a visitor may be silent."""
    server_version = "SSO-Tray"
    sys_version = ""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its base's name
        """Nothing."""
