"""A value noted down by hand, as a row of a snapshot."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite
from pathlib import Path, PurePosixPath

from kpireport.collect.snapshot import Change, Snapshot, merge, read_snapshot, write_snapshot
from kpireport.errors import Problem, SourceError, UsageError
from kpireport.model import Metric, Project, Source
from kpireport.periods import Calendar

#: Where a value goes when no source of the project takes it.
RECORDED = "snapshots/recorded.csv"

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a value: the file, and whether it was `added`, was the `same` already, or was `restated`."""

    file: str
    outcome: str
    change: Change | None = None


def record(
    project: Project, metric: str, value: float, on: date, segments: Mapping[str, str], *, restate: bool = False
) -> Recorded:
    """Adds the value of a metric on a day (of a segment) to the snapshot that its source reads.

    Raises: UsageError for a value that is not finite, a metric that is not measured by rows of a long CSV table, and a
    day that holds another value unless `restate`; SourceError and OutputError for a snapshot that cannot be read
    or written.
    """
    if not isfinite(value):
        raise refused(f"{value} is not a number that can be kept", "record a finite one, or nothing for a day without")
    known = project.metrics.get(metric)
    if known is None:
        raise refused(f"there is no metric `{metric}`", f"the metrics are {', '.join(project.metrics)}")
    if known.formula is not None or known.aggregation == "ratio":
        inputs = known.formula.names if known.formula else (known.numerator or "", known.denominator or "")
        raise refused(f"`{metric}` is computed from other metrics", f"record {' and '.join(sorted(inputs))} instead")
    source, file = _home(project, known)
    path = project.root / file
    old = read_snapshot(path, file, source.delimiter or ",")
    number = f"{value:.15g}".replace(".", source.decimal)
    day = day_in(source, old, on, Calendar(project.site.fiscal_year_start_month))
    row = row_of(source, known.column or known.id, number, day, segments)
    return _add(path, file, old, row, source.value or "value", restate=restate)


def _add(path: Path, file: str, old: Snapshot | None, row: Mapping[str, str], value: str, *, restate: bool) -> Recorded:
    columns = tuple(dict.fromkeys((*(old.columns if old else ()), *row)))
    full = {column: row.get(column, "") for column in columns}
    merged = merge(old, [full], columns, [column for column in columns if column != value], file, restate=restate)
    change = merged.changed[0] if merged.changed else None
    if change and not restate:
        before, after = change.values[value]
        message = f"{file}, line {change.line} says {before} for that day, not {after}"
        raise refused(message, "to replace it, say --restate; the report will show it as restated")
    if merged.added or change:
        write_snapshot(path, merged.text)
    return Recorded(file, "restated" if change else "added" if merged.added else "same", change)


def row_of(source: Source, name: str, value: str, day: str, segments: Mapping[str, str]) -> dict[str, str]:
    """A row of a long table, in the order of its columns; `name` is the metric's in it.

    Raises UsageError for a segment that has the name of another column.
    """
    said = {source.date: day, source.metric or "metric": name}
    clash = next((dimension for dimension in segments if dimension in (*said, source.value)), None)
    if clash is not None:
        raise refused(f"`{clash}` is no segment but a column of its own", "name a dimension, such as channel=search")
    return {**said, **segments, source.value or "value": value}


def day_in(source: Source, old: Snapshot | None, on: date, calendar: Calendar) -> str:
    """The day as the snapshot's own dates are written: by the source's form, or as the label of its period."""
    if source.date_format:
        return on.strftime(source.date_format)
    last = _last_date(source, old)
    try:
        grain = calendar.parse(last).grain if last and not _DAY.match(last) else "day"
    except ValueError:
        grain = "day"
    return on.isoformat() if grain == "day" else calendar.period(on, grain).label


def _last_date(source: Source, old: Snapshot | None) -> str | None:
    if old is None or source.date not in old.columns or not old.rows:
        return None
    return old.rows[max(old.rows)][old.columns.index(source.date)].strip()


def _home(project: Project, metric: Metric) -> tuple[Source, str]:
    """The source that holds the metric's rows, and the file of it that takes another."""
    takers = [source for source in project.sources.values() if metric.source in (None, source.id)]
    long = [(source, file) for source in takers if source.is_long and (file := _file(project.root, source))]
    if not long:
        hint = "add a source with files: snapshots/*.csv and the columns date, metric, value"
        raise refused(f"no source of `{metric.id}` is a long CSV table", hint)
    holding = [(source, file) for source, file in long if _holds(project.root, source, file, metric)]
    return (holding or long)[0]


def _file(root: Path, source: Source) -> str | None:
    """The last of the source's plain CSV files by name; a file of our own where there is none yet but could be."""
    found = sorted({path.relative_to(root).as_posix() for pattern in source.files for path in root.glob(pattern)})
    plain = [name for name in found if name.casefold().endswith(".csv")]
    if plain:
        return plain[-1]
    if any(PurePosixPath(RECORDED).match(pattern) for pattern in source.files):
        return RECORDED
    single = (pattern for pattern in source.files if not set("*?[") & set(pattern))
    return next((pattern for pattern in single if pattern.casefold().endswith(".csv")), None)


def _holds(root: Path, source: Source, file: str, metric: Metric) -> bool:
    try:
        snapshot = read_snapshot(root / file, file, source.delimiter or ",")
    except SourceError:
        return False
    if snapshot is None or source.metric not in snapshot.columns:
        return False
    at = snapshot.columns.index(source.metric)
    return any(cells[at].strip() == (metric.column or metric.id) for cells in snapshot.rows.values())


def refused(message: str, hint: str) -> UsageError:
    """What was asked for cannot be done; nothing was written."""
    return UsageError(Problem(code="D017", message=message, hint=hint))
