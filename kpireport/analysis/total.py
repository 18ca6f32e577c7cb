"""Targets on the whole window: a sum to reach by its end (or a budget to keep), and an average."""

from __future__ import annotations

from datetime import date, timedelta

from kpireport.analysis import pace
from kpireport.analysis.figures import Figure, divide, found, minus
from kpireport.analysis.judgement import Judgement, Standing, valued
from kpireport.analysis.measured import MetricSeries
from kpireport.model import Reason

_DAY = timedelta(days=1)


def judge_sum(judgement: Judgement) -> Standing:
    """Progress V/T, and the pace against what was due by the last day with data."""
    goal, current, line = _sum_target(judgement), _over_window(judgement), _line(judgement)
    share: Figure = line if isinstance(line, str) else pace.share_on(line, judgement.through or line[0][0])
    figures: dict[str, Figure] = {
        "value": goal,
        "current": current,
        "progress": divide(current, goal),
        "gap": minus(current, goal),
        "expected_share": share,
        **pace.cumulative_pace(current, goal, share, *_days(judgement)),
    }
    plan = () if isinstance(line, str) or isinstance(goal, str) else pace.scaled(line, 0.0, goal)
    return Standing(figures=figures, met=judgement.is_met(current, goal), plan=plan)


def judge_average(judgement: Judgement) -> Standing:
    """Progress V/T, or T/V where less is better, with V the metric aggregated over the window so far."""
    current = _over_window(judgement)
    goal = judgement.bound(judgement.target.value, judgement.window.start, _last_day(judgement))
    figures: dict[str, Figure] = {
        "value": goal,
        "current": current,
        "progress": divide(current, goal) if judgement.sense > 0 else divide(goal, current),
        "gap": minus(current, goal),
    }
    return Standing(figures=figures, met=judgement.is_met(current, goal))


def _over_window(judgement: Judgement) -> Figure:
    """The metric from the start of the window through the last day with data, open periods included."""
    start, end = judgement.window.start, _last_day(judgement)
    if start is None or end is None:
        return judgement.why_no_value()
    opening, closing = judgement.whole(start, end)
    if closing < opening:
        return "window_not_started"
    return found(judgement.series.over(opening, closing, judgement.cadence), "no_data")


def _last_day(judgement: Judgement) -> date | None:
    by, through = judgement.window.by, judgement.through
    return min(by, through) if by and through else through


def _days(judgement: Judgement) -> tuple[Figure, Figure]:
    """Days of the window gone and left."""
    start, by, through = judgement.window.start, judgement.window.by, judgement.through
    if start is None or through is None:
        return "no_data", "no_data" if by else "no_deadline"
    if by is None:
        return float(max(0, pace.days_between(start, through))), "no_deadline"
    elapsed = pace.elapsed_days(start, by, through)
    return float(elapsed), float(max(0, pace.days_between(start, by)) - elapsed)


def _sum_target(judgement: Judgement) -> Figure:
    """The declared sum, or that of the metric holding the plan, which has to be known to the end of the window."""
    bound, by = judgement.target.value, judgement.window.by
    if bound and bound.metric and by:
        through = judgement.table[bound.metric].through
        if through is None or through < by:
            return "no_data"
    return judgement.bound(bound, judgement.window.start, by)


def _line(judgement: Judgement) -> pace.Line | Reason:
    """The shares of the target expected day by day, from the plan if there is one, else from the past."""
    start, by, target = judgement.window.start, judgement.window.by, judgement.target
    if not judgement.is_paced:
        return "not_yet"
    if by is None:
        return "no_deadline"
    if start is None:
        return judgement.why_no_value()
    if by < start:
        return "not_applicable"
    goal = _sum_target(judgement)
    if target.value and target.value.metric:
        return goal if isinstance(goal, str) else _planned_line(judgement, target.value.metric, goal, start, by)
    if target.milestones and not isinstance(goal, str):
        return pace.milestone_line(start, by, 0.0, goal, target.milestones)
    return _profile_line(judgement.series, start, by) or pace.straight_line(start, by)


def _planned_line(judgement: Judgement, metric: str, goal: float, start: date, by: date) -> pace.Line:
    """The running sum of the planning metric over the window, as shares of its total."""
    series = judgement.table[metric]
    if not goal or series.grain is None:
        return pace.straight_line(start, by)
    ends = [point.period.end for point in series.points(series.grain) if judgement.window.holds(point.period)]
    sums = ((day, series.value(start, day)) for day in ends if day < by)
    return ((start - _DAY, 0.0), *((day, total / goal) for day, total in sums if total is not None), (by, 1.0))


def _profile_line(series: MetricSeries, start: date, by: date) -> pace.Line | None:
    """The line by weekdays in short windows of daily data, else by months; None without enough past."""
    if series.first is None or series.through is None:
        return None
    weight = None
    if series.grain == "day" and pace.days_between(start, by) <= pace.WEEKDAY_WINDOW:
        daily = {point.period.start: point.value for point in valued(series.points("day")) if point.value is not None}
        weight = pace.weekday_weight(daily, series.first, min(start, series.through + _DAY))
    if weight is None:
        weight = pace.month_weight(series.points("month"), start)
    return pace.weighted_line(weight, start, by) if weight else None
