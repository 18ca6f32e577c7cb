"""Is the target within what the number has managed before? Judged by its own history alone."""

from __future__ import annotations

import math
from collections.abc import Sequence

from kpireport.analysis.figures import reaches
from kpireport.analysis.judgement import valued
from kpireport.analysis.measured import MetricSeries
from kpireport.model import Achievable, Grade, Kpi, Point, Target, TargetResult
from kpireport.periods import Calendar, Grain

#: Growth windows, or values, needed for a judgement.
NEEDED = 8
#: Likelihoods below which a target is a stretch, and above which it asks for little.
STRETCH, EASY = 0.20, 0.90
#: Times the best growth seen from which on a target is implausible.
IMPLAUSIBLE = 3.0


def judge_achievable(
    kpi: Kpi, series: MetricSeries, points: Sequence[Point], target: TargetResult | None, calendar: Calendar
) -> Achievable | None:
    """The growth that the target still asks for, against every stretch of equal length in the closed periods.

    Targets that hold in every period are judged by how many past periods comply. None for what asks for nothing more: a
    target in words, without a number, or past its deadline.
    """
    if target is None or kpi.cadence is None or target.kind == "text" or not kpi.targets:
        return None
    if target.by and series.through and target.by <= series.through:
        return None
    closed = valued(points)
    if target.kind in ("reach", "cumulative"):
        return _by_growth(kpi.targets[target.phase], series, closed, target, calendar)
    declared = kpi.targets[target.phase]
    moves = any(bound and bound.metric for bound in (declared.value, declared.low, declared.high))
    return None if moves else _by_compliance(series, closed, target)


# --------------------------------------------------------------------------------------------------------- growth


def _by_growth(
    declared: Target, series: MetricSeries, closed: Sequence[Point], target: TargetResult, calendar: Calendar
) -> Achievable | None:
    if target.value is None or target.by is None or not closed:
        return None
    values = [point.value for point in closed if point.value is not None]
    horizon = _periods_ahead(declared, closed, target, calendar)
    base = math.fsum(values[-horizon:]) if target.kind == "cumulative" else values[-1]
    if horizon < 1 or (target.kind == "cumulative" and len(values) < horizon):
        return Achievable(grade="unknown", horizon=max(horizon, 0), n=max(0, len(values) - horizon))
    sense = _sense(series, target)
    if _was_met_at_start(target, sense):
        return Achievable(grade="met_at_start", horizon=horizon, n=len(values))
    logarithmic = series.metric.aggregation != "ratio" and min(*values, base, target.value) > 0
    return grade_growth(values, base, target.value, horizon, sense=sense, logarithmic=logarithmic)


def grade_growth(
    values: Sequence[float], base: float, goal: float, horizon: int, *, sense: int = 1, logarithmic: bool = True
) -> Achievable:
    """The needed growth from `base` to `goal` over `horizon` periods, against all windows of that length in `values`.

    Growth is a logarithm of the ratio, or a difference where the series may be zero or is a ratio itself. `sense` is -1
    where lower is better.
    """

    def growth(before: float, after: float) -> float:
        return sense * (math.log(after / before) if logarithmic else after - before)

    windows = [growth(before, after) for before, after in zip(values, values[horizon:], strict=False)]
    need = growth(base, goal)
    n = len(windows)
    if n < NEEDED:
        return Achievable(grade="unknown", horizon=horizon, n=n, need=need, logarithmic=logarithmic)
    k = sum(reaches(window, need) for window in windows)
    likelihood, best = (k + 0.5) / (n + 1), max(windows)
    ratio = need / best if best > 0 else None
    grade = _grade(need, likelihood, ratio)
    return Achievable(
        grade=grade, horizon=horizon, n=n, k=k, likelihood=likelihood, need=need, best=best, ratio=ratio,
        logarithmic=logarithmic,
    )  # fmt: skip


def _grade(need: float, likelihood: float, ratio: float | None) -> Grade:
    if likelihood > EASY:
        return "easy"
    if ratio is None:
        return "beyond" if need > 0 else "fair"
    if ratio > IMPLAUSIBLE:
        return "implausible"
    if ratio > 1:
        return "beyond"
    return "stretch" if likelihood < STRETCH else "fair"


def _periods_ahead(declared: Target, closed: Sequence[Point], target: TargetResult, calendar: Calendar) -> int:
    """Cadence periods from the last closed one to the deadline; of a total, those of its whole window."""
    grain: Grain = closed[-1].period.grain
    by = target.by or declared.by
    if by is None:
        return 0
    if target.kind == "cumulative" and target.start:
        return len(calendar.between(grain, target.start, by))
    following = calendar.shift(closed[-1].period, 1).start
    return len([period for period in calendar.between(grain, following, by) if period.end <= by])


def _sense(series: MetricSeries, target: TargetResult) -> int:
    if series.metric.direction in ("up", "down"):
        return -1 if series.metric.direction == "down" else 1
    falls = target.baseline is not None and target.value is not None and target.value < target.baseline
    return -1 if falls else 1


def _was_met_at_start(target: TargetResult, sense: int) -> bool:
    if target.kind != "reach" or target.baseline is None or target.value is None:
        return False
    return reaches(sense * target.baseline, sense * target.value)


# ----------------------------------------------------------------------------------------------------- compliance


def _by_compliance(series: MetricSeries, closed: Sequence[Point], target: TargetResult) -> Achievable | None:
    """How many past periods comply with a floor, a ceiling, a range or an average."""
    if target.value is None and target.low is None:
        return None
    n = len(closed)
    if n < NEEDED:
        return Achievable(grade="unknown", n=n)
    k = sum(_complies(point.value or 0.0, series, target) for point in closed)
    likelihood = (k + 0.5) / (n + 1)
    grade: Grade = "fair"
    if likelihood > EASY:
        grade = "easy"
    elif k == 0:
        grade = "beyond"
    elif likelihood < STRETCH:
        grade = "stretch"
    return Achievable(grade=grade, n=n, k=k, likelihood=likelihood)


def _complies(value: float, series: MetricSeries, target: TargetResult) -> bool:
    if target.low is not None and target.high is not None:
        return target.low <= value <= target.high
    goal = target.value or 0.0
    ceiling = target.kind == "at_most" or (target.kind == "average" and series.metric.direction == "down")
    return reaches(goal, value) if ceiling else reaches(value, goal)
