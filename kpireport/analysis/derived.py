"""Metrics computed from other metrics: ratios of sums, and formulas over rolled-up inputs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from kpireport.analysis.measured import Coverage, MetricSeries, RowSeries
from kpireport.analysis.readings import Reading, joined
from kpireport.formula import Formula, Lag
from kpireport.model import Metric, Point
from kpireport.periods import GRAINS, Calendar, Grain, Period


class RatioSeries(MetricSeries):
    """The sum of the numerator divided by the sum of the denominator."""

    def __init__(self, metric: Metric, calendar: Calendar, numerator: RowSeries, denominator: RowSeries) -> None:
        covered = replace(_meet([numerator, denominator]), opens=None)  # part of a period gives a ratio all the same
        super().__init__(metric, calendar, covered, (numerator, denominator))
        self.numerator, self.denominator = numerator, denominator
        self.scale = 100.0 if metric.unit == "percent" else 1.0

    @property
    def dimensions(self) -> tuple[str, ...]:
        shared = [name for name in self.numerator.all_dimensions if name in self.denominator.all_dimensions]
        admitted = self.metric.dimensions
        return tuple(shared) if admitted is None else tuple(name for name in admitted if name in shared)

    def value(self, start: date, end: date) -> float | None:
        return self._divide(self.numerator.value(start, end), self.denominator.value(start, end))

    def values(self, periods: Sequence[Period]) -> list[float | None]:
        asked = clip(periods, self)
        return list(map(self._divide, self.numerator.values(asked), self.denominator.values(asked)))

    def parts(self, dimension: str, start: date, end: date) -> dict[str, tuple[float, float]]:
        if dimension not in self.dimensions:
            return {}
        above = self.numerator.segments(dimension, start, end)
        below = self.denominator.segments(dimension, start, end)
        return {label: (above.get(label, 0.0), below.get(label, 0.0)) for label in sorted(above | below)}

    def by_segment(self, dimension: str) -> Mapping[str, MetricSeries]:
        if dimension not in self.dimensions:
            return {}
        above, below = self.numerator.by_segment(dimension), self.denominator.by_segment(dimension)
        nothing = RowSeries(self.numerator.metric, self._calendar, None)
        return {
            label: RatioSeries(self.metric, self._calendar, above.get(label, nothing), part)
            for label, part in below.items()
        }

    def readings(self) -> Iterator[Reading]:
        return joined(
            [self.numerator.readings(), self.denominator.readings()], lambda values: self._divide(values[0], values[1])
        )

    def _divide(self, numerator: float | None, denominator: float | None) -> float | None:
        if numerator is None or not denominator:
            return None
        return _finite(self.scale * numerator / denominator)


class ComputedSeries(MetricSeries):
    """Worked out from other metrics, each first rolled up to the period: its own periods do not add up."""

    def __init__(self, metric: Metric, calendar: Calendar, inputs: tuple[MetricSeries, ...]) -> None:
        super().__init__(metric, calendar, _meet(inputs), inputs)


class FormulaSeries(ComputedSeries):
    """Arithmetic over other metrics."""

    def __init__(self, metric: Metric, calendar: Calendar, formula: Formula, inputs: tuple[MetricSeries, ...]) -> None:
        super().__init__(metric, calendar, inputs)
        self.formula = formula

    def value(self, start: date, end: date) -> float | None:
        return self.formula.value(lambda name, lag: self.operand(name, lag, start, end))

    def operand(self, name: str, lag: Lag, start: date, end: date) -> float | None:
        """The input `name` as the formula sees it for the span: now, one span earlier, or one year earlier."""
        series = self.input(name)
        if lag == "now":
            return series.value(start, end)
        earlier = _earlier(self._calendar, start, end, lag)
        return series.value(*earlier) if series.opens is None or earlier[0] >= series.opens else None

    def by_segment(self, dimension: str) -> Mapping[str, MetricSeries]:
        """Where all inputs have the segment."""
        parts = [series.by_segment(dimension) for series in self._inputs]
        labels = [label for label in parts[0] if all(label in part for part in parts)] if parts else []
        return {
            label: FormulaSeries(self.metric, self._calendar, self.formula, tuple(part[label] for part in parts))
            for label in labels
        }

    def readings(self) -> Iterator[Reading]:
        """Those of instants at which all inputs were measured; a formula that looks back has none."""
        if any(lag != "now" for _, lag in self.formula.lags):
            return iter(())
        names = [series.metric.id for series in self._inputs]
        return joined(
            [series.readings() for series in self._inputs],
            lambda values: self.formula.value(lambda name, _: values[names.index(name)]),
        )

    def values(self, periods: Sequence[Period]) -> list[float | None]:
        asked = clip(periods, self)
        columns = {(name, lag): self._column(self.input(name), lag, asked) for name, lag in self.formula.lags}
        return [
            self.formula.value(lambda name, lag, row=row: columns[name, lag][row])  # type: ignore[misc]
            for row in range(len(periods))
        ]

    def _column(self, series: MetricSeries, lag: Lag, periods: Sequence[Period]) -> list[float | None]:
        if lag == "now":
            return series.values(periods)
        shift = self._calendar.year_before if lag == "prev_year" else lambda period: self._calendar.shift(period, -1)
        earlier = [shift(period) for period in periods]
        values = zip(earlier, series.values(earlier), strict=True)
        return [value if series.is_closed(period) else None for period, value in values]

    def _draw_points(self, cadence: Grain) -> tuple[Point, ...]:
        """A formula that looks back has its first point where all it looks at is there."""
        points = super()._draw_points(cadence)
        if all(lag == "now" for _, lag in self.formula.lags):
            return points
        first = next((index for index, point in enumerate(points) if point.value is not None), len(points))
        return points[first:]


def _meet(inputs: Sequence[MetricSeries]) -> Coverage:
    """Where all inputs have data; none when one of them has none."""
    grains = [series.grain for series in inputs if series.grain]
    firsts = [series.first for series in inputs if series.first]
    throughs = [series.through for series in inputs if series.through]
    if not inputs or len(throughs) < len(inputs) or max(firsts) > min(throughs):
        return Coverage()
    opens = max((series.opens for series in inputs if series.opens), default=None)
    return Coverage(max(grains, key=GRAINS.index), max(firsts), min(throughs), opens)


def clip(periods: Sequence[Period], series: MetricSeries) -> list[Period]:
    """The periods, the last one ending with the data that all inputs have, so that none runs ahead of the others."""
    clipped = list(periods)
    ends = {source.through for source in series.inputs()}
    if clipped and len(ends) > 1 and series.through and clipped[-1].start <= series.through < clipped[-1].end:
        clipped[-1] = replace(clipped[-1], end=series.through)
    return clipped


def _finite(number: float) -> float | None:
    return number + 0.0 if math.isfinite(number) else None


def _earlier(calendar: Calendar, start: date, end: date, lag: Lag) -> tuple[date, date]:
    """A span one place or one year earlier: the period before where it is one, else as many days, or the same dates."""
    found = next(
        (p for grain in GRAINS if (p := calendar.period(start, grain)) and (p.start, p.end) == (start, end)), None
    )
    if found:
        earlier = calendar.year_before(found) if lag == "prev_year" else calendar.shift(found, -1)
        return earlier.start, earlier.end
    if lag == "prev_year":
        return _a_year_before(start), _a_year_before(end)
    return start - (end - start) - timedelta(days=1), start - timedelta(days=1)


def _a_year_before(day: date) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap_day else day.day)
