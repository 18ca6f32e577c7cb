"""How much of the way should be done by now: the expected share of a window, day by day.

A line of shares runs from 0 on the day before the window to 1 on its last day, straight between its points. It is drawn
from the user's milestones, else from the weekday or monthly profile of the past, else straight.
"""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from math import fsum

from kpireport.analysis.figures import Figure, divide, minus, plus, times
from kpireport.model import Milestone, Point

#: Points of a line, by date.
Line = tuple[tuple[date, float], ...]
#: What a day weighs against other days.
Weight = Callable[[date], float]

#: Weekdays count in windows of up to so many days, learned from this many complete weeks.
WEEKDAY_WINDOW, FEWEST_WEEKS, MOST_WEEKS = 92, 2, 52
#: Months count when at least two years of them lie before the window.
FEWEST_MONTHS = 24

_DAY = timedelta(days=1)


def days_between(start: date, end: date) -> int:
    """Whole days from `start` to `end`, both included."""
    return (end - start).days + 1


def elapsed_days(start: date, by: date, day: date) -> int:
    """Days of the window gone when `day` is over, never fewer than none nor more than all."""
    return max(0, min(days_between(start, day), days_between(start, by)))


# ----------------------------------------------------------------------------------------------- lines of shares


def straight_line(start: date, by: date) -> Line:
    """Every day counts the same."""
    return ((start - _DAY, 0.0), (by, 1.0))


def milestone_line(start: date, by: date, first: float, last: float, milestones: Iterable[Milestone]) -> Line:
    """Through the milestones inside the window, between `first` and `last`; straight when those are equal."""
    if first == last:
        return straight_line(start, by)
    inside = {point.date: point.value for point in milestones if start - _DAY < point.date < by}
    shares = ((day, (value - first) / (last - first)) for day, value in sorted(inside.items()))
    return ((start - _DAY, 0.0), *shares, (by, 1.0))


def weighted_line(weight: Weight, start: date, by: date) -> Line | None:
    """Days count by their weight. None when one is negative or all are 0: no profile to go by."""
    days = [start + n * _DAY for n in range(days_between(start, by))]
    weights = [weight(day) for day in days]
    total = fsum(weights)
    if total <= 0 or min(weights) < 0:
        return None
    gone = zip(days, accumulate(weights), strict=True)
    points = ((day, done / total) for day, done in gone if len(days) <= WEEKDAY_WINDOW or _ends_month(day))
    return ((start - _DAY, 0.0), *((day, share) for day, share in points if day != by), (by, 1.0))


def _ends_month(day: date) -> bool:
    return (day + _DAY).day == 1


def share_on(line: Line, day: date) -> float:
    """The line's value on `day`: between its points in proportion to the days, outside of them that of the nearest."""
    after = bisect_right([point[0] for point in line], day)
    if after == 0 or after == len(line):
        return line[max(0, after - 1)][1]
    (left, low), (right, high) = line[after - 1], line[after]
    return low + (high - low) * ((day - left).days / (right - left).days)


def scaled(line: Line, first: float, last: float) -> Line:
    """A line of shares in the metric's unit, from `first` to `last`."""
    return tuple((day, first + (last - first) * share) for day, share in line)


# ------------------------------------------------------------------------------------------ profiles of the past


def weekday_weight(daily: Mapping[date, float], first: date, before: date) -> Weight | None:
    """Each weekday's mean over the last 2 to 52 ISO weeks that lie whole from `first` until the day before `before`.

    A weekday that never had a value weighs nothing. None with fewer than two such weeks.
    """
    monday = first + (-first.weekday() % 7) * _DAY
    end = before - before.weekday() * _DAY
    weeks = (end - monday).days // 7
    if weeks < FEWEST_WEEKS:
        return None
    days = (end - (n + 1) * _DAY for n in range(7 * min(weeks, MOST_WEEKS)))
    means = _means((day.weekday(), daily[day]) for day in days if day in daily)
    return lambda day: means.get(day.weekday(), 0.0)


def month_weight(months: Sequence[Point], before: date) -> Weight | None:
    """Each month's mean over all closed months before `before`, spread evenly over its days.

    None with fewer than 24 of them, or when a month of the year is missing.
    """
    past = [point for point in months if point.closed and point.value is not None and point.period.end < before]
    means = _means((point.period.start.month, point.value) for point in past if point.value is not None)
    if len(past) < FEWEST_MONTHS or len(means) < 12:
        return None
    of_month = cache(lambda year, month: means[month] / monthrange(year, month)[1])
    return lambda day: of_month(day.year, day.month)


def _means(items: Iterable[tuple[int, float]]) -> dict[int, float]:
    groups: dict[int, list[float]] = {}
    for key, value in items:
        groups.setdefault(key, []).append(value)
    return {key: fsum(values) / len(values) for key, values in groups.items()}


# --------------------------------------------------------------------------------------------- figures of the pace


def cumulative_pace(
    current: Figure, target: Figure, share: Figure, elapsed: Figure, remaining: Figure
) -> dict[str, Figure]:
    """What was due by now, pace (1 is on plan), the total at this pace, and rates a day; `share` is that expected."""
    expected = times(target, share)
    required = divide(minus(target, current), remaining, "not_applicable")
    rate = divide(current, elapsed, "window_not_started")
    return {
        "expected": expected,
        "pace": divide(current, expected, "window_not_started" if share == 0 else "zero_base"),
        "at_pace": divide(current, share, "window_not_started"),
        "required_rate": required,
        "current_rate": rate,
        "effort_ratio": divide(required, rate),
    }


def reach_pace(progress: Figure, baseline: Figure, target: Figure, share: Figure) -> dict[str, Figure]:
    """The level expected by now on the way from the baseline to the target, and progress over the expected share."""
    return {
        "expected": plus(baseline, times(minus(target, baseline), share)),
        "pace": divide(progress, share, "window_not_started"),
    }
