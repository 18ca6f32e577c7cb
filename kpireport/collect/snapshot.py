"""A snapshot file that rows are added to: every line that is there stays as it is."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from kpireport.atomic import replace_file
from kpireport.errors import OutputError, Place, Problem, SourceError

Row = Mapping[str, str]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A row whose values differ from those that are there: the key, and by column the old and the new text."""

    key: Key
    line: int
    values: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Merged:
    """What adding rows to a snapshot comes to; `text` is the whole file afterwards."""

    text: str
    added: int = 0
    same: int = 0
    changed: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A delimited text in memory: its columns, and the line and cells of each row; `lines` keep their ends."""

    name: str
    delimiter: str
    columns: tuple[str, ...]
    lines: tuple[str, ...] = ()
    rows: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


def read_snapshot(path: Path, name: str, delimiter: str = ",") -> Snapshot | None:
    """The snapshot at `path`; None when there is none yet or it is empty.

    Raises SourceError for a file that cannot be read, is not UTF-8, or has rows that do not fit its header.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise _unreadable(name, "it is not UTF-8", 1) from None
    except OSError as error:
        raise _unreadable(name, (error.strerror or str(error)).lower(), 1) from None
    return parse_snapshot(text, name, delimiter) if text.strip() else None


def parse_snapshot(text: str, name: str, delimiter: str = ",") -> Snapshot:
    """A delimited text taken apart. Raises SourceError, with the line, for rows that do not fit the header."""
    lines = tuple(text.splitlines(keepends=True))
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns: tuple[str, ...] = ()
    rows: dict[int, tuple[str, ...]] = {}
    line = 1
    try:
        for cells in reader:
            first, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not columns:
                columns = tuple(cell.strip() for cell in cells)
            elif len(cells) != len(columns):
                raise _unreadable(name, f"the row has {len(cells)} cells, the header {len(columns)}", first)
            else:
                rows[first] = tuple(cells)
    except csv.Error as error:
        raise _unreadable(name, str(error), line) from None
    _refuse_twins(columns, name)
    return Snapshot(name, delimiter, columns, lines, rows)


def _refuse_twins(columns: Sequence[str], name: str) -> None:
    twice = next((column for column in columns if columns.count(column) > 1), None)
    if twice is not None:
        raise _unreadable(name, f"the column “{twice}” stands twice", 1)


def merge(old: Snapshot | None, rows: Sequence[Row], columns: Sequence[str], key: Sequence[str], name: str,
          *, restate: bool = False) -> Merged:  # fmt: skip
    """`rows` added to the snapshot, in its own columns and delimiter; those whose key is there already change nothing.

    With `restate` they replace what is there. Raises SourceError for rows with columns that the file lacks.
    """
    if old is None:
        head = _written(columns, ",")
        return _appended(Snapshot(name, ",", tuple(columns), (head,)), rows, [], restate=restate)
    strange = [column for column in columns if column not in old.columns]
    if strange:
        message = f"{name} has no column “{strange[0]}”"
        hint = f"its columns are {', '.join(old.columns)}; add the column to its header, or write into another file"
        raise SourceError(Problem(code="D003", message=message, place=Place(name), hint=hint))
    return _appended(old, rows, key, restate=restate)


def _appended(old: Snapshot, rows: Sequence[Row], key: Sequence[str], *, restate: bool) -> Merged:
    at = [old.columns.index(column) for column in (key or old.columns)]
    known = {tuple(cells[i].strip() for i in at): line for line, cells in old.rows.items()}
    replaced: dict[int, str] = {}
    added: list[str] = []
    changes: list[Change] = []
    same = 0
    for row in rows:
        cells = tuple(row.get(column, "") for column in old.columns)
        identity = tuple(cells[i].strip() for i in at)
        line = known.get(identity)
        if line is None:
            known[identity] = -1
            added.append(_written(cells, old.delimiter))
        elif line > 0 and (values := _differences(old, line, row)):
            changes.append(Change(identity, line, values))
            if restate:
                kept = [row.get(column, present) for column, present in zip(old.columns, old.rows[line], strict=True)]
                replaced[line] = _written(kept, old.delimiter)
        else:
            same += 1
    return Merged(_text(old, replaced, added), len(added), same, tuple(changes))


def _differences(old: Snapshot, line: int, row: Row) -> Mapping[str, tuple[str, str]]:
    pairs = zip(old.columns, old.rows[line], strict=True)
    return {
        column: (present, row[column])
        for column, present in pairs
        if column in row and not _equal(present, row[column])
    }


def _equal(one: str, other: str) -> bool:
    """Whether two cells say the same: as texts, or as numbers."""
    if one.strip() == other.strip():
        return True
    try:
        return float(one) == float(other)
    except ValueError:
        return False


def _text(old: Snapshot, replaced: Mapping[int, str], added: Sequence[str]) -> str:
    """The file with some rows replaced and others after the last; its line ends are kept."""
    end = "\r\n" if old.lines and old.lines[0].endswith("\r\n") else "\n"
    lines = list(old.lines)
    for line, text in replaced.items():
        span = _span(old, line)
        last = lines[line + span - 2]
        own = last[len(last.rstrip("\r\n")) :]
        lines[line - 1 : line - 1 + span] = [text.removesuffix("\n") + own, *[""] * (span - 1)]
    if added and lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += end
    return "".join(lines) + "".join(line.removesuffix("\n") + end for line in added)


def _span(old: Snapshot, line: int) -> int:
    """How many lines the row takes, whose cells may hold line breaks."""
    return 1 + sum(cell.count("\n") for cell in old.rows[line])


def _written(cells: Sequence[str], delimiter: str) -> str:
    line = StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator="\n").writerow(cells)
    return line.getvalue()


def write_snapshot(path: Path, text: str) -> None:
    """The whole file, or nothing of it. Raises OutputError when it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, text.encode())
    except OSError as error:
        message = f"cannot write {path}: {error.strerror or error}"
        raise OutputError(Problem(code="O002", message=message, hint="nothing was changed")) from error


def _unreadable(name: str, reason: str, line: int) -> SourceError:
    message, hint = f"{name} cannot be added to: {reason}", "mend the file; nothing was changed"
    return SourceError(Problem(code="D008", message=message, place=Place(name, line), hint=hint))
