"""The used columns of all files of a source, loaded into the engine, and the way back from a row to its place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import duckdb

from kpireport.errors import Place, Problem
from kpireport.sources.cells import Cell, Faults
from kpireport.sources.engine import MEMORY, Engine, Factor
from kpireport.sources.parquet import ParquetTable, broken_parquet
from kpireport.sources.request import Request
from kpireport.sources.stage import ROWS, Refused
from kpireport.sources.table import LONGEST_LINE, CsvTable, Table

_OTHER_DELIMITERS = (";", "\t", ",", "|")


@dataclass
class Frame:
    """Row `i` of the engine's table is row `i - starts[k]` of `tables[k]`; `columns` are its columns by name."""

    engine: Engine
    tables: Sequence[Table]
    starts: Sequence[int]
    columns: Mapping[str, int]
    dimensions: tuple[str, ...]

    @property
    def rows(self) -> int:
        return self.engine.rows

    def factor(self, name: str) -> Factor:
        return self.engine.factor(self.columns[name])

    def records(self, rows: Collection[int]) -> Iterator[tuple[int, Table, tuple[Cell, ...]]]:
        """The full rows, in order, each with its table."""
        by_table: dict[int, list[int]] = defaultdict(list)
        for row in sorted(rows):
            by_table[bisect_right(self.starts, row) - 1].append(row)
        for at, some in by_table.items():
            table, start = self.tables[at], self.starts[at]
            for row, cells in table.records([row - start for row in some]):
                yield row + start, table, cells

    def cells(self, rows: Collection[int], column: str) -> Iterator[tuple[int, Cell]]:
        """The cells of one column."""
        for row, table, cells in self.records(rows):
            at = _names(table).get(column)
            if at is not None:
                yield row, cells[at]

    def file(self, row: int) -> str:
        return self.tables[bisect_right(self.starts, row) - 1].name


def load(asked: Request, tables: Sequence[Table], engine: Engine, faults: Faults) -> Frame:
    """Loads the tables that hold what is asked; tells why others do not."""
    usable = _with_required(asked, [table for table in tables if table.header], faults)
    dimensions: dict[str, None] = {}
    for table in usable:
        dimensions.update(dict.fromkeys(asked.further(_names(table))))
    columns = {name: at for at, name in enumerate(dict.fromkeys((*asked.required, *dimensions)))}
    engine.clear(len(columns))
    loaded, starts = [], []
    for table in usable:
        if _usable_columns(table, columns, faults):
            start = engine.rows
            try:
                loaded.append(_loaded(table, columns, engine, faults))
                starts.append(start)
            except Refused as refused:
                faults.problems.append(refused.problem)
    return Frame(engine, loaded, starts, columns, tuple(dimensions))


def _names(table: Table) -> dict[str, int]:
    """Column by trimmed name; the first of equal names."""
    names: dict[str, int] = {}
    for at, cell in enumerate(table.header):
        names.setdefault(cell.text.strip(), at)
    return names


# ------------------------------------------------------------------------------------------------------- headers


def _with_required(asked: Request, tables: Sequence[Table], faults: Faults) -> list[Table]:
    usable, lacking = [], defaultdict(list)
    for table in tables:
        missing = [name for name in asked.required if name not in _names(table)]
        if not missing:
            usable.append(table)
        elif isinstance(table, CsvTable) and (other := _other_delimiter(table, asked.required)):
            _tell_delimiter(table, other, faults)
        else:
            for name in missing:
                lacking[name].append(table)
    for name, some in lacking.items():
        _tell_missing(asked, name, some, faults)
    return usable


def _tell_missing(asked: Request, name: str, tables: Sequence[Table], faults: Faults) -> None:
    spelled = (cell.spelled or cell.text.strip() for cell in tables[0].header)
    have = list(dict.fromkeys(column for column in spelled if column))
    others = f" (and {len(tables) - 1} more files)" if len(tables) > 1 else ""
    folded = {column.casefold(): column for column in reversed(have)}
    near = get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    synonyms = asked.source.synonyms.get(name, ())
    meant = f"did you mean “{folded[near[0]]}”? " if near else ""
    also = f"it may also be called {_listed(synonyms)}; " if synonyms else ""
    places = tuple(Place(table.name) for table in tables[:5])
    preset = f", which the preset “{asked.source.preset}” needs" if asked.source.preset else ""
    message = f"{tables[0].name}{others} has no column “{name}”{preset}"
    place = asked.places.get(name, asked.source.place)
    wide = _WIDE if asked.source.is_long and name == asked.source.metric and name not in asked.places else ""
    faults.add("D003", message, place, f"{meant}{also}its columns are {_listed(have)}{wide}", places)


_WIDE = "; if each metric has a column of its own, list them as columns: {visits: Sessions}"


def _listed(names: Sequence[str], most: int = 20) -> str:
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def _other_delimiter(table: CsvTable, required: Sequence[str]) -> str | None:
    """The delimiter under which the header has the columns asked for, or at least several where now it has one."""
    line = table.header[0].line or ""
    for delimiter in _OTHER_DELIMITERS:
        names = {part.strip().strip('"') for part in line.split(delimiter)}
        if delimiter != table.delimiter and (
            names.issuperset(required) or (len(table.header) == 1 and len(names) > 1 and not names.isdisjoint(required))
        ):
            return delimiter
    return None


def _tell_delimiter(table: CsvTable, other: str, faults: Faults) -> None:
    shown = {"\t": '"\\t"'}.get(other, f'"{other}"')
    name = {"\t": "tab"}.get(other, other)
    commas = other != "," and _has_decimal_comma(table, other)
    decimals = " and , decimals" if commas else ""
    setting = f"`delimiter: {shown}`" + (' and `decimal: ","`' if commas else "")
    message = f"looks like {name} between cells{decimals}, but is read with “{_shown(table.delimiter)}”"
    faults.cell("D011", message, table.header[0], f"set {setting} on the source")


def _shown(delimiter: str) -> str:
    return "tab" if delimiter == "\t" else delimiter


def _has_decimal_comma(table: CsvTable, delimiter: str, most: int = 50) -> bool:
    with table.staged.path.open(encoding="utf-8") as lines:
        parts = [
            part.strip().strip('"')
            for line, _ in zip(lines, range(most), strict=False)
            for part in line.split(delimiter)
        ]
    return any(re.fullmatch(r"[+-]?[0-9.  ]*,[0-9]+", part) for part in parts)


def _usable_columns(table: Table, columns: Mapping[str, int], faults: Faults) -> bool:
    """Tells of used columns that stand twice or cannot be read, and of names with space around them."""
    before = len(faults.problems)
    first: dict[str, Cell] = {}
    for at, cell in enumerate(table.header):
        name = cell.text.strip()
        if name not in columns:
            continue
        if name in first:
            hint = "rename one of them in the file"
            faults.cell("D010", f"the column “{name}” stands twice", cell, hint, (first[name].place,))
        elif refusal := table.refused(at):
            faults.cell("D014", *refusal)
        elif name != cell.text:
            faults.find("D103", "info", f"the column name “{cell.text}” was trimmed", "remove the space", cell.place)
        first.setdefault(name, cell)
    return len(faults.problems) == before


# ------------------------------------------------------------------------------------------------------- loading


def _loaded(table: Table, columns: Mapping[str, int], engine: Engine, faults: Faults) -> Table:
    """The table as it was loaded, without the rows that had to be refused."""
    names = _names(table)
    picks = [names.get(name) for name in columns]
    read = table
    if isinstance(table, CsvTable) and table.needs_repair():
        read = table.repaired(faults) or table
    while True:
        try:
            engine.load(read.relation(), picks)
        except duckdb.OutOfMemoryException:
            raise Refused(_too_large(table, "MEMORY", MEMORY)) from None
        except duckdb.Error as error:
            repaired = read.repaired(faults)
            if repaired is None:
                raise Refused(_unreadable(table, error)) from None
            read = repaired
        else:
            if engine.rows > ROWS:
                raise Refused(_too_large(table, "ROWS", f"{ROWS:,}"))
            return read


def _too_large(table: Table, name: str, limit: str) -> Problem:
    message = f"the source is too large to be read; the limit {name} is {limit}"
    return Problem(code="D013", message=message, place=Place(table.name), hint="export less of it")


def _unreadable(table: Table, error: Exception) -> Problem:
    """What is said of a file the engine refuses although nothing is wrong with its rows; never the engine's own words,
    which name the private copy."""
    if isinstance(table, ParquetTable):
        return broken_parquet(table.staged)
    if isinstance(error, duckdb.InvalidInputException):
        message = f"has a line that is too long; the limit LONGEST_LINE is {LONGEST_LINE:,} bytes"
        return Problem(code="D013", message=message, place=Place(table.name), hint="is a quote missing?")
    message = f"cannot be read ({type(error).__name__})"
    return Problem(code="D002", message=message, place=Place(table.name), hint="is the disk for temporary files full?")
