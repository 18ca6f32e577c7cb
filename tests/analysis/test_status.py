from __future__ import annotations

import pytest

from kpireport.model import Status
from tests.analysis.one_kpi import OneKpi, days, observe, one_kpi, periods, target

YEAR = {"start": "2026-01-01", "by": "2026-12-31"}


def kpi(values: list[float | None], kind: str, value: float | None = None, **keys: object) -> OneKpi:
    """Monthly values of 2026 against a target over the year, unless said otherwise."""
    direction = str(keys.pop("direction", "up"))
    dates = {**YEAR, **keys}
    goal = target(kind, value, **dates)  # type: ignore[arg-type]
    return one_kpi(periods("month", "2026-01-01", values), goal, grain="month", direction=direction)


@pytest.mark.parametrize(
    ("pace", "status"),
    [
        (1.2, "on_track"),
        (1.0, "on_track"),
        (0.9999, "at_risk"),
        (0.90, "at_risk"),
        (0.8999, "off_track"),
        (-1, "off_track"),
    ],
)
def test_pace_of_a_sum(pace: float, status: Status) -> None:
    assert kpi([1, 1], "cumulative", 99).status(pace=pace) == (status, None)


@pytest.mark.parametrize(
    ("pace", "status"), [(0.5, "on_track"), (1.0, "on_track"), (1.05, "at_risk"), (1.2, "off_track")]
)
def test_pace_of_a_budget_is_better_low(pace: float, status: Status) -> None:
    assert kpi([1, 1], "cumulative", 99, direction="down").status(pace=pace) == (status, None)


def test_a_budget_not_touched_is_on_track() -> None:
    assert kpi([0, 0], "cumulative", 99, direction="down").status() == ("on_track", None)


@pytest.mark.parametrize(
    ("probability", "status"), [(0.7, "on_track"), (0.69, "at_risk"), (0.3, "at_risk"), (0.29, "off_track")]
)
def test_probability_comes_before_pace(probability: float, status: Status) -> None:
    assert kpi([1, 1], "cumulative", 99).status(probability=probability, pace=2.0) == (status, None)


def test_a_sum_that_cannot_shrink_is_met_at_once() -> None:
    assert kpi([60, 60], "cumulative", 99).status(probability=0.1) == ("met", None)


def test_a_sum_that_can_shrink_is_met_only_at_the_end() -> None:
    assert kpi([-10, 160], "cumulative", 99).status() == ("on_track", None)


def test_an_overspent_budget_is_off_track_until_its_end() -> None:
    spent = [100.0] * 11
    assert kpi(list(spent), "cumulative", 1050, direction="down").status() == ("off_track", None)
    assert kpi([*spent, 1.0], "cumulative", 1050, direction="down").status() == ("missed", None)
    assert kpi([*spent, 1.0], "cumulative", 1101, direction="down").status() == ("met", None)


def test_an_early_success_of_a_level_can_be_undone() -> None:
    assert kpi([10, 30], "reach", 20, baseline=10.0).status() == ("on_track", None)


@pytest.mark.parametrize(("last", "status"), [(20, "met"), (19, "missed")])
def test_a_level_is_judged_at_its_deadline(last: float, status: Status) -> None:
    """What came after no longer counts, and neither does the age of the data."""
    values = [10.0] * 11 + [last, 15.0, 15.0]
    assert kpi(list(values), "reach", 20, baseline=10.0).status("2028-01-01") == (status, None)


@pytest.mark.parametrize(("values", "status"), [([1, 9], "met"), ([9, 1], "missed")])
def test_levels_in_every_period_are_judged_by_the_last(values: list[float | None], status: Status) -> None:
    assert kpi(values, "at_least", 5, by="2026-02-28").status() == (status, None)


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ([9], "on_track"),
        ([9, 9], "on_track"),
        ([1, 9], "at_risk"),
        ([9, 1], "off_track"),
        ([1, None, 9], "at_risk"),
    ],
)
def test_levels_before_the_deadline(values: list[float | None], status: Status) -> None:
    assert kpi(values, "at_least", 5).status() == (status, None)


@pytest.mark.parametrize(("value", "status"), [(20, "on_track"), (19, "at_risk"), (17, "off_track")])
def test_an_average_goes_by_its_progress(value: float, status: Status) -> None:
    rows = periods("month", "2026-01-01", [value])
    average = one_kpi(rows, target("average", 20, **YEAR), grain="month", aggregation="mean")
    assert average.status() == (status, None)


def test_a_level_with_nowhere_to_go_counts_by_its_value() -> None:
    assert kpi([6], "reach", 5, baseline=5.0).status() == ("on_track", None)
    assert kpi([4], "reach", 5, baseline=5.0).status() == ("off_track", None)


def test_stale_after_two_cadences() -> None:
    """The last closed month ends with February: two months on is April."""
    fresh = kpi([9, 9], "at_least", 5)
    assert fresh.status("2026-04-30") == ("on_track", None)
    assert fresh.status("2026-05-01") == ("unknown", "stale")


def test_weeks_go_stale_after_fourteen_days() -> None:
    weekly = one_kpi(days("2026-10-05", [9.0] * 14), target("at_least", 5), cadence="week")
    assert weekly.status("2026-11-01") == ("on_track", None)
    assert weekly.status("2026-11-02") == ("unknown", "stale")


@pytest.mark.parametrize(("broken", "status"), [(False, "on_track"), (True, "at_risk")])
def test_a_broken_guardrail_puts_a_success_at_risk(broken: bool, status: Status) -> None:
    assert kpi([9, 9], "at_least", 5).status(guardrail_broken=broken) == (status, None)
    assert kpi([9, 1], "at_least", 5).status(guardrail_broken=broken) == ("off_track", None)
    met = kpi([9], "at_least", 5, by="2026-01-31").status(guardrail_broken=broken)
    assert met == ("at_risk" if broken else "met", None)


def test_unknown_says_why() -> None:
    assert kpi([9], "text", text="top 10 %").status() == ("unknown", "text_target")
    assert kpi([9], "reach", 20, baseline=10.0, by=None).status() == ("unknown", "no_deadline")
    assert kpi([9], "reach", 20).status() == ("unknown", "no_baseline")
    assert kpi([9], "reach", 20, start="2026-06-01", baseline=1.0).status() == ("unknown", "window_not_started")
    assert kpi([9], "at_least", 5, start="2026-06-01").status() == ("unknown", "window_not_started")
    opening = one_kpi(days("2026-10-05", [1.0]), target("at_least", 1), cadence="week")
    assert opening.status() == ("unknown", "no_closed_period")
    coarse = one_kpi(periods("month", "2026-01-01", [1]), target("at_least", 1), grain="month", cadence="week")
    assert coarse.status() == ("unknown", "coarser_than_cadence")


def test_a_missed_measurement_is_not_a_missed_target() -> None:
    """Nothing was measured inside the window, so at its end there is nothing to judge."""
    rows = periods("month", "2025-12-01", [9, None, None, 9])
    late = one_kpi(rows, target("reach", 20, baseline=1.0, start="2026-01-01", by="2026-02-28"), grain="month")
    assert late.status() == ("unknown", "no_data")


def test_a_target_without_a_number_for_the_period_cannot_be_judged() -> None:
    plan = observe(periods("month", "2025-01-01", [10]), "month")
    rows = periods("month", "2026-01-01", [12])
    missing = one_kpi(rows, target("at_least", "plan", **YEAR), grain="month", others={"plan": plan})
    assert missing.status() == ("unknown", "no_data")
