"""Which series runs ahead of which: correlation at every lag, tested so that chance seldom passes for a finding.

What is correlated is what is new in each series, as two that merely both grow would correlate without having to do with
each other. An association found so is a hint, never a cause. Many pairs are worked on together, as columns of an array.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from math import atanh, erfc, expm1, log1p, sqrt, tanh
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from kpireport.analysis.innovation import MEMORY, News, news_of
from kpireport.model import Association, Point

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

#: Pairs of values needed at a lag; at most every fourth period of the history, and no more than a year of months.
FEWEST_PAIRS, LAGS_IN_HISTORY, MOST_LAGS = 16, 4, 12
#: The lags to try, the nearest first: with the first series ahead, and with either ahead.
AHEAD = tuple(range(MOST_LAGS + 1))
EITHER_AHEAD = tuple(sorted(range(-MOST_LAGS, MOST_LAGS + 1), key=lambda lag: (abs(lag), -lag)))
#: The chance of a finding where there is none, over all lags and pairs that were tried.
CHANCE = 0.05
#: Pairs worked on together, so that their columns stay close to the processor.
AT_ONCE = 1000
#: Variance that is left of rounding alone, as a share of the mean square.
_ROUNDING = 1e-12
#: r is kept off 1 and -1 by a hair, where Fisher's z has no number.
_NEARLY = 1 - 1e-9


@dataclass(frozen=True, slots=True)
class Strongest:
    """Series `one` against `other` `lag` periods later (earlier where negative), the clearest of the `tried` lags.

    `n` is the pairs of values that r rests on; `scale` turns Fisher's z into standard errors.
    """

    one: int
    other: int
    lag: int
    r: float
    n: int
    scale: float
    tried: int

    @property
    def p(self) -> float:
        """The chance of a correlation this strong at any of the tried lags where there is none (Šidák 1967)."""
        each = erfc(abs(atanh(self.r)) * self.scale / sqrt(2))
        return -expm1(self.tried * log1p(-each)) if each < 1 else 1.0

    def association(self, one: str, other: str, *, found: bool) -> Association:
        """As it is told: the one that runs ahead first, r with an interval that holds at all tried lags at once."""
        leader, follower = (other, one) if self.lag < 0 else (one, other)
        z, width = atanh(self.r), NormalDist().inv_cdf(0.5 + 0.5 * (1 - CHANCE) ** (1 / self.tried)) / self.scale
        return Association(
            leader=leader,
            follower=follower,
            lag=abs(self.lag),
            r=self.r,
            low=tanh(z - width),
            high=tanh(z + width),
            n=self.n,
            tried=self.tried,
            found=found,
        )


def associate(leader: str, follower: str, series: Mapping[str, Sequence[Point]], season_length: int = 1) -> Association:
    """The lag at which `leader` runs ahead of `follower` most clearly, from 0 to what the history supports.

    The points of both are of one cadence, without a period left out. The interval leaves out 0 just where the
    association is found.
    """
    both = [series[name] for name in (leader, follower)]
    rows = {period: row for row, period in enumerate(sorted({point.period for points in both for point in points}))}
    sheet = sheet_of([(rows[points[0].period], news_of(points, season_length)) for points in both], len(rows))
    for test in strongest(sheet, [(0, 1)], AHEAD):
        return test.association(leader, follower, found=test.p < CHANCE)
    return Association(leader=leader, follower=follower, reason="short_history")


# ------------------------------------------------------------------------------------------------------ many pairs


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is new in each series, to the powers 0 to 2: a row a period, a column a series.

    The largest value has the size 1. Where nothing is known, all powers are 0. `alike` is, for each series, the first
    one that is known in the same periods.
    """

    powers: Floats
    memory: Floats
    free: Floats
    alike: Indices


def sheet_of(news: Sequence[tuple[int, News]], length: int) -> Sheet:
    """Each series from its row on; a row before the first (negative) is left out."""
    values, known = np.zeros((length, len(news))), np.zeros((length, len(news)))
    for column, (first, fresh) in enumerate(news):
        inside = [(first + t, value) for t, value in enumerate(fresh.values) if value is not None and first + t >= 0]
        largest = max((abs(value) for _, value in inside), default=0.0) or 1.0
        for row, value in inside:
            values[row, column], known[row, column] = value / largest, 1.0
    memory = np.array([fresh.memory for _, fresh in news]).reshape(len(news), MEMORY).T
    free = np.array([fresh.free for _, fresh in news])
    firsts: dict[bytes, int] = {}
    alike = [firsts.setdefault(known[:, column].tobytes(), column) for column in range(len(news))]
    return Sheet(np.stack((known, values, values**2)), memory, free, np.array(alike, dtype=np.intp))


def strongest(sheet: Sheet, pairs: Sequence[tuple[int, int]], lags: Sequence[int]) -> Iterator[Strongest]:
    """For each pair of columns the lag, of those that its history supports, at which they go together most clearly.

    Of equals the first of `lags`. A pair without the history for any lag, or without movement, is left out.
    """
    for start in range(0, len(pairs), AT_ONCE):
        some = np.array(pairs[start : start + AT_ONCE], dtype=np.intp)
        yield from _best(sheet, some[:, 0], some[:, 1], lags)


def _best(sheet: Sheet, ones: Indices, others: Indices, lags: Sequence[int]) -> Iterator[Strongest]:
    one, other = _side(sheet, ones, others), _side(sheet, others, ones)
    longest = np.minimum(MOST_LAGS, one.sums(0)[0] // LAGS_IN_HISTORY)
    weight = _independent(sheet, ones, others)
    best = np.zeros((5, len(ones)))
    best[0], tried = -1.0, np.zeros(len(ones))
    for lag in takewhile(lambda lag: abs(lag) <= longest.max(), lags):
        r, n = _correlation(one, other, lag)
        scale = np.sqrt(np.maximum(1.0, n * weight - 3))
        usable = (abs(lag) <= longest) & (n >= FEWEST_PAIRS) & ~np.isnan(r)
        strength = np.where(usable, np.arctanh(np.abs(r)) * scale, -1.0)
        tried += usable
        seen = np.stack((strength, r, n, scale, np.full(len(ones), float(lag))))
        best = np.where(strength > best[0], seen, best)
    for at, times, (_, r_, n_, scale_, lag_) in zip(range(len(ones)), tried.tolist(), best.T.tolist(), strict=True):
        if times:
            yield Strongest(int(ones[at]), int(others[at]), int(lag_), r_, int(n_), scale_, int(times))


def _independent(sheet: Sheet, ones: Indices, others: Indices) -> Floats:
    """The share of the pairs of values that count in full: less with shared memory and few free values."""
    shared = 1 + 2 * (sheet.memory[:, ones] * sheet.memory[:, others]).sum(axis=0)
    free: Floats = np.minimum(sheet.free[ones], sheet.free[others])
    weight: Floats = free / np.maximum(1.0, shared)
    return weight


@dataclass(frozen=True, slots=True)
class _Side:
    """One series of each pair: its values, and what they add up to where the other one is known.

    Pairs of the same series and the same known periods share a column of `powers` and `known`: that at `column`.
    """

    values: Floats
    powers: Floats
    known: Floats
    column: Indices

    def sums(self, lag: int) -> Floats:
        """How many values of each pair have another `lag` rows later, their sum and the sum of their squares."""
        powers, known = _met(self.powers, self.known, lag)
        sums: Floats = (powers * known).sum(axis=1)[:, self.column]
        return sums


def _side(sheet: Sheet, ones: Indices, others: Indices) -> _Side:
    width = len(sheet.alike)
    different, column = np.unique(ones * width + sheet.alike[others], return_inverse=True)
    powers, known = sheet.powers[:, :, different // width], sheet.powers[0][:, different % width]
    return _Side(sheet.powers[1][:, ones], powers, known, column)


def _met(early: Floats, late: Floats, lag: int) -> tuple[Floats, Floats]:
    """The rows of `early`, and beside each of them the row of `late` that is `lag` further down."""
    before, after = max(0, -lag), max(0, lag)
    rows = late.shape[-2]
    return early[..., before : rows - after, :], late[..., after : rows - before, :]


def _correlation(one: _Side, other: _Side, lag: int) -> tuple[Floats, Floats]:
    """Pearson's r of each pair at a lag, NaN without movement, and how many values it rests on.

    Products are added row by row, not by a product of matrices, which may round otherwise on another machine.
    """
    n, sum_a, squares_a = one.sums(lag)
    _, sum_b, squares_b = other.sums(-lag)
    a, b = _met(one.values, other.values, lag)
    count = np.maximum(1.0, n)
    mean_a, mean_b = sum_a / count, sum_b / count
    wide_a, wide_b = squares_a / count - mean_a**2, squares_b / count - mean_b**2
    moves = (wide_a * count > _ROUNDING * squares_a) & (wide_b * count > _ROUNDING * squares_b)
    both = np.sqrt(np.where(moves, wide_a * wide_b, np.nan))
    r = ((a * b).sum(axis=0) / count - mean_a * mean_b) / both
    return np.clip(r, -_NEARLY, _NEARLY), n
