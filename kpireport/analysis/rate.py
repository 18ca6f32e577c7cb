"""How sure a rate is: its interval, given how many cases it rests on."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

from kpireport.analysis.derived import RatioSeries
from kpireport.analysis.measured import MetricSeries
from kpireport.model import RateInterval
from kpireport.periods import Period

CONFIDENCE = 0.95
#: Units of a share, and those in which a whole number is no count of cases.
SHARES = frozenset({"percent", "fraction"})
NOT_COUNTED = frozenset({"percent", "fraction", "ratio", "currency", "duration", "score", "points"})

_Z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)


def rate_interval(series: MetricSeries, period: Period | None) -> RateInterval | None:
    """The interval of a share of counted cases in a period, in the metric's unit; None for any other metric."""
    if period is None or not isinstance(series, RatioSeries) or series.metric.unit not in SHARES:
        return None
    hits, n = (side.value(period.start, period.end) for side in (series.numerator, series.denominator))
    units = {side.metric.unit for side in (series.numerator, series.denominator)}
    if hits is None or n is None or units & NOT_COUNTED or not _are_counts(hits, n):
        return None
    low, high = wilson(hits, n)
    return RateInterval(series.scale * low, series.scale * high, n)


def wilson(hits: float, n: float) -> tuple[float, float]:
    """The score interval of `hits` out of `n` cases (Wilson 1927), as fractions; it never leaves 0 to 1."""
    share, spread = hits / n, _Z * _Z / n
    middle = share + spread / 2
    half = _Z * sqrt(share * (1 - share) / n + spread / (4 * n))
    return max(0.0, (middle - half) / (1 + spread)), min(1.0, (middle + half) / (1 + spread))


def _are_counts(hits: float, n: float) -> bool:
    return 0 <= hits <= n and n > 0 and hits.is_integer() and n.is_integer()
