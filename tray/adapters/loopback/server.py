"""A server on 127.0.0.1 for one page of ours: bound at once, answering on threads, ended quietly.

The standard library's is enough for that: werkzeug's, which the demo uses, is made for
development, too, and a framework would bring routes, templates and logs that nobody wants here.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message

from tray.adapters.loopback.peer_uid import is_of_another_user
from tray.adapters.loopback.quiet_handler import QuietHandler, QuietServer

_CLOSE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Visit:
    """One GET. Not `is_by_our_name`: the browser was led here by another name than 127.0.0.1."""

    path: str = field(repr=False)
    headers: Message = field(repr=False)
    is_by_our_name: bool
    ports: tuple[int, int]
    """The visitor's and ours."""

    @property
    def is_of_another_user(self) -> bool:
        """Whether another user of this machine asks, where the system tells."""
        return is_of_another_user(*self.ports)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a visitor gets; `then` is called when it is sent."""

    status: int
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    then: Callable[[], None] | None = None


class LoopbackServer:
    """Answers every GET with `answer`, on a thread of each visitor's own."""

    def __init__(
        self, name: str, answer: Callable[[Visit], Reply], *, looks_every: float = 0.2
    ) -> None:
        """Binds a free port now. Raises `OSError`.

        `looks_every` so many seconds it looks whether it is to end; requests wake it at once.
        """

        class Handler(QuietHandler):
            def do_GET(self) -> None:
                ports = self.client_address[1], self.server.server_port
                is_by_our_name = self.headers["Host"] == f"127.0.0.1:{ports[1]}"
                self.reply(answer(Visit(self.path, self.headers, is_by_our_name, ports)))

            def reply(self, reply: Reply) -> None:
                self.send_response(reply.status)
                self.send_header("Cache-Control", "no-store")
                self.send_header("Content-Length", str(len(reply.body)))
                for header, value in reply.headers.items():
                    self.send_header(header, value)
                self.end_headers()
                self.wfile.write(reply.body)
                if reply.then is not None:
                    reply.then()

        self._server = QuietServer(Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(looks_every,), name=name, daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Takes no more visitors; those who are there get their answers."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(_CLOSE_SECONDS)

    def close_soon(self) -> None:
        """The same, on a thread of its own: for who holds a lock that a visitor's answer takes."""
        threading.Thread(target=self.close, daemon=True).start()
