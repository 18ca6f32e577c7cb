"""Builds a site into a temporary folder, shows it on this machine, and builds again when a file of the project changes.

The pages are the built ones, with a small script that asks for the number of the build and reloads when it changes, and
with a policy that lets this script ask its own server. When a build fails, every page shows the errors instead.
"""

from __future__ import annotations

import html
import os
import tempfile
import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from kpireport import pipeline
from kpireport.errors import KpireportError, OutputError, Problem
from kpireport.write import MANIFEST

OWN = "/.kpireport-serve/"
SCRIPT = f"""(function () {{
  var seen = null;
  function ask() {{
    fetch("{OWN}build").then(function (reply) {{ return reply.text(); }}).then(function (build) {{
      if (seen !== null && build !== seen) {{ location.reload(); }}
      seen = build;
    }}).catch(function () {{}}).then(function () {{ setTimeout(ask, 700); }});
  }}
  ask();
}})();
"""
_TAG = f'<script src="{OWN}reload.js"></script>'
_ERROR_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>The report could not be built</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; connect-src 'self'">
</head>
<body>
<h1>The report could not be built</h1>
<pre>{text}</pre>
<p>This page follows the files: save a correction and the report comes back.</p>
{tag}
</body>
</html>
"""
#: Folders whose changes are not the user's.
_UNWATCHED = {".git", ".venv", "venv", "node_modules", "__pycache__"}

Say = Callable[[str], None]
Snapshot = Mapping[str, tuple[int, int]]


class Preview:
    """The latest build of a project, or the errors in its place. `number` counts the builds."""

    def __init__(self, site_file: Path, options: pipeline.Options, folder: Path) -> None:
        self.site_file = site_file
        self.options = replace(options, with_editions=False)
        self.folder = folder
        self.number = 0
        self.errors: str | None = None

    def build(self) -> None:
        """Build once more. An unknown exception is shown with its traceback and does not end the watch."""
        try:
            pipeline.build(self.site_file, self.folder, self.options)
            self.errors = None
        except KpireportError as error:
            self.errors = error.text
        except Exception:  # whatever it is, the user wants to see it and to go on
            self.errors = traceback.format_exc()
        self.number += 1


class Handler(SimpleHTTPRequestHandler):
    """Files of the preview's folder; HTML gets the reloading script."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, preview: Preview) -> None:
        self.preview = preview
        super().__init__(*args, directory=str(preview.folder))  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if not self._is_local():
            self._reply(HTTPStatus.FORBIDDEN, "text/plain", "this server answers to 127.0.0.1 only")
        elif path == f"{OWN}build":
            self._reply(HTTPStatus.OK, "text/plain", str(self.preview.number))
        elif path == f"{OWN}reload.js":
            self._reply(HTTPStatus.OK, "text/javascript", SCRIPT)
        elif self.preview.errors is not None:
            self._reply(HTTPStatus.OK, "text/html", error_page(self.preview.errors))
        elif (page := self._page(path)) is not None:
            status = HTTPStatus.NOT_FOUND if page.name == "404.html" else HTTPStatus.OK
            self._reply(status, "text/html", with_reloading(page.read_text("utf-8")))
        else:
            super().do_GET()

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the standard library
        """Requests are not worth a line each."""

    def _is_local(self) -> bool:
        """Refuses other names for this machine, so that no web page can read the report through one."""
        return self.headers.get("Host", "").rpartition(":")[0] in {"127.0.0.1", "localhost"}

    def _page(self, path: str) -> Path | None:
        """The HTML file to show: the one asked for, or 404.html; None for other files and for folders without `/`."""
        asked = Path(self.translate_path(path))
        if asked.is_dir() and path.endswith("/"):
            asked /= "index.html"
        if not asked.exists():
            asked = self.preview.folder / "404.html"
        return asked if asked.suffix == ".html" and asked.is_file() else None

    def _reply(self, status: HTTPStatus, kind: str, text: str) -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def serve(site_file: Path, options: pipeline.Options, port: int, *, say: Say) -> None:
    """Serve until interrupted. Port 0 takes a free one. Raises OutputError when the port is taken."""
    with tempfile.TemporaryDirectory(prefix="kpireport-serve-") as temporary:
        preview = Preview(site_file, options, Path(temporary).resolve() / "site")
        with _server(preview, port) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            try:
                watch(preview, say=say, address=f"http://127.0.0.1:{server.server_port}/")
            finally:
                server.shutdown()


def watch(preview: Preview, *, say: Say, address: str, wait: Callable[[], object] | None = None) -> None:
    """Build, then build again after every change, for ever; `wait` passes the time between two looks."""
    pause = wait or partial(threading.Event().wait, 0.5)
    seen: Snapshot | None = None
    while True:
        present = snapshot(preview.site_file.parent)
        if present != seen:
            seen = present
            preview.build()
            say(preview.errors or f"build {preview.number} is at {address}")
        pause()


def snapshot(root: Path) -> Snapshot:
    """Size and time of change of every file of the project; built sites and hidden folders are passed over."""
    found: dict[str, tuple[int, int]] = {}
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in _UNWATCHED and not name.startswith(".")]
        if MANIFEST in files:
            folders.clear()
            continue
        for name in files:
            path = Path(folder, name)
            try:
                status = path.stat()
            except OSError:
                continue
            found[str(path)] = (status.st_mtime_ns, status.st_size)
    return found


def with_reloading(page: str) -> str:
    """A built page with the reloading script, and a policy that lets it ask this server."""
    relaxed = page.replace("default-src 'none'", "default-src 'none'; connect-src 'self'", 1)
    head, end, tail = relaxed.rpartition("</body>")
    return f"{head}{_TAG}{end}{tail}" if end else f"{relaxed}{_TAG}"


def error_page(text: str) -> str:
    """The errors as a page that comes back by itself."""
    return _ERROR_PAGE.format(text=html.escape(text), tag=_TAG)


def _server(preview: Preview, port: int) -> ThreadingHTTPServer:
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, preview=preview))
    except OSError as error:
        message = f"cannot serve on port {port}: {error.strerror or error}"
        raise OutputError(Problem(code="O002", message=message, hint="name another one with --port")) from error
