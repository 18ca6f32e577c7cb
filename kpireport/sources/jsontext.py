"""JSON tables: an array of objects, an object whose `data` is one, or an object on each line.

Numbers keep their text, so that the same rules read them as in a CSV file. A cell's place is that of its value.
"""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kpireport.errors import Place, Problem
from kpireport.sources.cells import Cell, Faults
from kpireport.sources.stage import Refused, Staged
from kpireport.sources.table import FLAT, Table, csv_relation, write_csv

#: Largest .json file (not .ndjson, which is read line by line), in bytes.
JSON_BYTES = 512 * 2**20

_SPACE = re.compile(r"[ \t\n\r]*")
_SHAPE = "a JSON source is an array of objects, or {“data”: [ … ]} with such an array"


#: The escape of half a character, as `"\\ud83d"` without the other half.
_HALF = re.compile(r"\\u[dD][89a-fA-F]")


class _RepeatedKeyError(ValueError):
    """The same key twice in one object."""


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        raise _RepeatedKeyError(next(name for name in names if names.count(name) > 1))
    return members


_DECODER = json.JSONDecoder(
    object_pairs_hook=_members, parse_float=str, parse_int=str, parse_constant=str, strict=False
)


@dataclass(frozen=True, slots=True)
class _Text:
    """The staged text and what is wrong at an offset of it."""

    file: str
    text: str
    first_line: int = 1

    def place(self, at: int) -> tuple[Place, str]:
        start = self.text.rfind("\n", 0, at) + 1
        end = self.text.find("\n", at)
        line = self.text[start : end if end >= 0 else len(self.text)]
        return Place(self.file, self.first_line + self.text.count("\n", 0, at), at - start + 1), line

    def refuse(self, at: int, message: str, hint: str | None = None) -> Refused:
        place, line = self.place(min(at, len(self.text)))
        return Refused(Problem(code="D014", message=message, place=place, line=line, hint=hint))

    def value(self, at: int) -> tuple[Any, int]:
        """The value that begins at `at` and where it ends."""
        try:
            value, end = _DECODER.raw_decode(self.text, at)
        except json.JSONDecodeError as error:
            raise self.refuse(error.pos, f"not valid JSON: {error.msg.lower()}") from None
        except _RepeatedKeyError as error:
            raise self.refuse(at, f"the key “{error}” stands twice in one object") from None
        except RecursionError:
            raise self.refuse(at, "nested too deeply") from None
        if match := _HALF.search(self.text, at, end):
            _refuse_half(self, value, match.start())
        return value, end

    def skip(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def items(self, at: int, *, alone: bool) -> Iterator[tuple[int, Any]]:
        """Offset and value of each item of the array that opens at `at`; nothing may follow one that is `alone`."""
        at = self.skip(at + 1)
        while not self.text.startswith("]", at):
            value, end = self.value(at)
            yield at, value
            at = self.skip(end)
            if self.text.startswith(",", at):
                at = self.skip(at + 1)
                if self.text.startswith("]", at):
                    raise self.refuse(at, "not valid JSON: a comma before the closing bracket")
            elif not self.text.startswith("]", at):
                raise self.refuse(at, "not valid JSON: expecting “,” or “]”")
        if alone:
            self.end(at + 1)

    def end(self, at: int) -> None:
        """Refuses text that follows the value that ends at `at`."""
        at = self.skip(at)
        if at < len(self.text):
            raise self.refuse(at, "not valid JSON: text after the end of the value")

    def data_at(self, at: int) -> int:
        """Where the array of rows opens: at `at`, or as the value of the key `data` of the object there."""
        if self.text.startswith("[", at):
            return at
        if not self.text.startswith("{", at):
            raise self.refuse(at, "holds no rows", _SHAPE)
        members, end = self.value(at)
        self.end(end)
        at = self.skip(at + 1)
        for key in members:
            at = self.skip(self.skip(self.value(at)[1]) + 1)
            if key == "data" and self.text.startswith("[", at):
                return at
            at = self.skip(self.skip(self.value(at)[1]) + 1)
        raise self.refuse(0, "has no array named “data”", _SHAPE)


def _refuse_half(text: _Text, value: Any, at: int) -> None:
    """Refuses a value with half a character in it, which no file can hold; two halves have become one by now."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        hint = "the text was cut within a character; export it again"
        raise text.refuse(at, "half a character", hint) from None


@dataclass(slots=True)
class _Rows:
    """What is gathered while a text is read: the columns, the offset and line of each row, nested cells."""

    columns: dict[str, int] = field(default_factory=dict)
    starts: array[int] = field(default_factory=lambda: array("q"))
    lines: array[int] = field(default_factory=lambda: array("q"))
    nested: dict[int, int] = field(default_factory=dict)
    cells: list[list[str]] = field(default_factory=list)

    def add(self, members: dict[str, Any], start: int, line: int) -> None:
        row = [""] * len(self.columns)
        for name, value in members.items():
            column = self.columns.setdefault(name, len(self.columns))
            if column == len(row):
                row.append("")
            if isinstance(value, dict | list):
                self.nested.setdefault(column, len(self.starts))
            else:
                row[column] = _shown(value)
        self.starts.append(start)
        self.lines.append(line)
        self.cells.append(row)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def read_json(staged: Staged, *, by_line: bool) -> JsonTable:
    """The table in a staged JSON text. Raises Refused with the place of what is not JSON or not a row."""
    if staged.size > JSON_BYTES:
        message = f"is {staged.size:,} bytes of JSON; the limit JSON_BYTES is {JSON_BYTES:,}"
        raise Refused(
            Problem(code="D013", message=message, place=Place(staged.name), hint="write it as .ndjson or .csv")
        )
    rows = _Rows()
    for start, line, members in _lines(staged) if by_line else _array(staged):
        rows.add(members, start, line)
    width = max(1, len(rows.columns))
    target = staged.path.with_suffix(".rows.csv")
    write_csv(target, width, ([*row, *[""] * (width - len(row))] for row in rows.cells))
    place = Place(staged.name, rows.lines[0] if rows.lines else 1)
    header = tuple(Cell(column, place) for column in rows.columns)
    return JsonTable(staged, target, tuple(rows.columns), rows.starts, rows.lines, rows.nested, header)


def _array(staged: Staged) -> Iterator[tuple[int, int, dict[str, Any]]]:
    text = _Text(staged.name, staged.path.read_text(encoding="utf-8"))
    first = text.skip(0)
    if first == len(text.text):
        raise text.refuse(0, "the file is empty, not JSON", "an empty table is []")
    opens = text.data_at(first)
    line, counted = 1, 0
    for at, value in text.items(opens, alone=opens == first):
        if not isinstance(value, dict):
            raise text.refuse(at, "a row that is not an object", _SHAPE)
        line, counted = line + text.text.count("\n", counted, at), at
        yield at, line, value


def _lines(staged: Staged) -> Iterator[tuple[int, int, dict[str, Any]]]:
    offset = 0
    with staged.path.open(encoding="utf-8", newline="\n") as lines:
        for number, raw in enumerate(lines, 1):
            text = _Text(staged.name, raw.rstrip("\n"), number)
            if raw.strip():
                at = text.skip(0)
                value, end = text.value(at)
                if not isinstance(value, dict):
                    raise text.refuse(at, "a line that is not an object", "a .ndjson file has an object on each line")
                text.end(end)
                yield offset + at, number, value
            offset += len(raw)


@dataclass(frozen=True, slots=True)
class JsonTable:
    """Rows of a JSON text, rewritten for the engine; `starts` and `lines` say where each row's object begins."""

    staged: Staged
    rewritten: Path
    columns: tuple[str, ...]
    starts: array[int]
    lines: array[int]
    nested: dict[int, int]
    header: tuple[Cell, ...]

    @property
    def name(self) -> str:
        return self.staged.name

    def relation(self) -> str:
        return csv_relation(self.rewritten, max(1, len(self.columns)), ",", parallel=False)

    def repaired(self, faults: Faults) -> Table | None:  # noqa: ARG002
        return None

    def refused(self, column: int) -> tuple[str, Cell, str] | None:
        row = self.nested.get(column)
        if row is None:
            return None
        ((_, cells),) = self.records([row])
        return f"$[{row}].{self.columns[column]} is nested; a cell is a text or a number", cells[column], FLAT

    def records(self, rows: Collection[int]) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        if not rows:
            return
        whole = self.staged.path.read_text(encoding="utf-8")
        for row in sorted(rows):
            yield row, self._cells(whole, self.starts[row], self.lines[row])

    def _cells(self, whole: str, start: int, number: int) -> tuple[Cell, ...]:
        _, end = _Text(self.name, whole).value(start)
        opens = whole.rfind("\n", 0, start) + 1
        closes = whole.find("\n", end)
        text = _Text(self.name, whole[opens : closes if closes >= 0 else len(whole)], number)
        members, end = text.value(start - opens)
        return tuple(self._cell(text, start - opens, end, name, members.get(name)) for name in self.columns)

    def _cell(self, text: _Text, start: int, end: int, name: str, value: Any) -> Cell:
        keys = {json.dumps(name), json.dumps(name, ensure_ascii=False)}
        pattern = re.compile(f"(?:{'|'.join(map(re.escape, sorted(keys)))})[ \t\n\r]*:[ \t\n\r]*")
        match = pattern.search(text.text, start, end)
        at = match.end() if match else start
        width = text.value(at)[1] - at if match else 1
        place, line = text.place(at)
        return Cell("" if isinstance(value, dict | list) else _shown(value), place, width, line)
