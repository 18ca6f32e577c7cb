"""Composite scores: several metrics, each put on a scale of 0 to 100 and weighted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import fsum

from kpireport.analysis.derived import ComputedSeries, clip
from kpireport.analysis.measured import MetricSeries
from kpireport.model import CompositePart, Direction, PartResult, Point
from kpireport.periods import Grain, Period

#: The best score.
FULL = 100.0
#: Aggregations that grow with the length of the period.
_FLOWS = ("sum", "distinct")


def score(value: float, part: CompositePart, direction: Direction) -> float:
    """Where a value lies on its part's scale: 0 at the bad end and beyond, 100 at the good end and beyond.

    The good end is `high`, or `low` where lower is better; in between the scale is even.
    """
    share = (value - part.low) / (part.high - part.low)
    return FULL * min(max(1 - share if direction == "down" else share, 0.0), 1.0)


class CompositeSeries(ComputedSeries):
    """The weighted sum of its parts' scores; without a value while any part has none."""

    def value(self, start: date, end: date) -> float | None:
        points = self.points_of(start, end)
        return None if points is None else fsum(points.values())

    def values(self, periods: Sequence[Period]) -> list[float | None]:
        asked = clip(periods, self)
        columns = [self.input(part.metric).values(asked) for part in self.metric.composite]
        return [self._score(row) for row in zip(*columns, strict=True)]

    def points_of(self, start: date, end: date) -> Mapping[str, float] | None:
        """What each part adds to the score over the days, by its metric's id; None while any part has no value."""
        values = [self.input(part.metric).value(start, end) for part in self.metric.composite]
        return self._points_of(values)

    def parts_of(self, period: Period | None) -> tuple[PartResult, ...]:
        """The parts in the order of the project, with their values in the period; None stands for no closed period."""
        return tuple(self._part(part, period) for part in self.metric.composite)

    def over(self, start: date, end: date, cadence: Grain) -> float | None:
        """The mean of the scores of the closed periods in the window: a scale holds for a period, not for several."""
        found = [point for point in self.points(cadence) if point.closed and point.value is not None]
        scores = [point.value or 0.0 for point in found if start <= point.period.start and point.period.end <= end]
        return fsum(scores) / len(scores) if scores else None

    @property
    def is_divisible(self) -> bool:
        """Not while a part grows with the length of the period: part of one would score too little."""
        return not any(map(_flows, self.inputs()))

    def _draw_points(self, cadence: Grain) -> tuple[Point, ...]:
        points = super()._draw_points(cadence)
        if self.is_divisible:
            return points
        return tuple(point if point.closed else replace(point, value=None) for point in points)

    def _score(self, values: Sequence[float | None]) -> float | None:
        points = self._points_of(values)
        return None if points is None else fsum(points.values())

    def _points_of(self, values: Sequence[float | None]) -> Mapping[str, float] | None:
        points = {}
        for part, value in zip(self.metric.composite, values, strict=True):
            if value is None:
                return None
            points[part.metric] = part.weight * score(value, part, self.input(part.metric).metric.direction)
        return points

    def _part(self, part: CompositePart, period: Period | None) -> PartResult:
        series = self.input(part.metric)
        value = series.value(period.start, period.end) if period else None
        scored = None if value is None else score(value, part, series.metric.direction)
        return PartResult(
            metric=series.metric,
            part=part,
            value=value,
            score=scored,
            points=None if scored is None else part.weight * scored,
            has_data=series.grain is not None,
        )


def _flows(series: MetricSeries) -> bool:
    """Whether the metric, or what it is computed from, grows with the length of the period; a ratio does not."""
    if isinstance(series, ComputedSeries):
        return any(map(_flows, series.inputs()))
    return series.metric.aggregation in _FLOWS
