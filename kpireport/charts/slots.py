"""The periods of a column chart: what happened in each, what is asked of it and what is foreseen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from kpireport.charts.ahead import forecast_in
from kpireport.charts.benchmark import Range, benchmark_near
from kpireport.charts.stretch import Stretch
from kpireport.model import LEVEL_KINDS, Event, ForecastPoint, KpiResult, Point, TargetPoint, TargetResult
from kpireport.periods import Calendar, Period


@dataclass(frozen=True, slots=True)
class Slot:
    """A place on the axis: a period, its value, what the target asks of it (`due`: as an outlined column), and what
    the forecast says of it (`ahead`)."""

    period: Period
    value: float | None
    closed: bool = True
    low: float | None = None
    high: float | None = None
    due: float | None = None
    ahead: ForecastPoint | None = None

    @property
    def heights(self) -> list[float]:
        ahead = (self.ahead.low, self.ahead.middle, self.ahead.high) if self.ahead else ()
        return [height for height in (self.value, self.low, self.high, self.due, *ahead) if height is not None]


@dataclass(frozen=True, slots=True)
class Columns:
    """What a column chart shows; a break stands before the slot of its day."""

    slots: tuple[Slot, ...]
    benchmark: Range | None = None
    breaks: tuple[Event, ...] = ()

    @property
    def broken(self) -> list[tuple[int, Event]]:
        """Each break with the number of the slot before which it stands."""
        return [
            (index, one)
            for one in self.breaks
            for index, slot in enumerate(self.slots)
            if slot.period.start <= one.date <= slot.period.end
        ]

    def heights(self) -> list[float]:
        return [0.0, *(height for slot in self.slots for height in slot.heights), *(self.benchmark or ())]

    @property
    def ahead(self) -> Slot | None:
        """The last forecast, where it is named."""
        return next((slot for slot in reversed(self.slots) if slot.ahead), None)


def columns(result: KpiResult, shown: Stretch, calendar: Calendar, *, most: int, within: float) -> Columns:
    """`most` columns may be drawn to show the forecast as far as the deadline.

    `within` is how far beyond the axis a benchmark may lie, as a share of the axis.
    """
    drawn = Columns(slots(result, shown, calendar, most))
    found = benchmark_near(result.kpi.benchmark, drawn.heights(), zero_below=1.0, within=within)
    return replace(drawn, benchmark=found)


def slots(result: KpiResult, shown: Stretch, calendar: Calendar, most: int) -> tuple[Slot, ...]:
    """The periods drawn, those of the forecast, and the one of a later deadline."""
    target, points = result.target, shown.points
    asked = {goal.period: goal for goal in target.periods if target.kind in LEVEL_KINDS} if target else {}
    due = _due(target, points[0].period, calendar) if target else None
    height = target.value if target else None
    if due and target and len(points) + len(target.forecast) <= most:
        shown = replace(shown, last=max(shown.last, due.end))
    ahead = {point.period: point for point in forecast_in(target, shown)}
    later = {*ahead, *([due] if due else [])}
    every = [*points, *(_blank(period) for period in sorted(later, key=_start) if period.start > points[-1].period.end)]
    return tuple(
        _slot(point, asked, height if point.period == due else None, ahead.get(point.period)) for point in every
    )


def _start(period: Period) -> date:
    return period.start


def _blank(period: Period) -> Point:
    return Point(period, None, closed=True)


def _slot(point: Point, asked: Mapping[Period, TargetPoint], due: float | None, ahead: ForecastPoint | None) -> Slot:
    goal = asked.get(point.period)
    bounds = [bound for bound in (goal.value, goal.low, goal.high) if bound is not None] if goal else []
    low, high = min(bounds, default=None), max(bounds, default=None)
    return Slot(point.period, point.value, point.closed, low, high, due, ahead)


def _due(target: TargetResult, like: Period, calendar: Calendar) -> Period | None:
    """The period at whose end the target is judged, where its number can stand beside those of single periods."""
    if target.kind in LEVEL_KINDS or target.value is None or target.by is None:
        return None
    due = calendar.period(target.by, like.grain)
    whole = target.kind != "cumulative" or (target.start is not None and due.start <= target.start)
    return due if whole else None
