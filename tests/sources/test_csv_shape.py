from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpireport.sources.cells import Faults
from kpireport.sources.csvtext import Row, read_rows
from kpireport.sources.engine import Engine
from kpireport.sources.find import Found
from kpireport.sources.frame import load
from kpireport.sources.request import Request
from kpireport.sources.stage import stage_file
from kpireport.sources.table import CsvTable
from tests.sources.source_files import ASKED, only, read, refused, rows, source, told, write

HEAD = "date,metric,value\n"


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ("2026,m\n", ["2:7 D008"]),
        ("2026,m,1,5\n", ["2:10 D008"]),
        ("2026\n2027,m,1\n2028,m,1,,\n", ["2:5 D008", "4:10 D008"]),
        ('2026,"a,b",1\n2027,a,b,1\n', ["3:10 D008"]),
        ('2026,m,"1\n2027,m,2\n', ["2:8 D009"]),
        ('2026,m,1\n2027,"m,2\n2028,m,"3\n', ["3:6 D009"]),
        ('2026,"m,1\n2027,"m",2\n', ["2:6 D009"]),
        ('2026,"m"x,1\n2027,m,x\n', ["2:6 D009", "3:8 D004"]),
        ('2026,m,x\n2027\n2028,"\n', ["2:8 D004", "3:5 D008", "4:6 D009"]),
    ],
)  # fmt: skip
def test_broken_rows_are_refused_where_they_break(tmp_path: Path, body: str, places: list[str]) -> None:
    assert told(refused(tmp_path, {"a.csv": HEAD + body})) == [f"a.csv:{place}" for place in places]


def test_what_a_ragged_row_has(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, {"a.csv": HEAD + "2026,m,14,000\n"})
    assert problem.message == "the row has 4 cells, the header 3"
    assert problem.hint == "a cell that holds a “,” needs quotes"


def test_quotes_inside_and_around(tmp_path: Path) -> None:
    text = 'date,metric,value,k\n2026,m,"1","say ""hi"""\n2027,m, "2" ,5" pipe\n2028,m,3,"a,b\n\nc"\n'
    found = rows(only(read(tmp_path, {"a.csv": text})))
    assert found == [("2026-01-01", 'say "hi"', 1.0), ("2027-01-01", '5" pipe', 2.0), ("2028-01-01", "a,b\n\nc", 3.0)]


def test_german_excel(tmp_path: Path) -> None:
    text = "date;metric;value\n2026-01-05;m;1.234,5\n"
    (problem,) = refused(tmp_path, {"a.csv": text})
    assert (str(problem.place), problem.code) == ("a.csv:1:1", "D011")
    assert problem.message == "looks like ; between cells and , decimals, but is read with “,”"
    assert problem.hint == 'set `delimiter: ";"` and `decimal: ","` on the source'
    keys: dict[str, Any] = {"delimiter": ";", "decimal": ",", "thousands": "."}
    assert rows(only(read(tmp_path, {"a.csv": text}, **keys))) == [("2026-01-05", 1234.5)]


@pytest.mark.parametrize(
    ("name", "mark", "said"), [("a.csv", "\t", r'"\t"'), ("a.tsv", ",", '","'), ("a.csv", "|", '"|"')]
)
def test_other_delimiters(tmp_path: Path, name: str, mark: str, said: str) -> None:
    text = "date,metric,value\n2026,m,1\n".replace(",", mark)
    (problem,) = refused(tmp_path, {name: text})
    assert problem.code == "D011"
    assert problem.hint == f"set `delimiter: {said}` on the source"
    assert rows(only(read(tmp_path, {name: text}, delimiter=mark)))


def test_duplicate_headers_matter_only_when_used(tmp_path: Path) -> None:
    text = "date,n,n,value\n2026,1,2,3\n"
    assert rows(only(read(tmp_path, {"a.csv": text}, columns={"m": "value"}))) == [("2026-01-01", 3.0)]
    (problem,) = refused(tmp_path, {"a.csv": text}, columns={"m": "n"})
    assert (str(problem.place), problem.code) == ("a.csv:1:8", "D010")
    assert [str(place) for place in problem.also] == ["a.csv:1:6"]
    (problem,) = refused(tmp_path, {"a.csv": "date,metric,value,k,k\n2026,m,1,a,b\n"})
    assert problem.code == "D010"


def test_header_cells_are_trimmed_and_this_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, {"a.csv": "\ufeffdate, metric ,value\u00a0\n2026,m,1\n"})
    assert rows(only(found)) == [("2026-01-01", 1.0)]
    assert [(f.code, f.level, str(f.place)) for f in found.findings] == [
        ("D103", "info", "a.csv:1:6"),
        ("D103", "info", "a.csv:1:15"),
    ]


def test_rows_of_empty_cells_and_a_missing_last_line_end(tmp_path: Path) -> None:
    assert rows(only(read(tmp_path, {"a.csv": HEAD + ",,\n2026,m,1\n , ,\n2027,m,2"}))) == [
        ("2026-01-01", 1.0),
        ("2027-01-01", 2.0),
    ]


def test_many_columns_with_line_breaks_in_the_header(tmp_path: Path) -> None:
    names = ",".join(f'"column\n{i}"' for i in range(180))
    text = f"date,{names},value\n2026,{',' * 179},5\n2027,{',' * 179},x\n"
    assert told(refused(tmp_path, {"a.csv": text}, columns={"m": "value"})) == ["a.csv:183:186 D004"]


CELLS = st.text(st.sampled_from('ab,;"\n \r\t7é'), max_size=5)
LINE_ENDS = [("\n", csv.QUOTE_ALL), ("\r\n", csv.QUOTE_MINIMAL), ("\r", csv.QUOTE_ALL)]


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6), st.sampled_from(LINE_ENDS))
def test_engine_scanner_and_csv_module_read_the_same(
    engine: tuple[Path, Engine], table: list[list[str]], ends: tuple[str, Literal[0, 1]]
) -> None:
    folder, own = engine
    text = io.StringIO()
    csv.writer(text, lineterminator=ends[0], quoting=ends[1]).writerows([["date", "metric", "value"], *table])
    write(folder, {"a.csv": text.getvalue()})
    expected = [[_even(cell) for cell in row] for row in table]
    found = Found(folder / "a.csv", "a.csv", "csv", gzipped=False, asked=ASKED)
    staged = stage_file(found, None, folder / "copy")
    scanned = [row for row in read_rows(staged.path, "a.csv", ",") if isinstance(row, Row)][1:]
    assert [[cell.text.strip() for cell in row.cells] for row in scanned] == expected
    faults = Faults()
    frame = load(Request(source(), {"": "value"}, (), {}), [CsvTable.of(staged, ",")], own, faults)
    assert not faults.problems
    factors = [frame.factor(name) for name in ("date", "metric", "value")]
    assert [[factor.labels[factor.codes[i]] for factor in factors] for i in range(frame.rows)] == expected


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Engine]:
    folder = tmp_path_factory.mktemp("engine")
    return folder, Engine(folder)


def _even(cell: str) -> str:
    """The trimmed cell, its line breaks made equal."""
    return cell.replace("\r\n", "\n").replace("\r", "\n").strip()


def test_a_file_larger_than_the_engines_pieces_keeps_its_order(tmp_path: Path) -> None:
    count = 400_000
    lines = "".join(f"{2000 + i % 100},m{i % 7},{i},k{i}\n" for i in range(count))
    (tmp_path / "a.csv").write_text("date,metric,value,k\n" + lines + "2026,m1,bad,k\n")
    assert told(refused(tmp_path, {})) == [f"a.csv:{count + 2}:9 D004"]
    (tmp_path / "a.csv").write_text("date,metric,value,k\n" + lines)
    found = read(tmp_path, {}).observations
    for m in range(7):
        observed = found["s", f"m{m}"]
        expected = sorted((i for i in range(m, count, 7)), key=lambda i: (2000 + i % 100, i))
        assert observed.values.tolist() == expected
        labels = observed.dimensions["k"].labels
        assert [labels[code] for code in observed.dimensions["k"].codes] == [f"k{i}" for i in expected]


def test_a_line_too_long_for_the_engine(tmp_path: Path) -> None:
    text = "date,metric,value,k\n2026,m,1," + "x" * 2**25 + "\n"
    (problem,) = refused(tmp_path, {"a.csv": text})
    assert (problem.code, str(problem.place)) == ("D013", "a.csv:1:1")
    assert "LONGEST_LINE" in problem.message
