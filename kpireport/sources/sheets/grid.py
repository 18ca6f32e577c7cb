"""What a sheet holds, whichever program wrote it: cells by row, in values and with what a format says of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zipfile import BadZipFile, ZipFile

from kpireport.errors import Place, Problem
from kpireport.sources.stage import UNPACKED_RATIO, UNPACKED_SPARED, Refused, Staged

Value = str | float | bool | date | datetime | time | None

#: Cells of one sheet that are looked at.
CELLS = 5_000_000

#: Most bytes that the parts of a spreadsheet may unpack to.
SHEET_BYTES = 2**30

_CORNER = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})?")


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell's value; `is_percent`: its format shows it times 100; `fault`: why there is no value to read."""

    value: Value = None
    is_percent: bool = False
    fault: str | None = None


EMPTY = SheetCell()


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet: `rows` yields its rows from the first on; `merged` are the rectangles of joined cells, from 1."""

    sheet: str
    rows: Callable[[], Iterator[tuple[SheetCell, ...]]]
    merged: tuple[Rectangle, ...] = ()


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Rows and columns from 1, both ends included; None where it goes on to the end of the sheet."""

    top: int = 1
    left: int = 1
    bottom: int | None = None
    right: int | None = None

    def holds_row(self, row: int) -> bool:
        return self.top <= row <= (self.bottom or row)


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets of a file in their order; `hidden` are the names of those that are not shown."""

    sheets: Mapping[str, Callable[[], Grid]]
    hidden: frozenset[str] = field(default_factory=frozenset)


def rectangle(text: str) -> Rectangle | None:
    """`A3:F90`, `A3` (from there on) or `B:F` (whole columns); None for anything else."""
    first, colon, last = text.replace("$", "").upper().partition(":")
    start, end = _CORNER.fullmatch(first), _CORNER.fullmatch(last) if colon else None
    if start is None or (colon and end is None) or (not colon and start[2] is None):
        return None
    right, bottom = (column_number(end[1]), int(end[2]) if end[2] else None) if end else (None, None)
    found = Rectangle(int(start[2] or 1), column_number(start[1]), bottom, right)
    upside_down = (bottom or found.top) < found.top or (right or found.left) < found.left
    return None if upside_down else found


def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def cell_name(row: int, column: int) -> str:
    """`C12`."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def check_unpacked(staged: Staged) -> None:
    """Refuses a file whose parts are far larger than they look; one that is no archive is told by its reader."""
    try:
        with ZipFile(staged.path) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except (BadZipFile, OSError):
        return
    limit = min(SHEET_BYTES, max(UNPACKED_SPARED, UNPACKED_RATIO * staged.size))
    if size > limit:
        message = f"unpacks to {size:,} bytes; the limit for a file of its size is {limit:,}"
        raise Refused(
            Problem(code="D013", message=message, place=Place(staged.name), hint="export the sheet as CSV instead")
        )


def broken_book(staged: Staged, reason: str) -> Refused:
    """A file that is no spreadsheet, or one that cannot be opened."""
    problem = Problem(
        code="D014",
        message=f"not a spreadsheet that can be read: {reason}",
        place=Place(staged.name),
        hint="open it, save it again as .xlsx or .ods without a password, or export the sheet as CSV",
    )
    return Refused(problem)
