from __future__ import annotations

from math import isclose
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpireport.analysis.rate import rate_interval, wilson
from kpireport.analysis.series import MetricSeries
from kpireport.model import RateInterval
from tests.analysis.one_kpi import observe, one_kpi, periods

#: Where the score test of a share just fails at 5 %: found by bisection of |p - q| = 1.959964 sqrt(q (1 - q) / n).
WORKED = [
    (80, 4000, 0.0160997, 0.0248214),
    (1, 10, 0.0178762, 0.4041500),
    (0, 20, 0.0, 0.1611252),
    (20, 20, 0.8388748, 1.0),
    (45, 90, 0.3988372, 0.6011628),
]


def bound(hits: float, n: float, low: float, high: float) -> float:
    """The share between `low` and `high` at which the score statistic is 1.959964."""
    share = hits / n
    inside = (share - low) ** 2 * n <= 1.959964**2 * low * (1 - low)
    for _ in range(80):
        middle = (low + high) / 2
        if ((share - middle) ** 2 * n <= 1.959964**2 * middle * (1 - middle)) == inside:
            low = middle
        else:
            high = middle
    return low


@pytest.mark.parametrize(("hits", "n", "low", "high"), WORKED)
def test_worked_intervals(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == pytest.approx((low, high), abs=5e-7)


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_its_ends_are_where_the_score_test_turns(one: int, other: int) -> None:
    hits, n = min(one, other), max(one, other) + 1
    low, high = wilson(hits, n)
    share = hits / n
    assert 0 <= low < share < high <= 1
    assert isclose(low, bound(hits, n, 1e-12, share), rel_tol=1e-5)
    assert isclose(high, bound(hits, n, share, 1 - 1e-12), rel_tol=1e-5)


def interval(hits: float, n: float, sides: dict[str, Any] | None = None, **metric: Any) -> RateInterval | None:
    """That of a monthly rate of which the second month has the given counts."""
    keys = {"aggregation": "ratio", "numerator": "orders", "denominator": "visits", "unit": "percent", **metric}
    others = {
        "orders": observe(periods("month", "2026-01-01", [7.0, hits]), "month"),
        "visits": observe(periods("month", "2026-01-01", [50.0, n]), "month"),
    }
    seen = one_kpi([], grain="month", others=others, metrics=sides, **keys)
    return _of(seen.series)


def _of(series: MetricSeries) -> RateInterval | None:
    return rate_interval(series, series.points("month")[-1].period)


def test_an_interval_in_the_unit_of_the_metric() -> None:
    percent, fraction = interval(80, 4000), interval(80, 4000, unit="fraction")
    assert percent is not None
    assert fraction is not None
    assert (percent.low, percent.high, percent.n) == pytest.approx((1.60997, 2.48214, 4000), abs=5e-5)
    assert (fraction.low, fraction.high, fraction.n) == pytest.approx((0.0160997, 0.0248214, 4000), abs=5e-7)


@pytest.mark.parametrize("unit", ["ratio", "currency", "orders"])
def test_only_a_share_has_one(unit: str) -> None:
    assert interval(80, 4000, unit=unit) is None


@pytest.mark.parametrize(("hits", "n"), [(80.5, 4000), (80, 4000.25), (90, 80), (-1, 80), (0, 0)])
def test_what_is_no_count_of_cases_has_none(hits: float, n: float) -> None:
    assert interval(hits, n) is None


def test_whole_amounts_of_money_are_no_counts() -> None:
    assert interval(80, 4000, {"orders": {"unit": "currency"}, "visits": {"unit": "currency"}}) is None
    assert interval(80, 4000, {"orders": {"unit": "orders"}, "visits": {}}) is not None


def test_a_sum_or_a_missing_period_has_none() -> None:
    seen = one_kpi(periods("month", "2026-01-01", [1.0, 2.0]), grain="month", unit="percent")
    assert _of(seen.series) is None
    assert rate_interval(seen.series, None) is None
