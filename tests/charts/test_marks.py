"""Sparklines, bullets and cause bars as geometry."""

from __future__ import annotations

from datetime import date

import pytest

from kpireport.charts.marks import bullet, cause_bars, spark
from kpireport.model import TargetResult
from tests.charts.chart_samples import drivers, points


def test_spark_runs_from_edge_to_edge_and_marks_last_value_and_target() -> None:
    found = spark(points([2.0, 4.0, 3.0], "month", date(2026, 1, 1)), target=5.0)
    assert found is not None
    assert found.path.startswith("M2,23.5L")
    assert found.last == (106.0, 17.2)
    assert found.target == 4.5


def test_spark_leaves_out_the_open_period_and_parts_at_gaps() -> None:
    series = points([2.0, None, 4.0, 3.0, 900.0], "month", date(2026, 1, 1), still_open=True)
    found = spark(series)
    assert found is not None
    assert found.path.count("M") == 2
    assert found.last == (106.0, 14.0)


@pytest.mark.parametrize("values", [[], [1.0], [None, None]])
def test_no_spark_without_two_values(values: list[float | None]) -> None:
    assert spark(points(values, "week", date(2026, 1, 5))) is None


@pytest.mark.parametrize("value", [0.0, 7.0, -3.0])
def test_equal_values_make_a_level_line_in_the_middle(value: float) -> None:
    found = spark(points([value] * 5, "week", date(2026, 1, 5)))
    assert found is not None
    assert found.last == (106.0, 14.0)


def test_bullet_bar_starts_at_zero_and_is_in_proportion_to_the_tick() -> None:
    found = bullet(TargetResult(kind="at_least", value=100.0, current=120.0))
    assert found is not None
    ((tick, number),) = found.ticks
    assert number == 100.0
    assert found.zero == 1.0
    assert found.bar[1] / (tick - found.zero) == pytest.approx(1.2, abs=0.01)
    assert [band.rank for band in found.bands] == [3, 2, 1]
    assert found.bands[-1].x + found.bands[-1].width == pytest.approx(299, abs=0.11)


def test_bullet_ranges_turn_round_where_lower_is_better() -> None:
    ceiling = bullet(TargetResult(kind="at_most", value=4.2, current=3.86))
    budget = bullet(TargetResult(kind="cumulative", value=100.0, current=60.0, expected=50.0), "down")
    assert ceiling is not None
    assert budget is not None
    assert [band.rank for band in ceiling.bands] == [1, 2, 3]
    assert [band.rank for band in budget.bands] == [1, 2, 3]


def test_bullet_shows_what_was_due_by_now() -> None:
    found = bullet(TargetResult(kind="cumulative", value=100.0, current=60.0, expected=50.0))
    assert found is not None
    assert found.bands[0].width == pytest.approx((found.ticks[0][0] - found.zero) / 2, abs=0.2)


def test_bullet_of_a_range_has_two_ticks_and_negative_values_reach_left() -> None:
    band = bullet(TargetResult(kind="range", low=36.0, high=39.0, current=37.0))
    loss = bullet(TargetResult(kind="at_least", value=10.0, current=-20.0))
    assert band is not None
    assert loss is not None
    assert [number for _, number in band.ticks] == [36.0, 39.0]
    assert [piece.rank for piece in band.bands] == [2, 1, 2]
    assert loss.bar[0] < loss.zero
    assert loss.bar[1] == pytest.approx(loss.zero - loss.bar[0], abs=0.11)


def test_no_bullet_without_both_numbers() -> None:
    assert bullet(TargetResult(kind="at_least", value=10.0)) is None
    assert bullet(TargetResult(kind="text", text="be best", current=3.0)) is None


def test_cause_bars_share_zero_and_scale() -> None:
    gain, loss, none = cause_bars(drivers(a=340.0, b=-170.0, c=0.0))
    assert gain.zero == loss.zero == none.zero
    assert gain.width == pytest.approx(2 * loss.width, abs=0.2)
    assert gain.x == gain.zero
    assert loss.x + loss.width == pytest.approx(loss.zero)
    assert none.width == 0
    assert cause_bars(()) == ()
    assert all(bar.width == 0 for bar in cause_bars(drivers(a=0.0, b=0.0)))
