"""From what an origin says to rows of a snapshot."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from pathlib import PurePosixPath

from kpireport.collect.document import found_at_path, objects
from kpireport.collect.failure import failed
from kpireport.collect.origin import Heard, listen
from kpireport.collect.record import day_in, row_of
from kpireport.collect.snapshot import Change, Snapshot, merge, parse_snapshot, read_snapshot, write_snapshot
from kpireport.errors import Place, SourceError
from kpireport.model import Project, Pull, Source
from kpireport.periods import Calendar

_NO_SOURCE = Source(id="pulled", place=Place("site.yaml"), files=())

_Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Pulled:
    """What pulling one origin came to; `changed` are rows that say something else now, taken over if `restated`."""

    id: str
    into: str
    added: int
    same: int
    changed: tuple[Change, ...]
    restated: bool


def pull_one(
    project: Project, pull: Pull, environment: Mapping[str, str], on: date | None, *, restate: bool = False
) -> Pulled:
    """Asks one origin and adds what is new to its snapshot. `on` is the day of a present value.

    Raises: SourceError when the origin gives nothing that can be used, OutputError when the snapshot cannot be written.
    """
    source = _reader(project, pull)
    old = read_snapshot(project.root / pull.into, pull.into, source.delimiter or ",")
    heard = listen(pull, project.root, environment)
    rows, key = _rows(project, pull, source, old, heard, on)
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    merged = merge(old, rows, columns, key, pull.into, restate=restate)
    if merged.added or (restate and merged.changed):
        write_snapshot(project.root / pull.into, merged.text)
    return Pulled(pull.id, pull.into, merged.added, merged.same, merged.changed, restate)


def _reader(project: Project, pull: Pull) -> Source:
    """The source of the report that reads the snapshot, which says what its columns are."""
    into = PurePosixPath(pull.into)
    for source in project.sources.values():
        if any(into == PurePosixPath(pattern) or into.match(pattern) for pattern in source.files):
            return source
    return _NO_SOURCE


def _rows(
    project: Project, pull: Pull, source: Source, old: Snapshot | None, heard: Heard, on: date | None
) -> tuple[_Rows, Sequence[str]]:
    """The rows, and the columns that tell them apart."""
    is_json = _is_json(pull, heard)
    found = found_at_path(pull, heard.text) if is_json else heard.text
    if pull.metric is not None:
        row = _present(project, pull, source, old, _number(pull, found), on or heard.day)
        return [row], pull.key or [column for column in row if column != (source.value or "value")]
    rows = objects(pull, found) if is_json else _table(pull, heard.text, source)
    if not rows and old is None:
        raise failed(pull, "it gives no rows", "look at what it says; is a filter too narrow?")
    return rows, _key(pull, source, list(rows[0]) if rows else [])


def _is_json(pull: Pull, heard: Heard) -> bool:
    form = pull.format or heard.format
    return form == "json" or (form is None and (pull.path is not None or heard.text.lstrip()[:1] in ("{", "[")))


# -------------------------------------------------------------------------------------------------- a present value


def _number(pull: Pull, found: object) -> str:
    text = found.strip() if isinstance(found, str) else ""
    if not _is_number(text):
        shown = json.dumps(found, ensure_ascii=False)[:60]
        hint = "set `path` to the keys that lead to the number, or take `metric` out for a table"
        raise failed(pull, f"a number is expected, not {shown}", hint)
    return text


def _is_number(text: str) -> bool:
    try:
        return isfinite(float(text))
    except ValueError:
        return False


def _present(
    project: Project, pull: Pull, source: Source, old: Snapshot | None, number: str, day: date | None
) -> dict[str, str]:
    """The row of a value that is only known as it is now."""
    if day is None:
        raise failed(pull, "nothing says which day it is", "say --on YYYY-MM-DD")
    metric = project.metrics.get(pull.metric or "")
    name = metric.column or metric.id if metric else pull.metric or ""
    written = day_in(source, old, day, Calendar(project.site.fiscal_year_start_month))
    return row_of(source, name, number.replace(".", source.decimal), written, pull.segment)


# ---------------------------------------------------------------------------------------------------------- a table


def _table(pull: Pull, text: str, source: Source) -> _Rows:
    try:
        read = parse_snapshot(text, f"what `{pull.id}` gives", source.delimiter or ",")
    except SourceError as error:
        raise failed(pull, error.problems[0].message, "look at what it says; is it complete?") from None
    if len(read.columns) < 2:
        raise failed(pull, "the answer is no table", "ask for CSV, or set format: json and a path")
    return [dict(zip(read.columns, cells, strict=True)) for cells in read.rows.values()]


def _key(pull: Pull, source: Source, columns: Sequence[str]) -> Sequence[str]:
    """Which columns tell rows apart: as said, else as the source that reads them says."""
    if pull.key:
        return _known(pull, pull.key, columns)
    if source is _NO_SOURCE:
        hint = "name them under `key`, such as [date, channel], or add a source that reads the file"
        raise failed(pull, "nothing says which columns tell its rows apart", hint)
    if source.is_long and source.dimensions is None:
        return [column for column in columns if column != source.value]
    named = (source.date, *([source.metric] if source.metric else []), *(source.dimensions or ()))
    return _known(pull, named, columns)


def _known(pull: Pull, key: Sequence[str], columns: Sequence[str]) -> Sequence[str]:
    missing = [column for column in key if columns and column not in columns]
    if missing:
        raise failed(pull, f"it gives no column “{missing[0]}”", f"its columns are {', '.join(columns)}")
    return key
