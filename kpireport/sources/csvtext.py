"""The rows of a delimited text (RFC 4180) with the place of every cell.

The engine reads the text fast; this scanner names the line and column of what is wrong in it, and rewrites what the
engine refuses but a person would accept (rows of blanks, blank lines before the header).
"""

from __future__ import annotations

import mmap
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kpireport.errors import Place
from kpireport.sources.cells import Cell

_OPEN = re.compile(r' *"')
_INSIDE = re.compile(r'[^"]*+(?:""[^"]*+)*+')  # possessive: keeps nothing to go back to, however many quotes


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that cannot be taken apart: the quote where it went wrong and what is wrong with it."""

    message: str
    cell: Cell
    hint: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row; the cells of one without quotes are cut only when asked for."""

    file: str
    number: int
    line: str
    delimiter: str
    quoted: tuple[Cell, ...] | None = None

    @property
    def size(self) -> int:
        """The number of cells."""
        return len(self.quoted) if self.quoted is not None else self.line.count(self.delimiter) + 1

    @property
    def cells(self) -> tuple[Cell, ...]:
        if self.quoted is not None:
            return self.quoted
        cells, column = [], 1
        for text in self.line.split(self.delimiter):
            cells.append(Cell(text, Place(self.file, self.number, column), max(1, len(text)), self.line))
            column += len(text) + len(self.delimiter)
        return tuple(cells)

    @property
    def end(self) -> Cell:
        """The place just after the row."""
        last = self.cells[-1]
        width = len(last.line) + 1 if last.line is not None else 1
        return Cell("", Place(self.file, last.place.line, width), 1, last.line)


def read_rows(path: Path, file: str, delimiter: str, skipped: int = 0) -> Iterator[Row | Broken]:
    """The rows of the staged text at `path`, blank ones left out. After an unterminated quote nothing follows.

    `skipped` lines of the user's file stood above the text.
    """
    with path.open(encoding="utf-8", newline="\n") as lines:
        number = skipped
        for raw in lines:
            number += 1
            line = raw.rstrip("\n")
            if '"' not in line:
                if line.strip() or delimiter in line:
                    yield Row(file, number, line, delimiter)
                continue
            scan = _Scan(lines, file, delimiter, number, line)
            yield scan.row()
            number = scan.number


def is_left_open(path: Path, delimiter: str) -> bool:
    """Whether the text ends within quotes. In a large file the engine drops what follows them without a word."""
    start = rb'(?:^|%b) *+"[^"]*+(?:""[^"]*+)*+' % re.escape(delimiter).encode()
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        ends = deque((found.end() for found in re.finditer(start, text, re.MULTILINE)), maxlen=1)
        return bool(ends) and ends[0] == len(text)


class _Scan:
    """Takes one row with quotes apart, reading on while a quoted cell is open."""

    def __init__(self, lines: Iterator[str], file: str, delimiter: str, number: int, line: str) -> None:
        self.lines, self.file, self.delimiter = lines, file, delimiter
        self.number, self.line, self.at = number, line, 0
        self.close = re.compile(rf" *(?={re.escape(delimiter)}|$)")

    def row(self) -> Row | Broken:
        first, cells = (self.number, self.line), []
        while True:
            found = self._quoted() if _OPEN.match(self.line, self.at) else self._plain()
            if isinstance(found, Broken):
                return found
            cells.append(found)
            if self.at >= len(self.line):
                return Row(self.file, *first, self.delimiter, tuple(cells))
            self.at += len(self.delimiter)
            if self.at >= len(self.line):
                cells.append(Cell("", self._here(self.at), 1, self.line))
                return Row(self.file, *first, self.delimiter, tuple(cells))

    def _here(self, at: int) -> Place:
        return Place(self.file, self.number, at + 1)

    def _plain(self) -> Cell:
        start = self.at
        end = self.line.find(self.delimiter, start)
        self.at = len(self.line) if end < 0 else end
        text = self.line[start : self.at]
        return Cell(text, self._here(start), max(1, len(text)), self.line)

    def _quoted(self) -> Cell | Broken:
        opening = _OPEN.match(self.line, self.at)
        start = opening.end() - 1 if opening else self.at
        place, opened, parts = self._here(start), self.line, []
        self.at = start + 1
        while True:
            inside = _INSIDE.match(self.line, self.at)
            end = inside.end() if inside else self.at
            parts.append(self.line[self.at : end])
            if end < len(self.line):
                break
            following = next(self.lines, None)
            if following is None:
                cell = Cell("", place, 1, opened)
                return Broken("a quote is opened here and never closed", cell, "close it, or double it inside a cell")
            self.number, self.line, self.at = self.number + 1, following.rstrip("\n"), 0
        closed = self.close.match(self.line, end + 1)
        width = end + 1 - start if self.number == place.line else len(opened) - start
        cell = Cell("\n".join(parts).replace('""', '"'), place, max(1, width), opened)
        if closed is None:
            return Broken(f"text follows the quote that closes this cell on line {self.number}", cell, _DOUBLE)
        self.at = closed.end()
        return cell


_DOUBLE = 'a quote inside a quoted cell is written twice ("")'
