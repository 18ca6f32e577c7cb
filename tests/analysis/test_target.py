from __future__ import annotations

from datetime import date

import pytest

from kpireport.analysis.target import FIGURES
from kpireport.model import TargetKind, TargetResult
from kpireport.periods import Grain
from tests.analysis.one_kpi import days, observe, one_kpi, periods, target

YEAR = {"start": "2026-01-01", "by": "2026-12-31"}


# ------------------------------------------------------------------------------------------------------------ kinds


def test_the_worked_example_of_a_weekly_level() -> None:
    rows = [
        *days("2026-10-05", [300_000, 450_000]),
        *days("2026-10-08", [290_000]),
        *days("2026-10-12", [380_000, 430_000]),
        *days("2026-10-15", [290_000]),
        *days("2026-10-20", [720_000, 260_000]),
        *days("2026-10-25", [220_000]),
    ]
    result = one_kpi(rows, target("at_least", 1_000_000, start="2026-10-05"), cadence="week").result
    assert (result.current, result.gap, result.progress) == (1_200_000, 200_000, 1.0)
    assert (result.judged, result.complied, result.currently_met) == (3, 3, True)
    assert result.pace is None
    assert result.baseline is None
    assert result.reasons["pace"] == "not_applicable"
    assert result.reasons["baseline"] == "no_baseline"
    assert {result.reasons[name] for name in ("projection", "interval80", "interval95", "probability")} == {
        "short_history"
    }


def test_lower_is_better_on_the_way_from_8_to_5() -> None:
    result = one_kpi(
        periods("month", "2025-12-01", [8, 7, 6.2]), target("reach", 5, **YEAR), grain="month", direction="down"
    ).result
    assert result.baseline == 8
    assert result.progress == pytest.approx(0.60)
    assert result.gap == pytest.approx(1.2)
    assert result.currently_met is False


def test_a_budget_is_progress_used_up() -> None:
    result = one_kpi(
        periods("month", "2026-01-01", [10, 20, 30]), target("cumulative", 100, **YEAR), grain="month", direction="down"
    ).result
    assert result.progress == pytest.approx(0.6)
    assert result.gap == -40
    assert result.currently_met is True
    assert result.pace == pytest.approx(0.6 / (90 / 365))


@pytest.mark.parametrize(("cadence", "current"), [("week", 30), ("month", 37)])
def test_a_week_that_the_window_cuts_counts_only_where_it_rolls_up(cadence: Grain, current: float) -> None:
    rows = periods("week", "2025-12-29", [7, 10, 20])
    result = one_kpi(rows, target("cumulative", 100, **YEAR), grain="week", cadence=cadence).result
    assert result.current == current


def test_an_unfinished_week_is_not_part_of_a_sum_of_weeks() -> None:
    rows = periods("week", "2026-01-05", [10, 20])
    result = one_kpi(rows, target("cumulative", 100, **YEAR), grain="week", cadence="week", through="2026-01-16").result
    assert result.current == 10


def test_a_forecast_of_a_sum_starts_with_the_weeks_that_count() -> None:
    rows = periods("week", "2025-10-06", [10] * 24)
    result = one_kpi(rows, target("cumulative", 100, **YEAR), grain="week", cadence="week").result
    assert result.current == 110
    assert result.projection == pytest.approx(10 * (51 + 4 / 7))


def test_an_average_is_that_of_the_window_so_far() -> None:
    rows = days("2025-12-31", [1000.0, 20.0, 40.0])
    result = one_kpi(rows, target("average", 25, by="2026-12-31"), aggregation="mean").result
    assert (result.start, result.current, result.progress) == (date(2026, 1, 1), 30, 1.2)
    assert result.reasons["pace"] == result.reasons["expected"] == "not_applicable"
    falling = one_kpi(rows, target("average", 24, by="2026-12-31"), aggregation="mean", direction="down").result
    assert falling.progress == pytest.approx(0.8)
    assert falling.currently_met is False


def test_an_average_of_a_ratio_is_the_ratio_of_sums() -> None:
    """80 of 4000 and 300 of 6000 are 3.80 %, not the 3.50 % that lies between the two."""
    kpi = one_kpi(
        [],
        target("average", 3.8, **YEAR),
        aggregation="ratio",
        unit="percent",
        numerator="orders",
        denominator="visits",
        others={
            "orders": observe(periods("month", "2026-01-01", [80, 300]), "month"),
            "visits": observe(periods("month", "2026-01-01", [4000, 6000]), "month"),
        },
    )
    assert kpi.result.current == pytest.approx(3.80)
    assert kpi.result.currently_met is True


@pytest.mark.parametrize(
    ("kind", "complied", "gap"),
    [("at_least", 3, -1.0), ("at_most", 2, -1.0)],
)
def test_levels_are_judged_in_every_closed_period(kind: TargetKind, complied: int, gap: float) -> None:
    """The value on the bound complies either way."""
    rows = periods("month", "2026-01-01", [95, 96, 97, None, 94])
    result = one_kpi(rows, target(kind, 95, **YEAR), grain="month").result
    assert (result.judged, result.complied, result.gap) == (4, complied, gap)
    assert result.progress == complied / 4


@pytest.mark.parametrize(("value", "gap", "met"), [(2.5, -0.5, False), (3, 0, True), (4, 0, True), (5.5, 0.5, False)])
def test_a_range_measures_from_the_nearer_bound(value: float, gap: float, met: bool) -> None:
    result = one_kpi(
        periods("month", "2026-01-01", [4, value]), target("range", low=3.0, high=5.0, **YEAR), grain="month"
    ).result
    assert result.gap == gap
    assert result.currently_met is met
    assert (result.value, result.low, result.high) == (None, 3, 5)
    assert result.reasons["value"] == "not_applicable"


def test_binary_noise_does_not_break_a_target() -> None:
    """38 of 1000 in percent is a hair more than 3.8 in binary."""
    kpi = one_kpi(
        [],
        target("at_most", 3.8, start="2026-01-01"),
        aggregation="ratio",
        unit="percent",
        numerator="lost",
        denominator="all",
        others={
            "lost": observe(periods("month", "2026-01-01", [38]), "month"),
            "all": observe(periods("month", "2026-01-01", [1000]), "month"),
        },
    )
    assert kpi.result.progress == 1


def test_a_target_in_words_is_never_judged() -> None:
    result = one_kpi(periods("month", "2026-01-01", [4]), target("text", text="top 10 %"), grain="month").result
    assert result.text == "top 10 %"
    assert {result.reasons[name] for name in FIGURES} == {"text_target"}


def test_nothing_to_go_from_b_to_t() -> None:
    result = one_kpi(
        periods("month", "2026-01-01", [6]), target("reach", 5, baseline=5.0, **YEAR), grain="month"
    ).result
    assert result.progress is None
    assert result.reasons["progress"] == "not_applicable"
    assert result.currently_met is True


@pytest.mark.parametrize("kind", ["reach", "cumulative", "average", "at_least", "at_most", "range"])
def test_every_missing_figure_says_why(kind: TargetKind) -> None:
    bounds = {"low": 1.0, "high": 2.0} if kind == "range" else {"value": 5}
    for rows in ([], days("2026-01-01", [1.0])):
        result = one_kpi(rows, target(kind, **bounds), cadence="week").result
        missing = {name for name in (*FIGURES, "start", "by") if getattr(result, name) is None}
        assert missing == set(result.reasons)


# ----------------------------------------------------------------------------------------------- targets in the data


def test_a_target_may_differ_by_period() -> None:
    """March has no target and is not judged."""
    plan = observe(periods("month", "2026-01-01", [10, 20, None, 40]), "month")
    rows = periods("month", "2026-01-01", [12, 19, 5, 40])
    result = one_kpi(rows, target("at_least", "plan", **YEAR), grain="month", others={"plan": plan}).result
    assert [(point.value, point.complies) for point in result.periods] == [(10, True), (20, False), (40, True)]
    assert (result.value, result.gap) == (40, 0)
    assert result.progress == pytest.approx(2 / 3)


def test_the_last_period_may_lack_its_target() -> None:
    plan = observe(periods("month", "2026-01-01", [10, 20]), "month")
    rows = periods("month", "2026-01-01", [12, 21, 5])
    result = one_kpi(rows, target("at_least", "plan", **YEAR), grain="month", others={"plan": plan}).result
    assert (result.value, result.gap, result.progress) == (None, None, 1.0)
    assert result.reasons["value"] == result.reasons["gap"] == "no_data"


# ----------------------------------------------------------------------------------------------- windows and phases


def test_only_whole_periods_inside_the_window_count() -> None:
    """From 15 January to 15 April there are February and March."""
    rows = periods("month", "2026-01-01", [1, 9, 9, 1, 1])
    result = one_kpi(rows, target("at_least", 5, start="2026-01-15", by="2026-04-15"), grain="month").result
    assert (result.judged, result.progress, result.current) == (2, 1.0, 9)


def test_a_window_ahead() -> None:
    rows = periods("month", "2026-01-01", [1, 2])
    for kind in ("reach", "at_least", "cumulative"):
        goal = target(kind, 5, start="2026-03-01", by="2026-12-31")
        result = one_kpi(rows, goal, grain="month").result
        assert result.progress is None
        assert result.pace is None
        assert result.reasons["progress"] == "window_not_started"
        assert result.current == (None if kind == "cumulative" else 2)


@pytest.mark.parametrize("kind", ["cumulative", "average"])
def test_sums_and_averages_run_over_the_fiscal_year_of_their_deadline(kind: TargetKind) -> None:
    rows = periods("month", "2026-06-01", [1, 1, 1])
    result = one_kpi(rows, target(kind, 5, by="2027-03-31", agreed_on="2026-07-15"), grain="month", fiscal=4).result
    assert result.start == date(2026, 4, 1)


def test_levels_start_when_agreed_else_with_the_first_closed_period() -> None:
    rows = periods("month", "2026-01-01", [1, 2, 3])
    agreed = one_kpi(rows, target("at_least", 2, agreed_on="2026-02-01"), grain="month").result
    assert (agreed.start, agreed.judged) == (date(2026, 2, 1), 2)
    bare = one_kpi(rows, target("at_least", 2), grain="month").result
    assert (bare.start, bare.judged) == (date(2026, 1, 1), 3)


def test_a_baseline_is_declared_or_the_last_value_before_the_start() -> None:
    rows = periods("month", "2026-01-01", [1, 2, None, 4])
    declared = one_kpi(rows, target("reach", 9, baseline=3.0, start="2026-04-01", by="2026-12-31"), grain="month")
    assert (declared.result.baseline, declared.result.baseline_from) == (3, "declared")
    found = one_kpi(rows, target("reach", 9, start="2026-04-01", by="2026-12-31"), grain="month").result
    assert (found.baseline, found.baseline_from) == (2, "before_start")
    agreed = one_kpi(rows, target("reach", 9, agreed_on="2026-02-10", by="2026-12-31"), grain="month").result
    assert (agreed.baseline, agreed.start) == (1, date(2026, 2, 10))
    none = one_kpi(rows, target("reach", 9, start="2026-01-01", by="2026-12-31"), grain="month").result
    assert (none.baseline, none.progress, none.gap) == (None, None, -5)
    assert none.reasons["progress"] == none.reasons["pace"] == "no_baseline"


def test_a_level_that_nothing_dates_starts_from_its_first_value() -> None:
    result = one_kpi(periods("month", "2026-01-01", [2, 3, 4]), target("reach", 10, by="2026-12-31"), grain="month")
    assert (result.result.baseline, result.result.baseline_from) == (2, "first_closed")
    assert result.result.start == date(2026, 2, 1)
    assert result.result.progress == pytest.approx(0.25)


PHASES = (
    target("reach", 20, by="2026-06-30"),
    target("reach", 30, by="2026-12-31"),
    target("reach", 40, by="2027-12-31"),
)


@pytest.mark.parametrize(
    ("months", "phase", "start", "baseline"),
    [
        (6, 0, date(2026, 1, 1), 100),
        (7, 1, date(2026, 7, 1), 106),
        (30, 2, date(2027, 1, 1), 112),
    ],
)
def test_the_phase_in_force_is_the_first_not_over(months: int, phase: int, start: date, baseline: float) -> None:
    rows = periods("month", "2025-12-01", [100.0 + n for n in range(months + 1)])
    result = one_kpi(rows, *PHASES, grain="month").result
    assert (result.phase, result.start, result.baseline) == (phase, start, baseline)


def test_after_the_last_deadline_the_value_is_the_one_at_the_deadline() -> None:
    rows = periods("month", "2025-12-01", [10, 12, 20, 5])
    result = one_kpi(rows, target("reach", 20, start="2026-01-01", by="2026-02-28"), grain="month").result
    assert (result.current, result.progress, result.currently_met) == (20, 1.0, True)


# --------------------------------------------------------------------------------------------------- what is missing


def outlook(result: TargetResult) -> tuple[str | None, str | None]:
    return result.reasons.get("projection"), result.reasons.get("probability")


@pytest.mark.parametrize(
    ("closed", "words"),
    [
        (7, ("short_history", "short_history")),
        (8, (None, "short_history")),
        (11, (None, "short_history")),
        (12, (None, None)),
    ],
)
def test_a_forecast_needs_a_past(closed: int, words: tuple[str | None, str | None]) -> None:
    rows = periods("month", "2026-01-01", [1.0] * closed)
    result = one_kpi(rows, target("cumulative", 23, start="2026-01-01", by="2027-12-31"), grain="month").result
    assert outlook(result) == words
    assert (result.projection is None) == (result.interval80 is None) == (words[0] is not None)
    assert (result.probability is None) == (words[1] is not None)
    assert len(result.forecast) == (0 if words[0] else 24 - closed)


def test_a_short_window_is_forecast_by_days() -> None:
    rows = days("2026-11-01", [1.0] * 12)
    result = one_kpi(rows, target("cumulative", 29, start="2026-11-01", by="2026-11-30")).result
    assert (result.projection, result.interval95) == (30, (30, 30))
    assert result.probability is not None
    assert result.probability > 0.95


def test_the_reason_with_a_past_and_without_a_deadline() -> None:
    rows = periods("month", "2025-01-01", [1.0] * 20)
    assert outlook(one_kpi(rows, target("at_least", 1), grain="month").result) == ("no_deadline", "no_deadline")


def test_data_coarser_than_the_cadence_is_not_spread() -> None:
    result = one_kpi(
        periods("month", "2026-01-01", [4, 5]), target("at_least", 1), grain="month", cadence="week"
    ).result
    assert result.current is None
    assert result.reasons["current"] == result.reasons["progress"] == "coarser_than_cadence"


def test_an_open_first_period_is_no_value_yet() -> None:
    result = one_kpi(days("2026-10-05", [1, 2, 3]), target("at_least", 1), cadence="week").result
    assert result.reasons["current"] == "no_closed_period"
