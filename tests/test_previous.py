"""The report before this one: from a file, a folder and a server, with everything that can be wrong with it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from kpireport.errors import KpireportError, SourceError, UsageError
from kpireport.model import Issued
from kpireport.previous import read_previous, report_address

ENTRY: Mapping[str, Any] = {
    "kpi": "signups",
    "by": "2026-09-30",
    "kind": "reach",
    "value": 400,
    "low": None,
    "high": None,
    "on": "2026-06-28",
    "probability": 0.65,
    "hit": None,
}
KPI: Mapping[str, Any] = {"id": "signups", "name": "Sign-ups"}
POINT: Mapping[str, Any] = {"start": "2026-06-01", "end": "2026-06-30", "value": 5, "closed": True}
ISSUED = Issued(
    kpi="signups",
    by=date(2026, 9, 30),
    kind="reach",
    value=400.0,
    low=None,
    high=None,
    on=date(2026, 6, 28),
    probability=0.65,
)


def report(*entries: object, **keys: object) -> bytes:
    content = {"schema": "kpireport/1", "data_through": "2026-06-28", "ledger": list(entries), "kpis": [], **keys}
    return json.dumps(content).encode()


REPORT = report(ENTRY, {**ENTRY, "on": "2026-07-05", "hit": True, "new-key": 1}, later="unknown")


def said(error: KpireportError) -> tuple[int, str]:
    """Exit code and code of the only problem."""
    (problem,) = error.problems
    assert problem.hint
    return error.exit_code, problem.code


# -------------------------------------------------------------------------------------------------- files and folders


def test_a_file_and_a_built_folder_give_the_same(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/report.json").write_bytes(REPORT)
    found = read_previous(str(tmp_path))
    assert [one.hit for one in found.ledger] == [None, True]
    assert found.ledger[0] == ISSUED
    assert (found.data_through, found.document["later"]) == (date(2026, 6, 28), "unknown")
    assert read_previous(str(tmp_path / "data/report.json")) == found


def test_a_report_from_before_there_was_a_ledger_has_none(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_bytes(b'{"schema": "kpireport/1", "data_through": null}')
    found = read_previous(str(tmp_path / "r.json"))
    assert (found.ledger, found.data_through) == ((), None)


def test_where_there_is_none_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for where in (tmp_path, tmp_path / "nowhere", tmp_path / "file/below"):
        with pytest.raises(SourceError, match="there is no report at ") as raised:
            read_previous(str(where))
        assert said(raised.value) == (4, "D015")
        assert str(where) in str(raised.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is not JSON"),
        (b"<!DOCTYPE html><title>Report</title>", "is not JSON"),
        (REPORT[:-20], "is not JSON"),
        (REPORT.replace(b"0.65", b"NaN"), "is not JSON"),
        (b'{"schema": "kpireport/1", "title": "\xff"}', "is not JSON"),
        (b'{"a":' * 100_000, "is not JSON"),
        (b"[]", "it does not say what it is"),
        (b'"kpireport/1"', "it does not say what it is"),
        (b'{"schema": 1}', "it does not say what it is"),
        (b'{"schema": "kpireport/2"}', "it is of the kind `kpireport/2`"),
        (report(data_through="soon"), '`data_through` is "soon"'),
        (report(ledger={}), "`ledger` is not a list"),
        (report(ENTRY, 5), "`ledger[1]` is not an entry"),
        (report({**ENTRY, "kpi": "../x"}), '`ledger[0].kpi` is "../x"'),
        (report({**ENTRY, "kpi": None}), "`ledger[0].kpi` is null"),
        (report({**ENTRY, "by": "2026-13-01"}), "`ledger[0].by`"),
        (report({**ENTRY, "on": 20260628}), "`ledger[0].on`"),
        (report({**ENTRY, "kind": "guess"}), "`ledger[0].kind`"),
        (report({**ENTRY, "value": "400"}), "`ledger[0].value`"),
        (report({**ENTRY, "value": 10**400}), "`ledger[0].value`"),
        (report({**ENTRY, "probability": 1.2}), "`ledger[0].probability` is 1.2"),
        (report({**ENTRY, "probability": None}), "`ledger[0].probability` is null"),
        (report({**ENTRY, "probability": True}), "`ledger[0].probability` is true"),
        (report({**ENTRY, "hit": 1}), "`ledger[0].hit` is 1"),
        (report(kpis="none"), "`kpis` is not a list"),
        (report(kpis=[5]), "`kpis[0]` is not an entry"),
        (report(kpis=[{"id": "../x", "name": "X"}]), '`kpis[0].id` is "../x"'),
        (report(kpis=[{"id": "x", "name": ["X"]}]), "`kpis[0].name` is a list"),
        (report(kpis=[{**KPI, "tier": "secret"}]), '`kpis[0].tier` is "secret"'),
        (report(kpis=[{**KPI, "phases": [{"kind": "reach", "by": "soon"}]}]), '`kpis[0].phases[0].by` is "soon"'),
        (report(kpis=[{**KPI, "phases": [{"kind": "reach", "value": {"metric": 1}}]}]), "phases[0].value.metric` is 1"),
        (report(kpis=[{**KPI, "arithmetic": {"unit": 3}}]), "`kpis[0].arithmetic.unit` is 3"),
        (report(kpis=[{**KPI, "series": [{**POINT, "end": "2026-05-01"}]}]), "series[0]` ends before it begins"),
        (report(kpis=[{**KPI, "series": [{**POINT, "value": 10**400}]}]), "`kpis[0].series[0].value`"),
        (report(changes=[{"declared": "no"}]), '`changes[0].declared` is "no"'),
        (report(changes=[{"declared": False, "kpi": "x", "name": "X", "on": "2026-06-01", "what": "all"}]), "what`"),
        (report(retired=[{"id": "x", "name": None}]), "`retired[0].name` is null"),
    ],
)
def test_what_is_not_a_report_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "r.json").write_bytes(content)
    with pytest.raises(SourceError) as raised:
        read_previous(str(tmp_path / "r.json"))
    assert said(raised.value) == (4, "D016")
    assert told in str(raised.value)


def test_a_file_beyond_the_limit_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_bytes(REPORT)
    assert read_previous(str(tmp_path / "r.json"), limit=len(REPORT)).ledger
    with pytest.raises(SourceError, match="larger than"):
        read_previous(str(tmp_path / "r.json"), limit=len(REPORT) - 1)


# ------------------------------------------------------------------------------------------------------------ addresses


@pytest.mark.parametrize(
    ("where", "address"),
    [
        ("https://acme.example", "https://acme.example/data/report.json"),
        ("https://acme.example/kpis", "https://acme.example/kpis/data/report.json"),
        ("https://acme.example/kpis/#goals", "https://acme.example/kpis/data/report.json"),
        ("HTTP://acme.example/kpis/index.html?v=2", "http://acme.example/kpis/data/report.json?v=2"),
        ("https://acme.example/old.json", "https://acme.example/old.json"),
        ("https://acme.example/für uns/", "https://acme.example/f%C3%BCr%20uns/data/report.json"),
        ("https://acme.example/f%C3%BCr/", "https://acme.example/f%C3%BCr/data/report.json"),
    ],
)
def test_the_address_of_a_site_leads_to_its_report(where: str, address: str) -> None:
    assert report_address(where) == address


@pytest.mark.parametrize(
    "where",
    [
        "",
        " ",
        "file:///etc/passwd",
        "ftp://acme.example/",
        "data://text/plain,x",
        "https://",
        "https://acme.example:many/",
        "https://[acme/",
        "https://ada:hunter2@acme.example/",
        "ftp://ada:hunter2@acme.example/",
    ],
)
def test_other_addresses_are_wrong_usage(where: str) -> None:
    with pytest.raises(UsageError) as raised:
        read_previous(where)
    assert said(raised.value) == (2, "D016")
    assert "hunter2" not in str(raised.value)


Reply = Callable[[BaseHTTPRequestHandler], None]


class Site(ThreadingHTTPServer):
    """A server on this machine; `replies` says what each path does. `asked` are the paths asked for."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply] = {}
        self.asked: list[str] = []
        self.released = threading.Event()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.replies.get(self.path, status(404))(self)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the standard library
        """Says nothing."""


def status(code: int, **headers: str) -> Reply:
    return lambda handler: send(handler, b"", code, **headers)


def content(body: bytes, kind: str = "application/json") -> Reply:
    return lambda handler: send(handler, body, 200, **{"Content-Type": kind, "Content-Length": str(len(body))})


def send(handler: BaseHTTPRequestHandler, body: bytes, code: int, **headers: str) -> None:
    handler.send_response(code)
    for name, text in headers.items():
        handler.send_header(name, text)
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with Site() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.released.set()
        server.shutdown()


def test_a_published_site_is_read_from_any_of_its_addresses(web: Site) -> None:
    web.replies["/kpis/data/report.json"] = content(REPORT)
    for tail in ("kpis", "kpis/", "kpis/index.html", "kpis/data/report.json"):
        assert read_previous(web.address + tail).ledger[0] == ISSUED
    assert set(web.asked) == {"/kpis/data/report.json"}


def test_what_the_server_calls_it_does_not_matter(web: Site) -> None:
    web.replies["/data/report.json"] = content(REPORT, "text/plain")
    assert read_previous(web.address).ledger[0] == ISSUED


def test_a_redirect_is_followed(web: Site) -> None:
    web.replies["/data/report.json"] = status(301, Location="/moved.json")
    web.replies["/moved.json"] = content(REPORT)
    assert read_previous(web.address).ledger[0] == ISSUED


@pytest.mark.parametrize("code", [404, 410])
def test_a_site_without_a_report_is_named(web: Site, code: int) -> None:
    web.replies["/data/report.json"] = status(code)
    with pytest.raises(SourceError, match=f"there is no report at {web.address}data/report.json") as raised:
        read_previous(web.address)
    assert said(raised.value) == (4, "D015")


def trickle(handler: BaseHTTPRequestHandler) -> None:
    """Header lines without end, each long before the time is over."""
    site = handler.server
    assert isinstance(site, Site)
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nX: ")
    while not site.released.wait(0.05):
        try:
            handler.wfile.write(b"x")
        except OSError:
            return


def silence(handler: BaseHTTPRequestHandler) -> None:
    assert isinstance(handler.server, Site)
    handler.server.released.wait()


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (status(500), "the server answers 500 Internal Server Error"),
        (status(401), "the server answers 401 Unauthorized"),
        (status(302, Location="file:///etc/passwd"), "the server answers 302"),
        (status(302, Location="ftp://127.0.0.1/data/report.json"), "unknown url type: ftp"),
        (status(302, Location="/data/report.json"), "the server answers 302"),
        (content(b"<!DOCTYPE html>", "text/html"), "is not JSON"),
        (content(b"[]"), "it does not say what it is"),
        (content(b"x" * 2_000_000), "it is larger than 1 MB"),
        (
            lambda handler: send(handler, REPORT[:9], 200, **{"Content-Length": "5000"}),
            "the answer stops before its end",
        ),
        (lambda handler: handler.wfile.write(b"SSH-2.0-none\r\n"), "there is no answer"),
        (lambda handler: handler.wfile.flush(), "there is no answer"),
        (silence, "it is not complete after 0.3 seconds"),
        (trickle, "it is not complete after 0.3 seconds"),
    ],
)
def test_a_server_that_misbehaves_ends_the_build_with_a_reason(web: Site, reply: Reply, told: str) -> None:
    web.replies["/data/report.json"] = reply
    slow = reply in (silence, trickle)
    with pytest.raises(SourceError) as raised:
        read_previous(web.address, timeout=0.3 if slow else 30, limit=1_000_000)
    assert said(raised.value) == (4, "D016")
    assert told in str(raised.value)


def test_no_server_at_all_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with Site() as server:
        port = server.server_port
    with pytest.raises(SourceError, match="there is no answer: Connection refused") as raised:
        read_previous(f"http://127.0.0.1:{port}/?token=hunter2")
    assert said(raised.value) == (4, "D016")
    assert "hunter2" not in str(raised.value)
