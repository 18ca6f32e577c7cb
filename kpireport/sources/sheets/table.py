"""A rectangle of a sheet as a table: its first row is the header, and empty rows are passed over."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from difflib import get_close_matches
from math import isfinite
from pathlib import Path

from kpireport.errors import Place, Problem
from kpireport.model import Source
from kpireport.sources.cells import Cell, Faults
from kpireport.sources.naming import named
from kpireport.sources.sheets.grid import (
    CELLS,
    Book,
    Grid,
    Rectangle,
    SheetCell,
    Value,
    cell_name,
    check_unpacked,
    rectangle,
)
from kpireport.sources.sheets.ods import open_ods
from kpireport.sources.sheets.xlsx import open_xlsx
from kpireport.sources.stage import Refused, Staged
from kpireport.sources.table import Table, csv_relation, write_csv
from kpireport.sources.window import HEADER_WITHIN, header_among

#: The percent units by metric (long tables) or by column (wide ones): a cell shown as 17 % is 17 there, else 0.17.
Percents = frozenset[str]

_Row = tuple[int, tuple[SheetCell, ...]]


@dataclass(frozen=True, slots=True)
class SheetTable:
    """The rows of a sheet, rewritten for the engine; `numbers` are their rows in the sheet, from 1."""

    name: str
    sheet: str
    left: int
    header: tuple[Cell, ...]
    rewritten: Path
    texts: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    faults: Mapping[tuple[int, int], str]

    def relation(self) -> str:
        return csv_relation(self.rewritten, len(self.header), ",", parallel=False)

    def repaired(self, faults: Faults) -> Table | None:  # noqa: ARG002
        return None

    def refused(self, column: int) -> tuple[str, Cell, str] | None:
        row = next((row for row, at in self.faults if at == column), None)
        if row is None:
            return None
        hint = "mend the sheet and save it; to let an error count as no value, add its text to `missing_values`"
        return self.faults[row, column], self._cell(row, column), hint

    def records(self, rows: Collection[int]) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        for row in sorted(rows):
            yield row, tuple(self._cell(row, column) for column in range(len(self.header)))

    def _cell(self, row: int, column: int) -> Cell:
        return _placed(self.name, self.sheet, self.numbers[row], self.left + column, self.texts[row][column])


def read_sheet(staged: Staged, source: Source, percents: Percents) -> SheetTable:
    """The table that `sheet` and `range` of the source name. Raises Refused for what is not there or cannot be read."""
    book = open_book(staged)
    grid = book.sheets[_sheet(book, staged, source)]()
    area = rectangle(source.range or "A1") or Rectangle()
    rows = _from_header(list(_inside(grid, area, staged)), area, source)
    if not rows:
        return SheetTable(staged.name, grid.sheet, area.left, (), staged.path, (), (), {})
    (top, first), body = rows[0], rows[1:]
    _refuse_merged(grid, area, top, staged)
    header = named(
        tuple(
            _placed(staged.name, grid.sheet, top, area.left + at, cell_text(cell, source))
            for at, cell in enumerate(first)
        ),
        source.synonyms,
    )
    scale = _Scale(source, percents, [cell.text.strip() for cell in header])
    texts = tuple(scale.texts(cells) for _, cells in body)
    target = staged.path.with_suffix(f".{source.id}.csv")
    write_csv(target, len(header), texts)
    numbers = tuple(number for number, _ in body)
    return SheetTable(staged.name, grid.sheet, area.left, header, target, texts, numbers, dict(_faults(body, source)))


def open_book(staged: Staged) -> Book:
    """The sheets of a file. Raises Refused for what is none, or unpacks to too much."""
    check_unpacked(staged)
    return open_ods(staged) if staged.path.suffix == ".ods" else open_xlsx(staged)


def _faults(body: Sequence[_Row], source: Source) -> Iterator[tuple[tuple[int, int], str]]:
    """By row and column, why a cell cannot be read; an error that the source takes for no value is none."""
    for row, (_, cells) in enumerate(body):
        for at, cell in enumerate(cells):
            if cell.fault and str(cell.value) not in source.missing_values:
                yield (row, at), cell.fault


def _placed(file: str, sheet: str, row: int, column: int, text: str) -> Cell:
    return Cell(text, Place(file, row, column), name=f"sheet “{sheet}”, cell {cell_name(row, column)}")


def _sheet(book: Book, staged: Staged, source: Source) -> str:
    """The sheet named, else the first that is shown."""
    names = list(book.sheets)
    if source.sheet is None:
        shown = [name for name in names if name not in book.hidden]
        if shown or names:
            return (shown or names)[0]
    elif source.sheet in names:
        return source.sheet
    near = get_close_matches(source.sheet or "", names, n=1)
    hint = f"did you mean “{near[0]}”? " if near else ""
    message = f"{staged.name} has no sheet “{source.sheet}”" if source.sheet else f"{staged.name} has no sheet"
    place = source.places.get("sheet", source.place)
    raise Refused(Problem(code="D003", message=message, place=place, hint=f"{hint}its sheets are {', '.join(names)}"))


def _inside(grid: Grid, area: Rectangle, staged: Staged) -> Iterator[_Row]:
    """The rows of the rectangle that hold anything."""
    seen = 0
    for number, cells in enumerate(grid.rows(), 1):
        seen += len(cells)
        if seen > CELLS:
            message = f"the sheet “{grid.sheet}” has more than {CELLS:,} cells; the limit CELLS is {CELLS:,}"
            raise Refused(Problem(code="D013", message=message, place=Place(staged.name), hint="export it as CSV"))
        found = cells[area.left - 1 : area.right] if area.holds_row(number) else ()
        if all(cell.value is None and cell.fault is None for cell in found):
            continue
        yield number, found


def _from_header(rows: list[_Row], area: Rectangle, source: Source) -> list[_Row]:
    """The rows from the header to the last one of the table, all as wide as the header reaches."""
    if source.skip_end:
        rows = rows[: -source.skip_end]
    if source.skip_lines is None:
        top = [[Cell(cell_text(cell, source), Place("")) for cell in cells] for _, cells in rows[:HEADER_WITHIN]]
        rows = rows[header_among(top, source) or 0 :]
    else:
        rows = [row for row in rows if row[0] >= area.top + source.skip_lines]
    first = rows[0][1] if rows else ()
    width = max((at for at, cell in enumerate(first, 1) if cell.value is not None or cell.fault), default=0)
    return [(number, (*cells[:width], *[SheetCell()] * (width - len(cells)))) for number, cells in rows]


def _refuse_merged(grid: Grid, area: Rectangle, top: int, staged: Staged) -> None:
    """A header cell that spans columns names none of them; one that spans rows shows where the header ends."""
    for one in grid.merged:
        right = area.right or one.left
        if one.holds_row(top) and area.left <= one.left <= right and one.right != one.left:
            bottom = one.bottom or one.top
            cells = f"{cell_name(one.top, one.left)}:{cell_name(bottom, one.right or one.left)}"
            message = f"sheet “{grid.sheet}”, cells {cells}: merged header cells leave their columns without names"
            hint = f"begin below them, such as range: {cell_name(bottom + 1, area.left)}, or name each column"
            raise Refused(Problem(code="D014", message=message, place=Place(staged.name, one.top, one.left), hint=hint))


class _Scale:
    """Writes cells as texts; what is formatted as per cent is multiplied where its metric is in per cent."""

    def __init__(self, source: Source, percents: Percents, names: list[str]) -> None:
        self.source = source
        self.percents = percents
        self.metric = names.index(source.metric) if source.metric in names else None
        self.columns = {at for at, name in enumerate(names) if name in percents}

    def texts(self, cells: tuple[SheetCell, ...]) -> tuple[str, ...]:
        named = cells[self.metric].value if self.metric is not None else None
        whole = isinstance(named, str) and named.strip() in self.percents
        return tuple(cell_text(cell, self.source, percent=whole or at in self.columns) for at, cell in enumerate(cells))


def cell_text(cell: SheetCell, source: Source, *, percent: bool = False) -> str:
    """The cell as a text with the decimal sign and the dates that the source has."""
    value = cell.value
    if isinstance(value, float):
        return _number(value * 100 if percent and cell.is_percent else value, source.decimal)
    if isinstance(value, date | time):
        return _moment(value, source.date_format)
    return str(value).lower() if isinstance(value, bool) else value or ""


def _number(value: float, decimal: str) -> str:
    """The shortest text of the number, with the decimal sign that the source's texts have."""
    if isfinite(value) and value == int(value) and abs(value) < 2**53:
        return str(int(value))
    return f"{value:.15g}".replace(".", decimal)


def _moment(value: Value, date_format: str | None) -> str:
    if date_format and isinstance(value, date):
        return value.strftime(date_format)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date | time) else ""
