"""The last few periods beside a long stretch: what holds up only briefly shows, and so does what slips slowly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import fsum

from kpireport.analysis.composite import CompositeSeries
from kpireport.analysis.derived import FormulaSeries
from kpireport.analysis.measured import MetricSeries
from kpireport.model import Point, Stretch
from kpireport.periods import Grain

#: Closed periods of the short and of the long stretch, by cadence.
LENGTHS: Mapping[Grain, tuple[int, int]] = {
    "day": (7, 91),
    "week": (4, 52),
    "month": (3, 12),
    "quarter": (2, 8),
    "year": (1, 5),
}

#: What has no meaning over several periods together, so that the periods are averaged.
_AVERAGED = ("last", "distinct")


def stretches(series: MetricSeries, points: Sequence[Point], cadence: Grain) -> tuple[Stretch, ...]:
    """The short and the long stretch, both up to the last closed period.

    The long one takes what history there is, from half its length on. With less, or without a value in one of the two:
    none.
    """
    closed = [point for point in points if point.closed]
    short, long = LENGTHS[cadence]
    if 2 * len(closed) < long or len(closed) <= short:
        return ()
    pair = tuple(_stretch(series, closed[-n:]) for n in (short, long))
    return pair if all(stretch.value is not None for stretch in pair) else ()


def _stretch(series: MetricSeries, points: Sequence[Point]) -> Stretch:
    values = [point.value for point in points if point.value is not None]
    start, end = points[0].period.start, points[-1].period.end
    return Stretch(len(points), start, end, _value(series, values, start, end) if values else None)


def _value(series: MetricSeries, values: Sequence[float], start: date, end: date) -> float | None:
    if _is_averaged(series):
        return fsum(values) / len(values)
    return _per_period(series, len(values), start, end)


def _is_averaged(series: MetricSeries) -> bool:
    if isinstance(series, FormulaSeries):
        return any(lag != "now" for _, lag in series.formula.lags) or any(map(_is_averaged, series.inputs()))
    return isinstance(series, CompositeSeries) or series.metric.aggregation in _AVERAGED


def _per_period(series: MetricSeries, n: int, start: date, end: date) -> float | None:
    """A sum shared out among `n` periods; a formula computed from inputs so shared out; anything else over the span."""
    if isinstance(series, FormulaSeries):
        return series.formula.value(lambda name, _: _per_period(series.input(name), n, start, end))
    value = series.value(start, end)
    return value / n if value is not None and series.metric.aggregation == "sum" else value
