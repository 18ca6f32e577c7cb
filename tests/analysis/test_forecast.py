"""From a KPI's data and target to its forecast: which periods are simulated, and what is settled before them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from kpireport.analysis.figures import Figure
from kpireport.analysis.forecast import Forecast, bands, forecast
from kpireport.analysis.horizon import Horizon, look_ahead
from kpireport.analysis.judgement import Judgement, valued
from kpireport.analysis.target import judge_target
from kpireport.analysis.window import find_baseline, find_window
from kpireport.model import Reason
from kpireport.periods import Grain
from tests.analysis.one_kpi import OneKpi, days, observe, one_kpi, periods, target

YEARS = [100.0, 104, 98, 110, 107, 103, 120, 118, 115, 122, 130, 140] * 3


def judgement(case: OneKpi) -> Judgement:
    closed = valued(case.points)
    window = find_window(case.kpi, closed, case.series.through, case.calendar)
    return Judgement(
        series=case.series,
        table=case.table,
        calendar=case.calendar,
        cadence=case.kpi.cadence or "month",
        window=window,
        baseline=find_baseline(case.kpi, window, closed),
    )


def goal_of(case: OneKpi) -> Figure:
    result = judge_target(case.kpi, case.series, case.table, case.calendar, case.series.through)
    assert result is not None
    return result.value if result.value is not None else "not_applicable"


def ahead(case: OneKpi, grain: Grain = "month") -> Horizon:
    stand = judgement(case)
    assert stand.window.by is not None
    horizon = look_ahead(stand, grain, stand.window.by)
    assert horizon is not None
    return horizon


def found(case: OneKpi, grain: Grain = "month") -> Forecast:
    result = forecast(judgement(case), goal_of(case), grain, "k")
    assert isinstance(result, Forecast)
    return result


def monthly(kind: Any, value: float | None, values: list[float], by: str, **keys: Any) -> OneKpi:
    """A KPI of monthly data from January 2023 on; `through` leaves the last month open."""
    named = {name: keys.pop(name) for name in ("start", "low", "high") if name in keys}
    return one_kpi(periods("month", "2023-01-01", values), target(kind, value, by=by, **named), grain="month", **keys)


def probability(case: OneKpi, grain: Grain = "month") -> float:
    stated = found(case, grain).projection.probability
    assert stated is not None
    return stated


def test_a_sum_is_what_is_settled_in_the_window_and_what_is_simulated() -> None:
    case = monthly("cumulative", 120, [10.0] * 33, "2025-12-31")
    result = found(case)
    assert (result.n, result.h, result.grain) == (33, 3, "month")
    assert result.projection.projection == 120
    assert [period.label for period in result.periods] == ["2025-10", "2025-11", "2025-12"]
    assert result.projection.steps80 == ((10, 10),) * 3
    assert probability(case) > 0.999
    assert probability(monthly("cumulative", 121, [10.0] * 33, "2025-12-31")) < 0.05


def test_a_last_month_cut_short_counts_by_its_days_in_a_sum_alone() -> None:
    summed = monthly("cumulative", 1, [30.0] * 33, "2025-11-10")
    assert found(summed).projection.projection == pytest.approx(9 * 30 + 30 + 10)
    assert found(summed).h == 2
    reach = monthly("reach", 1, [30.0] * 33, "2025-11-10", start="2025-01-01")
    assert found(reach).h == 1


def test_a_budget_is_kept_by_staying_below() -> None:
    assert probability(monthly("cumulative", 121, [10.0] * 33, "2025-12-31", direction="down")) > 0.95
    assert probability(monthly("cumulative", 119, [10.0] * 33, "2025-12-31", direction="down")) < 0.05


def test_where_less_is_better_falling_is_success() -> None:
    falling = [60.0 - n + n % 3 for n in range(33)]
    down = monthly("reach", 28, falling, "2025-12-31", start="2025-01-01", direction="down")
    up = monthly("reach", 28, falling, "2025-12-31", start="2025-01-01", direction="up")
    assert probability(down) == pytest.approx(1 - probability(up), abs=0.01)
    assert probability(down) > 0.5


def open_month(to_date: float, through: str = "2025-10-20", **keys: Any) -> OneKpi:
    """Daily data of 10 a day, but for October 2025, whose first day holds all it came to so far."""
    rows = list(days("2024-01-01", [10.0] * 639))
    return one_kpi(
        [*rows, (date(2025, 10, 1), to_date)],
        target("cumulative", 1, by="2025-12-31", start="2025-07-01"),
        through=through,
        **keys,
    )


def test_the_open_period_is_at_least_its_value_to_date() -> None:
    settled = (31 + 31 + 30) * 10
    little, much = found(open_month(5)).projection, found(open_month(5000)).projection
    assert little.steps80[0][0] < 310 < little.steps80[0][1]
    assert much.steps80[0] == (5000, 5000)
    assert much.interval95[0] > settled + 5000
    assert much.projection - little.projection == pytest.approx(5000 - 305, abs=10)


def test_what_may_shrink_has_no_such_floor() -> None:
    assert ahead(open_month(5000)).floor == 5000
    assert ahead(open_month(5000, bounds=(-10.0, None))).floor is None
    assert ahead(open_month(5000, aggregation="last")).floor is None


def test_paths_and_outcome_keep_to_the_bounds() -> None:
    falling = [36.0 - n for n in range(33)]
    case = monthly("reach", 1, falling, "2026-06-30", start="2025-01-01", bounds=(0.0, None))
    assert found(case).projection.interval95[0] == 0


def test_a_count_is_never_negative_unless_it_has_been() -> None:
    falling = [36.0 - n for n in range(33)]
    assert ahead(monthly("reach", 1, falling, "2026-06-30")).bounds == (0, None)
    assert ahead(monthly("reach", 1, [-1.0, *falling[1:]], "2026-06-30")).bounds == (None, None)
    assert ahead(monthly("reach", 1, falling, "2026-06-30", unit="points")).bounds == (None, None)
    assert ahead(monthly("reach", 1, falling, "2026-06-30", bounds=(None, 50.0))).bounds == (None, 50)
    assert found(monthly("reach", 1, falling, "2026-06-30", start="2025-01-01")).projection.interval95[0] == 0


def test_a_rate_lies_between_nothing_and_all_of_what_is_counted() -> None:
    case = ratio([100.0] * 33)
    assert ahead(case).bounds == (0, 100)
    assert ahead(ratio([100.0] * 33, unit="ratio")).bounds == (0, None)
    assert ahead(ratio([100.0] * 33, won_unit="currency")).bounds == (None, None)


def test_a_formula_keeps_to_declared_bounds_alone() -> None:
    case = one_kpi(
        [],
        target("reach", 1, by="2026-06-30"),
        metrics={"m": {"formula": "a - 10"}},
        others={"a": observe(periods("month", "2023-01-01", [20.0] * 33), "month")},
    )
    assert ahead(case).bounds == (None, None)


def test_every_remaining_month_has_to_comply() -> None:
    assert probability(monthly("at_least", 98, YEARS, "2026-03-31")) > probability(
        monthly("at_least", 98, YEARS, "2026-12-31")
    )
    assert probability(monthly("at_most", 98, YEARS, "2026-12-31")) < 0.05
    assert probability(monthly("range", None, [10.0] * 33, "2025-12-31", low=9, high=11)) > 0.95
    assert probability(monthly("range", None, [10.0] * 33, "2025-12-31", low=11, high=12)) < 0.05


def test_a_target_of_its_own_for_each_month() -> None:
    plan = observe(periods("month", "2025-01-01", [9.0] * 11 + [12.0]), "month")
    case = one_kpi(
        periods("month", "2023-01-01", [10.0] * 33),
        target("at_least", "plan", by="2025-12-31"),
        grain="month",
        metrics={"plan": {}},
        others={"plan": plan},
    )
    assert probability(case) < 0.05
    assert (
        probability(replace(case, kpi=replace(case.kpi, targets=(target("at_least", "plan", by="2025-11-30"),)))) > 0.95
    )


def test_an_average_weighs_a_month_by_its_rows() -> None:
    """Daily means of 10, from October 2025 on of 40: the 20 days of October are settled, 11 and 61 days remain."""
    case = one_kpi(
        days("2025-01-01", [10.0] * 273 + [40.0] * 20),
        target("average", 15, by="2025-12-31", start="2025-09-01"),
        aggregation="mean",
    )
    horizon = ahead(case, "day")
    span = horizon.span(date(2025, 9, 1), date(2025, 12, 31), "mean")
    assert (span.settled, span.settled_weight) == (22, 50)
    assert span.weights == (1.0,) * 72


def test_an_average_weighs_only_the_periods_whose_rows_it_holds() -> None:
    """Quarters from January 2023 on, of which the first of 2025 began before the window."""
    case = one_kpi(
        periods("quarter", "2023-01-01", [1.0] * 8 + [90.0, 10.0, None, 20.0]),
        target("average", 15, by="2026-06-30", start="2025-02-15"),
        grain="quarter",
        cadence="quarter",
        aggregation="mean",
    )
    span = ahead(case, "quarter").span(date(2025, 2, 15), date(2026, 6, 30), "mean")
    assert (span.settled, span.settled_weight, span.weights) == (15, 2, (1, 1))


def test_a_week_weighs_in_the_average_that_holds_its_thursday() -> None:
    case = one_kpi(
        periods("week", "2026-01-05", [5.0] * 12 + [10.0, 20.0]),
        target("average", 15, by="2026-05-03", start="2026-04-02"),
        grain="week",
        cadence="week",
        aggregation="mean",
    )
    span = ahead(case, "week").span(date(2026, 4, 2), date(2026, 5, 3), "mean")
    assert (span.settled, span.settled_weight) == (15, 2)


def ratio(denominators: list[float], unit: str = "percent", won_unit: str = "count") -> OneKpi:
    rows = periods("month", "2023-01-01", denominators)
    halves = periods("month", "2023-01-01", [value / 2 for value in denominators])
    return one_kpi(
        [],
        target("average", 45, by="2025-12-31", start="2025-07-01"),
        metrics={
            "m": {"aggregation": "ratio", "numerator": "won", "denominator": "all", "unit": unit},
            "won": {"unit": won_unit},
        },
        others={"won": observe(halves, "month"), "all": observe(rows, "month")},
    )


def test_a_ratio_is_weighed_by_the_denominators_of_the_last_season() -> None:
    horizon = ahead(ratio([float(n) for n in range(1, 34)]))
    span = horizon.span(date(2025, 7, 1), date(2025, 12, 31), "mean")
    assert span.weights == (22, 23, 24)
    assert (span.settled, span.settled_weight) == (50, 31 + 32 + 33)
    assert found(ratio([100.0] * 33)).projection.projection == 50
    assert probability(ratio([100.0] * 33)) > 0.95


def test_days_make_up_the_months_that_are_judged() -> None:
    """Two months are too few to simulate by the month; by the day they are put together again."""
    rows = days("2025-01-01", [10.0] * 293)
    case = one_kpi(rows, target("at_least", 300, by="2025-11-30", start="2025-10-01"))
    result = found(case, "day")
    assert (result.h, [period.label for period in result.periods]) == (41, ["2025-10", "2025-11"])
    assert result.projection.medians == (310, 300)
    assert probability(case, "day") > 0.95
    assert result.projection.projection == 300


def test_a_deadline_before_the_next_period_ends_is_already_decided() -> None:
    result = found(monthly("reach", 30, [30.0] * 33, "2025-10-20", start="2025-01-01"))
    assert (result.h, result.periods) == (0, ())
    assert result.projection.probability == pytest.approx(1, abs=0.001)


@pytest.mark.parametrize(
    ("by", "word"), [("2025-09-30", "not_applicable"), ("2024-12-31", "not_applicable"), ("2199-12-31", "unreliable")]
)
def test_no_forecast(by: str, word: Reason) -> None:
    case = monthly("reach", 30, [30.0] * 33, by, start="2023-01-01")
    assert forecast(judgement(case), 30.0, "month", "k") == word


def test_without_a_known_goal_there_is_a_projection_and_no_probability() -> None:
    result = forecast(judgement(monthly("reach", 30, YEARS, "2026-12-31")), "no_data", "month", "k")
    assert isinstance(result, Forecast)
    assert result.projection.probability is None
    assert np.isfinite(result.projection.projection)


def test_bands_are_what_is_drawn() -> None:
    shown = list(bands(found(monthly("reach", 150, YEARS, "2026-03-31"))))
    assert [period.label for period, *_ in shown] == ["2026-01", "2026-02", "2026-03"]
    assert all(low < middle < high for _, low, middle, high in shown)
