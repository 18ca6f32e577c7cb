from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from kpireport.analysis.stretches import LENGTHS, stretches
from kpireport.model import Stretch
from kpireport.periods import Grain
from tests.analysis.one_kpi import OneKpi, observe, one_kpi, periods


def of(seen: OneKpi) -> tuple[Stretch, ...]:
    assert seen.kpi.cadence is not None
    return stretches(seen.series, seen.points, seen.kpi.cadence)


def values(seen: OneKpi) -> list[float | None]:
    return [stretch.value for stretch in of(seen)]


def weekly(numbers: Sequence[float | None], **keys: Any) -> OneKpi:
    return one_kpi(periods("week", "2025-01-06", numbers), grain="week", cadence="week", **keys)


def test_the_last_weeks_beside_the_last_year() -> None:
    short, long = of(weekly([1000.0] * 8 + [10.0] * 48 + [20.0] * 4))
    assert short == Stretch(4, date(2026, 2, 2), date(2026, 3, 1), 20.0)
    assert (long.n, long.start, long.end) == (52, date(2025, 3, 3), date(2026, 3, 1))
    assert long.value == pytest.approx((48 * 10 + 4 * 20) / 52)


@pytest.mark.parametrize(("cadence", "first"), [("day", "2025-01-06"), ("month", "2020-01-01"), ("year", "2000-01-01")])
def test_each_cadence_has_its_lengths(cadence: Grain, first: str) -> None:
    short, long = LENGTHS[cadence]
    numbers = [0.0] * 5 + [1.0] * (long - short) + [3.0] * short
    seen = one_kpi(periods(cadence, first, numbers), grain=cadence, cadence=cadence)
    assert [stretch.n for stretch in of(seen)] == [short, long]
    assert values(seen) == pytest.approx([3.0, (long + 2 * short) / long])


@pytest.mark.parametrize(("n", "lengths"), [(25, []), (26, [4, 26]), (51, [4, 51]), (52, [4, 52])])
def test_half_of_the_long_stretch_is_needed(n: int, lengths: list[int]) -> None:
    assert [stretch.n for stretch in of(weekly([1.0] * n))] == lengths


def test_an_open_period_is_not_in_it() -> None:
    seen = weekly([1.0] * 29 + [50.0], through="2025-07-30")
    assert [stretch.n for stretch in of(seen)] == [4, 29]
    assert values(seen) == [1.0, 1.0]


def test_a_gap_lowers_no_average() -> None:
    assert values(weekly([2.0] * 28 + [None] + [4.0])) == pytest.approx([8 / 3, 60 / 29])
    assert of(weekly([2.0] * 30 + [None] * 4 + [1.0], through="2026-01-04")) == ()


def test_the_level_of_a_stock_is_averaged() -> None:
    assert values(weekly([10.0] * 26 + [20.0, 30.0], aggregation="last")) == pytest.approx([17.5, 310 / 28])


def test_a_highest_value_stays_one() -> None:
    assert values(weekly([1.0] * 20 + [9.0] + [2.0] * 20, aggregation="max")) == [2.0, 9.0]


def rates(**metric: Any) -> OneKpi:
    others = {
        "orders": observe(periods("week", "2025-01-06", [10.0] * 26 + [30.0] * 4), "week"),
        "visits": observe(periods("week", "2025-01-06", [100.0] * 26 + [600.0] * 4), "week"),
    }
    return one_kpi([], grain="week", cadence="week", others=others, **metric)


def test_a_ratio_is_taken_over_the_whole_stretch() -> None:
    seen = rates(aggregation="ratio", numerator="orders", denominator="visits", unit="percent")
    assert values(seen) == pytest.approx([5.0, 100 * 380 / 5000])


def test_a_formula_is_computed_for_a_usual_period() -> None:
    assert values(rates(formula="orders + visits")) == pytest.approx([630.0, 5380 / 30])
    assert values(rates(formula="orders / visits")) == pytest.approx([0.05, 380 / 5000])


def test_a_formula_that_looks_back_is_averaged() -> None:
    assert values(rates(formula="orders - orders_prev")) == pytest.approx([5.0, 20 / 29])
