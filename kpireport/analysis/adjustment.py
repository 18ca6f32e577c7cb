"""What is taken out of a series before its limits are drawn: a season, a trend, the pull of each value on the next.

The limits hold for values that do not depend on one another. Where they do, what the adjustment leaves is charted in
their place, and the page names it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum, sqrt
from statistics import median
from typing import Literal

Adjustment = Literal["season_and_trend", "season_difference", "trend"]

#: Complete seasons needed to take out trend and season; and to set each value against the one a season before.
SEASONS_FOR_MEDIANS, SEASONS_FOR_DIFFERENCES = 5, 2
#: Lag-1 autocorrelation that is tolerated however long the series is.
TOLERATED = 0.3


@dataclass(frozen=True, slots=True)
class Adjusted:
    """The values to chart. `indices` says which of the given values each of them stands for.

    `reliable` is False where neighbours still depend on each other too much for the rules to mean anything.
    """

    values: Sequence[float]
    indices: Sequence[int]
    name: Adjustment | None = None
    reliable: bool = True


def adjust(values: Sequence[float], positions: Sequence[int], season_length: int) -> Adjusted:
    """The values as they are, or without what makes them depend on one another.

    `positions` count the periods, gaps included, so that a season stays in step over a gap; `season_length` 1 is none.
    """
    seasons = len(values) / season_length if season_length > 1 else 0
    if seasons >= SEASONS_FOR_MEDIANS:
        return _without_season_and_trend(values, positions, season_length)
    if seasons >= SEASONS_FOR_DIFFERENCES:
        return _season_differences(values, positions, season_length)
    return _without_pull(values)


def _without_season_and_trend(values: Sequence[float], positions: Sequence[int], length: int) -> Adjusted:
    """Trend: the median change over a season. Season: the median of each place in it, once the trend is out.

    A short season measures the trend over a short distance, and its error grows over the series into a drift that the
    rules would take for a shift. What is left of the trend is therefore measured over longer distances and goes too.
    """
    changes = _season_differences(values, positions, length).values
    slope = median(changes) / length if changes else 0.0
    level = [value - slope * position for value, position in zip(values, positions, strict=True)]
    by_place: dict[int, list[float]] = defaultdict(list)
    for value, position in zip(level, positions, strict=True):
        by_place[position % length].append(value)
    usual = {place: median(found) for place, found in by_place.items()}
    rest = [value - usual[position % length] for value, position in zip(level, positions, strict=True)]
    left = _steps_of_pairs(rest)
    return Adjusted([value - left * index for index, value in enumerate(rest)], range(len(values)), "season_and_trend")


def _steps_of_pairs(values: Sequence[float]) -> float:
    """The median change a step between values one to nine tenths of the series apart, after Theil and Sen.

    A few outliers do not sway it.
    """
    n = len(values)
    tenth = max(1, n // 10)
    distances = range(tenth, n, tenth)
    return median([(b - a) / apart for apart in distances for a, b in zip(values, values[apart:], strict=False)])


def _season_differences(values: Sequence[float], positions: Sequence[int], length: int) -> Adjusted:
    at = dict(zip(positions, values, strict=True))
    indices = [index for index, position in enumerate(positions) if position - length in at]
    changes = [values[index] - at[positions[index] - length] for index in indices]
    return Adjusted(changes, indices, "season_difference")


def _without_pull(values: Sequence[float]) -> Adjusted:
    """The values; where each pulls on the next, their distances from a straight line."""
    tolerated = max(TOLERATED, 2 / sqrt(len(values)))
    if autocorrelation(values) <= tolerated:
        return Adjusted(values, range(len(values)))
    rest = from_line(values)
    return Adjusted(rest, range(len(values)), "trend", reliable=autocorrelation(rest) <= tolerated)


def autocorrelation(values: Sequence[float]) -> float:
    """Lag-1 autocorrelation: how much of a value's distance from the mean the next one shares. 0 without movement."""
    mean = fsum(values) / len(values)
    apart = [value - mean for value in values]
    total = fsum(distance * distance for distance in apart)
    return fsum(before * after for before, after in pairwise(apart)) / total if total else 0.0


def from_line(values: Sequence[float]) -> list[float]:
    """The distance of each value from the straight line of least squares through all of them."""
    n = len(values)
    centre, mean = (n - 1) / 2, fsum(values) / n
    apart = fsum((index - centre) ** 2 for index in range(n))
    slope = fsum((index - centre) * (value - mean) for index, value in enumerate(values)) / apart if apart else 0.0
    return [value - mean - slope * (index - centre) for index, value in enumerate(values)]
