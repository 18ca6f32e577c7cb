"""The rows of one metric, sorted for cutting by time span and by segment.

A file may mix totals and segments. On each date the rows without any segment are the total; a date that has none is
totalled over all of its rows. The same holds for the segments of one dimension: rows that name only this dimension
count before rows that are split further, so that nothing is counted twice.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import compress, groupby
from typing import TypeVar

from kpireport.model import Dimension, Observations
from kpireport.periods import Calendar, Grain

#: Days from the Monday of a week to the day that decides where the week belongs.
THURSDAY = 3

_Number = TypeVar("_Number", int, float)


@dataclass(frozen=True, slots=True)
class Cut:
    """Rows in order of date. A row lies in a span when it begins and ends there; a week stands on its Thursday.

    `begins` and `ends` are ordinals; `codes` point into the labels of a dimension and are empty for totals.
    """

    begins: array[int]
    ends: array[int]
    values: array[float]
    codes: array[int]

    def within(self, start: date, end: date) -> tuple[int, int]:
        """The rows inside a span, as the half-open range of their indices."""
        low = bisect_left(self.begins, start.toordinal())
        return low, max(low, bisect_right(self.ends, end.toordinal()))

    def latest(self, low: int, high: int) -> int:
        """Where the rows of the last date begin, among the rows `low` to `high` (at least one)."""
        return bisect_left(self.begins, self.begins[high - 1], low, high)


@dataclass(frozen=True, slots=True)
class Instants:
    """Rows in order of their instants, which stand in `cut` in place of days; `days` are the ordinals as written."""

    cut: Cut
    days: array[int]


class Rows:
    """Observations with the days that each row covers."""

    def __init__(self, observations: Observations, calendar: Calendar) -> None:
        self.grain: Grain = observations.grain
        self.through = observations.through
        self._observations, self._calendar = observations, calendar
        self._begins, self._ends = _covered(observations, calendar)
        self._cuts: dict[str, Cut] = {}
        self.first = calendar.period(date.fromordinal(observations.starts[0]), self.grain).start

    @cached_property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions that at least one row fills."""
        return tuple(name for name, dimension in self._observations.dimensions.items() if _is_filled(dimension))

    @cached_property
    def total(self) -> Cut:
        """The rows that make up the metric as a whole."""
        return self._cut(self._kept_of_total(), None)

    def split(self, dimension: str) -> Cut:
        """The rows that make up the segments of one dimension."""
        if dimension not in self._cuts:
            self._cuts[dimension] = self._cut(self._kept(dimension), self._observations.dimensions[dimension])
        return self._cuts[dimension]

    @cached_property
    def instants(self) -> Instants | None:
        """The rows that make up the metric, by their instants; None for data that knows days only."""
        moments = self._observations.moments
        if moments is None:
            return None
        order = sorted(compress(range(len(moments)), self._kept_of_total()), key=moments.__getitem__)
        at, values = _chosen(moments, order), _chosen(self._observations.values, order)
        return Instants(Cut(at, at, values, array("q")), _chosen(self._observations.starts, order))

    def of_segments(self, dimension: str) -> dict[str, Rows]:
        """The rows of each segment of one dimension, by label in alphabetical order."""
        chosen = self._observations.dimensions[dimension]
        rows: dict[int, list[int]] = {}
        for row in compress(range(len(self._begins)), self._kept(dimension)):
            rows.setdefault(chosen.codes[row], []).append(row)
        parts = ((chosen.labels[code], _part(self._observations, some, ())) for code, some in rows.items())
        return {label: Rows(part, self._calendar) for label, part in sorted(parts, key=lambda part: part[0])}

    def _kept_of_total(self) -> list[bool]:
        """For each row, whether it belongs to the metric as a whole."""
        whole = self._only()
        every = [True] * len(self._begins)
        return _preferred(self._begins, every, whole) if any(whole) else every

    def _kept(self, dimension: str) -> list[bool]:
        """For each row, whether it belongs to a segment of the dimension."""
        chosen = self._observations.dimensions[dimension]
        filled = [bool(chosen.labels[code]) for code in chosen.codes]
        alone = [a and b for a, b in zip(filled, self._only(dimension), strict=True)]
        return _preferred(self._begins, filled, alone) if any(alone) else filled

    def label(self, dimension: str, code: int) -> str:
        return self._observations.dimensions[dimension].labels[code]

    def _only(self, dimension: str | None = None) -> list[bool]:
        """For each row, whether all dimensions, except the one given, are empty."""
        others = [self._observations.dimensions[name] for name in self.dimensions if name != dimension]
        if not others:
            return [True] * len(self._begins)
        if any("" not in other.labels for other in others):
            return [False] * len(self._begins)
        empty = tuple(other.labels.index("") for other in others)
        return [codes == empty for codes in zip(*(other.codes for other in others), strict=True)]

    def _cut(self, keep: list[bool], dimension: Dimension | None) -> Cut:
        values, codes = self._observations.values, dimension.codes if dimension else array("q")
        if all(keep):
            return Cut(self._begins, self._ends, values, codes)
        return Cut(
            array("q", compress(self._begins, keep)),
            array("q", compress(self._ends, keep)),
            array("d", compress(values, keep)),
            array("q", compress(codes, keep)),
        )


def _covered(observations: Observations, calendar: Calendar) -> tuple[array[int], array[int]]:
    """First and last day of each row; for weeks the Thursday twice, which decides where the week belongs."""
    starts, grain = observations.starts, observations.grain
    if grain == "day":
        return starts, starts
    spans = {start: _span(calendar, start, grain) for start in dict.fromkeys(starts)}
    begins = array("q", [spans[start][0] for start in starts])
    if grain == "week":
        middle = array("q", [begin + THURSDAY for begin in begins])
        return middle, middle
    return begins, array("q", [spans[start][1] for start in starts])


@lru_cache(maxsize=1 << 14)
def _span(calendar: Calendar, day: int, grain: Grain) -> tuple[int, int]:
    """First and last day of the period that holds a day, all as ordinals; metrics of one file ask for the same ones."""
    period = calendar.period(date.fromordinal(day), grain)
    return period.start.toordinal(), period.end.toordinal()


def _is_filled(dimension: Dimension) -> bool:
    if all(dimension.labels):
        return len(dimension.codes) > 0
    return any(dimension.labels[code] for code in set(dimension.codes))


def _preferred(dates: Sequence[int], accepted: list[bool], preferred: list[bool]) -> list[bool]:
    """The preferred rows, and on dates that have none of them all accepted rows."""
    dates_of_preferred = set(compress(dates, preferred))
    return [p or (a and day not in dates_of_preferred) for day, a, p in zip(dates, accepted, preferred, strict=True)]


def last_readings(observations: Observations) -> Observations:
    """The rows without those that a later one overtakes: of several readings of a segment in one period the last.

    A stock that is read four times a day stands once a day, not four times.
    """
    starts, chosen = observations.starts, list[int]()
    codes = [dimension.codes for dimension in observations.dimensions.values()]
    for _, rows in groupby(range(len(starts)), starts.__getitem__):
        chosen += sorted({tuple([code[row] for code in codes]): row for row in rows}.values())
    return observations if len(chosen) == len(starts) else _part(observations, chosen, tuple(observations.dimensions))


def _part(observations: Observations, rows: Sequence[int], dimensions: Sequence[str]) -> Observations:
    """Some of the rows, with some of the dimensions."""
    kept = {name: observations.dimensions[name] for name in dimensions}
    return replace(
        observations,
        starts=_chosen(observations.starts, rows),
        values=_chosen(observations.values, rows),
        dimensions={name: replace(found, codes=_chosen(found.codes, rows)) for name, found in kept.items()},
        moments=None if observations.moments is None else _chosen(observations.moments, rows),
    )


def _chosen(numbers: array[_Number], rows: Sequence[int]) -> array[_Number]:
    return array(numbers.typecode, [numbers[row] for row in rows])


# ------------------------------------------------------------------------------------------------------ aggregates


def add(values: Sequence[float]) -> float | None:
    """The sum rounded once, so that the order of rows does not show; None beyond the range of numbers."""
    try:
        return math.fsum(values) + 0.0
    except OverflowError:
        return None


def _sum_rows(cut: Cut, low: int, high: int) -> float | None:
    return add(cut.values[low:high])


def _mean_rows(cut: Cut, low: int, high: int) -> float | None:
    total = _sum_rows(cut, low, high)
    return None if total is None else total / (high - low)


def _last_rows(cut: Cut, low: int, high: int) -> float | None:
    return _sum_rows(cut, cut.latest(low, high), high)


#: By the name of the aggregation: from rows `low` to `high` (at least one) to one number.
AGGREGATES: Mapping[str, Callable[[Cut, int, int], float | None]] = {
    "sum": _sum_rows,
    "last": _last_rows,
    "mean": _mean_rows,
    "max": lambda cut, low, high: max(cut.values[low:high]),
    "min": lambda cut, low, high: min(cut.values[low:high]),
    "distinct": lambda cut, low, _: cut.values[low],
}
