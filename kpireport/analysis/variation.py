"""Signal or noise: limits, rules and adjustment put together for one KPI."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from kpireport.analysis.adjustment import Adjusted, adjust
from kpireport.analysis.limits import Limits, limits_of, slack_of
from kpireport.analysis.rules import Flag, flags_of
from kpireport.model import Direction, Point, Reason, Signal, SignalPoint, SignalSegment, TargetResult
from kpireport.periods import Period

Meaning = Literal["improvement", "concern", "neutral_high", "neutral_low", "common_cause"]
Assurance = Literal["consistent_pass", "consistent_fail", "hit_or_miss", "not_assessed"]

#: Values without which there are no limits, and from which on they are more than a trial.
FEWEST, FIRM = 6, 13
#: Values beyond this size are not charted: their squares would have no number.
LARGEST = 1e150


@dataclass(frozen=True, slots=True)
class _Chart:
    """One stretch between two rebases; `since` is the period with which the signal of its last point began."""

    n: int
    limits: Limits
    adjusted: Adjusted
    points: tuple[SignalPoint, ...]
    since: Period | None

    @property
    def segment(self) -> SignalSegment:
        start, end, limits = self.points[0].period, self.points[-1].period, self.limits
        return SignalSegment(start, end, self.n, limits.mean, limits.lower, limits.upper, self.is_trial)

    @property
    def is_trial(self) -> bool:
        return len(self.adjusted.values) < FIRM


def judge_signal(
    points: Sequence[Point],
    *,
    direction: Direction,
    target: TargetResult | None = None,
    season_length: int = 1,
    rebase: Sequence[date] = (),
) -> Signal:
    """Whether the last closed period of `points` is a signal, and all that a process chart shows.

    `points` are all periods in order, gaps included. Open and provisional ones, and those without a value, are left out
    and their neighbours joined. Limits and rules start anew with each period that holds a day of `rebase`; `n` counts
    the values since then. Earlier segments are shown where they are charted in the same way as the last.
    """
    last = next((point for point in reversed(points) if point.closed), None)
    stretches = _stretches(points, sorted(rebase))
    charts = [_chart(stretch, direction, season_length) for stretch in stretches]
    current = charts[-1]
    adjustment = current.adjusted.name if current else None
    shown = [chart for chart in charts if chart and chart.adjusted.name == adjustment]
    found = Signal(
        n=len(stretches[-1]),
        adjustment=adjustment,
        assurance=_assurance(current, target, direction),
        points=tuple(point for chart in shown for point in chart.points),
        segments=tuple(chart.segment for chart in shown),
    )
    return _concluded(found, current, last)


def _stretches(points: Sequence[Point], starts: Sequence[date]) -> list[list[tuple[int, Point]]]:
    """The judged points with their positions, from rebase to rebase; the last stretch is the current one."""
    stretches: list[list[tuple[int, Point]]] = [[] for _ in range(len(starts) + 1)]
    current = 0
    for position, point in enumerate(points):
        if point.closed:
            current = bisect_right(starts, point.period.end)
            if point.value is not None and not point.provisional and abs(point.value) <= LARGEST:
                stretches[current].append((position, point))
    return stretches[: current + 1]


def _concluded(found: Signal, chart: _Chart | None, last: Point | None) -> Signal:
    """What the last closed period says, or the word for why it says nothing."""
    if chart is None or last is None:
        return replace(found, reason="short_history")
    limits, point, why_not = chart.limits, chart.points[-1], _why_silent(chart, last)
    return replace(
        found,
        mean=limits.mean,
        lower=limits.lower,
        upper=limits.upper,
        trial=chart.is_trial,
        reason=why_not,
        variation=None if why_not else point.variation,
        rule=None if why_not else point.rule,
        since=None if why_not else chart.since,
    )


def _why_silent(chart: _Chart, last: Point) -> Reason | None:
    """Why the last closed period says nothing."""
    point = chart.points[-1]
    if last.provisional:
        return "partial_period"
    if point.period != last.period or point.charted is None:
        return "no_data"
    return None if chart.adjusted.reliable else "unreliable"


def _chart(stretch: Sequence[tuple[int, Point]], direction: Direction, season_length: int) -> _Chart | None:
    """Limits and flags of one stretch; None where it holds too few values for limits."""
    values = [point.value for _, point in stretch if point.value is not None]
    if len(values) < FEWEST:
        return None
    adjusted = adjust(values, [position for position, _ in stretch], season_length)
    if len(adjusted.values) < FEWEST:
        return None
    slack = slack_of(values)
    limits = limits_of(adjusted.values, slack=slack)
    flags = flags_of(adjusted.values, limits, slack) if adjusted.reliable else (None,) * len(adjusted.values)
    periods = [point.period for _, point in stretch]
    since = periods[adjusted.indices[flags[-1].first]] if flags[-1] else None
    return _Chart(len(values), limits, adjusted, _points(periods, values, adjusted, flags, direction), since)


def _points(
    periods: Sequence[Period],
    values: Sequence[float],
    adjusted: Adjusted,
    flags: Sequence[Flag | None],
    direction: Direction,
) -> tuple[SignalPoint, ...]:
    """Every value with what was charted for it and the flag of that."""
    charted: list[float | None] = [None] * len(values)
    flagged: list[Flag | None] = [None] * len(values)
    for index, value, flag in zip(adjusted.indices, adjusted.values, flags, strict=True):
        charted[index], flagged[index] = value, flag
    return tuple(
        SignalPoint(period, value, shown, meaning_of(flag, direction), flag.rule)
        if flag
        else SignalPoint(period, value, shown, "common_cause")
        for period, value, shown, flag in zip(periods, values, charted, flagged, strict=True)
    )


def meaning_of(flag: Flag, direction: Direction) -> Meaning:
    """What a flag means where more is better (`up`), where less is (`down`), or where neither is."""
    if direction in ("up", "down"):
        return "improvement" if (flag.side > 0) == (direction == "up") else "concern"
    return "neutral_high" if flag.side > 0 else "neutral_low"


def _assurance(chart: _Chart | None, target: TargetResult | None, direction: Direction) -> Assurance | None:
    """How the target lies to the limits; None without limits or target, and where neither direction is better."""
    if chart is None or target is None or (direction not in ("up", "down") and target.kind != "range"):
        return None
    if chart.adjusted.name:
        return "not_assessed"
    return assured(chart.limits, *_asked(target, direction))


def _asked(target: TargetResult, direction: Direction) -> tuple[float | None, float | None]:
    """The least and the most that a target allows a single period; sums and averages ask nothing of one."""
    if target.kind == "range":
        return target.low, target.high
    if target.kind not in ("at_least", "at_most", "reach"):
        return None, None
    is_floor = direction == "up" if target.kind == "reach" else target.kind == "at_least"
    return (target.value, None) if is_floor else (None, target.value)


def assured(limits: Limits, low: float | None, high: float | None) -> Assurance:
    """Whether normal variation alone always stays within `low` to `high`, never does, or sometimes does."""
    if low is None and high is None:
        return "not_assessed"
    if (low is None or low < limits.lower) and (high is None or limits.upper < high):
        return "consistent_pass"
    if (low is not None and limits.upper < low) or (high is not None and high < limits.lower):
        return "consistent_fail"
    return "hit_or_miss"
