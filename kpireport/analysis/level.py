"""Targets that hold anew in every period: at least, at most, and within a range."""

from __future__ import annotations

from collections.abc import Mapping

from kpireport.analysis.figures import Figure, found, minus, number, reaches
from kpireport.analysis.judgement import Judgement, Standing
from kpireport.model import Point, Target, TargetPoint
from kpireport.periods import Period


def judge_levels(judgement: Judgement) -> Standing:
    """Progress is the share of closed periods in the window that comply; those without value or target do not count."""
    inside = judgement.inside()
    periods = tuple(filter(None, (_target_point(judgement, point) for point in inside)))
    judged = [period.complies for period in periods if period.complies is not None]
    latest = judgement.latest()
    current = found(latest.value if latest else None, judgement.why_no_value())
    bounds = _bounds(judgement, latest.period if latest else None)
    figures: dict[str, Figure] = {
        **bounds,
        "current": current,
        "progress": _progress(judged, current, started=bool(inside)),
        "gap": _gap(current, bounds),
    }
    return Standing(figures=figures, met=judged[-1] if judged else None, periods=periods)


def _progress(judged: list[bool], current: Figure, *, started: bool) -> Figure:
    if judged:
        return sum(judged) / len(judged)
    if isinstance(current, str):
        return current
    return "no_data" if started else "window_not_started"


def _bounds(judgement: Judgement, period: Period | None) -> dict[str, Figure]:
    """`value`, or `low` and `high`, as they hold in one period."""
    target = judgement.target
    named = {"low": target.low, "high": target.high} if target.kind == "range" else {"value": target.value}
    start, end = (period.start, period.end) if period else (None, None)
    return {name: judgement.bound(bound, start, end) for name, bound in named.items()}


def _target_point(judgement: Judgement, point: Point) -> TargetPoint | None:
    """What the target asks of one period; None where the metric it comes from has no value there."""
    bounds = _bounds(judgement, point.period)
    if "no_data" in bounds.values():
        return None
    low, high = _limits(judgement.target, bounds)
    complies = None
    if point.value is not None:
        complies = (low is None or reaches(point.value, low)) and (high is None or reaches(high, point.value))
    value, low_bound, high_bound = (number(bounds.get(name, "not_applicable")) for name in ("value", "low", "high"))
    return TargetPoint(point.period, value, low_bound, high_bound, complies)


def _limits(target: Target, bounds: Mapping[str, Figure]) -> tuple[float | None, float | None]:
    if target.kind == "range":
        return number(bounds["low"]), number(bounds["high"])
    value = number(bounds["value"])
    return (value, None) if target.kind == "at_least" else (None, value)


def _gap(current: Figure, bounds: Mapping[str, Figure]) -> Figure:
    """Value minus target; for a range the signed distance to the bound that was passed, 0 inside."""
    if "value" in bounds:
        return minus(current, bounds["value"])
    if isinstance(current, str):
        return current
    if "no_data" in bounds.values():
        return "no_data"
    return current - nearest_inside(current, number(bounds["low"]), number(bounds["high"]))


def nearest_inside(value: float, low: float | None, high: float | None) -> float:
    """The value itself when it lies within `low` to `high`, else the bound it has passed."""
    if low is not None and value < low:
        return low
    return high if high is not None and value > high else value
