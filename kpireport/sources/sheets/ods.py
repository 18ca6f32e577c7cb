"""Spreadsheets in the OpenDocument format (.ods)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile

from kpireport.sources.sheets.grid import EMPTY, Book, Grid, Rectangle, SheetCell, Value, broken_book
from kpireport.sources.stage import Staged

_NAMES = {
    "calc": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}
#: Times that one row or cell may stand for; beyond lies only the empty rest of a sheet.
_REPEATED = 16_384


def open_ods(staged: Staged) -> Book:
    """The document's sheets. Raises Refused for what is none, is damaged or has a password."""
    try:
        with ZipFile(staged.path) as archive:
            content = archive.read("content.xml")
        if b"<!DOCTYPE" in content[:2000] or b"<!ENTITY" in content:
            raise broken_book(staged, "its XML declares entities")
        root = ET.fromstring(content)  # noqa: S314 - without a DTD there is nothing to expand
    except (BadZipFile, KeyError):
        raise broken_book(staged, "it is no .ods file") from None
    except (ET.ParseError, RuntimeError) as error:
        raise broken_book(staged, f"it is damaged or has a password ({type(error).__name__})") from None
    tables = root.findall(".//office:spreadsheet/table:table", _NAMES)
    return Book({_of(table, "table", "name") or "": partial(_grid, table) for table in tables})


def _of(element: ET.Element, space: str, name: str) -> str | None:
    return element.get(f"{{{_NAMES[space]}}}{name}")


def _grid(table: ET.Element) -> Grid:
    return Grid(_of(table, "table", "name") or "", lambda: _rows(table), tuple(_merged(table)))


def _elements(table: ET.Element) -> Iterator[tuple[ET.Element, int]]:
    """Each row with how often it stands there; rows of groups and headers are rows."""
    for row in table.iter(f"{{{_NAMES['table']}}}table-row"):
        yield row, min(int(_of(row, "table", "number-rows-repeated") or 1), _REPEATED)


def _cells(row: ET.Element) -> Iterator[tuple[ET.Element, int]]:
    for cell in row:
        if cell.tag.endswith(("}table-cell", "}covered-table-cell")):
            yield cell, min(int(_of(cell, "table", "number-columns-repeated") or 1), _REPEATED)


def _rows(table: ET.Element) -> Iterator[tuple[SheetCell, ...]]:
    waiting = 0
    for row, times in _elements(table):
        cells = [cell for element, count in _cells(row) for cell in [_cell(element)] * count]
        while cells and cells[-1] == EMPTY:
            cells.pop()
        if not cells:
            waiting += times
            continue
        yield from [()] * waiting
        waiting = 0
        yield from [tuple(cells)] * times


def _merged(table: ET.Element) -> Iterator[Rectangle]:
    number = 1
    for row, times in _elements(table):
        column = 1
        for cell, count in _cells(row):
            wide = int(_of(cell, "table", "number-columns-spanned") or 1)
            high = int(_of(cell, "table", "number-rows-spanned") or 1)
            if wide > 1 or high > 1:
                yield Rectangle(number, column, number + high - 1, column + wide - 1)
            column += count
        number += times


def _cell(element: ET.Element) -> SheetCell:
    kind = _of(element, "office", "value-type")
    shown = "\n".join("".join(part.itertext()) for part in element.findall("text:p", _NAMES))
    if _of(element, "calc", "value-type") == "error" or (shown.startswith(("#", "Err:")) and _is_formula(element)):
        return SheetCell(shown, fault=f"holds the error {shown}")
    if kind is None:
        return EMPTY
    return SheetCell(_value(element, kind, shown), is_percent=kind == "percentage")


def _is_formula(element: ET.Element) -> bool:
    return _of(element, "table", "formula") is not None


def _value(element: ET.Element, kind: str, shown: str) -> Value:
    if kind in ("float", "percentage", "currency"):
        return float(_of(element, "office", "value") or "nan")
    if kind == "boolean":
        return _of(element, "office", "boolean-value") == "true"
    if kind == "date":
        text = _of(element, "office", "date-value") or ""
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    return _of(element, "office", "string-value") or shown
