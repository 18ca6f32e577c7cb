"""Parquet tables. They have no lines: a cell's place is its row (from 1) and its column."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from kpireport.errors import Place, Problem
from kpireport.sources.cells import Cell, Faults
from kpireport.sources.stage import ROWS, Refused, Staged
from kpireport.sources.table import FLAT, Table

Ask = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]

_NESTED = ("STRUCT", "MAP", "UNION", "BLOB", "VARIANT", "BIT", "GEOMETRY")


@dataclass(frozen=True, slots=True)
class ParquetTable:
    """The columns of a staged Parquet file with the engine's names for their types."""

    staged: Staged
    columns: tuple[tuple[str, str], ...]
    ask: Ask
    header: tuple[Cell, ...]

    @property
    def name(self) -> str:
        return self.staged.name

    def relation(self) -> str:
        texts = ", ".join(f"{_as_text(name, kind)} AS c{at}" for at, (name, kind) in enumerate(self.columns))
        return f"(SELECT {texts} FROM {_scan(self.staged)})"  # noqa: S608

    def repaired(self, faults: Faults) -> Table | None:  # noqa: ARG002
        return None

    def refused(self, column: int) -> tuple[str, Cell, str] | None:
        kind = self.columns[column][1]
        if kind.startswith(_NESTED) or kind.endswith("]"):
            message = f"a column of type {kind}; a cell is a text, a number or a date"
            return message, self.header[column], FLAT
        return None

    def records(self, rows: Collection[int]) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        texts = ", ".join(_as_text(name, kind) for name, kind in self.columns)
        scan = _scan(self.staged, ", file_row_number = true")
        query = f"SELECT file_row_number, {texts} FROM {scan} WHERE file_row_number IN (SELECT unnest(?)) ORDER BY 1"  # noqa: S608
        for row, *cells in self.ask(query, [sorted(rows)]):
            yield row, tuple(Cell(text or "", Place(self.name, row + 1, at)) for at, text in enumerate(cells, 1))


def read_parquet(staged: Staged, ask: Ask) -> ParquetTable:
    """The table in a staged Parquet file. Raises Refused for a broken one and one of too many rows."""
    try:
        ((rows,),) = ask(f"SELECT num_rows FROM parquet_file_metadata({_path(staged)})", ())  # noqa: S608
        if rows > ROWS:
            message = f"has {rows:,} rows; the limit ROWS is {ROWS:,}"
            raise Refused(Problem(code="D013", message=message, place=Place(staged.name), hint="export less of it"))
        described = ask(f"DESCRIBE SELECT * FROM {_scan(staged)}", ())  # noqa: S608
    except duckdb.Error:
        raise Refused(broken_parquet(staged)) from None
    columns = tuple((str(row[0]), str(row[1])) for row in described)
    header = tuple(Cell(name, Place(staged.name, 1, at)) for at, (name, _) in enumerate(columns, 1))
    return ParquetTable(staged, columns, ask, header)


def broken_parquet(staged: Staged) -> Problem:
    """What is said of a file that the engine cannot read as Parquet."""
    message = "not a valid Parquet file, or cut short"
    return Problem(code="D014", message=message, place=Place(staged.name), hint="export it again")


def _path(staged: Staged) -> str:
    return "'" + str(staged.path).replace("'", "''") + "'"


def _scan(staged: Staged, settings: str = "") -> str:
    return f"read_parquet({_path(staged)}{settings})"


def _as_text(name: str, kind: str) -> str:
    """The SQL for a column as text; a timestamp at midnight is a day, for want of dates in many writers."""
    column = '"' + name.replace('"', '""') + '"'
    if kind.startswith("TIMESTAMP") and "ZONE" not in kind:
        return (
            f"CASE WHEN {column} = date_trunc('day', {column}) THEN {column}::DATE::VARCHAR ELSE {column}::VARCHAR END"
        )
    return f"{column}::VARCHAR"
