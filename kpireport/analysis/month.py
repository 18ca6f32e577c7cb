"""The last whole month of a KPI: its value beside earlier months, and which of its segments did best and worst."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from math import fsum

from kpireport.analysis.comparison import compare
from kpireport.analysis.derived import FormulaSeries, RatioSeries
from kpireport.analysis.measured import MetricSeries
from kpireport.analysis.rows import THURSDAY
from kpireport.analysis.series import last_closed
from kpireport.model import Direction, Kpi, Month, Point, Standout
from kpireport.periods import GRAINS, Calendar, Period

#: The share of an average segment's denominator below which a rate is left to chance and not set beside the others.
SMALLEST = 0.25


def month_of(kpi: Kpi, series: MetricSeries, calendar: Calendar) -> Month | None:
    """None where no month is whole, or the KPI is read less often."""
    if kpi.cadence is None or GRAINS.index(kpi.cadence) > GRAINS.index("month"):
        return None
    points = series.points("month")
    last = last_closed(points)
    if last is None or last.value is None:
        return None
    weeks = _weeks(last.period) if series.grain == "week" and series.metric.aggregation == "sum" else None
    found = compare(kpi, series.metric, last, _evened(points, weeks), None, calendar)
    by_basis = {entry.basis: entry for entry in found}
    return Month(
        period=last.period,
        value=last.value,
        comparison=(by_basis["previous_period"], by_basis["year_ago"]),
        weeks=weeks,
        standout=standout(series, last.period),
    )


def _evened(points: Sequence[Point], weeks: int | None) -> Sequence[Point]:
    """The months as if each had so many weeks; as they are where their sums are not made of weeks."""
    if weeks is None:
        return points
    return [
        replace(point, value=None if point.value is None else point.value * weeks / _weeks(point.period))
        for point in points
    ]


def _weeks(month: Period) -> int:
    """Weeks that count towards a month: those whose Thursday lies in it."""
    first = month.start + timedelta(days=(THURSDAY - month.start.weekday()) % 7)
    return (month.end - first).days // 7 + 1


def standout(series: MetricSeries, period: Period) -> Standout | None:
    """Along the dimension in which they lie furthest apart; None where no way is better, or nothing can be compared."""
    direction = series.metric.direction
    if direction not in ("up", "down"):
        return None
    found = {dimension: _by_segment(series, dimension, period) for dimension in _dimensions(series)}
    apart = {name: values for name, values in found.items() if len(values) > 1 and _spread(values.values()) > 0}
    if not apart:
        return None
    dimension = max(apart, key=lambda name: _spread(apart[name].values()))
    return _picked(dimension, apart[dimension], direction)


def _picked(dimension: str, values: Mapping[str, float], direction: Direction) -> Standout:
    order = sorted(values.items(), key=lambda item: (item[1], item[0]))
    low, high = order[0], order[-1]
    best, weakest = (high, low) if direction == "up" else (low, high)
    return Standout(dimension=dimension, best=best, weakest=weakest, n=len(values))


def _spread(values: Iterable[float]) -> float:
    found = list(values)
    middle = abs(fsum(found) / len(found))
    return (max(found) - min(found)) / middle if middle else 0.0


def _dimensions(series: MetricSeries) -> Sequence[str]:
    """The dimensions whose segments have a value each; of a formula those that all its inputs share."""
    if not isinstance(series, FormulaSeries):
        return series.dimensions
    shared = [set(one.dimensions) for one in series.inputs()]
    first = series.inputs()[0].dimensions if shared else ()
    return [name for name in first if all(name in names for names in shared)]


def _by_segment(series: MetricSeries, dimension: str, period: Period) -> dict[str, float]:
    """The value of each named segment; rates of a segment that is much smaller than the others are left out."""
    if isinstance(series, RatioSeries):
        parts = {name: part for name, part in series.parts(dimension, period.start, period.end).items() if name}
        least = SMALLEST * fsum(below for _, below in parts.values()) / len(parts) if parts else 0.0
        held = {name: part for name, part in parts.items() if part[1] and part[1] >= least}
        return {name: series.scale * above / below for name, (above, below) in held.items()}
    if isinstance(series, FormulaSeries):
        each = {name: one.value(period.start, period.end) for name, one in series.by_segment(dimension).items()}
        return {name: value for name, value in each.items() if name and value is not None}
    return {name: value for name, value in series.segments(dimension, period.start, period.end).items() if name}
