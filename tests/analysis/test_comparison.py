from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from kpireport.analysis.comparison import compare, to_date
from kpireport.model import Basis, Benchmark, Comparison, Point, ToDate
from kpireport.periods import Calendar
from tests.analysis.one_kpi import OneKpi, days, observe, one_kpi, periods, target


def compared(kpi: OneKpi) -> tuple[Comparison, ...]:
    result = kpi.result if kpi.kpi.targets else None
    return compare(kpi.kpi, kpi.series.metric, kpi.current, kpi.points, result, kpi.calendar)


def by_basis(kpi: OneKpi) -> Mapping[Basis, Comparison]:
    return {comparison.basis: comparison for comparison in compared(kpi)}


def months(*values: float | None, first: str = "2026-01-01", **keys: object) -> OneKpi:
    return one_kpi(periods("month", first, values), grain="month", **keys)  # type: ignore[arg-type]


def test_a_rise_over_the_week_before() -> None:
    kpi = one_kpi(periods("week", "2026-10-12", [1_100_000, 1_200_000]), grain="week", cadence="week")
    week = by_basis(kpi)["previous_period"]
    assert (week.label, week.value, week.change, week.better, week.reason) == (
        "2026-W42",
        1_100_000,
        100_000,
        True,
        None,
    )
    assert week.change_relative == pytest.approx(0.090909, abs=5e-7)
    assert week.significant is None


def test_points_and_relative_change_of_a_percentage() -> None:
    """4.0 % to 4.6 %: +0.6 points, +15.0 %."""
    change = by_basis(months(4.0, 4.6, unit="percent"))["previous_period"]
    assert change.change == pytest.approx(0.6)
    assert change.change_relative == pytest.approx(0.15)


@pytest.mark.parametrize(
    ("before", "after", "change", "relative", "reason"),
    [
        (0, 5, 5, None, "zero_base"),
        (-4, 5, 9, None, "sign_change"),
        (5, -4, -9, None, "sign_change"),
        (-4, -5, -1, -0.25, None),
        (5, 0, -5, -1.0, None),
        (5, 5, 0, 0.0, None),
    ],
)
def test_bases_that_allow_no_relative_change(
    before: float, after: float, change: float, relative: float | None, reason: str | None
) -> None:
    found = by_basis(months(before, after))["previous_period"]
    assert (found.value, found.change, found.change_relative, found.reason) == (before, change, relative, reason)


@pytest.mark.parametrize(
    ("direction", "before", "after", "better"),
    [
        ("up", 1, 2, True),
        ("down", 1, 2, False),
        ("none", 1, 2, None),
        ("up", 2, 2, None),
        ("range", 1, 2, True),
        ("range", 4, 6, False),
        ("range", 2, 6, None),
        ("range", 3.5, 4, None),
    ],
)
def test_better_follows_the_direction(direction: str, before: float, after: float, better: bool | None) -> None:
    """A range of 3 to 5 is better when it is nearer, and neither when it is as near as before."""
    kpi = months(before, after, direction=direction)
    goal = target("range", low=3.0, high=5.0)
    ranged = one_kpi(periods("month", "2026-01-01", [before, after]), goal, grain="month", direction=direction)
    found = by_basis(ranged if direction == "range" else kpi)["previous_period"]
    assert found.better is better


def test_all_five_bases_are_there_with_a_reason() -> None:
    found = compared(months(1.0))
    assert [(one.basis, one.value, one.reason) for one in found] == [
        ("previous_period", None, "short_history"),
        ("year_ago", None, "short_history"),
        ("baseline", None, "no_baseline"),
        ("benchmark", None, "not_applicable"),
        ("target", None, "not_applicable"),
    ]


def test_the_seasonal_kpi_leads_with_last_year_once_there_is_one() -> None:
    assert [one.basis for one in compared(months(*range(1, 13)))][:2] == ["previous_period", "year_ago"]
    found = compared(months(*range(1, 14)))
    assert [one.basis for one in found] == ["year_ago", "previous_period", "baseline", "benchmark", "target"]
    assert (found[0].label, found[0].value) == ("2026-01", 1)


def test_weeks_have_no_season_unless_declared() -> None:
    values = [float(n) for n in range(1, 54)]
    plain = one_kpi(periods("week", "2025-12-29", values), grain="week", cadence="week")
    assert compared(plain)[0].basis == "previous_period"
    declared = one_kpi(periods("week", "2025-12-29", values), grain="week", cadence="week", season_length=52)
    leading = compared(declared)[0]
    assert (leading.basis, leading.label, leading.value) == ("year_ago", "2026-W01", 1)
    assert declared.current is not None
    assert declared.current.period.label == "2026-W53"


def test_a_day_is_compared_with_364_days_before() -> None:
    found = by_basis(one_kpi(days("2025-10-27", [float(n) for n in range(365)]), cadence="day"))["year_ago"]
    assert (found.label, found.value, found.change) == ("2025-10-27", 0, 364)


def test_a_year_has_no_year_ago() -> None:
    found = by_basis(one_kpi(periods("year", "2024-01-01", [5, 7]), grain="year", cadence="year"))
    assert (found["year_ago"].value, found["year_ago"].reason) == (None, "not_applicable")
    assert found["previous_period"].change == 2


def test_a_gap_is_not_zero_and_a_part_is_not_a_period() -> None:
    assert by_basis(months(1, None, 3))["previous_period"].reason == "no_data"
    begun = one_kpi(days("2026-10-10", [1.0] * 52))  # through November
    assert begun.current is not None
    assert begun.current.period.label == "2026-11"
    assert by_basis(begun)["previous_period"].reason == "partial_period"


def test_the_baseline_names_its_period() -> None:
    rows = (5.0, 6.0, 9.0)
    found = by_basis(months_with_target("reach", 10, rows, start="2026-03-01", by="2026-12-31"))["baseline"]
    assert (found.label, found.value, found.change) == ("2026-02", 6, 3)
    declared = months_with_target("reach", 10, rows, start="2026-03-01", by="2026-12-31", baseline=4.0)
    assert by_basis(declared)["baseline"].label == "2026-03-01"
    assert by_basis(declared)["baseline"].change == 5


def months_with_target(kind: str, value: float, rows: tuple[float, ...], **keys: object) -> OneKpi:
    goal = target(kind, value, **keys)  # type: ignore[arg-type]
    return one_kpi(periods("month", "2026-01-01", rows), goal, grain="month")


def test_the_target_is_a_basis_for_levels_only() -> None:
    level = by_basis(months_with_target("at_least", 8, (5, 10)))["target"]
    assert (level.label, level.value, level.change, level.change_relative) == ("at_least", 8, 2, 0.25)
    for kind in ("cumulative", "average"):
        found = by_basis(months_with_target(kind, 8, (5, 10), by="2026-12-31"))["target"]
        assert (found.value, found.reason) == (None, "not_applicable")
    words = one_kpi(periods("month", "2026-01-01", [5]), target("text", text="more"), grain="month")
    assert by_basis(words)["target"].reason == "text_target"


@pytest.mark.parametrize(("value", "base", "better"), [(2, 3, False), (4, 4, None), (7, 5, False)])
def test_a_range_is_a_basis_by_its_nearer_bound(value: float, base: float, better: bool | None) -> None:
    goal = target("range", low=3.0, high=5.0)
    found = by_basis(one_kpi(periods("month", "2026-01-01", [value]), goal, grain="month", direction="range"))["target"]
    assert (found.value, found.change, found.better) == (base, value - base, better)


@pytest.mark.parametrize(
    ("low", "high", "base", "change"),
    [(60, 120, 60, -10), (40, 120, 50, 0), (20, 40, 40, 10), (45, 45, 45, 5), (None, 30, 30, 20), (60, None, 60, -10)],
)
def test_a_benchmark_is_a_band(low: float | None, high: float | None, base: float, change: float) -> None:
    benchmark = Benchmark(low=low, high=high, source="peer survey", date=date(2026, 2, 1))
    found = by_basis(months(40, 50, kpi={"benchmark": benchmark}))["benchmark"]
    assert (found.label, found.date, found.value, found.change) == ("peer survey", date(2026, 2, 1), base, change)


def test_without_a_value_nothing_is_compared() -> None:
    kpi = one_kpi(periods("month", "2026-01-01", [5, 6]), target("at_least", 4), grain="month", through="2026-03-31")
    assert kpi.current is not None
    assert kpi.current.value is None
    found = by_basis(kpi)
    assert {one.change for one in found.values()} == {None}
    assert (found["previous_period"].value, found["previous_period"].reason) == (6, "no_data")
    nothing = compare(kpi.kpi, kpi.series.metric, None, (), None, kpi.calendar)
    assert nothing[0].reason == "no_closed_period"


# --------------------------------------------------------------------------------------------------- the open period


def so_far(kpi: OneKpi) -> ToDate | None:
    return to_date(kpi.series, kpi.points, kpi.result if kpi.kpi.targets else None, kpi.calendar)


def test_the_open_month_is_compared_with_the_same_first_days() -> None:
    found = so_far(one_kpi(days("2026-09-01", [1.0] * 30 + [2.0] * 18)))
    assert found is not None
    assert (found.period.label, found.value, found.through) == ("2026-10", 36, date(2026, 10, 18))
    assert (found.comparison.label, found.comparison.value, found.comparison.change) == ("2026-09", 18, 18)


def test_a_shorter_month_before_cuts_both() -> None:
    """30 days of March stand against the 28 of February: both are taken over 28."""
    found = so_far(one_kpi(days("2026-02-01", [1.0] * 28 + [2.0] * 30)))
    assert found is not None
    assert found.value == 60
    assert (found.comparison.value, found.comparison.change) == (28, 28)


def test_a_stock_is_compared_on_the_same_day() -> None:
    stock = one_kpi(days("2026-09-01", [float(n) for n in range(48)]), aggregation="last")
    found = so_far(stock)
    assert found is not None
    assert (found.value, found.comparison.value, found.comparison.change) == (47, 17, 30)


def test_a_stock_of_the_same_day_is_known_even_where_its_month_began_before_the_data() -> None:
    stock = one_kpi(days("2026-09-07", [float(n) for n in range(42)]), aggregation="last")
    found = so_far(stock)
    assert found is not None
    assert (found.value, found.comparison.value, found.comparison.change) == (41, 11, 30)


@pytest.mark.parametrize(("grain", "reason"), [("week", "partial_period"), ("day", "short_history")])
def test_open_periods_without_a_like_for_like_basis(grain: str, reason: str) -> None:
    rows = periods(grain, "2026-09-07", [5.0] * (6 if grain == "week" else 40))  # type: ignore[arg-type]
    found = so_far(one_kpi(rows, grain=grain))  # type: ignore[arg-type]
    assert found is not None
    assert found.value is not None
    assert (found.comparison.value, found.comparison.change, found.comparison.reason) == (None, None, reason)


def test_no_period_is_open_when_the_last_one_is_complete() -> None:
    assert so_far(months(1, 2)) is None
    assert to_date(months(1).series, (), None, Calendar()) is None


def test_a_ratio_to_date_is_the_ratio_of_sums() -> None:
    kpi = one_kpi(
        [],
        aggregation="ratio",
        numerator="orders",
        denominator="visits",
        others={
            "orders": observe(days("2026-09-01", [1.0] * 30 + [3.0] * 2), "day"),
            "visits": observe(days("2026-09-01", [10.0] * 31 + [20.0]), "day"),
        },
    )
    found = so_far(kpi)
    assert found is not None
    assert found.value == pytest.approx(6 / 30)
    assert found.comparison.value == pytest.approx(0.1)


def test_points_without_their_series_are_enough_to_compare() -> None:
    """The bases come from the points alone, whatever the metric is made of."""
    calendar = Calendar()
    first = calendar.parse("2026-W52")
    points = tuple(Point(calendar.shift(first, n), float(n), closed=True) for n in range(3))
    kpi = months(1)
    found = compare(kpi.kpi, kpi.series.metric, points[-1], points, None, calendar)[0]
    assert (found.label, found.change) == ("2026-W53", 1)
