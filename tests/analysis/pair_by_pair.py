"""Associations worked out the plain way, a pair and a lag at a time, to hold the arithmetic on arrays against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import atanh, erfc, sqrt, tanh
from statistics import NormalDist, correlation

from kpireport.analysis.innovation import News, news_of
from kpireport.model import Association, Point


def strongest(series: Mapping[str, Sequence[Point]], names: tuple[str, str], lags: Iterable[int]) -> Association | None:
    """The clearest of the lags that 16 pairs and a history four times as long support; the series begin together."""
    one, other = (news_of(series[name]) for name in names)
    history = sum(a is not None and b is not None for a, b in zip(one.values, other.values, strict=False))
    seen = [at_lag(one, other, lag) for lag in lags if abs(lag) <= history // 4]
    tried = [each for each in seen if each]
    if not tried:
        return None
    z, error, lag, r, n = max(tried, key=lambda each: abs(each[0]) / each[1])
    width = NormalDist().inv_cdf(0.5 + 0.5 * 0.95 ** (1 / len(tried))) * error
    low, high = tanh(z - width), tanh(z + width)
    leader, follower = names if lag >= 0 else names[::-1]
    return Association(
        leader=leader,
        follower=follower,
        lag=abs(lag),
        r=r,
        low=low,
        high=high,
        n=n,
        tried=len(tried),
        found=low > 0 or high < 0,
    )


def at_lag(one: News, other: News, lag: int) -> tuple[float, float, int, float, int] | None:
    """Fisher's z with its standard error, the lag, r and the number of pairs."""
    later = {t - lag: value for t, value in enumerate(other.values)}
    pairs = [(a, b) for t, a in enumerate(one.values) if a is not None and (b := later.get(t)) is not None]
    if len(pairs) < 16:
        return None
    r = correlation(*zip(*pairs, strict=True))
    shared = 1 + 2 * sum(a * b for a, b in zip(one.memory, other.memory, strict=True))
    counted = len(pairs) * min(one.free, other.free) / max(1.0, shared)
    return atanh(r), 1 / sqrt(max(1.0, counted - 3)), lag, r, len(pairs)


def chance_of(pair: Association) -> float:
    """The chance of one this strong at any of the tried lags, from the width of its interval."""
    assert pair.r is not None
    assert pair.high is not None
    error = (atanh(pair.high) - atanh(pair.r)) / NormalDist().inv_cdf(0.5 + 0.5 * 0.95 ** (1 / pair.tried))
    return 1 - (1 - erfc(abs(atanh(pair.r)) / error / sqrt(2))) ** pair.tried


def found_among(series: Mapping[str, Sequence[Point]]) -> list[Association]:
    """What holds among all pairs: of k chances the smallest counts k times, the next k - 1, until one fails."""
    lags = range(-12, 13)
    tested = [pair for names in combinations(series, 2) if (pair := strongest(series, names, lags))]
    tested.sort(key=chance_of)
    for rank, pair in enumerate(tested):
        if chance_of(pair) * (len(tested) - rank) >= 0.05:
            return tested[:rank]
    return tested
