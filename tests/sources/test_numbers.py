from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kpireport.errors import Problem
from kpireport.sources.engine import NUMBER, Engine
from kpireport.sources.table import csv_relation, write_csv
from kpireport.sources.values import Grammar
from tests.sources.source_files import only, read, refused, rows, told


def one(root: Path, cell: str, **keys: Any) -> float | None:
    """The value read from a cell; None when it counts as no value."""
    quoted = '"' + cell.replace('"', '""') + '"'
    found = read(root, {"a.csv": f"date,metric,value\n2026-01-05,m,{quoted}\n2026-01-06,m,1\n"}, **keys)
    values = list(only(found).values)
    return values[0] if len(values) == 2 else None


def fault(root: Path, cell: str, **keys: Any) -> Problem:
    quoted = '"' + cell.replace('"', '""') + '"'
    (problem,) = refused(root, {"a.csv": f"date,metric,value\n2026-01-05,m,{quoted}\n"}, **keys)
    assert str(problem.place) == "a.csv:2:14"
    return problem


@pytest.mark.parametrize(
    ("cell", "value"),
    [("-3", -3.0), ("1.5", 1.5), ("1e3", 1000.0), (".5", 0.5), ("5.", 5.0), ("+2", 2.0), ("007", 7.0), (" 70 ", 70.0),
     ("70\u00a0", 70.0), ("\t8", 8.0), ("0.1", 0.1)],
)  # fmt: skip
def test_plain_numbers(tmp_path: Path, cell: str, value: float) -> None:
    assert one(tmp_path, cell) == value


def test_minus_zero_is_zero(tmp_path: Path) -> None:
    assert math.copysign(1, one(tmp_path, "-0") or 0.0) == 1


@pytest.mark.parametrize("cell", ["", "  ", "\u00a0", "NaN", "nan"])
def test_blank_and_nan_are_no_value(tmp_path: Path, cell: str) -> None:
    assert one(tmp_path, cell) is None


@pytest.mark.parametrize("cell", ["inf", "Inf", "-Infinity", "1e400", "-1e999"])
def test_infinite_is_out_of_range(tmp_path: Path, cell: str) -> None:
    assert fault(tmp_path, cell).code == "D012"


@pytest.mark.parametrize("cell", ["9007199254740992", "10000000000000000", "-9007199254740993e0", "1" + "0" * 22])
def test_long_numbers_are_kept_to_the_last_digit(tmp_path: Path, cell: str) -> None:
    assert one(tmp_path, cell) == float(cell)


@pytest.mark.parametrize(("cell", "keys"), [("9007199254740993", {}), ("-9,007,199,254,740,993", {"thousands": ","})])
def test_whole_numbers_that_would_be_rounded_are_refused(tmp_path: Path, cell: str, keys: dict[str, str]) -> None:
    problem = fault(tmp_path, cell, **keys)
    assert (problem.code, problem.message) == ("D012", f"“{cell}” has more digits than can be kept")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("n/a", '`missing_values: ["", NaN, "n/a"]`'),
        ("NA", '`missing_values: ["", NaN, "NA"]`'),
        ("null", '`missing_values: ["", NaN, "null"]`'),
        ("-", '`missing_values: ["", NaN, "-"]`'),
        ("#REF!", "spreadsheet error"),
        ("#N/A", "spreadsheet error"),
        ("14,000", '`thousands: ","`'),
        ("8,586,476", '`thousands: ","`'),
        ("1,234.5", '`thousands: ","`'),
        ("1,5", '`decimal: ","`'),
        ("1.234,5", '`decimal: ","` and `thousands: "."`'),
        ("1 234", '`thousands: " "`'),
        ("1\u202f234,5", '`decimal: ","` and `thousands: " "`'),
        ("1'234", '`thousands: "\'"`'),
        ("17%", "unit: percent"),
        ("€3", "bare number"),
        ("3 €", "bare number"),
        ("−3", "hyphen"),
        ("1_000", "plain number"),
        ("+-3", "plain number"),
        ("0x1A", "plain number"),
        ("١", "plain number"),
        ("2019*", "bare number"),
    ],
)
def test_other_words_are_refused_with_what_would_help(tmp_path: Path, cell: str, said: str) -> None:
    problem = fault(tmp_path, cell)
    assert problem.code == "D004"
    assert problem.message == f"“{cell}” is not a number"
    assert said in str(problem.hint)


@pytest.mark.parametrize(
    ("cell", "keys", "value"),
    [
        ("1.234,5", {"decimal": ",", "thousands": "."}, 1234.5),
        ("1,5", {"decimal": ","}, 1.5),
        ("-14,000", {"thousands": ","}, -14000.0),
        ("14000", {"thousands": ","}, 14000.0),
        ("8,586,476.25", {"thousands": ","}, 8586476.25),
        ("1 234", {"thousands": " "}, 1234.0),
        ("1\u00a0234\u202f567", {"thousands": " "}, 1234567.0),
        ("1'234", {"thousands": "'"}, 1234.0),
        ("n/a", {"missing_values": ("", "n/a")}, None),
        ("-1", {"missing_values": ("", "-1")}, None),
        (" -1 ", {"missing_values": ("-1",)}, None),
        ("1e400", {"missing_values": ("1e400",)}, None),
        ("", {"missing_values": ("n/a",)}, None),
    ],
)
def test_separators_and_missing_values(tmp_path: Path, cell: str, keys: dict[str, Any], value: float | None) -> None:
    assert one(tmp_path, cell, **keys) == value


@pytest.mark.parametrize(
    ("cell", "keys"),
    [("1,23,456", {"thousands": ","}), ("1234,567", {"thousands": ","}), (",567", {"thousands": ","}),
     ("1.5", {"decimal": ","}), ("NaN", {"missing_values": ("n/a",)})],
)  # fmt: skip
def test_settings_do_not_loosen_the_rest(tmp_path: Path, cell: str, keys: dict[str, Any]) -> None:
    assert fault(tmp_path, cell, **keys).code == "D004"


@settings(deadline=None)
@given(st.one_of(st.text("0123456789+-.eE_ xinfaNT,%", max_size=8), st.floats(allow_nan=False).map(repr)))
@example("+-3")
@example("1_0")
@example("-.5e-3")
def test_the_engine_and_python_agree_on_numbers(engine: Engine, scratch: Path, text: str) -> None:
    grammar = Grammar(".", None, frozenset())
    path = scratch / "n.csv"
    write_csv(path, 2, [[text, ""]])
    engine.clear(1)
    engine.load(csv_relation(path, 2, ",", parallel=False), [0])
    values, held, _ = engine.numbers(0, grammar)
    number = grammar.number(text.strip())
    assert (values[0] if held[0] == NUMBER else None) == number


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("engine")


@pytest.fixture(scope="module")
def engine(scratch: Path) -> Engine:
    return Engine(scratch)


def test_faults_of_many_cells_are_told_then_counted(tmp_path: Path) -> None:
    text = "date,metric,value\n" + "".join(f"{1900 + i},m,x\n" for i in range(250))
    problems = refused(tmp_path, {"a.csv": text})
    assert told(problems[:2]) == ["a.csv:2:8 D004", "a.csv:3:8 D004"]
    assert len(problems) == 100
    assert problems[-1].message == "“x” is not a number; 150 more faults in this file are not listed"


def test_a_value_needs_the_name_of_its_metric(tmp_path: Path) -> None:
    assert told(refused(tmp_path, {"a.csv": "date,metric,value\n2026,m,1\n2026,,2\n2026,,\n"})) == ["a.csv:3:6 D003"]


def test_values_are_float64_of_their_text_row_by_row(tmp_path: Path) -> None:
    cells = ["0.1", "0.2", "0.30000000000000004", "1e-320", "123456789.123456789", "2.5e+10"]
    text = "date,metric,value\n" + "".join(f"2026-01-{i:02},m,{cell}\n" for i, cell in enumerate(cells, 1))
    assert [row[1] for row in rows(only(read(tmp_path, {"a.csv": text})))] == [float(cell) for cell in cells]
