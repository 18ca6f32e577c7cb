from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kpireport.model import Reason, Target
from tests.analysis.one_kpi import days, one_kpi, periods, target


def expected(rows: Any, agreed: Target, **keys: Any) -> date | Reason | None:
    result = one_kpi(rows, agreed, **keys).result
    assert (result.at_pace_on is None) == ("at_pace_on" in result.reasons)
    return result.at_pace_on or result.reasons["at_pace_on"]


def total(amount: float, n: int, value: float, **keys: Any) -> date | Reason | None:
    """The same amount on each of `n` days from 1 January 2026."""
    keys = {"by": "2026-12-31", "start": "2026-01-01", **keys}
    return expected(days("2026-01-01", [amount] * n), target("cumulative", value, **keys))


def test_a_sum_is_reached_after_its_share_of_the_days() -> None:
    # 1 a day: 100 in 100 days, the last of which is 10 April.
    assert total(1.0, 50, 100.0) == date(2026, 4, 10)
    assert total(2.0, 50, 101.0) == date(2026, 2, 20)
    assert total(1.0, 50, 400.0) == date(2027, 2, 4)


def test_a_sum_without_a_deadline_has_a_date_too() -> None:
    assert total(1.0, 50, 100.0, by=None) == date(2026, 4, 10)


@pytest.mark.parametrize(
    ("amount", "n", "value"), [(1.0, 50, 50.0), (1.0, 50, 20.0), (0.0, 50, 100.0), (-1.0, 50, 9.0)]
)
def test_reached_or_never_reached_has_none(amount: float, n: int, value: float) -> None:
    assert total(amount, n, value) == "not_applicable"


def test_ten_years_ahead_is_the_end() -> None:
    assert total(1.0, 10, 10 + 3653.0) == date(2036, 1, 11)
    assert total(1.0, 10, 10 + 3654.0) == "not_applicable"


def test_after_the_deadline_there_is_none() -> None:
    assert total(1.0, 30, 100.0, by="2026-01-30") == "not_applicable"


def test_before_the_window_the_reason_is_passed_on() -> None:
    assert total(1.0, 30, 100.0, start="2026-06-01") == "window_not_started"


def test_a_budget_is_not_reached() -> None:
    agreed = target("cumulative", 100.0, start="2026-01-01", by="2026-12-31")
    for daily in (1.0, 3.0):
        assert expected(days("2026-01-01", [daily] * 50), agreed, direction="down") == "not_applicable"


def level(values: list[float], value: float, **keys: Any) -> date | Reason | None:
    """A level at the end of each month from December 2025 on."""
    agreed = target("reach", value, **{"start": "2026-01-01", "by": "2026-12-31", **keys})
    direction = "down" if value < values[0] else "up"
    rows = periods("month", "2025-12-01", values)
    return expected(rows, agreed, grain="month", aggregation="last", direction=direction)


def test_a_level_is_reached_on_the_line_from_its_baseline() -> None:
    # From 100 to 130 in the 90 days to 31 March: 200 takes 300 days, the last of which is 27 October.
    assert level([100.0, 110.0, 120.0, 130.0], 200.0) == date(2026, 10, 27)
    assert level([100.0, 90.0, 80.0, 70.0], 0.0) == date(2026, 10, 27)
    assert level([100.0, 110.0, 120.0, 130.0], 200.0, by=None) == date(2026, 10, 27)


def test_a_level_that_moves_away_or_is_reached_has_none() -> None:
    assert level([100.0, 90.0], 200.0) == "not_applicable"
    assert level([100.0, 100.0], 200.0) == "not_applicable"
    assert level([100.0, 210.0], 200.0) == "not_applicable"


def test_a_level_without_a_baseline_says_so() -> None:
    rows = periods("month", "2026-01-01", [100.0, 110.0])
    agreed = target("reach", 200.0, start="2026-01-01", by="2026-12-31")
    assert expected(rows, agreed, grain="month", aggregation="last") == "no_baseline"


@pytest.mark.parametrize("kind", ["at_least", "average"])
def test_other_kinds_have_none(kind: Any) -> None:
    agreed = target(kind, 100.0, start="2026-01-01", by="2026-12-31")
    assert expected(days("2026-01-01", [1.0] * 50), agreed) == "not_applicable"
