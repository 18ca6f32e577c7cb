"""A real server on this machine that answers as a test tells it to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Responder = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Server:
    """`url` of the server, how it answers each path, and what it was asked, as (path, headers)."""

    url: str
    answers: dict[str, Responder] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def says(self, path: str, text: str | bytes, kind: str = "text/csv", status: int = 200, **headers: str) -> None:
        """The answer to a path; it knows no other day than 25 October 2026."""
        body = text.encode() if isinstance(text, str) else text

        def answer(request: BaseHTTPRequestHandler) -> None:
            request.send_response_only(status)
            request.send_header("Date", "Sun, 25 Oct 2026 10:00:00 GMT")
            request.send_header("Content-Type", kind)
            request.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                request.send_header(name, value)
            request.end_headers()
            request.wfile.write(body)

        self.answers[path] = answer


@contextmanager
def serving() -> Iterator[Server]:
    known: list[Server] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server = known[0]
            server.asked.append((self.path, dict(self.headers)))
            responder = server.answers.get(self.path)
            if responder:
                responder(self)
            else:
                self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
            """Says nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known.append(Server(f"http://127.0.0.1:{http.server_address[1]}"))
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield known[0]
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
