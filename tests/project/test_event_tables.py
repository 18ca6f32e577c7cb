"""Events in a table: read as the same events in YAML, and each fault at its cell."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.project.project_cases import SOUND, Files, load, problems, spots


def events(table: str | bytes, listed: str = "deploys.csv") -> Files:
    """The sound project with a table of events."""
    return {"site.yaml": SOUND["site.yaml"] + f"events: [{listed}]\n", "deploys.csv": table}


TABLE = """\
date,title,kpi,url
2026-10-20,Carousel on the new shoe,weekly-views,https://example.org/post
2026-10-18,"Prices up, ""a"" little",,
"""


def test_rows_become_events_in_order_of_date(tmp_path: Path) -> None:
    prices, carousel = load(tmp_path, events(TABLE)).events
    assert (prices.date, prices.title, prices.kpis, prices.url) == (
        date(2026, 10, 18),
        'Prices up, "a" little',
        (),
        None,
    )
    assert (carousel.title, carousel.kpis) == ("Carousel on the new shoe", ("weekly-views",))
    assert (carousel.url, str(carousel.place)) == ("https://example.org/post", "deploys.csv:2:1")


@pytest.mark.parametrize(
    "table",
    [
        TABLE.replace("\n", "\r\n"),
        TABLE.replace("\n", "\r"),
        "\ufeff" + TABLE,
        TABLE.rstrip("\n"),
        f"\n{TABLE}\n\n,,,\n",
        "url,kpi,title,date\n"
        "https://example.org/post,weekly-views,Carousel on the new shoe,2026-10-20\n"
        ',,"Prices up, ""a"" little",2026-10-18,,\n',
    ],
    ids=["crlf", "cr", "mark", "no last break", "blank rows", "other order, commas to spare"],
)
def test_the_form_of_the_file_makes_no_difference(tmp_path: Path, table: str) -> None:
    found = load(tmp_path, events(table.encode())).events
    assert [(event.date.day, event.title, event.kpis) for event in found] == [
        (18, 'Prices up, "a" little', ()),
        (20, "Carousel on the new shoe", ("weekly-views",)),
    ]


def test_an_event_may_concern_several_kpis(tmp_path: Path) -> None:
    second = SOUND["kpis/reach.yaml"] + "  - {id: weekly-clicks, metric: clicks}\n"
    table = 'date,title,kpi\n2026-10-20,Both,"weekly-views  weekly-clicks"\n'
    (event,) = load(tmp_path, {**events(table), "kpis/reach.yaml": second}).events
    assert event.kpis == ("weekly-views", "weekly-clicks")


def test_a_text_in_quotes_may_go_on_in_the_next_line(tmp_path: Path) -> None:
    table = 'date,title\n2026-10-20,"Two\nlines"\n2026-10-21,After\nyesterday,Wrong\n'
    found = problems(tmp_path, events(table))
    assert spots(found) == [("K006", "deploys.csv:5:1")]
    (first, _) = load(tmp_path, events(table.replace("yesterday,Wrong\n", ""))).events
    assert first.title == "Two\nlines"


def test_tables_and_yaml_stand_beside_each_other(tmp_path: Path) -> None:
    files = {**events(TABLE, "'*.csv', more.yaml"), "more.yaml": "- {date: 2026-10-19, title: Between}\n"}
    assert [event.date.day for event in load(tmp_path, files).events] == [18, 19, 20]


def test_a_table_without_rows_is_no_fault(tmp_path: Path) -> None:
    assert load(tmp_path, events("date,title\n")).events == ()


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("", [("K008", "1:1")]),
        ("\n \n", [("K008", "1:1")]),
        ("date,titel\n2026-10-20,x\n", [("K002", "1:6")]),
        ("date;title\n2026-10-20;x\n", [("K002", "1:1")]),
        ("date,title,date\n2026-10-20,x,\n", [("K001", "1:12")]),
        ("date,kpi\n2026-10-20,weekly-views\n", [("K010", "1:1")]),
        ("date,title\n2026-13-20,x\n20.10.2026,y\n", [("K006", "2:1"), ("K006", "3:1")]),
        ("date,title\n2026-10-20,\n,x\n", [("K010", "2:1"), ("K010", "3:1")]),
        ("date,title\n2026-10-20,Prices up, a little\n", [("K003", "2:23")]),
        ('date,title\n2026-10-20,"Prices up\n2026-10-21,x\n', [("K007", "2:12")]),
        ('date,title\n2026-10-20,"Prices" up\n', [("K007", "2:12")]),
        ("date,title,kpi\n2026-10-20,x,weekly-views weakly\n", [("K005", "2:27")]),
        ('date,title,kpi\n2026-10-20,x, "weekly-views weakly"\n', [("K005", "2:29")]),
        ("date,title,url\n2026-10-20,x,javascript:alert(1)\n", [("K004", "2:14")]),
        ("date,title,url\n2026-10-20,x,https://ada:secret@example.org/\n", [("K012", "2:14")]),
        ("date,title\n2026-10-20,Deployed with ghp_0123456789abcdef\n", [("K012", "2:12")]),
        (b"date,title\n2026-10-20,M\xfcnchen\n", [("K008", "2:13")]),
        ("date,title\n2026-10-20,x\0\n", [("K007", "2:13")]),
    ],
)
def test_a_fault_has_its_place(tmp_path: Path, table: str | bytes, expected: list[tuple[str, str]]) -> None:
    found = problems(tmp_path, events(table))
    assert spots(found) == [(code, f"deploys.csv:{place}") for code, place in expected]
    assert all(problem.hint for problem in found)
    assert "secret" not in "".join(map(str, found))


def test_a_fault_shows_the_row_and_what_was_meant(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, events("date,title,kpi\n2026-10-20,Carousel,weekly-view\n"))
    assert str(problem) == (
        "deploys.csv:2:21: error[K005]: there is no KPI `weekly-view`\n"
        "    2 | 2026-10-20,Carousel,weekly-view\n"
        "      |                     ^^^^^^^^^^^\n"
        "  = did you mean `weekly-views`?"
    )


def test_only_events_stand_in_tables(tmp_path: Path) -> None:
    found = problems(tmp_path, {"site.yaml": SOUND["site.yaml"] + "reviews: [r.csv]\n", "r.csv": "date,kpi\n"})
    assert spots(found) == [("K003", "r.csv:1:1")]


# ------------------------------------------------------------------------------------ peers and attribution in YAML


def with_kpi(keys: str, metrics: str = "") -> Files:
    """The sound project with keys added to its KPI (their lines begin with the ninth) and further metrics."""
    kpi = "".join(f"    {line}\n" for line in keys.splitlines())
    return {"kpis/reach.yaml": SOUND["kpis/reach.yaml"] + kpi, "metrics.yaml": SOUND["metrics.yaml"] + metrics}


def test_peers_are_a_metric_and_a_dimension(tmp_path: Path) -> None:
    (kpi,) = load(tmp_path, with_kpi("peers: {metric: clicks, dimension: club}")).kpis
    assert kpi.peers is not None
    assert (kpi.peers.metric, kpi.peers.dimension, str(kpi.peers.place)) == ("clicks", "club", "kpis/reach.yaml:9:12")


def test_attribution_is_one_model_or_several(tmp_path: Path) -> None:
    (alone,) = load(tmp_path / "one", with_kpi("attribution: {model: last click, window: 30 days}")).kpis
    assert [(one.model, one.window, one.metric) for one in alone.attribution] == [("last click", "30 days", None)]
    keys = "attribution:\n  - {model: last click}\n  - {model: linear, window: 90 days, metric: clicks}"
    (several,) = load(tmp_path / "two", with_kpi(keys)).kpis
    assert [(one.model, one.window, one.metric) for one in several.attribution] == [
        ("last click", None, None),
        ("linear", "90 days", "clicks"),
    ]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("peers: {metric: clcks, dimension: club}", [("K005", "9:21")]),
        ("peers: {metric: clicks}", [("K010", "9:12")]),
        ("peers: {metric: clicks, dimension: club, n: 5}", [("K002", "9:46")]),
        ("peers: {metric: mood, dimension: club}", [("K004", "9:21")]),
        ("peers: {metric: both, dimension: club}", [("K004", "9:21")]),
        ("peers: {metric: runs, dimension: clbu}", [("K005", "9:38")]),
        ("peers: clicks", [("K003", "9:12")]),
        ("attribution: {model: linear, metric: clcks}", [("K005", "9:42")]),
        ("attribution: {window: 30 days}", [("K010", "9:18")]),
        ("attribution:\n  - {model: linear}\n  - {model: first click}", [("K004", "11:9")]),
        ("attribution: last click", [("K003", "9:18")]),
    ],
)
def test_faults_of_peers_and_attribution(tmp_path: Path, keys: str, expected: list[tuple[str, str]]) -> None:
    more = "mood: {aggregation: mean}\nboth: {formula: views + clicks}\nruns: {aggregation: last, dimensions: [club]}\n"
    found = problems(tmp_path, with_kpi(keys, more))
    assert spots(found) == [(code, f"kpis/reach.yaml:{place}") for code, place in expected]
    assert all(problem.hint for problem in found)
