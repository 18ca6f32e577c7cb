"""What is new in each period of a series: what neither its season, nor slow movement, nor the value before foretells.

Two series that both grow, share a season or wander correlate without having to do with each other; what is new in them
does not (Haugh 1976).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import fsum, isqrt
from operator import mul

from kpireport.analysis.limits import slack_of
from kpireport.model import Point

#: Values, and complete seasons, without which nothing can be said.
FEWEST_VALUES, SEASONS = 16, 2
#: Every so many periods, slow movement may bend once more. A year of weeks is slow.
SLOW = 12
#: Lags up to which the autocorrelation that is left gets measured.
MEMORY = 4
#: Values beyond this size do not count: their squares would have no number.
LARGEST = 1e150


@dataclass(frozen=True, slots=True)
class News:
    """What is new in each period, in units of no meaning; None where that is not known.

    `memory` is the autocorrelation that is left, from lag 1 on. `free` is the share of the values that season and slow
    movement leave free to vary.
    """

    values: Sequence[float | None]
    memory: Sequence[float]
    free: float


def news_of(points: Sequence[Point], season_length: int = 1) -> News:
    """One value for each of the points, which leave out no period; open and provisional ones, and gaps, tell nothing.

    Few values make the pull of each on the next look too small, which is corrected for (Kendall 1954).
    """
    values = [point.value if point.closed and not point.provisional else None for point in points]
    at = {position: value for position, value in enumerate(values) if value is not None and abs(value) <= LARGEST}
    n = len(at)
    if n < max(FEWEST_VALUES, SEASONS * season_length):
        return News([None] * len(values), (0.0,) * MEMORY, 1.0)
    bends = min(1 + n // SLOW, 2 * isqrt(n))
    rest = _without_slow(at, bends)
    if season_length > 1:
        rest = _without_slow(_without_season(rest, season_length), bends)
    (pull,) = _lagged(rest, 1)
    pull = min(1.0, pull + (2 + 4 * pull) / n)
    fresh = {t: value - pull * rest[t - 1] for t, value in rest.items() if t - 1 in rest}
    if max(map(abs, fresh.values()), default=0.0) <= slack_of(list(at.values())):
        fresh = {}
    memory = _lagged(fresh, *range(1, MEMORY + 1))
    taken = bends - 1 + (season_length if season_length > 1 else 0)
    return News([fresh.get(t) for t in range(len(values))], memory, 1 - taken / n)


def _without_slow(at: Mapping[int, float], bends: int) -> dict[int, float]:
    """What a polynomial of that degree leaves, fitted by least squares."""
    rest = list(at.values())
    for curve, size in _curves(tuple(at), bends):
        height = sum(map(mul, rest, curve)) / size
        rest = [value - height * c for value, c in zip(rest, curve, strict=True)]
    return dict(zip(at, rest, strict=True))


@lru_cache(maxsize=16)
def _curves(times: Sequence[int], bends: int) -> Sequence[tuple[Sequence[float], float]]:
    """Orthogonal polynomials of degree 0 to `bends` at these times, each with its sum of squares (Forsythe 1957)."""
    centre, half = (times[0] + times[-1]) / 2, (times[-1] - times[0]) / 2
    places = [(t - centre) / half for t in times]
    before, curve = [0.0] * len(times), [1.0] * len(times)
    size_before, curves = 1.0, []
    for _ in range(bends + 1):
        size = sum(c * c for c in curve)
        curves.append((curve, size))
        tilt = sum(map(mul, places, map(mul, curve, curve))) / size
        ratio = size / size_before
        curve, before = [(x - tilt) * c - ratio * b for x, c, b in zip(places, curve, before, strict=True)], curve
        size_before = size
    return curves


def _without_season(at: Mapping[int, float], length: int) -> dict[int, float]:
    """The distances from the mean of each place in the season."""
    places: dict[int, list[float]] = {}
    for t, value in at.items():
        places.setdefault(t % length, []).append(value)
    usual = {place: fsum(values) / len(values) for place, values in places.items()}
    return {t: value - usual[t % length] for t, value in at.items()}


def _lagged(at: Mapping[int, float], *lags: int) -> list[float]:
    """The autocorrelation at each lag of values that lie around 0; positions in between may lack one."""
    if not at:
        return [0.0] * len(lags)
    first = min(at)
    values = [0.0] * (max(at) - first + 1)
    for t, value in at.items():
        values[t - first] = value
    total = fsum(map(mul, values, values)) or 1.0
    return [fsum(map(mul, values[lag:], values)) / total for lag in lags]
