"""A real web server on this machine that takes what is posted to it, and answers as a test tells it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Hook:
    """`url` with its secret, the answers to come (200 when there are none left), and what was posted."""

    url: str
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    posted: list[Any] = field(default_factory=list)
    hangs: bool = False
    release: threading.Event = field(default_factory=threading.Event)


@contextmanager
def hooked() -> Iterator[Hook]:
    known: list[Hook] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            hook = known[0]
            assert self.headers["Content-Type"] == "application/json; charset=utf-8"
            hook.posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            if hook.hangs:
                hook.release.wait(30)
                return
            status, headers = hook.answers.pop(0) if hook.answers else (200, {})
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
            """Says nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known.append(Hook(f"http://127.0.0.1:{http.server_address[1]}/hooks/s3cret-token?key=geheim"))
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield known[0]
    finally:
        known[0].release.set()
        http.shutdown()
        http.server_close()
        thread.join()
