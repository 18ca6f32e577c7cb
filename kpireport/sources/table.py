"""A staged file as a table: its header, how the engine reads it, and where each cell lies."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from kpireport.sources.cells import Cell, Faults
from kpireport.sources.csvtext import Broken, Row, is_left_open, read_rows
from kpireport.sources.naming import Likeness
from kpireport.sources.stage import Staged

#: A file with quotes larger than this is read by one thread, so that no thread starts inside a quoted cell.
_PARALLEL_BYTES = 2**23
#: What an empty cell is not: the engine takes this text, and no other, for NULL.
_NULL = "\x01null\x01"
#: What to do about a column of nested values.
FLAT = "export the table flat"
#: Longest line that the engine takes, in bytes.
LONGEST_LINE = 2**24


class Table(Protocol):
    """What the readers of the formats have in common. Rows count from 0 in the order of the file."""

    @property
    def name(self) -> str: ...

    @property
    def header(self) -> tuple[Cell, ...]: ...

    def relation(self) -> str:
        """SQL for the rows, with columns c0, c1, … of text."""

    def repaired(self, faults: Faults) -> Table | None:
        """The table without the rows that cannot be taken apart, which are told; None if the engine had no reason."""

    def refused(self, column: int) -> tuple[str, Cell, str] | None:
        """Why a column cannot be used, the first cell that shows it, and what to do."""

    def records(self, rows: Collection[int]) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """The cells of some rows, in order."""


def csv_relation(path: Path, columns: int, delimiter: str, *, parallel: bool) -> str:
    """The engine's reading of a delimited text with a header line: every setting given, nothing guessed."""
    types = ", ".join(f"c{i}: 'VARCHAR'" for i in range(columns))
    settings = {
        "auto_detect": "false",
        "header": "true",
        "columns": f"{{{types}}}",
        "delim": _quoted(delimiter),
        "quote": "'\"'",
        "escape": "'\"'",
        "comment": "''",
        "new_line": r"'\n'",
        "nullstr": _quoted(_NULL),
        "encoding": "'utf-8'",
        "strict_mode": "true",
        "null_padding": "false",
        "ignore_errors": "false",
        "max_line_size": str(LONGEST_LINE),
        "parallel": str(parallel).lower(),
    }
    return f"read_csv({_quoted(str(path))}, {', '.join(f'{key} = {value}' for key, value in settings.items())})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def write_csv(path: Path, columns: int, rows: Iterable[Sequence[str]]) -> None:
    """Rows under a header of our own, every cell in quotes, as `csv_relation` reads them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow([f"c{i}" for i in range(columns)])
        writer.writerows(rows)


@dataclass(frozen=True, slots=True)
class CsvTable:
    """Delimited text. `rewritten` is the engine's version of a text that it could not read as it stands.

    `left_out` tells by its columns which rows the source does not want: those may have any number of cells.
    """

    staged: Staged
    delimiter: str
    header: tuple[Cell, ...]
    rewritten: Path | None = None
    left_out: Mapping[str, Likeness] = field(default_factory=dict)

    @staticmethod
    def of(staged: Staged, delimiter: str) -> CsvTable:
        first = next(read_rows(staged.path, staged.name, delimiter, staged.skipped), None)
        return CsvTable(staged, delimiter, first.cells if isinstance(first, Row) else ())

    @property
    def name(self) -> str:
        return self.staged.name

    def relation(self) -> str:
        parallel = not self.staged.quoted or self.staged.size <= _PARALLEL_BYTES
        path = self.rewritten or self.staged.path
        return csv_relation(path, len(self.header), self.delimiter if not self.rewritten else ",", parallel=parallel)

    def needs_repair(self) -> bool:
        """Whether the engine would take another line for the header, or leave out rows."""
        shifted = self.header[0].place.line != self.staged.skipped + 1 or len(self.header) == 1
        return shifted or (self.staged.quoted and is_left_open(self.staged.path, self.delimiter))

    def repaired(self, faults: Faults) -> Table | None:
        if self.rewritten:
            return None
        target = self.staged.path.with_suffix(f".{len(self.delimiter)}{ord(self.delimiter[0])}.csv")
        write_csv(target, len(self.header), ([c.text for c in row.cells] for row in self._whole(faults)))
        return replace(self, rewritten=target)

    def refused(self, column: int) -> tuple[str, Cell, str] | None:  # noqa: ARG002
        return None

    def records(self, rows: Collection[int]) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        wanted, last = frozenset(rows), max(rows, default=-1)
        for number, row in enumerate(self._whole(None)):
            if number in wanted:
                yield number, row.cells
            if number >= last:
                return

    def _whole(self, faults: Faults | None) -> Iterator[Row]:
        """The rows below the header that have as many cells as it; the others are told to `faults`."""
        width = len(self.header)
        rows = read_rows(self.staged.path, self.name, self.delimiter, self.staged.skipped)
        next(rows, None)
        for row in rows:
            if isinstance(row, Broken):
                if faults:
                    faults.cell("D009", row.message, row.cell, row.hint)
            elif row.size == width:
                yield row
            elif faults and not self._is_left_out(row):
                _ragged(row, self.header, faults, self.delimiter)

    def _is_left_out(self, row: Row) -> bool:
        pairs = zip(self.header, row.cells, strict=False)
        return any(
            head.text.strip() in self.left_out and self.left_out[head.text.strip()].fits(cell.text)
            for head, cell in pairs
        )


def _ragged(row: Row, header: tuple[Cell, ...], faults: Faults, delimiter: str) -> None:
    extra = row.size > len(header)
    cell = row.cells[len(header)] if extra else row.end
    mark = "tab" if delimiter == "\t" else f"“{delimiter}”"
    hint = (
        f"a cell that holds a {mark} needs quotes" if extra else "an empty cell keeps its delimiter; was the row cut?"
    )
    counted = f"{row.size} cell{'s' if row.size > 1 else ''}"
    faults.cell("D008", f"the row has {counted}, the header {len(header)}", cell, hint)
