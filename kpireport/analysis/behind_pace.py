"""Whether a KPI is behind the pace that its target asks for, and since when."""

from __future__ import annotations

from datetime import timedelta

from kpireport.analysis.figures import reaches
from kpireport.analysis.firing import Firing, last_run, settled, untold
from kpireport.analysis.judgement import whole_weeks
from kpireport.analysis.measured import MetricSeries
from kpireport.analysis.pace import share_on
from kpireport.model import Point, TargetResult
from kpireport.periods import Calendar, Grain

_DAY = timedelta(days=1)


def watch_pace(target: TargetResult, series: MetricSeries, cadence: Grain, calendar: Calendar, least: float) -> Firing:
    """A pace below `least`; of a budget, whose pace is to stay low, its inverse.

    The pace is that of the target, or, while the last values may still change, that of the last period to have settled.
    """
    if target.pace is None:
        return untold(target.reasons.get("pace", "not_applicable"))
    is_budget = target.kind == "cumulative" and series.metric.direction == "down"
    points = [point for point in settled(series, cadence) if _is_inside(point, target)]

    def behind(pace: float | None) -> bool:
        if pace is None or (is_budget and pace <= 0):
            return False
        return not reaches(1 / pace if is_budget else pace, least)

    def was_behind(point: Point) -> bool:
        return behind(pace_after(point, target, series, cadence, calendar))

    now: float | None = target.pace
    if series.settle_days:
        now = pace_after(points[-1], target, series, cadence, calendar) if points else None
    if now is None:
        return untold("no_closed_period")
    if not behind(now):
        return Firing(fired=False, value=now)
    run = last_run(points, was_behind)
    first = points[-run].period.start if run else points[-1].period.end + _DAY if points else target.start
    since = max(first, target.start) if first and target.start else first
    return Firing(fired=True, since=since, value=now, run=run)


def _is_inside(point: Point, target: TargetResult) -> bool:
    """Whether the period ends in the window, so that a pace could be told at its end."""
    after = target.start is not None and point.period.end >= target.start
    return after and (target.by is None or point.period.end <= target.by)


def pace_after(
    point: Point, target: TargetResult, series: MetricSeries, cadence: Grain, calendar: Calendar
) -> float | None:
    """The pace at the end of a period: what there was, over what the plan line asked for by then."""
    if target.start is None or not target.plan:
        return None
    base = target.baseline or 0.0 if target.kind == "reach" else 0.0
    due = share_on(target.plan, point.period.end) - base
    current = point.value
    if target.kind == "cumulative":
        opening, closing = whole_weeks(series, cadence, calendar, target.start, point.period.end)
        current = series.over(opening, closing, cadence) if opening <= closing else None
    return (current - base) / due if current is not None and due else None
