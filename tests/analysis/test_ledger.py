"""What was said, and whether it came true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kpireport.analysis.ledger import brier_score, carry_on, known_on
from kpireport.model import Cause, Goal, Issued, KpiResult, Signal, Target
from tests.analysis.one_kpi import PLACE, OneKpi, observe, one_kpi, periods, target

MIDYEAR, YEAR_END = date(2026, 6, 30), date(2026, 12, 31)


def issued(probability: float = 0.7, hit: bool | None = None, **keys: Any) -> Issued:
    """An entry for a sum of 120 by the end of 2026, published in the middle of the year."""
    given: dict[str, Any] = {
        "kpi": "k",
        "by": YEAR_END,
        "kind": "cumulative",
        "value": 120.0,
        "low": None,
        "high": None,
        "on": MIDYEAR,
    }
    return Issued(**{**given, **keys, "probability": probability, "hit": hit})


TOTAL = target("cumulative", 120, start="2026-01-01", by="2026-12-31")


def monthly(values: Sequence[float], *targets: Target, **keys: Any) -> OneKpi:
    """A KPI with these values from January 2026 on."""
    return one_kpi(periods("month", "2026-01-01", values), *(targets or (TOTAL,)), grain="month", **keys)


def result(made: OneKpi, **keys: Any) -> KpiResult:
    """What a report says about the KPI, as far as the ledger asks."""
    given: dict[str, Any] = {
        "kpi": made.kpi,
        "goal": Goal(id="g", place=PLACE, name="g"),
        "metric": made.series.metric,
        "data_through": made.series.through,
        "target": made.result,
        "series": made.points,
        "cause": Cause(method="none"),
        "signal": Signal(),
        "status": "unknown",
        "stale": False,
        "sentence": "",
        "takeaway": "",
    }
    empty = dict.fromkeys(("period", "value", "reason", "status_reason", "to_date"))
    lists: dict[str, Any] = dict.fromkeys(("comparison", "previous_year", "events", "guardrails"), ())
    return KpiResult(**{**empty, **lists, **given, **keys})


def hits(earlier: Sequence[Issued], *made: OneKpi, on: date = YEAR_END) -> list[bool | None]:
    """The outcomes of the earlier entries in a later report."""
    return [one.hit for one in carry_on(earlier, [result(each) for each in made], on)]


# ------------------------------------------------------------------------------------------------------- what is issued


def test_a_probability_with_a_deadline_is_entered() -> None:
    made = one_kpi(periods("month", "2025-01-01", [9.0, 11.0] * 9), TOTAL, grain="month")
    (entry,) = carry_on((), [result(made)], MIDYEAR)
    assert made.result.probability is not None
    assert entry == issued(made.result.probability)


def test_without_a_probability_nothing_is_entered() -> None:
    assert carry_on((), [result(monthly([10.0] * 3))], MIDYEAR) == ()
    assert carry_on((), [result(monthly([10.0] * 12))], YEAR_END) == ()


def test_a_second_report_of_the_day_replaces_the_first_and_another_day_adds() -> None:
    made = one_kpi(periods("month", "2025-01-01", [9.0, 11.0] * 9), TOTAL, grain="month")
    said = made.result.probability
    before = (issued(0.1), issued(0.2, on=date(2026, 5, 31)), issued(0.3, by=date(2027, 12, 31)))
    after = carry_on(before, [result(made)], MIDYEAR)
    assert [(one.on, one.by.year, one.probability) for one in after] == [
        (date(2026, 5, 31), 2026, 0.2),
        (MIDYEAR, 2026, said),
        (MIDYEAR, 2027, 0.3),
    ]


def test_the_order_of_the_entries_does_not_matter() -> None:
    entries = [issued(kpi=kpi, on=date(2026, month, 28)) for kpi in ("b", "a", "k") for month in (4, 2, 3)]
    after = carry_on(entries, [], MIDYEAR)
    assert [(one.on.month, one.kpi) for one in after] == [
        (month, kpi) for month in (2, 3, 4) for kpi in ("a", "b", "k")
    ]
    assert carry_on(entries[::-1], [], MIDYEAR) == after


# ------------------------------------------------------------------------------------------------------ what is decided


@pytest.mark.parametrize(("value", "hit"), [(10.0, True), (9.9, False)])
def test_an_entry_is_decided_when_its_window_is_over(value: float, hit: bool) -> None:
    assert hits([issued()], monthly([value] * 11)) == [None]
    assert hits([issued()], monthly([value] * 12)) == [hit]
    assert hits([issued()], monthly([value] * 15)) == [hit]


def test_a_sum_reached_early_is_decided_at_its_deadline_only() -> None:
    assert hits([issued()], monthly([30.0] * 6)) == [None]


def test_what_is_decided_stays_so() -> None:
    assert hits([issued(hit=False)], monthly([10.0] * 12)) == [False]


@pytest.mark.parametrize(
    "entry",
    [
        issued(value=110.0),
        issued(kind="average"),
        issued(by=date(2026, 11, 30)),
        issued(kpi="retired"),
    ],
)
def test_a_changed_or_retired_target_stays_undecided(entry: Issued) -> None:
    assert carry_on([entry], [result(monthly([10.0] * 12))], YEAR_END) == (entry,)


def test_a_number_that_a_metric_gives_may_move() -> None:
    planned = target("cumulative", "plan", start="2026-01-01", by="2026-12-31")
    plan = {"plan": observe(periods("month", "2026-01-01", [10.0] * 12), "month")}
    assert hits([issued(value=115.0)], monthly([10.0] * 12, planned, others=plan)) == [True]


def test_a_value_that_may_still_settle_decides_nothing() -> None:
    assert hits([issued()], monthly([10.0] * 12, settle_days=20)) == [None]
    assert hits([issued()], monthly([10.0] * 13, settle_days=20)) == [True]


def test_a_broken_guardrail_does_not_undo_a_hit() -> None:
    after = carry_on([issued()], [result(monthly([10.0] * 12), status="at_risk")], YEAR_END)
    assert [one.hit for one in after] == [True]


def test_a_window_without_data_decides_nothing() -> None:
    late = target("at_least", 5, start="2026-11-15", by="2026-12-15")
    entry = issued(kind="at_least", value=5.0, by=date(2026, 12, 15))
    assert hits([entry], monthly([10.0] * 12, late)) == [None]


def test_a_level_has_to_hold_in_every_period_that_was_to_come() -> None:
    level = target("at_least", 10, start="2026-01-01", by="2026-12-31")
    entry = issued(kind="at_least", value=10.0)
    assert hits([entry], monthly([0.0] * 6 + [10.0] * 6, level)) == [True]
    assert hits([entry], monthly([10.0] * 8 + [9.0] + [10.0] * 3, level)) == [False]
    assert hits([replace(entry, on=date(2026, 9, 30))], monthly([0.0] * 9 + [10.0] * 3, level)) == [True]


def test_a_range_is_told_apart_by_its_bounds() -> None:
    inside = target("range", low=8.0, high=12.0, start="2026-01-01", by="2026-12-31")
    entry = issued(kind="range", value=None, low=8.0, high=12.0)
    assert hits([entry], monthly([10.0] * 12, inside)) == [True]
    assert hits([replace(entry, high=11.0)], monthly([10.0] * 12, inside)) == [None]


def test_the_first_phase_is_judged_after_the_second_has_begun() -> None:
    first = target("cumulative", 60, start="2026-01-01", by="2026-06-30")
    second = target("cumulative", 90, by="2026-12-31")
    said = issued(value=60.0, by=MIDYEAR, on=date(2026, 3, 31))
    for value, hit in ((10.0, True), (9.0, False)):
        made = monthly([value] * 8, first, second)
        assert made.result.phase == 1
        assert [one.hit for one in carry_on([said], [result(made)], date(2026, 8, 31), made.table)] == [hit]
        assert hits([said], made) == [None]


# ------------------------------------------------------------------------------------------------------------ the score


def test_the_score_is_the_mean_squared_distance() -> None:
    said = zip((0.9, 0.7, 0.2, 0.6), (True, True, False, False), strict=True)
    ledger = [issued(probability, hit) for probability, hit in said]
    assert brier_score(ledger) == pytest.approx(0.125, abs=1e-15)
    assert brier_score([*ledger, issued(0.0)]) == brier_score(ledger)


def test_there_is_no_score_before_anything_is_decided() -> None:
    assert brier_score([issued()]) is None
    assert brier_score([]) is None


def test_a_report_as_of_a_day_knows_nothing_later() -> None:
    ledger = [issued(on=date(2026, month, 28), by=date(2026, month + 4, 30), hit=True) for month in (1, 2, 3)]
    known = known_on(ledger, date(2026, 6, 15))
    assert [(one.on.month, one.hit) for one in known] == [(1, True), (2, None), (3, None)]
    assert known_on(ledger, date(2026, 3, 1)) == (replace(ledger[0], hit=None), replace(ledger[1], hit=None))
    assert known_on(ledger, None) == tuple(ledger)
