"""What a target is judged on, and what the judges of the different kinds have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kpireport.analysis.figures import Figure, found, reaches
from kpireport.analysis.measured import MetricSeries
from kpireport.analysis.pace import Line
from kpireport.analysis.series import SeriesTable
from kpireport.analysis.window import Baseline, Window
from kpireport.model import Bound, Point, Reason, Target, TargetPoint
from kpireport.periods import Calendar, Grain


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A KPI's periods at its cadence, the window and baseline of its target, and the metrics targets may come from.

    Without `is_paced` nobody asks what was due by now.
    """

    series: MetricSeries
    table: SeriesTable
    calendar: Calendar
    cadence: Grain
    window: Window
    baseline: Baseline | None
    is_paced: bool = True

    @property
    def target(self) -> Target:
        return self.window.target

    @property
    def points(self) -> tuple[Point, ...]:
        return self.series.points(self.cadence)

    @property
    def through(self) -> date | None:
        return self.series.through

    @property
    def sense(self) -> int:
        """1 where more is better, -1 where less is. A metric that does not say takes it from the baseline."""
        if self.series.metric.direction in ("up", "down"):
            return -1 if self.series.metric.direction == "down" else 1
        goal = self.target.value.number if self.target.value else None
        return -1 if goal is not None and self.baseline and goal < self.baseline.value else 1

    def latest(self) -> Point | None:
        """The last closed period with a value; once the deadline is over, the last one up to it."""
        by = self.window.by
        known = [point for point in valued(self.points) if by is None or point.period.end <= by]
        return known[-1] if known else None

    def inside(self) -> list[Point]:
        """The closed periods wholly inside the window, with or without a value."""
        return [point for point in self.points if point.closed and self.window.holds(point.period)]

    def whole(self, start: date, end: date) -> tuple[date, date]:
        """The days narrowed to whole weeks where data by the week is judged by the week, and as they are elsewhere."""
        return whole_weeks(self.series, self.cadence, self.calendar, start, end)

    def bound(self, bound: Bound | None, start: date | None, end: date | None) -> Figure:
        """The declared number, or what the metric it comes from has between `start` and `end`."""
        if bound is None:
            return "not_applicable"
        if bound.metric is None:
            return found(bound.number, "not_applicable")
        if start is None or end is None:
            return self.why_no_value() if self.window.by else "no_deadline"
        return found(self.table[bound.metric].value(start, end), "no_data")

    def is_met(self, current: Figure, goal: Figure) -> bool | None:
        """Whether the value is at or beyond the target on the better side; None when either is unknown."""
        if isinstance(current, str) or isinstance(goal, str):
            return None
        return reaches(self.sense * current, self.sense * goal)

    def why_no_value(self) -> Reason:
        """Why no closed period has a value."""
        if self.series.coarser_than(self.cadence):
            return "coarser_than_cadence"
        if not self.points or any(point.closed for point in self.points):
            return "no_data"
        return "no_closed_period"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the judge of one kind found; figures that it does not give do not apply to the kind."""

    figures: Mapping[str, Figure]
    met: bool | None = None
    plan: Line = ()
    periods: tuple[TargetPoint, ...] = ()


def valued(points: Sequence[Point]) -> list[Point]:
    """The closed periods that have a value."""
    return [point for point in points if point.closed and point.value is not None]


def whole_weeks(series: MetricSeries, cadence: Grain, calendar: Calendar, start: date, end: date) -> tuple[date, date]:
    """The days narrowed to whole weeks where data by the week is judged by the week, and as they are elsewhere.

    Rolled up to months, a week stands on its Thursday instead.
    """
    if (series.grain, cadence) != ("week", "week"):
        return start, end
    first, last = calendar.period(start, "week"), calendar.period(end, "week")
    opening = first if first.start == start else calendar.shift(first, 1)
    closing = last if last.end == end else calendar.shift(last, -1)
    return opening.start, closing.end
