from __future__ import annotations

from datetime import date

import pytest

from kpireport.analysis.pace import milestone_line, month_weight, share_on, weekday_weight, weighted_line
from kpireport.model import Milestone, Point
from kpireport.periods import Calendar
from tests.analysis.one_kpi import days, observe, one_kpi, periods, target

NOVEMBER = date(2026, 11, 1), date(2026, 11, 30)
WEEKDAYS = (1.2, 1.1, 1.1, 1.0, 0.9, 0.4, 0.3)


def test_a_sum_by_equal_days() -> None:
    rows = days("2026-11-01", [27_600 / 18] * 18)
    result = one_kpi(rows, target("cumulative", 50_000, start="2026-11-01", by="2026-11-30")).result
    assert result.expected_share == pytest.approx(0.6, abs=1e-12)
    assert result.current == pytest.approx(27_600)
    assert result.expected == pytest.approx(30_000)
    assert result.pace == pytest.approx(0.92)
    assert result.progress == pytest.approx(0.552)
    assert result.gap == pytest.approx(-22_400)
    assert result.at_pace == pytest.approx(46_000)
    assert result.required_rate == pytest.approx(1866.67, abs=0.005)
    assert result.current_rate == pytest.approx(1533.33, abs=0.005)
    assert result.effort_ratio == pytest.approx(1.2174, abs=5e-5)


def test_a_sum_by_the_weekdays_of_the_past() -> None:
    """1 November 2026 is a Sunday: weights belong to weekdays, wherever the window begins."""
    past = [1000 * WEEKDAYS[date(2026, 10, 5 + n).weekday()] for n in range(27)]
    rows = [*days("2026-10-05", past), *days("2026-11-01", [27_600 / 18] * 18)]
    result = one_kpi(rows, target("cumulative", 50_000, start="2026-11-01", by="2026-11-30")).result
    assert result.expected_share == pytest.approx(0.615686, abs=5e-7)
    assert result.expected == pytest.approx(30_784.31, abs=0.005)
    assert result.pace == pytest.approx(0.8966, abs=5e-5)
    assert result.at_pace == pytest.approx(44_828.03, abs=0.005)


def test_one_complete_week_is_no_profile() -> None:
    past = [1000 * WEEKDAYS[date(2026, 10, 19 + n).weekday()] for n in range(13)]
    rows = [*days("2026-10-19", past), *days("2026-11-01", [1.0] * 18)]
    result = one_kpi(rows, target("cumulative", 50_000, start="2026-11-01", by="2026-11-30")).result
    assert result.expected_share == pytest.approx(0.6)


@pytest.mark.parametrize("past", [[0.0] * 28, [-1.0, *[5.0] * 6] * 4])
def test_weights_that_are_negative_or_all_zero_are_no_profile(past: list[float]) -> None:
    rows = [*days("2026-10-05", past[:27]), *days("2026-11-01", [1.0] * 18)]
    result = one_kpi(rows, target("cumulative", 50_000, start="2026-11-01", by="2026-11-30")).result
    assert result.expected_share == pytest.approx(0.6)


def test_only_the_last_52_weeks_shape_the_weekdays() -> None:
    start = date(2026, 11, 2)  # a Monday
    old = {date.fromordinal(start.toordinal() - n): 1000.0 * n for n in range(7 * 52 + 1, 7 * 60)}
    flat = {date.fromordinal(start.toordinal() - n): 5.0 for n in range(1, 7 * 52 + 1)}
    weight = weekday_weight(old | flat, min(old), start)
    assert weight is not None
    assert {weight(date(2026, 11, day)) for day in range(2, 9)} == {5.0}


def test_months_of_the_past_shape_a_year() -> None:
    """Twice the usual in December: of a year's 13 shares, 11 are due when November ends."""
    past = ([1.0] * 11 + [2.0]) * 2
    rows = periods("month", "2024-01-01", [*past, *[1.0] * 11])
    result = one_kpi(rows, target("cumulative", 26, by="2026-12-31"), grain="month").result
    assert result.expected_share == pytest.approx(11 / 13)
    assert result.plan[0] == (date(2025, 12, 31), 0.0)
    assert result.plan[-1] == (date(2026, 12, 31), 26.0)
    assert result.plan[-2][0] == date(2026, 11, 30)
    assert result.plan[-2][1] == pytest.approx(22)


def test_months_need_two_years() -> None:
    calendar = Calendar()
    months = [Point(calendar.shift(calendar.parse("2024-01"), n), 1.0, closed=True) for n in range(24)]
    assert month_weight(months, date(2026, 1, 1)) is not None
    assert month_weight(months, date(2025, 12, 31)) is None


def test_a_level_halfway() -> None:
    """2.0 to 3.0, at 2.4 on day 60 of 91."""
    rows = days("2026-01-01", [2.0] * 31 + [2.4] * 60)
    reach = target("reach", 3.0, baseline=2.0, start="2026-02-01", by="2026-05-02")
    result = one_kpi(rows, reach, cadence="day", aggregation="last").result
    assert result.progress == pytest.approx(0.40)
    assert result.expected_share == pytest.approx(0.65934, abs=5e-6)
    assert result.expected == pytest.approx(2.65934, abs=5e-6)
    assert result.pace == pytest.approx(0.60667, abs=5e-6)
    assert result.reasons["required_rate"] == result.reasons["at_pace"] == "not_applicable"


def test_the_plan_of_a_level_ends_with_the_period_of_its_value() -> None:
    """Through mid-March, the last closed month is February: 59 of 365 days."""
    rows = days("2025-12-01", [10.0] * 31 + [12.0] * 74)
    reach = target("reach", 20, start="2026-01-01", by="2026-12-31")
    result = one_kpi(rows, reach, aggregation="last").result
    assert result.baseline == 10
    assert result.expected_share == pytest.approx(59 / 365)


def test_milestones_replace_the_straight_line() -> None:
    milestones = (Milestone(date(2026, 11, 10), 25_000), Milestone(date(2026, 11, 20), 40_000))
    goal = target("cumulative", 50_000, start="2026-11-01", by="2026-11-30", milestones=milestones)
    result = one_kpi(days("2026-11-01", [1000.0] * 15), goal).result
    assert result.expected == pytest.approx(32_500)
    assert result.expected_share == pytest.approx(0.65)
    assert [day.isoformat() for day, _ in result.plan] == ["2026-10-31", "2026-11-10", "2026-11-20", "2026-11-30"]
    assert [value for _, value in result.plan] == pytest.approx([0, 25_000, 40_000, 50_000])


def test_milestones_of_a_falling_level() -> None:
    goal = target(
        "reach", 5, baseline=8, start="2026-01-01", by="2026-12-31", milestones=(Milestone(date(2026, 6, 30), 6),)
    )
    result = one_kpi(periods("month", "2026-01-01", [8, 7, 7, 7, 7, 6.2]), goal, grain="month", direction="down").result
    assert result.progress == pytest.approx(0.60)
    assert result.expected == pytest.approx(6)
    assert result.pace == pytest.approx(0.60 / (2 / 3))


def test_a_line_holds_still_outside_of_its_ends() -> None:
    line = milestone_line(*NOVEMBER, 0.0, 10.0, ())
    assert [share_on(line, date(2026, month, 15)) for month in (9, 11, 12)] == [0.0, 0.5, 1.0]
    assert weighted_line(lambda _: 0.0, *NOVEMBER) is None


def test_a_plan_may_come_from_a_metric() -> None:
    """Monthly plan 10, 20, 30; through mid-February half of the second month is due."""
    plan = observe(periods("month", "2026-01-01", [10.0, 20.0, 30.0]), "month")
    goal = target("cumulative", "plan", start="2026-01-01", by="2026-03-31")
    result = one_kpi(days("2026-01-01", [0.5] * 45), goal, others={"plan": plan}).result
    assert result.value == 60
    assert result.current == pytest.approx(22.5)
    assert result.expected == pytest.approx(20)
    assert result.pace == pytest.approx(1.125)


def test_a_plan_known_only_in_part_is_no_target() -> None:
    plan = observe(periods("month", "2026-01-01", [10.0, 20.0]), "month")
    goal = target("cumulative", "plan", start="2026-01-01", by="2026-03-31")
    result = one_kpi(days("2026-01-01", [0.5] * 45), goal, others={"plan": plan}).result
    assert result.value is None
    assert result.currently_met is None
    assert result.reasons["value"] == result.reasons["pace"] == "no_data"


def test_nothing_is_left_to_do_after_the_deadline() -> None:
    result = one_kpi(
        days("2026-11-01", [100.0] * 40), target("cumulative", 50_000, start="2026-11-01", by="2026-11-30")
    ).result
    assert result.current == 3000
    assert result.expected_share == 1
    assert result.required_rate is None
    assert result.reasons["required_rate"] == "not_applicable"


@pytest.mark.parametrize("kind", ["cumulative", "reach"])
def test_no_deadline_no_pace(kind: str) -> None:
    rows = days("2026-11-01", [100.0] * 40)
    result = one_kpi(rows, target(kind, 50_000, start="2026-12-01"), cadence="day").result  # type: ignore[arg-type]
    assert result.pace is None
    assert result.expected is None
    assert result.reasons["pace"] == result.reasons["expected"] == result.reasons["by"] == "no_deadline"
    assert result.progress is not None
