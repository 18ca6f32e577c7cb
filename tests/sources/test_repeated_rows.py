from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.sources.source_files import only, read, refused, rows, told

HEAD = "date,metric,value,k,note\n"
KEYS: dict[str, Any] = {"dimensions": ("k",)}


def test_contradicting_rows_name_both_lines(tmp_path: Path) -> None:
    text = HEAD + '2026-01-05,m,1,a,\n2026-01-05,m,1,b,"two\nlines"\n2026-01-05,m,2,a,\n2026-01-05,n,2,a,\n'
    (problem,) = refused(tmp_path, {"a.csv": text}, **KEYS)
    assert told((problem,)) == ["a.csv:5:1 D007"]
    assert problem.message == "line 5 repeats the metric, date and segments of line 2"
    assert [str(place) for place in problem.also] == ["a.csv:2:1"]


def test_rows_of_one_value_that_differ_elsewhere_contradict_too(tmp_path: Path) -> None:
    text = HEAD + "2026-01-05,m,1,a,x\n2026-01-05,m,1,a,y\n"
    assert told(refused(tmp_path, {"a.csv": text}, **KEYS)) == ["a.csv:3:1 D007"]


def test_across_files_and_ways_to_write_the_date(tmp_path: Path) -> None:
    files = {"a.csv": HEAD + "2026-Q3,m,1,a,\n", "b.csv": HEAD + "2026 Q3,m,2,a,\n"}
    (problem,) = refused(tmp_path, files, **KEYS)
    assert problem.message == "line 2 repeats the metric, date and segments of line 2 of a.csv"
    assert str(problem.place) == "b.csv:2:1"


@pytest.mark.parametrize(("policy", "value"), [("last", 0.3), ("sum", 0.6)])
def test_on_duplicate(tmp_path: Path, policy: str, value: float) -> None:
    text = HEAD + "2026-01-05,m,0.1,a,x\n2026-01-06,m,9,a,\n2026-01-05,m,0.2,a,y\n2026-01-05,m,0.3,a,z\n"
    found = only(read(tmp_path, {"a.csv": text}, on_duplicate=policy, **KEYS))
    assert rows(found) == [("2026-01-05", "a", value), ("2026-01-06", "a", 9.0)]


@pytest.mark.parametrize("policy", ["error", "last", "sum"])
def test_equal_lines_count_once_with_a_warning(tmp_path: Path, policy: str) -> None:
    text = HEAD + "2026-01-05,m,1,a,x\n2026-01-05,m,1,b,x\n2026-01-05,m,1,a,x\n2026-01-05,m,1,a,x\n"
    found = read(tmp_path, {"a.csv": text}, on_duplicate=policy, **KEYS)
    assert rows(only(found)) == [("2026-01-05", "a", 1.0), ("2026-01-05", "b", 1.0)]
    ((finding,)) = found.findings
    assert (finding.code, finding.level, str(finding.place)) == ("D101", "warning", "a.csv:4:1")
    assert "2 lines repeat" in finding.message


def test_overlapping_exports(tmp_path: Path) -> None:
    files = {
        "1.csv": HEAD + "2026-01-05,m,1,a,\n2026-01-06,m,2,a,\n",
        "2.csv": HEAD + "2026-01-06,m,2,a,\n2026-01-07,m,3,a,\n",
    }
    found = read(tmp_path, files, **KEYS)
    assert rows(only(found)) == [("2026-01-05", "a", 1.0), ("2026-01-06", "a", 2.0), ("2026-01-07", "a", 3.0)]
    assert [str(finding.place) for finding in found.findings] == ["2.csv:2:1"]


def test_wide_rows_contradict_once_and_only_where_they_have_values(tmp_path: Path) -> None:
    text = "date,a,b\n2026-01-05,1,\n2026-01-05,,2\n2026-01-06,1,1\n2026-01-06,2,2\n"
    problems = refused(tmp_path, {"a.csv": text}, columns={"a": "a", "b": "b"})
    assert told(problems) == ["a.csv:5:1 D007"]
    found = read(tmp_path, {"a.csv": "\n".join(text.splitlines()[:3])}, columns={"a": "a", "b": "b"}).observations
    assert [rows(each) for each in found.values()] == [[("2026-01-05", 1.0)], [("2026-01-05", 2.0)]]


def test_instants_of_one_day_do_not_contradict(tmp_path: Path) -> None:
    text = "date,metric,value\n2026-01-05 10:00,m,1\n2026-01-05 10:05,m,2\n"
    assert len(only(read(tmp_path, {"a.csv": text})).values) == 2
    same = text + "2026-01-05T11:05+01:00,m,3\n"
    assert told(refused(tmp_path, {"a.csv": same})) == ["a.csv:4:1 D007"]


def test_headline_and_empty_cell_are_the_same_segment(tmp_path: Path) -> None:
    text = HEAD + "2026-01-05,m,1,All,\n2026-01-05,m,2,,\n"
    assert told(refused(tmp_path, {"a.csv": text}, headline={"k": ("All",)}, **KEYS)) == ["a.csv:3:1 D007"]


def test_a_table_written_twice(tmp_path: Path) -> None:
    body = "".join(f"2026-01-{d:02},m{m},{d},k,n\n" for d in range(1, 29) for m in range(300))
    found = read(tmp_path, {"a.csv": HEAD + body + body}, **KEYS)
    assert len(found.observations) == 300
    assert "8400 lines repeat" in found.findings[0].message
    assert str(found.findings[0].place) == "a.csv:8402:1"
