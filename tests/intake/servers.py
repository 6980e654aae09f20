"""A web server on this machine, and a network in which names of the public web lead to it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from timeline.intake.fetching import Network

PUBLIC = "93.184.215.14"
Answer = Callable[[BaseHTTPRequestHandler], None]


def says(
    body: bytes = b"", content_type: str = "text/html; charset=utf-8", status: int = 200, **headers: str
) -> Answer:
    """An answer with a length; a keyword is a header (`content_encoding="gzip"`)."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        if content_type:
            handler.send_header("Content-Type", content_type)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def redirects(location: str, status: int = 302) -> Answer:
    return says(status=status, Location=location)


@dataclass
class Web:
    """Answers by path, what was asked, and the names that were resolved and the addresses that were dialled."""

    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, str, Mapping[str, str]]] = field(default_factory=list)
    names: dict[str, list[Sequence[str]]] = field(default_factory=dict)
    """What a name resolves to, one answer after the other, the last for ever; others are public."""
    resolved: list[str] = field(default_factory=list)
    dialled: list[tuple[str, int]] = field(default_factory=list)
    port: int = 0

    def resolve(self, host: str, port: int) -> Sequence[str]:
        self.resolved.append(host)
        answers = self.names.get(host)
        if answers is None:
            return [PUBLIC]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def dial(self, address: str, port: int, seconds: float) -> socket.socket:
        self.dialled.append((address, port))
        return socket.create_connection(("127.0.0.1", self.port), timeout=seconds)

    @property
    def network(self) -> Network:
        return Network(resolve=self.resolve, dial=self.dial)


@contextmanager
def web(wrap: Callable[[socket.socket], socket.socket] | None = None) -> Iterator[Web]:
    """A server that runs as long as the context; `wrap` puts TLS around its socket."""
    served = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append((self.headers["Host"], self.path, dict(self.headers)))
            served.answers.get(self.path, says(b"nothing here", status=404))(self)

        def log_message(self, *args: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *args: Any) -> None:
            """Clients hang up on purpose."""

    http = Server(("127.0.0.1", 0), Handler)
    if wrap:
        http.socket = wrap(http.socket)
    served.port = http.server_address[1]
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        http.shutdown()
        thread.join()
        http.server_close()
