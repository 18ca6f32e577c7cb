"""Editions: made when their period has closed, carried over byte for byte, and held against the data of today."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import threading
from collections.abc import Iterator, Mapping
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import unquote

import pytest

from kpireport.cli import run
from kpireport.editions import editions, periods_due
from kpireport.errors import ProjectError, SourceError
from kpireport.model import EditionPlan, File
from kpireport.periods import Period
from kpireport.pipeline import Options, build, check, diff
from kpireport.previous import read_previous
from kpireport.previous.carried import EDITION_FILE, carried_edition, sealed
from tests.pages.built import plain

SITE = """\
title: A small report
url: https://acme.example/kpis/
editions: month
goals:
  - id: grow
    name: Sell to more people
    owner: Ada
    kpis:
      - {id: orders, name: Orders a month, metric: orders, owner: Ada, cadence: month, target: {at_least: 10}}
      - {id: secret, name: Profit on it, metric: profit, owner: Bo, cadence: month, target: {at_least: 1}}
metrics:
  orders: {name: Orders, unit: count, aggregation: sum, definition: Orders paid.}
  profit: {name: Profit on it, unit: count, aggregation: sum}
"""


def write(root: Path, months: int, restate: Mapping[str, float] | None = None, site: str = SITE) -> Path:
    """A project with data from January 2026 on; the Orders of a month are 20 or what `restate` says."""
    rows = ["date,metric,value"]
    for number in range(months):
        day = f"{2026 + number // 12}-{number % 12 + 1:02}"
        rows += [f"{day},orders,{(restate or {}).get(day, 20 + number)}", f"{day},profit,7654321"]
    (root / "snapshots").mkdir(exist_ok=True)
    (root / "snapshots/data.csv").write_text("\n".join(rows) + "\n", "utf-8")
    (root / "site.yaml").write_text(site, "utf-8")
    return root / "site.yaml"


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def text(file: Path) -> str:
    return plain(" ".join(re.sub(r"<[^>]+>", " ", file.read_text("utf-8")).split()))


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`first` to February; `second` a month later with February restated; `again` as of January from later data."""
    root = tmp_path_factory.mktemp("editions")
    build(write(root, 2), root / "first", Options(environment={}))
    again = Options(environment={}, as_of=date(2026, 1, 31))
    build(write(root, 3), root / "again", again)
    second = Options(environment={}, previous=str(root / "first"))
    build(write(root, 3, {"2026-02": 26.0}), root / "second", second)
    return root


def test_an_edition_is_made_when_its_period_has_closed(sites: Path) -> None:
    for name, labels in (("first", ["2026-01", "2026-02"]), ("second", ["2026-01", "2026-02", "2026-03"])):
        told = json.loads((sites / name / "data/report.json").read_bytes())
        assert [one["label"] for one in told["editions"]] == labels
        assert sorted(path.name for path in (sites / name / "editions").iterdir() if path.name[0] == "2") == labels
    january = json.loads((sites / "second/editions/2026-01/data/report.json").read_bytes())
    assert (january["edition"]["label"], january["data_through"], january["editions"]) == ("2026-01", "2026-01-31", [])


def test_what_was_published_stays_byte_for_byte(sites: Path) -> None:
    for label in ("2026-01", "2026-02"):
        assert files(sites / "first/editions" / label) == files(sites / "second/editions" / label)


def test_a_build_as_of_its_day_makes_the_same_edition(sites: Path) -> None:
    assert files(sites / "first/editions/2026-01") == files(sites / "again/editions/2026-01")


def test_each_page_of_an_edition_says_that_it_is_one(sites: Path) -> None:
    edition = sites / "second/editions/2026-02"
    pages = sorted(edition.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        assert "Edition of February 2026; later ones: index of editions" in text(page)
    assert not {"404.html", "robots.txt", "sitemap.xml", ".nojekyll"} & {path.name for path in edition.iterdir()}


def test_every_link_of_the_site_and_its_editions_leads_somewhere(sites: Path) -> None:
    found = files(sites / "second")
    for path, content in found.items():
        if not path.endswith(".html"):
            continue
        for link in re.findall(r'(?:href|src)="([^"#]+)', content.decode()):
            if not re.match(r"[a-z]+:", link):
                there = normpath(join(dirname(path), unquote(link)))
                assert there in found, (path, link)


def test_a_restated_value_stands_beside_the_edition_that_gave_another(sites: Path) -> None:
    index = text(sites / "second/editions/index.html")
    march, february, january = re.split(r"(?:February|January) 2026 \d of", index)
    assert "1 of them holds values that were restated since" in march
    assert "1 value restated since Orders a month Feb 2026: 21 became 26 +5" in february.replace("1–28 Feb", "Feb")
    assert "restated" not in january
    assert "February 2026 1 value restated since" in text(sites / "second/changes/index.html")
    kpi = text(sites / "second/kpis/orders/index.html")
    assert "February 2026 21 26 On track January 2026 20 the same" in kpi


def test_the_diff_of_an_edition_and_today_shows_it_too(sites: Path) -> None:
    found, _ = diff(str(sites / "second/editions/2026-02"), str(sites / "second"))
    (orders,) = (one for one in found.kpis if one.new.id == "orders")
    assert [(one.start, one.old, one.new) for one in orders.restated] == [(date(2026, 2, 1), 21.0, 26.0)]


def test_the_index_leads_to_the_newest_first_and_latest_to_it(sites: Path) -> None:
    index = (sites / "second/editions/index.html").read_text("utf-8")
    assert re.findall(r'<section class="section" id="e-([^"]+)"', index) == ["2026-03", "2026-02", "2026-01"]
    latest = (sites / "second/editions/latest/index.html").read_text("utf-8")
    assert 'content="0; url=../../editions/2026-03/index.html"' in latest
    sitemap = (sites / "second/sitemap.xml").read_text("utf-8")
    listed = re.findall("kpis/(editions/[^<]*)<", sitemap)
    assert listed == ["editions/", "editions/2026-01/", "editions/2026-02/", "editions/2026-03/"]


def test_pages_name_the_feeds_and_editions_have_none(sites: Path) -> None:
    site = sites / "second"
    named = re.findall(r'<link rel="alternate"[^>]*href="([^"]*)"', (site / "goals/grow/index.html").read_text("utf-8"))
    assert named == ["../../feed.xml", "../../goals/grow/feed.xml"]
    assert (site / "feed.xml").read_text("utf-8").count("<title>Edition of ") == 3
    assert "alternate" not in (site / "editions/2026-02/goals/grow/index.html").read_text("utf-8")
    assert not list((site / "editions").rglob("feed.xml"))


def test_the_manifest_lists_the_editions(sites: Path) -> None:
    manifest = json.loads((sites / "second/.kpireport-manifest.json").read_bytes())
    assert {row["path"] for row in manifest["files"]} == set(files(sites / "second")) - {".kpireport-manifest.json"}


# ----------------------------------------------------------------------------------------------------------- which ones


def test_the_last_twelve_closed_periods_are_due(tmp_path: Path) -> None:
    report = check(write(tmp_path, 15), Options(environment={}))
    months = periods_due(report, EditionPlan(every="month"))
    assert (len(months), months[0].label, months[-1].label) == (12, "2026-04", "2027-03")
    assert [one.label for one in periods_due(report, EditionPlan(every="year"))] == ["2026"]
    quarters = [one.label for one in periods_due(report, EditionPlan(every="quarter", wait=10))]
    assert quarters == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]


def test_a_report_as_of_a_day_has_no_later_edition(sites: Path, tmp_path: Path) -> None:
    day = date(2026, 2, 27)
    report = check(write(tmp_path, 3), Options(environment={}, as_of=day))
    previous = read_previous(str(sites / "second"))
    found = editions(report, report.site.editions, previous, lambda _: iter(()), as_of=day, carry=True)
    assert {file.path.split("/")[1] for file in found} == {"2026-01"}


def test_the_plan_is_a_word_or_says_how_long_it_waits(tmp_path: Path) -> None:
    long = "editions: {every: quarter, wait: 10}"
    report = check(write(tmp_path, 1, site=SITE.replace("editions: month", long)), Options(environment={}))
    assert report.site.editions == EditionPlan(every="quarter", wait=10)
    for wrong in ("editions: day", "editions: {wait: 3}", "editions: {every: month, wait: -1}", "editions: []"):
        with pytest.raises(ProjectError, match=r"site\.yaml:3:"):
            check(write(tmp_path, 1, site=SITE.replace("editions: month", wrong)), Options(environment={}))


def test_a_whole_site_takes_no_edition_from_a_public_one(sites: Path, tmp_path: Path) -> None:
    site = write(tmp_path, 3, site=SITE.replace("target: {at_least: 1}", "confidential: true, target: {at_least: 1}"))
    build(site, tmp_path / "public", Options(environment={}, public=True))
    build(site, tmp_path / "whole", Options(environment={}, previous=str(tmp_path / "public")))
    of_january = json.loads((tmp_path / "whole/editions/2026-01/data/report.json").read_bytes())
    assert [kpi["id"] for kpi in of_january["kpis"]] == ["orders", "secret"]
    assert json.loads((tmp_path / "public/data/report.json").read_bytes())["readers"] == "public"


def test_a_public_site_has_no_edition_from_before_something_was_confidential(sites: Path, tmp_path: Path) -> None:
    """Not even where the earlier report is a site of everything."""
    later = SITE.replace("editions: month", "editions: quarter").replace("target: {at_least: 1}", "confidential: true")
    site = write(tmp_path, 3, site=later.replace("aggregation: sum}\n", "aggregation: sum, confidential: true}\n"))
    build(site, tmp_path / "out", Options(environment={}, previous=str(sites / "first"), public=True))
    found = files(tmp_path / "out")
    assert "editions/2026-Q1/index.html" in found
    for path, content in found.items():
        assert not re.search(rb"7.?654.?321|7\.65|Profit on it|secret", content), path


# ------------------------------------------------------------------------------------------------ what is carried over


def edition(root: Path, *found: File, **changes: Any) -> Path:
    """A site that holds one edition of these files."""
    for file in sealed(Period(date(2026, 1, 1), date(2026, 1, 31), "month", "2026-01"), iter(found)):
        place = root / "editions/2026-01" / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.content)
    listed = root / "editions/2026-01" / EDITION_FILE
    listed.write_text(json.dumps({**json.loads(listed.read_bytes()), **changes}), "utf-8")
    return root


PAGES = (File("index.html", b"<p>so it was"), File("kpis/a/ü b.html", b"x" * 9))


def listed(path: str, content: bytes = b"", **own: Any) -> dict[str, Any]:
    return {"path": path, "size": len(content), "sha256": hashlib.sha256(content).hexdigest(), **own}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([listed("../../data/report.json")], "damaged"),
        ([listed("/etc/passwd")], "damaged"),
        ([listed("a\\b")], "damaged"),
        ([listed("a/./b")], "damaged"),
        ([listed("edition.json")], "damaged"),
        ([listed("index.html"), listed("index.html")], "damaged"),
        ([listed("x"), listed("x/y")], "damaged"),
        ([listed("index.html", size="9")], "damaged"),
        ([listed("index.html", sha256="no")], "damaged"),
        (["index.html"], "damaged"),
        ({}, "damaged"),
        ([], "not one of ours"),
        ([listed("index.html", b"<p>so it is!")], "index.html is not what was published"),
        ([listed("index.html", b"<p>so")], "index.html is not what was published"),
        ([listed("gone.html", b"x")], "gone.html is not there"),
        ([listed("big", size=(100 << 20) + 1)], "larger than 100 MiB"),
        ([listed(str(n), size=90 << 20) for n in range(12)], "larger than 20000 files or 1024 MiB"),
    ],
)
def test_an_edition_that_is_not_as_it_lists_is_refused(tmp_path: Path, rows: Any, told: str) -> None:
    with pytest.raises(SourceError, match=told) as raised:
        list(carried_edition(edition(tmp_path, *PAGES, files=rows), "2026-01"))
    assert [problem.code for problem in raised.value.problems] == ["D020"]


def test_another_edition_or_none_of_ours_is_refused(tmp_path: Path) -> None:
    for changes in ({"schema": "kpireport-edition/2"}, {"label": "2026-02"}):
        with pytest.raises(SourceError, match="not one of ours"):
            list(carried_edition(edition(tmp_path, *PAGES, **changes), "2026-01"))
    (tmp_path / "editions/2026-01" / EDITION_FILE).write_bytes(b'{"a":' * 100_000)
    with pytest.raises(SourceError, match="damaged"):
        list(carried_edition(tmp_path, "2026-01"))


def test_links_out_of_the_site_are_refused(tmp_path: Path) -> None:
    root = edition(tmp_path / "site", *PAGES)
    (tmp_path / "secret").write_bytes(PAGES[0].content)
    page = root / "editions/2026-01/index.html"
    page.unlink()
    page.symlink_to(tmp_path / "secret")
    with pytest.raises(SourceError, match="is a link"):
        list(carried_edition(root, "2026-01"))


def test_a_lone_report_holds_no_editions_and_the_site_stays(sites: Path, tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "r.json").write_bytes((sites / "first/data/report.json").read_bytes())
    write(tmp_path, 3)
    code = run(
        ["build", str(tmp_path / "site.yaml"), "--out", str(tmp_path / "out"), "--previous", str(tmp_path / "r.json")]
    )
    assert code == 4
    assert "error[D020]: the edition 2026-01 of the earlier report cannot be carried over" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("label", ["../x", "2026-1", "latest", "", "2026-01/..", 5])
def test_an_address_from_outside_is_a_period(tmp_path: Path, label: object) -> None:
    entry = {"label": label, "start": "2026-01-01", "end": "2026-01-31", "grain": "month"}
    (tmp_path / "r.json").write_text(json.dumps({"schema": "kpireport/1", "editions": [entry]}))
    with pytest.raises(SourceError, match=r"editions\[0\]\.label"):
        read_previous(str(tmp_path / "r.json"))


class _Host(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path = unquote(self.path).removeprefix("/kpis/")
        root: Path = self.server.root  # type: ignore[attr-defined]
        away = self.server.away  # type: ignore[attr-defined]
        if away and self.headers["Host"].startswith("127"):
            self.send_response(302)
            self.send_header("Location", f"{away}{path}")
            self.end_headers()
            return
        content = (root / path).read_bytes() if (root / path).is_file() else None
        self.send_response(200 if content is not None else 404)
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Any]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Host)
    server.root, server.away = edition(tmp_path, *PAGES), ""  # type: ignore[attr-defined]
    (tmp_path / "data").mkdir()
    entry = {"label": "2026-01", "start": "2026-01-01", "end": "2026-01-31", "grain": "month"}
    (tmp_path / "data/report.json").write_text(json.dumps({"schema": "kpireport/1", "editions": [entry]}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_published_site_gives_the_same_bytes(host: Any, tmp_path: Path) -> None:
    found = read_previous(f"http://127.0.0.1:{host.server_port}/kpis/")
    assert [one.label for one in found.editions] == ["2026-01"]
    assert list(carried_edition(found.home, "2026-01")) == list(carried_edition(tmp_path, "2026-01"))


def test_another_host_is_not_followed(host: Any) -> None:
    home = f"http://127.0.0.1:{host.server_port}/kpis/"
    host.away = f"http://localhost:{host.server_port}/kpis/"
    with pytest.raises(SourceError, match="leads to another host"):
        list(carried_edition(home, "2026-01"))
    host.away, host.root = "", Path("/nowhere")
    with pytest.raises(SourceError, match="the server answers 404"):
        list(carried_edition(home, "2026-01"))


# --------------------------------------------------------------------------------------------------------- the example


@pytest.mark.slow
def test_twelve_editions_of_the_example_stay_through_eleven_later_builds(tmp_path: Path) -> None:
    """Month after month, each build with the one before as its earlier report."""
    root = Path(__file__).parents[1]
    site = tmp_path / "site.yaml"
    site.write_text((root / "site.example.yaml").read_text("utf-8") + "\neditions: month\n", "utf-8")
    shutil.copytree(root / "content" / "example", tmp_path / "content" / "example")
    published: dict[str, bytes] = {}
    for number in range(12):
        day = date(2025 + (number + 10) // 12, (number + 10) % 12 + 1, 1)
        previous = str(tmp_path / "public") if number else None
        build(site, tmp_path / "public", Options(environment={}, as_of=day, previous=previous))
        found = files(tmp_path / "public/editions")
        assert {path: found.get(path) for path in published} == published
        published |= {path: content for path, content in found.items() if path[:2] == "20"}
    assert len({path.split("/")[0] for path in published}) >= 12
