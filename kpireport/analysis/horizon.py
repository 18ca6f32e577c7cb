"""What lies between the last closed period and the deadline: the periods to simulate, and what is settled before."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from kpireport.analysis.derived import ComputedSeries, RatioSeries
from kpireport.analysis.judgement import Judgement
from kpireport.analysis.measured import MetricSeries
from kpireport.analysis.outcome import Method, Span
from kpireport.analysis.season import season_length
from kpireport.model import Metric, Point
from kpireport.periods import Grain, Period

Bounds = tuple[float | None, float | None]

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Horizon:
    """The periods of `grain` still to come, `steps`, and the closed ones, the last of which ends on day `settled`."""

    judgement: Judgement
    grain: Grain
    closed: tuple[Point, ...]
    steps: tuple[Period, ...]

    @property
    def settled(self) -> date:
        return self.closed[-1].period.end

    @property
    def season(self) -> int:
        return season_length(self.judgement.series.metric, self.grain, self.judgement.cadence)

    @property
    def history(self) -> list[float | None]:
        return [point.value for point in self.closed]

    @property
    def floor(self) -> float | None:
        """What the open period has come to so far, where it cannot shrink."""
        last = self.judgement.series.points(self.grain)[-1]
        return last.value if self.never_falls and not last.closed and last.period in self.steps[:1] else None

    @property
    def bounds(self) -> Bounds:
        """What a value can be: as declared, else what its unit says, where no value so far has said otherwise."""
        declared = self.judgement.series.metric.bounds
        if declared != (None, None):
            return declared
        low, high = _usual_bounds(self.judgement.series)
        known = [value for value in self.history if value is not None]
        return (None if low is None or min(known) < low else low, None if high is None or max(known) > high else high)

    @cached_property
    def never_falls(self) -> bool:
        """Whether the metric is a sum of what is never negative: by its declared bounds, else because it never was."""
        series = self.judgement.series
        low = series.metric.bounds[0]
        if isinstance(series, ComputedSeries) or series.metric.aggregation != "sum":
            return False
        return low >= 0 if low is not None else all((point.value or 0) >= 0 for point in series.points(self.grain))

    def ahead(self) -> list[Period]:
        """The periods of the cadence that are not closed yet and whose last day is simulated."""
        if not self.steps:
            return []
        end = self.steps[-1].end
        periods = self.judgement.calendar.between(self.judgement.cadence, self.settled + _DAY, end)
        return [period for period in periods if period.end <= end]

    def span(self, start: date, end: date, method: Method) -> Span:
        """The days `start` to `end`: what is settled of them, and the steps that share a day with them."""
        first = bisect_left(self._ends, start)
        last = max(first, bisect_right(self._starts, end))
        series = self.judgement.series
        return Span(
            first=first,
            weights=tuple(self._weight(number, start, end, method) for number in range(first, last)),
            method=method,
            settled=series.value(start, self.settled) if start <= self.settled else None,
            settled_weight=self._settled_weight(start) if method == "mean" and start <= self.settled else 0.0,
            least=self._to_date(start, end) if method == "sum" else None,
        )

    @cached_property
    def _starts(self) -> list[date]:
        return [step.start for step in self.steps]

    @cached_property
    def _ends(self) -> list[date]:
        return [step.end for step in self.steps]

    def _weight(self, number: int, start: date, end: date, method: Method) -> float:
        step = self.steps[number]
        share = ((min(end, step.end) - max(start, step.start)).days + 1) / step.days
        if method != "mean":
            return share
        weights = self._denominators
        return share * (weights[number % len(weights)] if weights else self._rows(step.start, step.end))

    def _settled_weight(self, start: date) -> float:
        series = self.judgement.series
        if isinstance(series, RatioSeries):
            return series.denominator.value(start, self.settled) or 0.0
        points = series.points(series.grain or self.grain)
        places = [_place(point.period) for point in points if point.value is not None]
        return float(sum(start <= first and last <= self.settled for first, last in places))

    def _rows(self, start: date, end: date) -> float:
        """How many periods of the data lie within the days: what a mean over them counts each with."""
        series = self.judgement.series
        return float(len(self.judgement.calendar.between(series.grain or self.grain, start, end)))

    @cached_property
    def _denominators(self) -> list[float]:
        """Of a ratio those of the last season, gaps filled with their mean; empty for other metrics."""
        series = self.judgement.series
        if not isinstance(series, RatioSeries):
            return []
        found = series.denominator.values([point.period for point in self.closed[-self.season :]])
        known = [value for value in found if value is not None]
        mean = sum(known) / len(known) if known else 1.0
        return [mean if value is None else value for value in found]

    def _to_date(self, start: date, end: date) -> float | None:
        series = self.judgement.series
        if not self.never_falls or series.through is None or series.through < start:
            return None
        return series.value(start, min(end, series.through))


def look_ahead(judgement: Judgement, grain: Grain, by: date) -> Horizon | None:
    """The way to the deadline at `grain`; None without a closed period with a value.

    The last period counts by its share of days where a sum is to be reached. Other targets leave one out that the
    deadline cuts short.
    """
    closed = _trim(judgement.series, grain)
    if not closed:
        return None
    steps = judgement.calendar.between(grain, closed[-1].period.end + _DAY, _last_day(judgement, by))
    whole = judgement.target.kind == "cumulative" or not steps or steps[-1].end <= by
    return Horizon(judgement, grain, closed, steps if whole else steps[:-1])


def _trim(series: MetricSeries, grain: Grain) -> tuple[Point, ...]:
    """The closed periods from the first that has a value."""
    closed = [point for point in series.points(grain) if point.closed]
    first = next((number for number, point in enumerate(closed) if point.value is not None), len(closed))
    return tuple(closed[first:])


def _last_day(judgement: Judgement, by: date) -> date:
    """The deadline, or where whole periods of the cadence are judged the end of the last one before it."""
    if judgement.target.kind in ("cumulative", "average"):
        return by
    last = judgement.calendar.period(by, judgement.cadence)
    return by if last.end == by else last.start - _DAY


def _place(period: Period) -> tuple[date, date]:
    """The days that decide which span a row belongs to: its first and last, of a week the Thursday alone."""
    thursday = period.start + 3 * _DAY
    return (thursday, thursday) if period.grain == "week" else (period.start, period.end)


def _usual_bounds(series: MetricSeries) -> Bounds:
    """A count is never negative; a rate is a counted part of a counted whole. A formula may come to anything."""
    counted = "count"
    if isinstance(series, ComputedSeries):
        return None, None
    if not isinstance(series, RatioSeries):
        return (0.0, None) if series.metric.unit == counted else (None, None)
    if {series.numerator.metric.unit, series.denominator.metric.unit} != {counted}:
        return None, None
    return 0.0, series.scale if series.metric.unit in ("percent", "fraction") else None


def method_of(series: MetricSeries) -> Method:
    """How the metric's values over several periods make up one."""
    return "mean" if isinstance(series, ComputedSeries) else _by_aggregation(series.metric)


def _by_aggregation(metric: Metric) -> Method:
    match metric.aggregation:
        case "sum" | "max" | "min" as same:
            return same
        case "mean" | "ratio":
            return "mean"
        case _:
            return "last"
