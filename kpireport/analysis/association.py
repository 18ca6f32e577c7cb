"""Whether one series runs ahead of another: correlation at each lag, tested so that chance seldom passes for a finding.

Two series that merely both grow, share a season or wander would correlate without having anything to do with each other.
What is correlated is therefore what is new in each: the values without season and straight line, and without the part
that the value before foretells (Haugh 1976). An association found so is a hint, never a cause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import atanh, erfc, expm1, fsum, log1p, sqrt, tanh
from statistics import NormalDist

from kpireport.analysis.limits import slack_of
from kpireport.model import Point, Reason
from kpireport.periods import Period

#: Pairs of values needed at a lag; at most every fourth period of the history, and no more than a year of months.
FEWEST_PAIRS, LAGS_IN_HISTORY, MOST_LAGS = 16, 4, 12
#: The chance of a finding where there is none, over all lags and pairs that were tried.
CHANCE = 0.05
#: Lags over which what is left of each series' own memory widens the interval.
MEMORY = 4
#: Complete seasons needed to tell what is seasonal.
SEASONS = 2
#: Values beyond this size do not count: their squares would have no number.
LARGEST = 1e150

_NEARLY = 1 - 1e-9
_NO_MEMORY = (0.0,) * MEMORY


@dataclass(frozen=True, slots=True, kw_only=True)
class Association:
    """The correlation `r` of a KPI with another `lag` periods later, at the lag where it is strongest.

    `n` counts the pairs at that lag, `tried` the lags that were compared. `low` to `high` holds r in 95 of 100 cases
    at all these lags at once (Fisher's z, Šidák). `p` is the chance of a correlation this strong at any of them without
    an association; among several pairs of KPIs it is corrected for their number too (Holm 1979).
    """

    leading: str
    lagging: str
    lag: int = 0
    r: float | None = None
    n: int = 0
    low: float | None = None
    high: float | None = None
    p: float | None = None
    tried: int = 0
    reason: Reason | None = None

    @property
    def found(self) -> bool:
        """Whether chance is an unlikely explanation."""
        return self.p is not None and self.p < CHANCE


def associate(leading: str, lagging: str, series: Mapping[str, Sequence[Point]], season_length: int = 1) -> Association:
    """The lag at which `leading` runs ahead of `lagging` most clearly, from 0 to what the history supports.

    The points of both are of one cadence. Open and provisional periods, and gaps, do not count.
    """
    news = _news({name: series[name] for name in (leading, lagging)}, season_length)
    return _strongest(leading, lagging, news, range(_longest(news[leading], news[lagging]) + 1))


def associate_all(series: Mapping[str, Sequence[Point]], season_length: int = 1) -> tuple[Association, ...]:
    """Every pair of the series, whichever of the two runs ahead, corrected for the number of pairs.

    In the order of `series`; a pair without enough history says so. All points are of one cadence.
    """
    news = _news(series, season_length)
    found = []
    for one, other in combinations(series, 2):
        longest = _longest(news[one], news[other])
        found.append(_strongest(one, other, news, range(-longest, longest + 1)))
    return _corrected(found)


def conflicts(associations: Sequence[Association], directions: Mapping[str, int]) -> tuple[Association, ...]:
    """The pairs of which one gets worse as the other gets better; `directions` is 1, -1, or 0 where neither is better."""
    return tuple(
        pair
        for pair in associations
        if pair.found and pair.r and pair.r * directions.get(pair.leading, 0) * directions.get(pair.lagging, 0) < 0
    )


def _corrected(found: Sequence[Association]) -> tuple[Association, ...]:
    """Holm's step-down: the smallest of k chances is taken k times, the next k - 1 times, and so on."""
    tested = sorted((pair.p, index) for index, pair in enumerate(found) if pair.p is not None)
    corrected = list(found)
    least = 0.0
    for rank, (p, index) in enumerate(tested):
        least = max(least, min(1.0, p * (len(tested) - rank)))
        corrected[index] = replace(found[index], p=least)
    return tuple(corrected)


# ------------------------------------------------------------------------------------------------------ one pair


@dataclass(frozen=True, slots=True)
class _AtLag:
    lag: int
    r: float
    n: int
    scale: float

    @property
    def strength(self) -> float:
        """Fisher's z in standard errors."""
        return abs(atanh(self.r)) * self.scale


def _strongest(leading: str, lagging: str, news: Mapping[str, _New], lags: Sequence[int]) -> Association:
    one, other = news[leading], news[lagging]
    tried = [seen for lag in lags if (seen := _at_lag(one, other, lag))]
    if not tried:
        return Association(leading=leading, lagging=lagging, reason="short_history")
    best = max(tried, key=lambda seen: (seen.strength, -abs(seen.lag), seen.lag))
    width = NormalDist().inv_cdf(0.5 + 0.5 * (1 - CHANCE) ** (1 / len(tried))) / best.scale
    first, second = (lagging, leading) if best.lag < 0 else (leading, lagging)
    return Association(
        leading=first,
        lagging=second,
        lag=abs(best.lag),
        r=best.r,
        n=best.n,
        low=tanh(atanh(best.r) - width),
        high=tanh(atanh(best.r) + width),
        p=_any_of(erfc(best.strength / sqrt(2)), len(tried)),
        tried=len(tried),
    )


def _at_lag(one: _New, other: _New, lag: int) -> _AtLag | None:
    """The correlation of `one` with `other` `lag` periods later; None with too few pairs, or without movement."""
    early, late = (one.values, other.values[lag:]) if lag >= 0 else (one.values[-lag:], other.values)
    pairs = [(a, b) for a, b in zip(early, late, strict=False) if a is not None and b is not None]
    r = _correlation(pairs) if len(pairs) >= FEWEST_PAIRS else None
    if r is None:
        return None
    shared = 1 + 2 * fsum(a * b for a, b in zip(one.memory, other.memory, strict=True))
    independent = len(pairs) * min(one.free, other.free) / max(1.0, shared)
    return _AtLag(lag, r, len(pairs), sqrt(max(1.0, independent - 3)))


def _correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's r, kept off 1 and -1 by a hair, where Fisher's z has no number."""
    n = len(pairs)
    mean_a, mean_b = sum(a for a, _ in pairs) / n, sum(b for _, b in pairs) / n
    apart = [(a - mean_a, b - mean_b) for a, b in pairs]
    wide = sqrt(sum(a * a for a, _ in apart)) * sqrt(sum(b * b for _, b in apart))
    return max(-_NEARLY, min(_NEARLY, sum(a * b for a, b in apart) / wide)) if wide else None


def _any_of(p: float, tried: int) -> float:
    """The chance that at least one of `tried` independent tests shows what each shows with chance `p` (Šidák 1967)."""
    return -expm1(tried * log1p(-p)) if p < 1 else 1.0


def _longest(one: _New, other: _New) -> int:
    both = sum(a is not None and b is not None for a, b in zip(one.values, other.values, strict=True))
    return min(MOST_LAGS, both // LAGS_IN_HISTORY)


# ------------------------------------------------------------------------------------------ what is new in a series


@dataclass(frozen=True, slots=True)
class _New:
    """What is new in each period, in units of no meaning; None where that is not known.

    `memory` is what autocorrelation is left, from lag 1 on. `free` is the share of the values that the season leaves
    free to move.
    """

    values: Sequence[float | None]
    memory: Sequence[float]
    free: float


def _news(series: Mapping[str, Sequence[Point]], season_length: int) -> dict[str, _New]:
    """Every series on one axis: all the periods that any of them has."""
    axis = sorted({point.period for points in series.values() for point in points})
    return {name: _new(_on(axis, points), season_length) for name, points in series.items()}


def _on(axis: Sequence[Period], points: Sequence[Point]) -> list[float | None]:
    known = {point.period: point.value for point in points if point.closed and not point.provisional}
    return [known.get(period) for period in axis]


def _new(values: Sequence[float | None], season_length: int) -> _New:
    at = {position: value for position, value in enumerate(values) if value is not None and abs(value) <= LARGEST}
    n = len(at)
    if n < max(FEWEST_PAIRS, SEASONS * season_length):
        return _New([None] * len(values), _NO_MEMORY, 1.0)
    rest, slack = _without_line(at), slack_of(list(at.values()))
    if season_length > 1:
        rest = _without_line(_without_season(rest, season_length))
    pull = _lagged(rest, 1)
    pull = min(1.0, pull + (2 + 4 * pull) / n)
    fresh = {t: value - pull * rest[t - 1] for t, value in rest.items() if t - 1 in rest}
    if max(map(abs, fresh.values()), default=0.0) <= slack:
        fresh = {}
    memory = [_lagged(fresh, lag) for lag in range(1, MEMORY + 1)]
    free = 1 - season_length / n if season_length > 1 else 1.0
    return _New([fresh.get(t) for t in range(len(values))], memory, free)


def _without_line(at: Mapping[int, float]) -> dict[int, float]:
    """The distances from the straight line of least squares."""
    n = len(at)
    centre, mean = fsum(at) / n, fsum(at.values()) / n
    apart = fsum((t - centre) ** 2 for t in at)
    slope = fsum((t - centre) * (value - mean) for t, value in at.items()) / apart if apart else 0.0
    return {t: value - mean - slope * (t - centre) for t, value in at.items()}


def _without_season(at: Mapping[int, float], length: int) -> dict[int, float]:
    """The distances from the mean of each place in the season."""
    places: dict[int, list[float]] = {}
    for t, value in at.items():
        places.setdefault(t % length, []).append(value)
    usual = {place: fsum(values) / len(values) for place, values in places.items()}
    return {t: value - usual[t % length] for t, value in at.items()}


def _lagged(at: Mapping[int, float], lag: int) -> float:
    """The autocorrelation at a lag of values that lie around 0."""
    total = fsum(value * value for value in at.values())
    return fsum(value * at[t - lag] for t, value in at.items() if t - lag in at) / total if total else 0.0
