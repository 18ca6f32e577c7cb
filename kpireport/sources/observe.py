"""From the rows of a source to the observations of its metrics: what is a value, when it was, and whose."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kpireport.model import Dimension, Observations, Source
from kpireport.periods import Calendar
from kpireport.sources.cells import FAULTS_PER_FILE, Faults
from kpireport.sources.dates import Unread, format_fault, read_dates
from kpireport.sources.duplicates import clear_conflicts, drop_identical, joint_key, tell_conflicts
from kpireport.sources.engine import NUMBER, OTHER, Codes, Factor, Floats, Ints
from kpireport.sources.frame import Frame
from kpireport.sources.grains import TIME, Stamps, grain_of, kind_name, odd_one
from kpireport.sources.naming import Likeness
from kpireport.sources.request import Request
from kpireport.sources.values import Grammar, explain

Mask = NDArray[np.bool_]
Bad = tuple[int, str, str, str]


@dataclass(frozen=True, slots=True)
class _Rows:
    """What all metrics of a source share: each row's date, segment and (in a long table) metric."""

    frame: Frame
    source: Source
    stamps: Stamps
    dates: Codes
    dimensions: Mapping[str, Factor]
    names: Factor | None

    def key(self, rows: Ints) -> Ints:
        """Equal for rows of the same metric, instant and segments."""
        factors = [*self.dimensions.values(), *([self.names] if self.names else [])]
        moments = (self.stamps.moment[self.dates[rows]], len(self.stamps.moment))
        return joint_key([moments, *((factor.codes[rows], len(factor.labels)) for factor in factors)])


def read_observations(
    asked: Request, frame: Frame, calendar: Calendar, last: date | None, faults: Faults
) -> dict[str, Observations]:
    """The observations of a loaded source by name, none dated after `last`.

    `through` is the end of the last period that the rows cover.
    """
    if not frame.rows:
        return {}
    source = asked.source
    kept = _accepted(frame, source)
    measured = _measured(asked, frame, kept, faults)
    valued = kept & np.logical_or.reduce([given for _, given in measured.values()])
    dates = frame.factor(source.date)
    stamps, dated = _dated(frame, source, dates, valued, calendar, faults)
    if last:
        dated &= stamps.day[dates.codes] <= last.toordinal()
    names = frame.factor(source.metric) if source.metric else None
    if names:
        dated &= _named(frame, source, names, dated, faults)
    rows = _Rows(frame, source, stamps, dates.codes, _dimensions(frame, source), names)
    chosen = np.flatnonzero(dated)
    chosen, repeated = drop_identical(frame, chosen, rows.key(chosen), faults)
    return _by_name(rows, measured, chosen, faults, repeated=repeated)


def _accepted(frame: Frame, source: Source) -> Mask:
    """The rows that `where` lets in and `where_not` does not keep out."""
    kept = np.ones(frame.rows, dtype=np.bool_)
    for column, texts in source.where.items():
        kept &= frame.factor(column).where({text.strip() for text in texts}.__contains__)
    for column, texts in source.where_not.items():
        kept &= ~frame.factor(column).where(Likeness.of(texts).fits)
    return kept


def _dimensions(frame: Frame, source: Source) -> dict[str, Factor]:
    """The segments; a headline's text counts as an empty cell."""
    factors = {}
    for name in frame.dimensions:
        total = {text.strip() for text in source.headline.get(name, ())}
        factor = frame.factor(name)
        factors[name] = factor.relabelled(lambda text, total=total: "" if text in total else text) if total else factor  # type: ignore[misc]
    return factors


# -------------------------------------------------------------------------------------------------------- values


def _measured(asked: Request, frame: Frame, kept: Mask, faults: Faults) -> dict[str, tuple[Floats, Mask]]:
    """By name: each row's value, and whether it has one. Columns asked for twice are read once."""
    plain = replace(Grammar.of(asked.source), currency=asked.currency)
    columns = {
        column: _values(frame, column, replace(plain, form=asked.forms.get(column)), kept, faults)
        for column in dict.fromkeys(asked.values.values())
    }
    measured = {name: columns[column] for name, column in asked.values.items()}
    if asked.source.count_rows:
        measured[asked.source.count_rows] = (np.ones(frame.rows), kept)
    return measured


def _values(frame: Frame, column: str, grammar: Grammar, kept: Mask, faults: Faults) -> tuple[Floats, Mask]:
    values, held, others = frame.engine.numbers(frame.columns[column], grammar)
    given = held == NUMBER
    bad: list[Bad] = []
    verdicts: dict[str, float | tuple[str, str, str] | None] = {}
    for row, raw in zip(np.flatnonzero(held == OTHER).tolist(), others, strict=True):
        if not kept[row]:
            continue
        if raw not in verdicts:
            verdicts[raw] = _verdict(raw.strip(), grammar)
        verdict = verdicts[raw]
        if isinstance(verdict, float):
            values[row], given[row] = verdict, True
        elif verdict is not None:
            bad.append((row, *verdict))
    _tell(frame, column, bad, faults)
    return values, given


def _verdict(text: str, grammar: Grammar) -> float | tuple[str, str, str] | None:
    """The number in a cell that the engine did not read, None for a missing value, or what is wrong."""
    if grammar.is_missing(text):
        return None
    number = grammar.formed(text)
    return explain(text, grammar) if number is None else number


def _tell(frame: Frame, column: str, bad: Sequence[Bad], faults: Faults) -> None:
    """Tells of bad cells, of each file the first ones."""
    chosen: dict[int, Bad] = {}
    counts: dict[str, int] = defaultdict(int)
    for entry in bad:
        file = frame.file(entry[0])
        counts[file] += 1
        if counts[file] <= FAULTS_PER_FILE:
            chosen[entry[0]] = entry
    for row, cell in frame.cells(chosen, column):
        _, code, message, hint = chosen[row]
        faults.cell(code, message, cell, hint)
    for file, count in counts.items():
        faults.more(file, max(0, count - FAULTS_PER_FILE))


# --------------------------------------------------------------------------------------------------------- dates


def _dated(
    frame: Frame, source: Source, dates: Factor, valued: Mask, calendar: Calendar, faults: Faults
) -> tuple[Stamps, Mask]:
    """The stamps by label code, and the rows with a value that have one."""
    if source.date_format and (fault := format_fault(source.date_format)):
        place = source.places.get("date_format", source.place)
        faults.add("D005", f"`date_format: {source.date_format}` cannot be used: {fault}", place, _DIRECTIVES)
        return Stamps.of([None] * len(dates.labels), calendar), np.zeros(frame.rows, dtype=np.bool_)
    used = np.unique(dates.codes[valued]).tolist()
    read = dict(zip(used, read_dates([dates.labels[code] for code in used], source.date_format, calendar), strict=True))
    unread = {code: stamp for code, stamp in read.items() if isinstance(stamp, Unread)}
    stamps = Stamps.of([read.get(code) for code in range(len(dates.labels))], calendar)
    if not unread:
        return stamps, valued
    wrong = valued & np.isin(dates.codes, np.array(list(unread), dtype=np.int32))
    bad = [(row, unread[int(dates.codes[row])]) for row in np.flatnonzero(wrong).tolist()]
    _tell(frame, source.date, [(row, why.code, why.message, why.hint) for row, why in bad], faults)
    return stamps, valued & ~wrong


_DIRECTIVES = "for example %d/%m/%Y, %Y%m%d, %b %Y"


def _named(frame: Frame, source: Source, names: Factor, dated: Mask, faults: Faults) -> Mask:
    """The rows that name a metric; a value without one is told."""
    named = names.where(bool)
    bad = [(row, "D003", "a value without the name of its metric", "name it, or leave the value empty")
           for row in np.flatnonzero(dated & ~named).tolist()]  # fmt: skip
    _tell(frame, source.metric or "", bad, faults)
    return named


# -------------------------------------------------------------------------------------------------- observations


def _by_name(
    rows: _Rows, measured: Mapping[str, tuple[Floats, Mask]], chosen: Ints, faults: Faults, *, repeated: bool
) -> dict[str, Observations]:
    found: dict[str, Observations] = {}
    conflicts: list[tuple[int, int]] = []
    grades: list[tuple[int, int, str, str]] = []
    for name, (values, given) in measured.items():
        some = chosen[given[chosen]]
        own = values[some]
        if repeated:
            keep, pairs = clear_conflicts(rows.key(some), own, some, rows.source.on_duplicate)
            conflicts += pairs
            some, own = some[keep], own[keep]
        for title, at, numbers in _split(rows, name, some, own):
            observed = _observed(rows, at, numbers, grades)
            if observed:
                found[title] = observed
    tell_conflicts(rows.frame, conflicts, rows.source.date, faults)
    _tell_grades(rows, grades, faults)
    return found


def _split(rows: _Rows, name: str, at: Ints, values: Floats) -> Iterator[tuple[str, Ints, Floats]]:
    """The rows of each metric by date, instant and line."""
    dates = rows.dates[at]
    titles = rows.names.codes[at] if rows.names else np.zeros(len(at), dtype=np.int32)
    order = np.lexsort((rows.stamps.instant[dates], rows.stamps.day[dates], titles))
    at, values, titles = at[order], values[order], titles[order]
    edges = [0, *(np.flatnonzero(np.diff(titles)) + 1).tolist(), len(at)]
    for start, end in pairwise(edges):
        if start < end:
            title = rows.names.labels[int(titles[start])] if rows.names else name
            yield title, at[start:end], values[start:end]


def _observed(rows: _Rows, at: Ints, values: Floats, grades: list[tuple[int, int, str, str]]) -> Observations | None:
    """The observations of one metric; None, and an entry in `grades`, where its dates are of several grains."""
    dates, stamps = rows.dates[at], rows.stamps
    grain = grain_of(stamps, dates, rows.source.grain)
    if grain is None:
        by_line = np.argsort(at, kind="stable")
        first, odd = odd_one(stamps, dates[by_line], rows.source.grain)
        kinds = [kind_name(stamps, int(dates[by_line[place]])) for place in (first, odd)]
        grades.append((int(at[by_line[first]]), int(at[by_line[odd]]), kinds[0], kinds[1]))
        return None
    starts = stamps.starts(grain)[dates]
    end = stamps.calendar.period(date.fromordinal(int(starts[-1])), grain).end
    return Observations(
        grain=grain,
        through=end,
        starts=_integers(starts),
        values=_floats(values),
        dimensions={name: _dimension(factor, at) for name, factor in rows.dimensions.items()},
        moments=_moments(stamps, dates) if grain == "day" else None,
    )


def _moments(stamps: Stamps, dates: Codes) -> array[int] | None:
    """The instants of rows in order of day and instant, where a day has several."""
    if not (stamps.kind[dates] == TIME).any():
        return None
    instants = stamps.instant[dates]
    if not ((np.diff(stamps.day[dates]) == 0) & (np.diff(instants) > 0)).any():
        return None
    filled = array("q")
    filled.frombytes(np.ascontiguousarray(instants, dtype=np.int64).tobytes())
    return filled


def _dimension(factor: Factor, at: Ints) -> Dimension:
    """The segments that occur in some rows, and those rows' codes."""
    codes = factor.codes[at]
    present = np.bincount(codes, minlength=0) > 0
    labels = tuple(factor.labels[code] for code in np.flatnonzero(present).tolist())
    rank = np.cumsum(present, dtype=np.int32) - 1
    return Dimension(labels, _integers(rank[codes]))


def _integers(numbers: Codes) -> array[int]:
    filled = array("i")
    filled.frombytes(np.ascontiguousarray(numbers, dtype=np.int32).tobytes())
    return filled


def _floats(numbers: Floats) -> array[float]:
    filled = array("d")
    filled.frombytes(np.ascontiguousarray(numbers).tobytes())
    return filled


def _tell_grades(rows: _Rows, grades: Sequence[tuple[int, int, str, str]], faults: Faults) -> None:
    cells = dict(rows.frame.cells({row for first, odd, *_ in grades for row in (first, odd)}, rows.source.date))
    for first, odd, of_first, of_odd in grades:
        if rows.source.grain:
            message = f"a {of_odd} cannot be part of a {rows.source.grain}, the source's grain"
            faults.cell("D005", message, cells[odd], "change `grain`, or take the row out")
        else:
            message = f"a {of_odd} among dates of one {of_first} each: a metric's rows all cover the same time"
            hint = "name them as different metrics, or keep one kind with `where`"
            faults.cell("D005", message, cells[odd], hint, (cells[first].place,))


def vouched(observed: Iterable[Observations], data_through: date | None, as_of: date | None) -> date | None:
    """The last day a source vouches for: `data_through`, else the end of its last covered period; at most `as_of`."""
    ends = [observations.through for observations in observed if observations.through]
    through = data_through or max(ends, default=None)
    return min(through, as_of) if through and as_of else through


def with_through(observed: Mapping[str, Observations], through: date | None) -> dict[str, Observations]:
    return {name: replace(observations, through=through) for name, observations in observed.items()}
