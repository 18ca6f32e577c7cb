"""The preview: pages that reload, errors in their place, and a watch that neither misses nor invents changes."""

from __future__ import annotations

import os
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from kpireport import pipeline
from kpireport.errors import ProjectError
from kpireport.model import File
from kpireport.serve import OWN, Handler, Preview, error_page, snapshot, watch, with_reloading
from kpireport.write import write_site

PAGE = b"""<!DOCTYPE html><html lang="en"><head><title>t</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'"></head>
<body><p>hello</p></body></html>"""


@pytest.fixture
def preview(tmp_path: Path) -> Preview:
    """A project folder and a site that was built from it."""
    (tmp_path / "project").mkdir()
    (tmp_path / "project/site.yaml").write_text("title: nothing else\n")
    preview = Preview(tmp_path / "project/site.yaml", pipeline.Options(environment={}), tmp_path / "site")
    files = [File("index.html", PAGE), File("a/index.html", PAGE), File("404.html", PAGE), File("s.css", b"p{}")]
    write_site(files, preview.folder)
    return preview


@pytest.fixture
def address(preview: Preview) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, preview=preview))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def get(address: str, **headers: str) -> tuple[int, str, str]:
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request) as reply:
            return reply.status, reply.headers.get_content_type(), reply.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get_content_type(), error.read().decode()


@pytest.mark.parametrize("path", ["/", "/index.html", "/a/", "/a/index.html", "/?x=1"])
def test_pages_carry_the_script_and_may_ask_their_server(address: str, path: str) -> None:
    status, kind, page = get(address + path)
    assert (status, kind) == (200, "text/html")
    assert f'<script src="{OWN}reload.js"></script></body>' in page
    assert "default-src 'none'; connect-src 'self'; script-src 'self'" in page


def test_other_files_are_untouched(address: str) -> None:
    assert get(f"{address}/s.css") == (200, "text/css", "p{}")


def test_a_missing_page_is_the_sites_own_404(address: str) -> None:
    status, _, page = get(f"{address}/no/such/page")
    assert status == 404
    assert "hello" in page


def test_nothing_outside_the_site_is_served(address: str, preview: Preview) -> None:
    assert "nothing else" not in get(f"{address}/../project/site.yaml")[2]
    assert "nothing else" not in get(f"{address}/%2e%2e/project/site.yaml")[2]


def test_another_host_name_is_refused(address: str) -> None:
    assert get(f"{address}/", Host="evil.example:80")[0] == 403


def test_the_number_of_the_build_changes_with_it(address: str, preview: Preview) -> None:
    before = get(f"{address}{OWN}build")[2]
    preview.build()
    assert get(f"{address}{OWN}build")[2] != before


def test_errors_show_in_every_page_escaped(address: str, preview: Preview) -> None:
    preview.errors = 'site.yaml:1:1: error[K002]: unknown key "<script>alert(1)</script>"'
    for path in ("/", "/a/", "/no/such/page"):
        status, _, page = get(address + path)
        assert status == 200
        assert "unknown key &quot;&lt;script&gt;" in page
        assert "<script>alert" not in page
        assert f"{OWN}reload.js" in page


def test_a_page_without_a_body_tag_gets_the_script_too() -> None:
    assert with_reloading("<p>x").startswith("<p>x<script")
    assert "{" not in error_page("x")


def test_a_broken_project_is_told_and_the_last_site_stays(preview: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    (preview.site_file).write_text("tilte: wrong\n")
    preview.build()
    assert preview.errors is not None
    assert "site.yaml:1:1: error[K002]" in preview.errors
    assert (preview.folder / "index.html").read_bytes() == PAGE


def test_an_unknown_fault_is_shown_and_survived(preview: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "build", lambda *_: 1 // 0)
    preview.build()
    assert preview.errors is not None
    assert "ZeroDivisionError" in preview.errors


class EnoughError(Exception):
    """Ends a watch, which would go on for ever."""


def test_the_watch_builds_once_and_again_after_each_change(preview: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    site = preview.site_file
    changes: Iterator[Callable[[], object]] = iter(
        [
            lambda: None,
            lambda: (site.parent / "new.csv").write_text("a"),
            lambda: None,
            lambda: os.utime(site, ns=(1, 1)),
            (site.parent / "new.csv").unlink,
            lambda: None,
        ]
    )
    said: list[str] = []
    seen: list[int] = []

    def wait() -> None:
        seen.append(preview.number)
        change = next(changes, None)
        if change is None:
            raise EnoughError
        change()

    def fail(*_: object) -> None:
        raise ProjectError

    monkeypatch.setattr(pipeline, "build", fail)
    with pytest.raises(EnoughError):
        watch(preview, say=said.append, address="http://x/", wait=wait)
    assert seen == [1, 1, 2, 2, 3, 4, 4]
    assert len(said) == 4


def test_built_sites_and_hidden_folders_are_not_watched(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("x")
    before = snapshot(tmp_path)
    write_site([File("index.html", b"x")], tmp_path / "public")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/index").write_text("x")
    assert snapshot(tmp_path) == before
    assert list(before) == [str(tmp_path / "site.yaml")]
