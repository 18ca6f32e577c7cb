from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from kpireport.errors import SourceError
from kpireport.model import Metric
from kpireport.sources import read_snapshots
from tests.sources.source_files import ASKED, only, project, read, refused, rows, source, told, write

LONG = "date,metric,channel,value\n2026-01-05,reach,paid,3\n2026-01-06,reach,,4\n2026-01-05,clicks,paid,1.5\n"


def test_long_table_gives_each_metric_its_rows_and_further_columns_as_segments(tmp_path: Path) -> None:
    found = read(tmp_path, {"a.csv": LONG}).observations
    assert rows(found["s", "reach"]) == [("2026-01-05", "paid", 3.0), ("2026-01-06", "", 4.0)]
    assert rows(found["s", "clicks"]) == [("2026-01-05", "paid", 1.5)]
    assert found["s", "clicks"].dimensions["channel"].labels == ("paid",)


def test_wide_table_reads_its_columns_and_those_that_metrics_name(tmp_path: Path) -> None:
    text = "Day,Sessions,Buyers,Visits,Device\n2026-01-05,10,2,8,all\n2026-01-06,,3,9,all\n2026-01-07,1,1,1,mobile\n"
    metrics = (
        Metric(
            id="conversion", place=ASKED, name="C", source="s", aggregation="ratio", numerator="Buyers", denominator="n"
        ),
        Metric(id="Visits", place=ASKED, name="V", source="s"),
    )
    keys: dict[str, Any] = {"date": "Day", "columns": {"n": "Sessions"}, "where": {"Device": ("all",)}}
    found = read(tmp_path, {"a.csv": text}, metrics=metrics, **keys).observations
    assert {name: rows(each) for (_, name), each in found.items()} == {
        "n": [("2026-01-05", 10.0)],
        "Buyers": [("2026-01-05", 2.0), ("2026-01-06", 3.0)],
        "Visits": [("2026-01-05", 8.0), ("2026-01-06", 9.0)],
    }


@pytest.mark.parametrize(
    "name", ["a.csv", "a.tsv", "a.json", "a.ndjson", "a.csv.gz", "a.tsv.gz", "a.json.gz", "a.ndjson.gz"]
)
def test_every_text_format_plain_or_gzipped(tmp_path: Path, name: str) -> None:
    header, *lines = [line.split(",") for line in LONG.splitlines()]
    objects = [dict(zip(header, line, strict=True)) for line in lines]
    content = {
        "csv": LONG,
        "tsv": LONG.replace(",", "\t"),
        "json": json.dumps(objects, indent=1),
        "ndjson": "".join(json.dumps(each) + "\n" for each in objects),
    }[name.split(".")[1]].encode()
    found = read(tmp_path, {name: gzip.compress(content) if name.endswith("gz") else content}).observations
    assert rows(found["s", "reach"]) == [("2026-01-05", "paid", 3.0), ("2026-01-06", "", 4.0)]


def test_parquet_types_read_as_their_texts(tmp_path: Path) -> None:
    values = (
        "(DATE '2026-01-05', 'reach', 0.1::FLOAT, TIMESTAMP '2026-01-05 00:00:00', 7),"
        "(DATE '2026-01-06', 'reach', NULL, TIMESTAMP '2026-01-06 00:00:00', 8)"
    )
    with duckdb.connect() as connection:
        table = connection.query(f"FROM (VALUES {values}) t(date, metric, value, moment, site)")
        table.write_parquet(str(tmp_path / "a.parquet"))
    by_date = only(read(tmp_path, {}, files=("a.parquet",), dimensions=("site",)))
    assert rows(by_date) == [("2026-01-05", "7", 0.1)]
    assert rows(only(read(tmp_path, {}, files=("a.parquet",), date="moment", dimensions=()))) == [("2026-01-05", 0.1)]


def test_glob_reads_files_by_name_and_their_union_of_segments(tmp_path: Path) -> None:
    files = {
        "in/b.csv": "date,metric,value,post\n2026-01-05,m,2,x\n",
        "in/a.csv": "date,metric,value,channel\n2026-01-05,m,1,y\n",
        "in/.hidden.csv": "not a table",
    }
    found = only(read(tmp_path, files, files=("in/*.csv", "in/a.csv")))
    assert list(found.dimensions) == ["channel", "post"]
    assert rows(found) == [("2026-01-05", "y", "", 1.0), ("2026-01-05", "", "x", 2.0)]


def test_a_name_with_glob_characters_is_that_file(tmp_path: Path) -> None:
    assert rows(only(read(tmp_path, {"data [1].csv": "date,metric,value\n2026,m,2\n"}, files=("data [1].csv",))))


def test_text_cells_stay_text(tmp_path: Path) -> None:
    text = "date,metric,value,country\n" + "".join(f"2026-01-0{i},{m},{i},{c}\n" for i, (m, c) in enumerate(_WORDS, 1))
    found = read(tmp_path, {"a.csv": text}).observations
    assert {name: rows(each)[0][1] for (_, name), each in found.items()} == dict(_WORDS)


_WORDS = [("NA", "NA"), ("null", "null"), ("None", "007"), ("inf", "true"), ("1.10", "1e3")]


def test_headline_cells_count_as_empty_and_where_rows_alone_are_read(tmp_path: Path) -> None:
    text = "Year,Sex,Measure,Value\n2020,All,rate,5\n2020,Female,rate,6\n2020,All,count,many\n2021, All ,rate,7\n"
    keys: dict[str, Any] = {
        "date": "Year",
        "columns": {"m": "Value"},
        "where": {"Measure": ("rate",)},
        "headline": {"Sex": ("All",)},
    }
    found = only(read(tmp_path, {"a.csv": text}, **keys))
    assert rows(found) == [("2020-01-01", "", 5.0), ("2020-01-01", "Female", 6.0), ("2021-01-01", "", 7.0)]


def test_one_file_read_by_two_sources(tmp_path: Path) -> None:
    write(tmp_path, {"a.csv": "date,metric,value,other\n2026-01-05,m,1,2\n"})
    both = {"l": source(id="l", dimensions=()), "w": source(id="w", columns={"o": "other"})}
    found = read_snapshots(project(tmp_path, both)).observations
    assert {key: rows(each) for key, each in found.items()} == {
        ("l", "m"): [("2026-01-05", 1.0)],
        ("w", "o"): [("2026-01-05", 2.0)],
    }


@pytest.mark.parametrize(
    "text", ["", "\n \n", "date,metric,value", "date,metric,value\n", "date,metric,value\n,,\n2026,m,\n"]
)
def test_no_data_yet_is_no_fault(tmp_path: Path, text: str) -> None:
    metric = Metric(id="m", place=ASKED, name="M", source="s")
    found = read(tmp_path, {"a.csv": text}, metrics=(metric,))
    assert not found.observations
    assert [(finding.code, finding.place) for finding in found.findings] == [("D102", ASKED)]


def test_unnamed_and_unused_columns_are_no_segments(tmp_path: Path) -> None:
    found = only(read(tmp_path, {"a.csv": "date,metric,value,,\n2026,m,1,x,y\n"}))
    assert rows(found) == [("2026-01-01", 1.0)]


def test_no_file_names_the_nearest(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, {"snapshots/social-1.csv": LONG}, files=("snapshots/socail-*.csv",))
    assert (problem.code, problem.place) == ("D001", ASKED)
    assert problem.hint == "nearest in snapshots/: snapshots/social-1.csv"


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("snapshots", "it is a folder; write snapshots/*.csv"),
        ("https://x.example/a.csv", "fetch the file and name its copy"),
        ("away/*.csv", "nearest beside site.yaml: away"),
    ],
)
def test_patterns_that_never_match_say_why(tmp_path: Path, pattern: str, said: str) -> None:
    write(tmp_path, {"elsewhere/secret.txt": "", "project/snapshots/a.csv": LONG})
    (tmp_path / "project/away").symlink_to(tmp_path / "elsewhere")
    (problem,) = refused(tmp_path / "project", {}, files=(pattern,))
    assert problem.code == "D001"
    assert said in str(problem.hint)


def test_a_fault_asked_for_in_a_project_file_quotes_its_line(tmp_path: Path) -> None:
    yaml = "title: T\nsources:\n  s:\n    # here\n    files:     nope.csv # soon\n"
    (problem,) = refused(tmp_path, {"site.yaml": yaml}, files=("nope.csv",))
    assert (str(problem.place), problem.line) == ("site.yaml:5:12", "    files:     nope.csv # soon")


def test_a_source_that_says_nothing_of_its_shape_is_wide_where_metrics_are_columns(tmp_path: Path) -> None:
    orders = Metric(id="orders", place=ASKED, name="Orders", source="s", column="Orders")
    visits = Metric(id="visits", place=ASKED, name="Visits")
    found = read(tmp_path, {"a.csv": "date,Orders,visits\n2026,3,4\n"}, metrics=(orders, visits))
    assert {name: rows(found.observations["s", name]) for name in ("Orders", "visits")} == {
        "Orders": [("2026-01-01", 3.0)],
        "visits": [("2026-01-01", 4.0)],
    }


def test_a_metric_without_source_must_be_in_one_alone(tmp_path: Path) -> None:
    write(tmp_path, {"a.csv": "date,v\n2026,1\n", "b.csv": "date,v\n2026,2\n"})
    sources = {name: source(id=name, files=(f"{name}.csv",), columns={"v": "v"}) for name in ("a", "b")}
    metric = Metric(id="v", place=ASKED, name="V")
    with pytest.raises(SourceError) as caught:
        read_snapshots(project(tmp_path, sources, metrics=(metric,)))
    (problem,) = caught.value.problems
    assert (problem.code, problem.message) == ("K010", "the metric “v” has rows in the sources “a” and “b”")


def test_a_dimension_that_its_source_does_not_have(tmp_path: Path) -> None:
    metric = Metric(id="m", place=ASKED, name="M", dimensions=("chanel",))
    (problem,) = refused(tmp_path, {"a.csv": "date,metric,value,channel\n2026,m,1,x\n"}, metrics=(metric,))
    assert (problem.code, problem.hint) == ("D003", "its dimensions are channel")


@pytest.mark.parametrize("pattern", ["../a.csv", "/etc/passwd", "in/../../a.csv", "C:/a.csv", "~/a.csv"])
def test_patterns_stay_inside_the_project(tmp_path: Path, pattern: str) -> None:
    write(tmp_path, {"a.csv": LONG})
    (problem,) = refused(tmp_path / "project", {"site.yaml": ""}, files=(pattern,))
    assert (problem.code, problem.place) == ("K014", ASKED)


def test_links_stay_inside_the_project(tmp_path: Path) -> None:
    write(tmp_path, {"secret.csv": LONG, "project/site.yaml": ""})
    (tmp_path / "project/a.csv").symlink_to(tmp_path / "secret.csv")
    (problem,) = refused(tmp_path / "project", {}, files=("*.csv",))
    assert problem.code == "K014"
    assert "a.csv" in problem.message


def test_unknown_kind_of_file(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, {"a.xls": b"PK"})
    assert (problem.code, problem.place) == ("D002", ASKED)
    assert ".csv" in str(problem.hint)


def test_missing_columns_name_what_there_is(tmp_path: Path) -> None:
    problems = refused(tmp_path, {"a.csv": "Date,metric,Valeu\n2026,m,1\n"}, value="Value")
    assert [(p.message, p.hint) for p in problems] == [
        ("a.csv has no column “Value”", "did you mean “Valeu”? its columns are Date, metric, Valeu"),
        ("a.csv has no column “date”", "did you mean “Date”? its columns are Date, metric, Valeu"),
    ]
    assert told(problems) == ["site.yaml:5:12 D003"] * 2


def test_a_column_named_like_an_injection_is_only_a_name(tmp_path: Path) -> None:
    name = 'v" ; drop table raw; --'
    quoted = '"' + name.replace('"', '""') + '"'
    found = read(tmp_path, {"a.csv": f"date,{quoted}\n2026,4\n"}, columns={"m": name})
    assert rows(only(found)) == [("2026-01-01", 4.0)]
    (problem,) = refused(tmp_path, {"a.csv": "date,v\n2026,4\n"}, columns={"m": name})
    assert problem.code == "D003"


def test_all_faults_of_all_sources_in_one_go(tmp_path: Path) -> None:
    write(tmp_path, {"a.csv": "date,metric,value\n2026,m,x\n2026-13,m,1\n1,2\n", "b.csv": "date,metric\n"})
    sources = {"a": source(id="a", files=("a.csv",)), "b": source(id="b", files=("b.csv", "c.csv"))}
    with pytest.raises(Exception, match="D004") as caught:
        read_snapshots(project(tmp_path, sources))
    assert told(caught.value.problems) == [  # type: ignore[attr-defined]
        "a.csv:2:8 D004",
        "a.csv:3:1 D005",
        "a.csv:4:4 D008",
        "site.yaml:5:12 D001",
        "site.yaml:5:12 D003",
    ]


def test_reading_does_not_depend_on_the_order_in_which_files_came(tmp_path: Path) -> None:
    names = ["c.csv", "a.csv", "b.csv"]
    texts = {
        name: "date,metric,value,k\n" + "".join(f"2026-01-{d:02},m,0.{d},{name}\n" for d in range(1, 29))
        for name in names
    }
    one = read(tmp_path / "1", {name: texts[name] for name in names})
    two = read(tmp_path / "2", {name: texts[name] for name in sorted(names)})
    assert one == two
    assert only(one).through == date(2026, 1, 28)


def test_metrics_without_rows_are_told(tmp_path: Path) -> None:
    metrics = (
        Metric(id="reach", place=ASKED, name="A"),
        Metric(id="a", place=ASKED, name="B", column="clicks"),
        Metric(id="b", place=ASKED, name="C", source="s"),
        Metric(
            id="c", place=ASKED, name="D", source="s", aggregation="ratio", numerator="clicks", denominator="visits"
        ),
        Metric(id="d", place=ASKED, name="E", aggregation="ratio", numerator="reach", denominator="a"),
    )
    found = read(tmp_path, {"a.csv": LONG}, metrics=metrics)
    assert [(finding.code, finding.message) for finding in found.findings] == [
        ("D102", "the metric “b” has no rows named “b” in the source “s”"),
        ("D102", "the metric “c” has no rows named “visits” in the source “s”"),
    ]


def test_a_column_without_a_value_is_told_as_a_column(tmp_path: Path) -> None:
    metric = Metric(id="m", place=ASKED, name="M", source="s")
    found = read(tmp_path, {"a.csv": "date,v\n"}, metrics=(metric,), columns={"m": "v"})
    assert [(finding.code, finding.message) for finding in found.findings] == [
        ("D102", "the metric “m” has no value in the column “v” of the source “s”")
    ]


def test_a_key_of_columns_comes_before_the_metrics_own_column(tmp_path: Path) -> None:
    metric = Metric(id="m", place=ASKED, name="M", source="s", column="elsewhere")
    found = read(tmp_path, {"a.csv": "date,v\n2026,4\n"}, metrics=(metric,), columns={"m": "v"})
    assert rows(only(found)) == [("2026-01-01", 4.0)]


def test_segments_that_only_a_metric_names(tmp_path: Path) -> None:
    metric = Metric(id="m", place=ASKED, name="M", source="s", dimensions=("k",))
    found = read(tmp_path, {"a.csv": "date,v,k\n2026,4,x\n"}, metrics=(metric,), columns={"m": "v"})
    assert rows(only(found)) == [("2026-01-01", "x", 4.0)]
    (problem,) = refused(tmp_path, {"a.csv": "date,v\n2026,4\n"}, metrics=(metric,), columns={"m": "v"})
    assert (problem.code, problem.place) == ("D003", ASKED)
