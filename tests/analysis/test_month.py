"""The last whole month of a KPI, whatever its cadence, and the segments that did best and worst in it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kpireport.analysis.month import month_of, standout
from kpireport.model import Month
from kpireport.periods import Calendar, Period
from tests.analysis.one_kpi import OneKpi, Row, days, observe, one_kpi, periods

OCTOBER = Calendar().period(date(2026, 10, 1), "month")


def month(kpi: OneKpi) -> Month | None:
    return month_of(kpi.kpi, kpi.series, kpi.calendar)


def test_days_add_up_to_the_last_whole_month() -> None:
    kpi = one_kpi(days("2026-08-01", [1.0] * 31 + [2.0] * 30 + [4.0] * 10), cadence="day", aggregation="sum")
    found = month(kpi)
    assert found is not None
    assert (found.period.label, found.value, found.weeks) == ("2026-09", 60, None)
    before, year_ago = found.comparison
    assert (before.basis, before.label, before.value) == ("previous_period", "2026-08", 31)
    assert before.change_relative == pytest.approx(29 / 31)
    assert (year_ago.basis, year_ago.change, year_ago.reason) == ("year_ago", None, "short_history")


def test_a_month_of_five_weeks_is_compared_with_as_many() -> None:
    """October 2026 has five Thursdays, September four: the same hundred a week is no change."""
    kpi = one_kpi(periods("week", "2026-08-31", [100.0] * 9), grain="week", cadence="week", aggregation="sum")
    found = month(kpi)
    assert found is not None
    assert (found.period.label, found.value, found.weeks) == ("2026-10", 500, 5)
    assert (found.comparison[0].value, found.comparison[0].change) == (500, 0)


def test_readings_of_weeks_are_compared_as_they_are() -> None:
    kpi = one_kpi(periods("week", "2026-08-31", [7.0] * 9), grain="week", cadence="week", aggregation="mean")
    found = month(kpi)
    assert found is not None
    assert (found.value, found.weeks, found.comparison[0].value) == (7, None, 7)


def test_a_kpi_of_quarters_has_no_month_and_neither_has_one_whose_first_is_open() -> None:
    assert month(one_kpi(periods("quarter", "2026-01-01", [1.0, 2.0]), grain="quarter", cadence="quarter")) is None
    assert month(one_kpi(days("2026-10-01", [1.0] * 20), cadence="day", aggregation="sum")) is None


def segmented(direction: str, *rows: tuple[str, float]) -> OneKpi:
    dated: list[Row] = [(OCTOBER.start + timedelta(days=n), value, name) for n, (name, value) in enumerate(rows)]
    return one_kpi(dated, aggregation="sum", direction=direction, through="2026-10-31")


@pytest.mark.parametrize(("direction", "best", "weakest"), [("up", "a", "b"), ("down", "b", "a")])
def test_best_is_whichever_way_is_better(direction: str, best: str, weakest: str) -> None:
    found = standout(segmented(direction, ("a", 5), ("b", 1), ("c", 3), ("a", 4)).series, OCTOBER)
    assert found is not None
    assert (found.dimension, found.n, found.best[0], found.weakest[0]) == ("post", 3, best, weakest)
    assert dict([found.best, found.weakest]) == {"a": 9, "b": 1}


def test_nothing_stands_out_where_no_way_is_better_or_all_are_level() -> None:
    assert standout(segmented("range", ("a", 5), ("b", 1)).series, OCTOBER) is None
    assert standout(segmented("up", ("a", 5), ("b", 5)).series, OCTOBER) is None
    assert standout(segmented("up", ("a", 5)).series, OCTOBER) is None


def rate(*segments: tuple[str, float, float], period: Period = OCTOBER) -> OneKpi:
    above = observe([(period.start, clicks, name) for name, clicks, _ in segments], "month")
    below = observe([(period.start, shown, name) for name, _, shown in segments], "month")
    keys = {"aggregation": "ratio", "numerator": "clicks", "denominator": "shown", "unit": "percent"}
    return one_kpi([], others={"clicks": above, "shown": below}, **keys)  # type: ignore[arg-type]


def test_a_rate_of_few_cases_does_not_stand_out() -> None:
    """The average segment was shown 700 times, so that 100 are too few and 200 are not."""
    found = standout(rate(("a", 20, 1000), ("b", 30, 1500), ("tiny", 90, 100), ("c", 2, 200)).series, OCTOBER)
    assert found is not None
    assert (found.best, found.weakest, found.n) == (("b", 2.0), ("c", 1.0), 3)


def test_a_formula_has_the_segments_that_its_inputs_share() -> None:
    likes = observe([(OCTOBER.start, 30.0, "a"), (OCTOBER.start, 10.0, "b")], "month")
    shown = observe([(OCTOBER.start, 1000.0, "a"), (OCTOBER.start, 1000.0, "b")], "month")
    kpi = one_kpi([], formula="100 * likes / shown", aggregation=None, others={"likes": likes, "shown": shown})
    found = standout(kpi.series, OCTOBER)
    assert found is not None
    assert (found.best, found.weakest) == (("a", 3.0), ("b", 1.0))
