"""The built example, once per run, and a browser that notes what a page asks for and complains about."""

from __future__ import annotations

import fcntl
import functools
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

ROOT = Path(__file__).parents[2]
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def run_build(site_file: Path, out: Path, *, cwd: Path = ROOT, **environment: str) -> None:
    """Build with the command, as a user does."""
    command = [sys.executable, "-m", "kpireport", "build", str(site_file), "--out", str(out), "--quiet"]
    done = subprocess.run(command, cwd=cwd, env=os.environ | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The site of site.example.yaml; parallel workers share one build."""
    shared = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    with (shared / "example.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not (shared / "example").is_dir():
            run_build(ROOT / "site.example.yaml", shared / "example")
    return shared / "example"


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """The name pytest-xdist gives this worker, or `master` without it."""
    return str(getattr(request.config, "workerinput", {}).get("workerid", "master"))


def html_pages(site: Path) -> list[Path]:
    """Every page of a built site, sorted."""
    return sorted(site.rglob("*.html"))


def page_kinds(site: Path) -> dict[str, str]:
    """One path of each kind of page, and of KPI pages one for each state and form that differ."""
    found = {"index.html": "index.html", "404.html": "404.html"}
    for page in sorted(site.glob("*/**/index.html")):
        path = page.relative_to(site).as_posix()
        depth = path.count("/")
        found.setdefault(f"{path.split('/')[0]}-{depth}", path)
    return found


def too_wide(page: Page, *widths: int) -> list[str]:
    """At which of the widths, in pixels, an open page would have to be scrolled sideways, and how wide it is then."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        needed = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{page.url}: {needed} px at {width}"] if needed > width else []
    return found


# ------------------------------------------------------------------------------------------------------- the browser


def _chromium() -> str:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.fail("these tests need Chromium: `make test` installs it, or CHROMIUM names one, or -m 'not browser'")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=_chromium(), args=QUIET)
        yield chromium
        chromium.close()


@dataclass
class Visit:
    """A window with everything its pages asked for and complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def to(self, address: str) -> Visit:
        """Go on to another address in the same window."""
        self.page.goto(address, wait_until="load")
        return self


Open = Callable[..., Visit]

#: Runs before the page's own scripts and writes policy violations to the console.
_NOTE_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', e =>
  console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI));
"""


def _note(message: ConsoleMessage, complaints: list[str]) -> None:
    """Keep a warning or an error."""
    if message.type in {"error", "warning"}:
        complaints.append(f"{message.text} {message.location['url']}")


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    """Open an address; keyword arguments are those of a browser context (viewport, color_scheme, timezone_id …)."""
    contexts: list[BrowserContext] = []

    def go(address: str, **options: object) -> Visit:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        context.add_init_script(_NOTE_VIOLATIONS)
        seen = Visit(context.new_page())
        seen.page.on("request", lambda request: seen.requests.append(request.url))
        seen.page.on("pageerror", lambda error: seen.complaints.append(f"error: {error}"))
        seen.page.on("console", lambda message: _note(message, seen.complaints))
        return seen.to(address)

    yield go
    for context in contexts:
        context.close()


# -------------------------------------------------------------------------------------------------------- the server


class _UnderPrefix(SimpleHTTPRequestHandler):
    """The site below a prefix, and nothing at all outside of it."""

    def __init__(self, *args: object, prefix: str, directory: str) -> None:
        self.prefix = prefix
        super().__init__(*args, directory=directory)  # type: ignore[arg-type]

    def send_head(self) -> object:  # type: ignore[override]
        if not self.path.startswith(self.prefix):
            self.send_error(404)
            return None
        self.path = "/" + self.path.removeprefix(self.prefix)
        return super().send_head()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def host() -> Iterator[Callable[[Path, str], str]]:
    """Serve a folder under a prefix (`/`, `/repo/`); gives the address that ends with it."""
    servers: list[ThreadingHTTPServer] = []

    def start(folder: Path, prefix: str = "/") -> str:
        handler = functools.partial(_UnderPrefix, prefix=prefix, directory=str(folder))
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}{prefix}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
