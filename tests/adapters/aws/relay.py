"""A relay in front of a server, whose connections can fall silent as after a suspended laptop."""

import socket
import threading
from types import TracebackType
from urllib.parse import urlsplit

from tray.core.sso_files.endpoints import Endpoints


class Relay:
    """`opened` counts connections; those that `silence` meets swallow everything from then on.

    The server's own name is kept: requests say `Host: 127.0.0.1:PORT` of the relay, so the demo
    is told to take it for its own.
    """

    def __init__(self, url: str) -> None:
        target = urlsplit(url)
        self._target = (target.hostname or "", target.port or 0)
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self.endpoints = Endpoints(self.url, self.url, f"{self.url}/federation", self.url)
        self.opened = 0
        self._generation = 0
        self._threads: list[threading.Thread] = []
        self._sockets: list[socket.socket] = []

    def silence(self) -> None:
        """What is open stays open, and answers nothing any more."""
        self._generation += 1

    def __enter__(self) -> "Relay":
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for held in (self._server, *self._sockets):
            try:
                held.shutdown(socket.SHUT_RDWR)
            except OSError:  # its other end was quicker
                held.close()
            held.close()
        for thread in self._threads:
            thread.join(5)

    def _start(self, work: object, *args: object) -> None:
        thread = threading.Thread(target=work, args=args, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            far = socket.create_connection(self._target)
            self.opened += 1
            self._sockets += [near, far]
            self._start(self._pump, near, far, self._generation)
            self._start(self._pump, far, near, self._generation)

    def _pump(self, source: socket.socket, sink: socket.socket, generation: int) -> None:
        try:
            while data := source.recv(65536):
                if generation == self._generation:
                    sink.sendall(data)
            if generation == self._generation:
                sink.shutdown(socket.SHUT_WR)
        except OSError:
            return  # the end of the test
