"""Whether one series runs ahead of another: correlation at each lag, tested so that chance seldom passes for a finding.

What is correlated is what is new in each series, as two that merely both grow would correlate without having to do with
each other. An association found so is a hint, never a cause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import atanh, erfc, expm1, fsum, log1p, sqrt, tanh
from statistics import NormalDist

from kpireport.analysis.innovation import News, news_of
from kpireport.model import Point, Reason

#: Pairs of values needed at a lag; at most every fourth period of the history, and no more than a year of months.
FEWEST_PAIRS, LAGS_IN_HISTORY, MOST_LAGS = 16, 4, 12
#: The chance of a finding where there is none, over all lags and pairs that were tried.
CHANCE = 0.05

_NEARLY = 1 - 1e-9


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
    news = news_of({name: series[name] for name in (leading, lagging)}, season_length)
    return _strongest(leading, lagging, news, range(_longest(news[leading], news[lagging]) + 1))


def associate_all(series: Mapping[str, Sequence[Point]], season_length: int = 1) -> tuple[Association, ...]:
    """Every pair of the series, whichever of the two runs ahead, corrected for the number of pairs.

    In the order of `series`; a pair without enough history says so. All points are of one cadence.
    """
    news = news_of(series, season_length)
    found = []
    for one, other in combinations(series, 2):
        longest = _longest(news[one], news[other])
        found.append(_strongest(one, other, news, range(-longest, longest + 1)))
    return _corrected(found)


def conflicts(associations: Sequence[Association], directions: Mapping[str, int]) -> tuple[Association, ...]:
    """The pairs of which one gets worse as the other gets better.

    `directions` is 1 where more is better, -1 where less is, and 0 where neither is.
    """
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


def _strongest(leading: str, lagging: str, news: Mapping[str, News], lags: Sequence[int]) -> Association:
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


def _at_lag(one: News, other: News, lag: int) -> _AtLag | None:
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


def _longest(one: News, other: News) -> int:
    both = sum(a is not None and b is not None for a, b in zip(one.values, other.values, strict=True))
    return min(MOST_LAGS, both // LAGS_IN_HISTORY)
