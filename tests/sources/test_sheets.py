"""Spreadsheets as people keep them: read as they show, or refused with the sheet and the cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from kpireport.errors import Place
from kpireport.model import Metric
from tests.sources.source_files import only, read, refused, rows, told

Rows = Sequence[Sequence[Any]]
LONG: Rows = [("date", "metric", "value"), (date(2026, 1, 5), "m", 3), (date(2026, 1, 12), "m", 4.5)]


def xlsx(*sheets: tuple[str, Rows], formats: Mapping[str, str] | None = None, merge: str | None = None) -> bytes:
    """A workbook; `formats` are number formats by cell of its first sheet."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, table in sheets:
        sheet = book.create_sheet(name)
        for row in table:
            sheet.append(list(row))
    for cell, form in (formats or {}).items():
        book.worksheets[0][cell].number_format = form
    if merge:
        book.worksheets[0].merge_cells(merge)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def ods(*tables: str) -> bytes:
    """A document of tables written as OpenDocument XML."""
    spaces = " ".join(
        f'xmlns:{name}="{address}"'
        for name, address in {
            "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
            "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
            "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
            "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
        }.items()
    )
    body = "".join(tables)
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>{body}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return content.getvalue()


def text(shown: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{shown}</text:p></table:table-cell>'


def number(value: str, kind: str = "float") -> str:
    return f'<table:table-cell office:value-type="{kind}" office:value="{value}"/>'


def day(value: str) -> str:
    return f'<table:table-cell office:value-type="date" office:date-value="{value}"/>'


def row(*cells: str, times: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'


def table(name: str, *lines: str) -> str:
    return f'<table:table table:name="{name}">{"".join(lines)}</table:table>'


def test_dates_and_numbers_are_what_the_cells_hold(tmp_path: Path) -> None:
    found = only(read(tmp_path, {"a.xlsx": xlsx(("Data", LONG))}))
    assert rows(found) == [("2026-01-05", 3.0), ("2026-01-12", 4.5)]


def test_a_sheet_and_a_range_are_chosen(tmp_path: Path) -> None:
    notes = [("Our numbers",), (), (None, "date", "metric", "value", "by hand"), (None, "2026-01-05", "m", 7, "x")]
    book = xlsx(("Cover", [("nothing here",)]), ("Data", notes))
    found = only(read(tmp_path, {"a.xlsx": book}, sheet="Data", range="B3:D9", dimensions=()))
    assert rows(found) == [("2026-01-05", 7.0)]


def test_a_missing_sheet_is_named_with_those_there_are(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, {"a.xlsx": xlsx(("Data", LONG), ("Notes", []))}, sheet="data")
    assert problem.message == "a.xlsx has no sheet “data”"
    assert problem.hint == "did you mean “Data”? its sheets are Data, Notes"


def test_per_cent_cells_are_read_as_they_show_for_metrics_in_per_cent(tmp_path: Path) -> None:
    wide = [("date", "rate", "share", "count"), (date(2026, 1, 5), 0.17, 0.25, 12)]
    book = xlsx(("Data", wide), formats={"B2": "0.0%", "C2": "0%"})
    metrics = (
        Metric(id="rate", place=Place("m.yaml"), name="Rate", unit="percent", aggregation="mean"),
        Metric(id="share", place=Place("m.yaml"), name="Share", unit="fraction", aggregation="mean"),
        Metric(id="count", place=Place("m.yaml"), name="Count", unit="percent", aggregation="mean"),
    )
    columns = {name: name for name in ("rate", "share", "count")}
    found = read(tmp_path, {"a.xlsx": book}, metrics=metrics, columns=columns).observations
    assert {name: list(observed.values) for (_, name), observed in found.items()} == {
        "rate": [17.0],
        "share": [0.25],
        "count": [12.0],  # a plain number of a metric in per cent is already times 100
    }


def test_per_cent_cells_of_a_long_table_follow_the_metric_of_their_row(tmp_path: Path) -> None:
    long = [("date", "metric", "value"), ("2026-01-05", "rate", 0.17), ("2026-01-05", "share", 0.25)]
    book = xlsx(("Data", long), formats={"C2": "0.0%", "C3": "0%"})
    metrics = (Metric(id="rate", place=Place("m.yaml"), name="Rate", unit="percent", aggregation="mean"),)
    found = read(tmp_path, {"a.xlsx": book}, metrics=metrics).observations
    assert {name: list(observed.values) for (_, name), observed in found.items()} == {"rate": [17.0], "share": [0.25]}


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("#N/A", "sheet “Data”, cell C3: holds the error #N/A"),
        ("=1/0", "sheet “Data”, cell C3: holds a formula that was never worked out"),
        ("1.234,5", "sheet “Data”, cell C3: “1.234,5” is not a number"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(tmp_path: Path, cell: str, fault: str) -> None:
    (problem,) = refused(tmp_path, {"a.xlsx": xlsx(("Data", [*LONG[:2], ("2026-01-12", "m", cell)]))})
    assert problem.message == fault
    assert problem.place == Place("a.xlsx", 3, 3)
    assert problem.hint


def test_an_error_may_count_as_no_value(tmp_path: Path) -> None:
    book = xlsx(("Data", [*LONG, ("2026-01-19", "m", "#N/A")]))
    assert len(rows(only(read(tmp_path, {"a.xlsx": book}, missing_values=("", "#N/A"))))) == 2


def test_a_bare_day_number_is_refused_with_the_cell(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, {"a.xlsx": xlsx(("Data", [*LONG[:2], (46034, "m", 1)]))})
    assert problem.message.startswith("sheet “Data”, cell A3: “46034” is not a date")


def test_times_keep_their_day_and_texts_their_spelling(tmp_path: Path) -> None:
    table = [("date", "metric", "value", "code"), (datetime(2026, 1, 5, 8, 30), "m", 1, "007")]  # noqa: DTZ001
    assert rows(only(read(tmp_path, {"a.xlsx": xlsx(("Data", table))}))) == [("2026-01-05", "007", 1.0)]


def test_merged_header_cells_are_refused(tmp_path: Path) -> None:
    table = [("Sales", None, None), ("date", "metric", "value"), ("2026-01-05", "m", 1)]
    book = xlsx(("Data", table), merge="A1:C1")
    (problem,) = refused(tmp_path, {"a.xlsx": book})
    assert problem.message == "sheet “Data”, cells A1:C1: merged header cells leave their columns without names"
    assert problem.hint == "begin below them, such as range: A2, or name each column"
    assert rows(only(read(tmp_path, {"a.xlsx": book}, range="A2"))) == [("2026-01-05", 1.0)]


def test_the_source_s_ways_of_writing_hold_for_texts_alone(tmp_path: Path) -> None:
    table = [("date", "metric", "value"), ("05.01.2026", "m", "1,5"), (date(2026, 1, 6), "m", 2.5)]
    found = read(tmp_path, {"a.xlsx": xlsx(("Data", table))}, decimal=",", date_format="%d.%m.%Y")
    assert rows(only(found)) == [("2026-01-05", 1.5), ("2026-01-06", 2.5)]


def test_an_empty_sheet_holds_no_rows(tmp_path: Path) -> None:
    assert not read(tmp_path, {"a.xlsx": xlsx(("Data", [])), "b.xlsx": xlsx(("Data", LONG[:1]))}).observations


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut short", b"\xd0\xcf\x11\xe0 an old .xls", b"date,metric\n"])
@pytest.mark.parametrize("name", ["a.xlsx", "a.ods"])
def test_what_is_no_spreadsheet_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    assert told(refused(tmp_path, {name: content})) == [f"{name}:1:1 D014"]


def test_open_document_sheets(tmp_path: Path) -> None:
    head = row(text("date"), text("metric"), text("value"))
    lines = (row(), head, row(times=3), row(day("2026-01-05"), text("m"), number("3")), row(times=1_048_000))
    found = only(read(tmp_path, {"a.ods": ods(table("Notes"), table("Data", *lines))}, sheet="Data"))
    assert rows(found) == [("2026-01-05", 3.0)]


def test_open_document_percentages_and_errors(tmp_path: Path) -> None:
    metrics = (Metric(id="rate", place=Place("m.yaml"), name="Rate", unit="percent", aggregation="mean"),)
    head = row(text("date"), text("metric"), text("value"))
    good = row(day("2026-01-05T00:00:00"), text("rate"), number("0.17", "percentage"))
    found = only(read(tmp_path, {"a.ods": ods(table("Data", head, good))}, metrics=metrics))
    assert rows(found) == [("2026-01-05", 17.0)]
    error = text("#N/A").replace("office:value-type", 'calcext:value-type="error" office:value-type')
    (problem,) = refused(tmp_path, {"a.ods": ods(table("Data", head, row(day("2026-01-05"), text("rate"), error)))})
    assert problem.message == "sheet “Data”, cell C2: holds the error #N/A"


def test_entities_in_a_document_are_refused(tmp_path: Path) -> None:
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        archive.writestr("content.xml", '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><a>&b;</a>')
    (problem,) = refused(tmp_path, {"a.ods": content.getvalue()})
    assert "declares entities" in problem.message


def test_a_document_that_unpacks_to_far_more_than_its_size_is_refused(tmp_path: Path) -> None:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", b" " * 400_000_000)
    (problem,) = refused(tmp_path, {"a.ods": content.getvalue()})
    assert problem.code == "D013"
