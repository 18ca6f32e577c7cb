"""A first look at a file: its encoding, the sign between its cells, and its first rows."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from kpireport.errors import Place, Problem, SourceError
from kpireport.model import Source
from kpireport.sources.cells import Faults
from kpireport.sources.csvtext import Row, read_rows
from kpireport.sources.engine import Engine
from kpireport.sources.find import SHEETS, Found, find_files
from kpireport.sources.jsontext import read_json
from kpireport.sources.parquet import read_parquet
from kpireport.sources.sheets.grid import SheetCell
from kpireport.sources.sheets.table import cell_text, open_book
from kpireport.sources.stage import Refused, Staged, stage_file
from kpireport.sources.table import Table

#: Rows that are looked at.
ROWS = 300

#: Bytes by which the encoding is told.
_SAMPLE = 2**20
_DELIMITERS = (",", ";", "\t", "|")
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True, slots=True)
class Rows:
    """The first rows of a file, or of one sheet of it, as texts."""

    sheet: str | None
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What a file shows at first sight. `encoding` and `delimiter` are None where they are as by default.

    `is_delimited`: a text in which numbers have the signs of some country.
    """

    name: str
    tables: tuple[Rows, ...]
    encoding: str | None = None
    delimiter: str | None = None
    is_delimited: bool = False


def look_at(name: str, root: Path) -> Look:
    """The file `name` of the project in `root`. Raises SourceError for what cannot be read or holds nothing."""
    faults = Faults()
    found = find_files(Source(id="import", place=Place(name), files=(name,)), root, faults)
    if faults.problems:
        raise SourceError(*faults.problems)
    try:
        with TemporaryDirectory(prefix="kpireport-") as folder:
            look = _look(found[0], Path(folder).resolve())
    except Refused as refused:
        raise SourceError(refused.problem) from None
    if not any(any(map(str.strip, row)) for table in look.tables for row in table.rows):
        message = "there is nothing in the file"
        raise SourceError(Problem(code="D019", message=message, place=Place(name), hint="export it again"))
    return look


def _look(found: Found, folder: Path) -> Look:
    is_text = found.format in ("csv", "tsv")
    encoding = _encoding(found) if is_text or found.format in ("json", "ndjson") else None
    staged = stage_file(found, encoding, folder / f"0.{found.format}")
    if found.format in SHEETS:
        return Look(found.name, tuple(_sheets(staged)))
    if not is_text:
        return Look(found.name, (Rows(None, _records(found, staged, folder)),), encoding)
    usual = "\t" if found.format == "tsv" else ","
    delimiter = _delimiter(staged, usual)
    rows = islice(read_rows(staged.path, staged.name, delimiter), ROWS)
    cells = tuple(tuple(cell.text for cell in row.cells) for row in rows if isinstance(row, Row))
    other = None if delimiter == usual else delimiter
    return Look(found.name, (Rows(None, cells),), encoding, other, is_delimited=True)


def _encoding(found: Found) -> str | None:
    """None for UTF-8, and for what is no text in any encoding that is tried: reading it as UTF-8 says where."""
    try:
        with gzip.open(found.path) if found.gzipped else found.path.open("rb") as file:
            sample = file.read(_SAMPLE)
    except (OSError, EOFError, zlib.error):
        return None  # told when it is staged
    if mark := _MARKS.get(sample[:2]):
        return mark
    if b"\0" in sample:
        hint = "export the table as CSV, or give a spreadsheet its ending, such as .xlsx"
        raise Refused(Problem(code="D002", message="is not a text", place=Place(found.name), hint=hint))
    for encoding in ("utf-8", "cp1252"):
        try:
            text = sample[: sample.rfind(b"\n") + 1 or len(sample)].decode(encoding)
        except UnicodeDecodeError:
            continue
        is_text = all(character.isprintable() or character in "\r\n\t\ufeff" for character in text)
        return encoding if encoding != "utf-8" and is_text else None
    return None


def _delimiter(staged: Staged, usual: str) -> str:
    """The sign that makes the most rows of one width, of two cells at least."""
    with staged.path.open(encoding="utf-8", newline="\n") as text:
        lines = [line for line in islice(text, ROWS) if line.strip()]
    return max((usual, *_DELIMITERS), key=lambda delimiter: _evenness(lines, delimiter))


def _evenness(lines: Sequence[str], delimiter: str) -> int:
    """Cells in rows of the commonest width above one."""
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return 0
    return max((width * count for width, count in widths.items() if width > 1), default=0)


def _sheets(staged: Staged) -> Iterator[Rows]:
    book = open_book(staged)
    plain = Source(id="import", place=Place(staged.name), files=())
    for name, sheet in book.sheets.items():
        if name not in book.hidden:
            rows = islice(sheet().rows(), ROWS)
            yield Rows(name, tuple(tuple(_shown(cell, plain) for cell in cells) for cells in rows))


def _shown(cell: SheetCell, plain: Source) -> str:
    """The cell's text; with the sign of per cent where its format has one."""
    return f"{cell.value * 100:.12g}%" if cell.is_percent and isinstance(cell.value, float) else cell_text(cell, plain)


def _records(found: Found, staged: Staged, folder: Path) -> tuple[tuple[str, ...], ...]:
    engine = Engine(folder)
    try:
        table: Table = (
            read_parquet(staged, engine.ask)
            if found.format == "parquet"
            else read_json(staged, by_line=found.format == "ndjson")
        )
        names = [tuple(cell.text for cell in table.header)]
        return (*names, *(tuple(cell.text for cell in cells) for _, cells in table.records(range(50))))
    finally:
        engine.close()
