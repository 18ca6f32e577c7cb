"""Workbooks of Excel (.xlsx, .xlsm)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from kpireport.sources.sheets.grid import EMPTY, Book, Grid, Rectangle, SheetCell, broken_book
from kpireport.sources.stage import Staged

if TYPE_CHECKING:
    from openpyxl import Workbook

_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_NEVER_WORKED_OUT = "holds a formula that was never worked out"


def open_xlsx(staged: Staged) -> Book:
    """The workbook's sheets. Raises Refused for what is none, is damaged or has a password."""
    values = _load(staged, data_only=True)
    sheets = {sheet.title: partial(_grid, staged, values, sheet.title) for sheet in values.worksheets}
    hidden = frozenset(sheet.title for sheet in values.worksheets if sheet.sheet_state != "visible")
    return Book(sheets, hidden)


def _load(staged: Staged, *, data_only: bool) -> Workbook:
    from openpyxl import load_workbook  # late, since most projects have no workbook

    try:
        return load_workbook(staged.path, data_only=data_only)
    except BadZipFile:
        raise broken_book(staged, "it is no .xlsx file, or protected by a password") from None
    except Exception as error:  # whatever the library meets in a damaged file
        raise broken_book(staged, f"it is damaged ({type(error).__name__})") from None


def _grid(staged: Staged, values: Workbook, name: str) -> Grid:
    sheet = values[name]
    formulas = _load(staged, data_only=False)[name]
    merged = tuple(Rectangle(r.min_row, r.min_col, r.max_row, r.max_col) for r in sheet.merged_cells.ranges)
    return Grid(name, lambda: _rows(sheet, formulas), tuple(sorted(merged, key=lambda one: (one.top, one.left))))


def _rows(sheet: Any, formulas: Any) -> Iterator[tuple[SheetCell, ...]]:
    for shown, written in zip(sheet.iter_rows(), formulas.iter_rows(), strict=True):
        yield tuple(_cell(value, formula) for value, formula in zip_longest(shown, written))


def _cell(shown: Any, written: Any) -> SheetCell:
    value = shown.value
    if value is None:
        return SheetCell(fault=_NEVER_WORKED_OUT) if written.data_type == "f" else EMPTY
    if shown.data_type == "e":
        return SheetCell(str(value), fault=f"holds the error {value}")
    if isinstance(value, int) and not isinstance(value, bool):
        value = float(value) if abs(value) < 2**53 else str(value)
    return SheetCell(value if isinstance(value, str | float | bool) else _day(value), _is_percent(shown.number_format))


def _day(value: Any) -> Any:
    """A date or time as it is; anything else as the text it shows."""
    return value if isinstance(value, date | time) else str(value)


def _is_percent(number_format: str | None) -> bool:
    return "%" in _QUOTED.sub("", number_format or "")
