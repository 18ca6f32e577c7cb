"""Whether one series runs ahead of another: correlation at each lag, tested so that chance seldom passes for a finding.

What is correlated is what is new in each series, as two that merely both grow would correlate without having to do with
each other. An association found so is a hint, never a cause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, takewhile
from math import atanh, erfc, expm1, fsum, log1p, sqrt, tanh
from statistics import NormalDist

from kpireport.analysis.innovation import News, news_of
from kpireport.model import Association, Point

#: Pairs of values needed at a lag; at most every fourth period of the history, and no more than a year of months.
FEWEST_PAIRS, LAGS_IN_HISTORY, MOST_LAGS = 16, 4, 12
#: The chance of a finding where there is none, over all lags and pairs that were tried.
CHANCE = 0.05

_NEARLY = 1 - 1e-9


def associate(leader: str, follower: str, series: Mapping[str, Sequence[Point]], season_length: int = 1) -> Association:
    """The lag at which `leader` runs ahead of `follower` most clearly, from 0 to what the history supports.

    The points of both are of one cadence. Open and provisional periods, and gaps, do not count. The interval holds at
    all tried lags at once (Fisher's z, Šidák), so that it leaves out 0 just where the association is found.
    """
    news = news_of({name: series[name] for name in (leader, follower)}, season_length)
    return _strongest(leader, follower, news, range(_longest(news[leader], news[follower]) + 1)).association


def associate_all(series: Mapping[str, Sequence[Point]], season_length: int = 1) -> tuple[Association, ...]:
    """Every pair of the series, the one that runs ahead named first; found only where it holds among all pairs.

    In the order of `series`; a pair without enough history says so. All points are of one cadence.
    """
    news = news_of(series, season_length)
    tests = []
    for one, other in combinations(series, 2):
        longest = _longest(news[one], news[other])
        tests.append(_strongest(one, other, news, range(-longest, longest + 1)))
    return _holding(tests)


def conflicts(associations: Sequence[Association], directions: Mapping[str, int]) -> tuple[Association, ...]:
    """The pairs of which one gets worse as the other gets better.

    `directions` is 1 where more is better, -1 where less is, and 0 where neither is.
    """
    return tuple(
        pair
        for pair in associations
        if pair.found and pair.r and pair.r * directions.get(pair.leader, 0) * directions.get(pair.follower, 0) < 0
    )


@dataclass(frozen=True, slots=True)
class _Test:
    """An association and the chance `p` of one this strong, at any of the tried lags, where there is none."""

    association: Association
    p: float | None = None


def _holding(tests: Sequence[_Test]) -> tuple[Association, ...]:
    """Holm's step-down (1979): of k chances the smallest counts k times, the next k - 1 times, until one fails."""
    tried = sorted((test.p, index) for index, test in enumerate(tests) if test.p is not None)
    held = takewhile(lambda ranked: ranked[1][0] * (len(tried) - ranked[0]) < CHANCE, enumerate(tried))
    found = {index for _, (_, index) in held}
    return tuple(replace(test.association, found=index in found) for index, test in enumerate(tests))


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


def _strongest(one: str, other: str, news: Mapping[str, News], lags: Sequence[int]) -> _Test:
    tried = [seen for lag in lags if (seen := _at_lag(news[one], news[other], lag))]
    if not tried:
        return _Test(Association(leader=one, follower=other, reason="short_history"))
    best = max(tried, key=lambda seen: (seen.strength, -abs(seen.lag), seen.lag))
    width = NormalDist().inv_cdf(0.5 + 0.5 * (1 - CHANCE) ** (1 / len(tried))) / best.scale
    p = _any_of(erfc(best.strength / sqrt(2)), len(tried))
    leader, follower = (other, one) if best.lag < 0 else (one, other)
    association = Association(
        leader=leader,
        follower=follower,
        lag=abs(best.lag),
        r=best.r,
        low=tanh(atanh(best.r) - width),
        high=tanh(atanh(best.r) + width),
        n=best.n,
        tried=len(tried),
        found=p < CHANCE,
    )
    return _Test(association, p)


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
