"""Whether a condition holds: worked by hand from a handful of values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from kpireport.analysis.firing import Firing
from kpireport.analysis.measured import MetricSeries
from kpireport.analysis.triggers import watch
from kpireport.condition import parse
from kpireport.model import Observations
from kpireport.periods import Grain
from tests.analysis.one_kpi import Row, days, observe, one_kpi, periods

#: Monday, 5 January 2026.
FIRST = "2026-01-05"
W2, W3, W4, W5 = (date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19), date(2026, 1, 26))


def weekly(values: Sequence[float | None], through: str | None = None, **metric: Any) -> MetricSeries:
    """A week each from 5 January on, through the last of them."""
    through = through or date.fromordinal(date.fromisoformat(FIRST).toordinal() + 7 * len(values) - 1).isoformat()
    return one_kpi(periods("week", FIRST, values), grain="week", cadence="week", through=through, **metric).series


def state(series: MetricSeries, when: str, cadence: Grain = "week") -> Firing:
    return watch(parse(when), series, cadence)


# ------------------------------------------------------------------------------------------------------ thresholds


def test_all_of_the_last_weeks_comply() -> None:
    series = weekly([5, 3, 2, 1])
    fired = state(series, "below 4 for 3 weeks")
    assert (fired.fired, fired.since, fired.value, fired.run) == (True, W3, 1, 3)
    waiting = state(series, "below 4 for 4 weeks")
    assert (waiting.fired, waiting.since, waiting.value, waiting.reason) == (False, None, 1, None)


def test_without_a_time_the_last_week_alone_counts_and_since_reaches_back_to_the_run() -> None:
    fired = state(weekly([9, 1, 3, 2]), "below 4")
    assert (fired.fired, fired.since) == (True, W3)
    assert state(weekly([1, 1, 1, 9]), "below 4").fired is False


@pytest.mark.parametrize(
    ("when", "fires"),
    [("above 4", False), ("below 4", False), ("at least 4", True), ("at most 4", True), ("above 3.9", True)],
)
def test_above_and_below_are_strict(when: str, fires: bool) -> None:
    assert state(weekly([4]), when).fired is fires


def test_the_last_digits_of_binary_arithmetic_cross_no_threshold() -> None:
    series = weekly([0.1 + 0.2])
    assert state(series, "above 0.3").fired is False
    assert state(series, "at most 0.3").fired is True


def test_a_gap_breaks_a_run() -> None:
    series = weekly([1, None, 1, 1])
    assert state(series, "below 4 for 2 weeks").since == W4
    assert state(series, "below 4 for 3 weeks").fired is False


def test_a_last_week_without_a_value_cannot_be_told() -> None:
    assert state(weekly([1, 1, None]), "below 4 for 2 weeks").reason == "no_data"
    assert state(weekly([]), "below 4").reason == "no_data"


def test_too_few_weeks_that_all_comply_are_too_short_a_history() -> None:
    assert state(weekly([1, 1]), "below 4 for 3 weeks") == Firing(
        fired=None, value=1, reason="short_history", run=2, period=state(weekly([1, 1]), "below 4").period
    )
    assert state(weekly([9, 1]), "below 4 for 3 weeks").fired is False


def test_an_open_week_is_ignored() -> None:
    rows = days(FIRST, [1.0] * 7 + [9.0] * 3)  # the second week ends on 18 January; there is data through the 14th
    series = one_kpi(rows, cadence="week", through="2026-01-14").series
    assert (state(series, "below 8").value, state(series, "below 8").since) == (7, W2)


def test_a_provisional_week_fires_nothing() -> None:
    assert state(weekly([9, 1], settle_days=3), "below 4").fired is False
    assert state(weekly([9, 1], through="2026-01-21", settle_days=3), "below 4").fired is True


def test_the_unit_of_the_time_decides_the_periods() -> None:
    series = one_kpi(days(FIRST, [1.0] * 14 + [3.0] * 14), cadence="month", through="2026-02-01").series
    assert state(series, "above 20 for 2 weeks", "month").since == W4
    assert state(series, "above 20 for 2 weeks", "month").value == 21
    assert state(series, "above 2 for 10 days", "month").since == W4
    monthly = one_kpi(days("2026-01-01", [1.0] * 59), cadence="month").series
    assert state(monthly, "below 30 for 1 period", "month").value == 28


def test_data_coarser_than_the_time_tells_nothing() -> None:
    monthly = one_kpi(periods("month", "2026-01-01", [1, 2, 3]), grain="month", cadence="month").series
    assert state(monthly, "below 4 for 2 weeks", "month").reason == "coarser_than_cadence"
    assert state(monthly, "down 20% over 2 weeks", "month").reason == "coarser_than_cadence"
    assert state(weekly([1, 2]), "below 4 for 30 minutes").reason == "coarser_than_cadence"


# --------------------------------------------------------------------------------------------------------- changes


def test_a_fall_of_exactly_a_fifth_fires() -> None:
    fired = state(weekly([100, 100, 80, 80]), "down 20% over 2 weeks")
    assert (fired.fired, fired.value, fired.before, fired.after, fired.since) == (True, -0.2, 200, 160, W4)
    less = state(weekly([100, 100, 81, 80]), "down 20% over 2 weeks")
    assert less.fired is False
    assert less.value == pytest.approx(-0.195)


def test_a_rise_is_the_mirror() -> None:
    assert state(weekly([100, 125]), "up 25% over 1 week").fired is True
    assert state(weekly([100, 125]), "down 25% over 1 week").fired is False
    assert state(weekly([-100, -130]), "down 30% over 1 week").fired is True


def test_a_change_fires_since_the_first_window_of_the_unbroken_run() -> None:
    # The two weeks up to each week, on the two before: from the third last on, 180/200, 150/200, 120/180.
    series = weekly([100, 100, 100, 80, 70, 50])
    fired = state(series, "down 20% over 2 weeks")
    assert fired.value == pytest.approx(-1 / 3)
    assert (fired.run, fired.since) == (2, date(2026, 1, 26))


def test_a_change_needs_twice_the_time() -> None:
    assert state(weekly([100, 100, 80]), "down 20% over 2 weeks").reason == "short_history"


def test_a_change_from_zero_or_across_it_has_no_meaning() -> None:
    assert state(weekly([0, 5]), "up 10% over 1 week").reason == "zero_base"
    assert state(weekly([-5, 5]), "up 10% over 1 week").reason == "sign_change"
    assert state(weekly([5, None]), "down 10% over 1 week").reason == "no_data"


def test_distinct_counts_do_not_add_up_over_weeks() -> None:
    series = weekly([10, 10, 5, 5], aggregation="distinct")
    assert state(series, "down 20% over 2 weeks").reason == "not_additive"
    assert state(series, "down 50% over 1 week").fired is False


def test_a_ratio_changes_as_the_ratio_of_sums() -> None:
    # Before 80/4000 and 300/6000 are 3.8 %, not 3.5 %; after 70/5000 and 210/5000 are 2.8 %: 26.3 % less.
    ratio = one_kpi(
        [],
        grain="week",
        cadence="week",
        aggregation="ratio",
        unit="percent",
        numerator="orders",
        denominator="visits",
        metrics={"orders": {}, "visits": {}},
        others={
            "orders": _observed([80, 300, 70, 210]),
            "visits": _observed([4000, 6000, 5000, 5000]),
        },
    ).series
    fired = state(ratio, "down 20% over 2 weeks")
    assert (fired.before, fired.after, fired.value) == pytest.approx((3.8, 2.8, -1 / 3.8))
    assert state(ratio, "down 27% over 2 weeks").fired is False


def _observed(values: Sequence[float]) -> Observations:
    return observe(periods("week", FIRST, values), "week")


# ---------------------------------------------------------------------------------------------------------- counts


def test_a_sum_counts_up_from_its_first_row() -> None:
    series = weekly([200, 200, 150, 50])
    fired = state(series, "reaches 500")
    assert (fired.fired, fired.value, fired.since) == (True, 600, W4)
    assert state(series, "reaches 600").since == date(2026, 1, 26)
    assert state(series, "reaches 601").fired is False


def test_a_first_week_that_is_cut_short_counts_too() -> None:
    rows: list[Row] = [(date(2026, 1, 8), 300.0), (date(2026, 1, 12), 100.0), (date(2026, 1, 18), 100.0)]
    series = one_kpi(rows, cadence="week").series
    assert state(series, "reaches 500").value == 500


def test_a_stock_has_reached_what_it_stands_at() -> None:
    series = weekly([400, 520, 480, 510], aggregation="last")
    fired = state(series, "reaches 500")
    assert (fired.value, fired.since) == (510, date(2026, 1, 26))
    assert state(weekly([400, 520, 480], aggregation="last"), "reaches 500").fired is False
