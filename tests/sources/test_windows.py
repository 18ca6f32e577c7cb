"""Lines around a table, rows that are left out, names in several languages, rows that are counted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from kpireport.errors import SourceError
from kpireport.model import Metric, Site
from kpireport.sources import read_snapshots
from tests.sources.source_files import ASKED, project, read, refused, rows, source, told, write

TITLE = '"Report ""Sales""\nfor all shops"\nmade by hand\n\n'
TABLE = "date,Orders\n2026-01-05,3\n2026-01-06,4\n"


def orders(snapshots: object) -> list[tuple[object, ...]]:
    return rows(snapshots.observations["s", "orders"])  # type: ignore[attr-defined]


@pytest.mark.parametrize("skip", [4, None])
def test_lines_above_the_header_are_skipped(tmp_path: Path, skip: int | None) -> None:
    found = read(tmp_path, {"a.csv": TITLE + TABLE}, columns={"orders": "Orders"}, skip_lines=skip)
    assert orders(found) == [("2026-01-05", 3), ("2026-01-06", 4)]


def test_a_fault_below_skipped_lines_has_its_line_in_the_file(tmp_path: Path) -> None:
    text = TITLE + TABLE + "2026-01-07,four\n"
    problems = refused(tmp_path, {"a.csv": text}, columns={"orders": "Orders"}, skip_lines=4)
    assert told(problems) == ["a.csv:8:12 D004"]


def test_lines_below_the_table_are_cut_off(tmp_path: Path) -> None:
    text = TABLE + "\nAccrual basis\n7 January, 10:14\n\n"
    found = read(tmp_path, {"a.csv": text}, columns={"orders": "Orders"}, skip_end=2)
    assert orders(found) == [("2026-01-05", 3), ("2026-01-06", 4)]


def test_a_header_that_is_not_found_is_told_with_the_widest_line(tmp_path: Path) -> None:
    text = "a title\nDay,Orders,Visits\n2026-01-05,3,9\n"
    problems = refused(tmp_path, {"a.csv": text}, columns={"orders": "Orders"}, skip_lines=None)
    assert [problem.hint for problem in problems] == ["its columns are Day, Orders, Visits"]


def test_total_rows_are_left_out_whatever_their_width(tmp_path: Path) -> None:
    text = "date,Shop,Orders\n,,7,Grand total\n2026-01-05,Oslo,3\nTotal: Oslo,,3\n2026-01-06,Bergen,4\nTotal: all,7\n"
    keys: dict[str, Any] = {
        "columns": {"orders": "Orders"},
        "dimensions": ("Shop",),
        "where_not": {"date": ("", "total*")},
    }
    found = read(tmp_path, {"a.csv": text}, **keys)
    assert orders(found) == [("2026-01-05", "Oslo", 3), ("2026-01-06", "Bergen", 4)]


def test_a_row_of_another_width_is_still_a_fault_where_it_is_wanted(tmp_path: Path) -> None:
    text = "date,Orders\n2026-01-05,3,4\nTotal\n"
    problems = refused(tmp_path, {"a.csv": text}, columns={"orders": "Orders"}, where_not={"date": ("Total",)})
    assert told(problems) == ["a.csv:2:14 D008"]


def test_columns_go_by_other_names_file_by_file(tmp_path: Path) -> None:
    german = "Datum,bestellungen (netto)\n2026-01-05,3\n"
    english = "date,Orders,Bestellungen\n2026-01-06,4,5\n"
    keys: dict[str, Any] = {
        "columns": {"orders": "Orders"},
        "synonyms": {"date": ("Datum",), "Orders": ("Bestellungen*",)},
    }
    found = read(tmp_path, {"de.csv": german, "en.csv": english}, **keys)
    assert orders(found) == [("2026-01-05", 3), ("2026-01-06", 4)]


def test_names_work_in_json_too(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {"a.json": '[{"Datum": "2026-01-05", "Orders": 3}]'},
        columns={"orders": "Orders"},
        synonyms={"date": ("Datum",)},
    )
    assert orders(found) == [("2026-01-05", 3)]


def test_rows_are_counted(tmp_path: Path) -> None:
    text = "id,date,Amount\n1,2026-01-05,10\n2,2026-01-05,\n3,2026-01-06,5\n4,,9\n"
    metrics = tuple(Metric(id=name, place=ASKED, name=name, source="s") for name in ("orders", "sales"))
    found = read(
        tmp_path,
        {"a.csv": text},
        metrics=metrics,
        columns={"sales": "Amount"},
        count_rows="orders",
        on_duplicate="sum",
        where_not={"date": ("",)},
    )
    assert orders(found) == [("2026-01-05", 2), ("2026-01-06", 1)]
    assert rows(found.observations["s", "sales"]) == [("2026-01-05", 10), ("2026-01-06", 5)]


def test_a_sign_of_per_cent_and_a_clock_are_read_where_the_unit_says_so(tmp_path: Path) -> None:
    text = "date,Rate,Time,Orders\n2026-01-05,4.5 %,1:02:03,3\n"
    metrics = (
        Metric(id="rate", place=ASKED, name="Rate", unit="percent", source="s"),
        Metric(id="time", place=ASKED, name="Time", unit="duration", source="s"),
    )
    columns = {"rate": "Rate", "time": "Time"}
    found = read(tmp_path, {"a.csv": text}, metrics=metrics, columns=columns)
    assert rows(found.observations["s", "rate"]) == [("2026-01-05", 4.5)]
    assert rows(found.observations["s", "time"]) == [("2026-01-05", 3723)]
    problems = refused(tmp_path, {"a.csv": text}, columns=columns)
    assert told(problems) == ["a.csv:2:12 D004", "a.csv:2:18 D004"]


@pytest.mark.parametrize(
    ("cell", "amount"), [("€1,204.50", 1204.5), ("-€3", -3), ("EUR 12", 12), ("12 €", 12), ("€-4.5", -4.5), ("7", 7)]
)
def test_the_sign_of_the_sites_currency_is_read_beside_an_amount(tmp_path: Path, cell: str, amount: float) -> None:
    metric = Metric(id="sales", place=ASKED, name="Sales", unit="currency", source="s")
    write(tmp_path, {"a.csv": f'date,Sales\n2026-01-05,"{cell}"\n'})
    asked = source(columns={"sales": "Sales"}, thousands=",")
    in_euros = replace(project(tmp_path, {"s": asked}, metrics=(metric,)), site=Site(title="Report", currency="EUR"))
    assert rows(read_snapshots(in_euros).observations["s", "sales"]) == [("2026-01-05", amount)]


def test_the_sign_of_another_currency_is_refused(tmp_path: Path) -> None:
    metric = Metric(id="sales", place=ASKED, name="Sales", unit="currency", source="s")
    asked = project(tmp_path, {"s": source(columns={"sales": "Sales"})}, metrics=(metric,))
    write(tmp_path, {"a.csv": "date,Sales\n2026-01-05,$3\n"})
    with pytest.raises(SourceError, match="write the bare number"):
        read_snapshots(replace(asked, site=Site(title="Report", currency="EUR")))


@pytest.mark.parametrize("skip", [3, None])
def test_sheets_have_lines_above_and_below_too(tmp_path: Path, skip: int | None) -> None:
    book = Workbook()
    for line in (["Sales"], ["all shops", "2026"], [], ["Datum", "Orders"], ["2026-01-05", 3], ["made by hand"]):
        book.active.append(line)  # type: ignore[union-attr]
    book.save(tmp_path / "a.xlsx")
    keys: dict[str, Any] = {
        "columns": {"orders": "Orders"},
        "synonyms": {"date": ("Datum",)},
        "skip_lines": skip,
        "skip_end": 1,
    }
    assert orders(read(tmp_path, {}, **keys)) == [("2026-01-05", 3)]
