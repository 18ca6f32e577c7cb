"""A metric over time: what every metric can be asked, and the metrics that are measured as rows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kpireport.analysis.readings import Reading, readings_of_rows
from kpireport.analysis.rows import AGGREGATES, THURSDAY, Cut, Rows, add
from kpireport.model import Metric, Point
from kpireport.periods import Calendar, Grain, Period

_ADDITIVE = ("sum", "last")


@dataclass(frozen=True, slots=True)
class Coverage:
    """What data there is: the coarsest grain, the first day and the day through which all inputs are complete.

    A period that begins before `opens` lacks some of its rows and is never closed; None where a part may stand for the
    whole, as with a stock or a mean.
    """

    grain: Grain | None = None
    first: date | None = None
    through: date | None = None
    opens: date | None = None


class MetricSeries(ABC):
    """One metric's values on demand."""

    #: What a quotient is multiplied by: 100 for a ratio in percent, else 1.
    scale: float = 1.0

    def __init__(
        self, metric: Metric, calendar: Calendar, coverage: Coverage, inputs: tuple[MetricSeries, ...]
    ) -> None:
        self.metric = metric
        self.grain, self.first, self.through = coverage.grain, coverage.first, coverage.through
        self.opens = coverage.opens
        self.settle_days: int = max([metric.settle_days, *(series.settle_days for series in inputs)])
        self._calendar = calendar
        self._inputs = inputs
        self._points: dict[Grain, tuple[Point, ...]] = {}

    @abstractmethod
    def value(self, start: date, end: date) -> float | None:
        """The metric over the rows that lie wholly within `start` to `end`; None when it cannot be computed."""

    @abstractmethod
    def values(self, periods: Sequence[Period]) -> list[float | None]:
        """The metric in each of `periods`, which follow each other without a gap."""

    def over(self, start: date, end: date, cadence: Grain) -> float | None:  # noqa: ARG002  matters to scores alone
        """The metric over a window of many periods of `cadence`."""
        return self.value(start, end)

    @property
    def is_divisible(self) -> bool:
        """Whether part of a period has a value that can be set beside that of the whole or of another part."""
        return all(series.is_divisible for series in self._inputs)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions whose segments add up to this metric."""
        return ()

    def segments(self, dimension: str, start: date, end: date) -> dict[str, float]:  # noqa: ARG002  has no segments
        """The value of each segment, by label in alphabetical order; empty for what is not a `sum` or a `last`."""
        return {}

    def parts(self, dimension: str, start: date, end: date) -> dict[str, tuple[float, float]]:  # noqa: ARG002
        """A ratio's numerator and denominator in each segment, by label in alphabetical order."""
        return {}

    def by_segment(self, dimension: str) -> Mapping[str, MetricSeries]:  # noqa: ARG002  has no segments
        """The metric over the rows of each segment alone, by label in alphabetical order; they need not add up."""
        return {}

    def readings(self) -> Iterator[Reading]:
        """What was measured at each instant, the newest first; nothing where the data knows days only."""
        return iter(())

    def inputs(self) -> tuple[MetricSeries, ...]:
        """The metrics this one is computed from: a formula's by name, a ratio's numerator and denominator."""
        return self._inputs

    def input(self, name: str) -> MetricSeries:
        """The input of that id. Raises KeyError when there is none."""
        for series in self._inputs:
            if series.metric.id == name:
                return series
        raise KeyError(name)

    def coarser_than(self, cadence: Grain) -> bool:
        """Whether the data cannot be reported at `cadence`, as a monthly figure is not spread over weeks."""
        return self.grain is not None and not self._calendar.rolls_up(self.grain, cadence)

    def points(self, cadence: Grain) -> tuple[Point, ...]:
        """Every period from the first covered to the one holding `through`; gaps have value None.

        Empty without data, and when the data is coarser than `cadence`.
        """
        if cadence not in self._points:
            self._points[cadence] = self._draw_points(cadence)
        return self._points[cadence]

    def is_closed(self, period: Period) -> bool:
        """Whether all data of `period` is in."""
        return bool(self.through and period.end <= self.through) and not (self.opens and period.start < self.opens)

    def _draw_points(self, cadence: Grain) -> tuple[Point, ...]:
        if self.first is None or self.through is None or self.coarser_than(cadence):
            return ()
        periods = self._calendar.between(cadence, max(self.first, self._first_placed(cadence)), self.through)
        settled = self.through - timedelta(days=self.settle_days)
        opens, through = self.opens or date.min, self.through
        return tuple(
            Point(
                period,
                value,
                closed := period.end <= through and period.start >= opens,
                closed and period.end > settled,
            )
            for period, value in zip(periods, self.values(periods), strict=True)
        )

    def _first_placed(self, cadence: Grain) -> date:
        """The first day that a roll-up reaches: a week counts whole where its Thursday lies."""
        first = self.first or date.min
        is_week_split = self.grain == "week" and cadence not in ("day", "week")
        return self._calendar.period(first, "week").start + timedelta(days=THURSDAY) if is_week_split else first


class RowSeries(MetricSeries):
    """A metric that is measured: its rows are summed, averaged, or the last, largest or smallest of them taken.

    `raw` are all rows of a stock, of which `rows` has the last of each day; None where there is no difference.
    """

    def __init__(self, metric: Metric, calendar: Calendar, rows: Rows | None, raw: Rows | None = None) -> None:
        super().__init__(metric, calendar, _coverage_of_rows(metric, rows), ())
        self._rows, self._raw = rows, raw

    @property
    def dimensions(self) -> tuple[str, ...]:
        return self.all_dimensions if self.metric.aggregation in _ADDITIVE else ()

    @property
    def all_dimensions(self) -> tuple[str, ...]:
        """Every dimension of the rows that the metric admits, also where its segments do not add up."""
        found = self._rows.dimensions if self._rows else ()
        admitted = self.metric.dimensions
        return found if admitted is None else tuple(name for name in admitted if name in found)

    def value(self, start: date, end: date) -> float | None:
        if self._rows is None:
            return None
        return self._aggregate(self._rows.total, *self._rows.total.within(start, end), start, end)

    def values(self, periods: Sequence[Period]) -> list[float | None]:
        if self._rows is None or not periods:
            return [None] * len(periods)
        total, values = self._rows.total, []
        low = bisect_left(total.begins, periods[0].start.toordinal())
        together = None if self.metric.aggregation == "distinct" else AGGREGATES[self.metric.aggregation or "sum"]
        for period in periods:
            high = bisect_right(total.ends, period.end.toordinal(), low)
            if low < high and together:
                values.append(together(total, low, high))
            else:
                values.append(self._aggregate(total, low, high, period.start, period.end))
            low = high
        return values

    def segments(self, dimension: str, start: date, end: date) -> dict[str, float]:
        if self._rows is None or dimension not in self.dimensions:
            return {}
        cut = self._rows.split(dimension)
        low, high = cut.within(start, end)
        if self.metric.aggregation == "last":
            low, high = _rows_of_last_date(self._rows.total, cut, start, end)
        found: dict[int, list[float]] = {}
        for code, value in zip(cut.codes[low:high], cut.values[low:high], strict=True):
            found.setdefault(code, []).append(value)
        sums = {self._rows.label(dimension, code): add(values) for code, values in found.items()}
        return {label: total for label, total in sorted(sums.items()) if total is not None}

    def by_segment(self, dimension: str) -> Mapping[str, RowSeries]:
        if self._rows is None or dimension not in self.all_dimensions:
            return {}
        raw = self._raw.of_segments(dimension) if self._raw else {}
        parts = self._rows.of_segments(dimension).items()
        return {label: RowSeries(self.metric, self._calendar, rows, raw.get(label)) for label, rows in parts}

    def readings(self) -> Iterator[Reading]:
        rows = self._raw or self._rows
        instants = rows.instants if rows else None
        return readings_of_rows(instants, AGGREGATES[self.metric.aggregation or "sum"]) if instants else iter(())

    def _aggregate(self, cut: Cut, low: int, high: int, start: date, end: date) -> float | None:
        if self.metric.aggregation == "distinct" and not self._is_one_row(low, high, start, end):
            return None
        if low < high:
            return AGGREGATES[self.metric.aggregation or "sum"](cut, low, high)
        return 0.0 if self.metric.missing == "zero" and self._is_covered(start, end) else None

    def _is_one_row(self, low: int, high: int, start: date, end: date) -> bool:
        """Whether the span is one period of the data, with one row or none: distinct counts cannot be added."""
        period = self._calendar.period(start, self.grain or "day")
        return high - low <= 1 and (period.start, period.end) == (start, end)

    def _is_covered(self, start: date, end: date) -> bool:
        """Whether a whole period of the data, between the first covered day and `through`, lies within the span."""
        if self.first is None or self.through is None or self.grain is None:
            return False
        start, end = max(start, self.first), min(end, self.through)
        period = self._calendar.period(start, self.grain)
        whole = period if period.start == start else self._calendar.shift(period, 1)
        return whole.end <= end


def _coverage_of_rows(metric: Metric, rows: Rows | None) -> Coverage:
    if rows is None or rows.through is None:
        return Coverage()
    opens = rows.first if metric.aggregation == "sum" else None
    return Coverage(rows.grain, rows.first, rows.through, opens)


def _rows_of_last_date(total: Cut, cut: Cut, start: date, end: date) -> tuple[int, int]:
    """The rows of `cut` on the last date that the total has in the span."""
    low, high = total.within(start, end)
    if low == high:
        return 0, 0
    day = total.begins[high - 1]
    return bisect_left(cut.begins, day), bisect_right(cut.begins, day)
