"""Computing a formula of the library from numbers that are typed."""

from __future__ import annotations

import re

import pytest

from kpireport.catalog import CalculationError, calculate
from kpireport.project.catalog import read_catalog

ENTRIES = read_catalog().entries


def _value(identifier: str, **given: str) -> float:
    return calculate(ENTRIES[identifier], given).value


def test_the_engagement_rate_of_the_worked_example() -> None:
    """(420 + 60 + 45 + 35) / 14000 = 560 / 14000 = 4 %."""
    found = calculate(
        ENTRIES["engagement-rate"],
        {"likes": "420", "comments": "60", "saves": "45", "shares": "35", "followers": "14000"},
    )
    assert found.value == pytest.approx(4.0)
    assert found.inputs == {"likes": 420, "comments": 60, "saves": 45, "shares": 35, "followers": 14000}


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES.values() if entry.formula], ids=lambda entry: entry.id)
def test_every_worked_example_comes_out(entry: object) -> None:
    example = entry.example  # type: ignore[attr-defined]
    given = {name: repr(value) for name, value in example.inputs.items()}
    assert calculate(entry, given).value == pytest.approx(example.result)  # type: ignore[arg-type]


def test_inputs_go_by_several_spellings() -> None:
    assert _value("cost-per-click", ad_spend="1800", ad_clicks="1200") == 1.5
    assert calculate(ENTRIES["cost-per-click"], {"Ad spend": "1800", "total clicks": "1200"}).value == 1.5
    assert _value("bounce-rate", single_page_sessions="9", sessions="20") == 45


def test_a_stock_one_period_earlier_is_that_at_the_start() -> None:
    for start in ("customer-count_prev", "customers_start", "customer-count-start", "customers-start"):
        assert calculate(ENTRIES["churn-rate"], {"customers-lost": "12", start: "400"}).value == 3
    assert _value("burn-rate", cash_start="900000", cash_end="840000") == 60000


def test_times_may_carry_their_unit_and_percentages_their_sign() -> None:
    assert _value("average-resolution-time", resolution_time_total="5h", tickets="10") == 1800
    assert _value("mttr", recovery_time_total="1.5h", incidents="2") == 2700
    assert _value("mttr", recovery_time_total="90 min", incidents="2") == 2700
    assert _value("mttr", recovery_time_total="5400", incidents="2") == 2700
    assert _value("f1-score", precision="90%", recall="60") == 72


def _faults(identifier: str, given: dict[str, str]) -> str:
    with pytest.raises(CalculationError) as raised:
        calculate(ENTRIES[identifier], given)
    return str(raised.value)


def test_all_that_is_missing_is_named() -> None:
    said = _faults("follower-growth-rate", {"new-followers": "10"})
    assert said.splitlines() == [
        "unfollows is missing: Followers lost",
        "followers_prev is missing: Follower count, one period earlier",
    ]


def test_an_unknown_input_is_answered_with_a_near_one_or_with_all() -> None:
    given = {"clicks": "1", "impressions": "2"}
    assert "there is no input impresions; did you mean impressions?" in _faults(
        "click-through-rate", {**given, "impresions": "3"}
    )
    said = _faults("click-through-rate", {**given, "zzz": "3"})
    assert "there is no input zzz; the inputs are clicks, impressions" in said


def test_an_input_given_twice_is_refused() -> None:
    assert "ad-spend is given twice" in _faults("cost-per-click", {"ad-spend": "1", "Ad_Spend": "2", "ad-clicks": "3"})


@pytest.mark.parametrize("text", ["", "abc", "1,200", "1 200", "nan", "inf", "12€", "--3", "1e", "0x10", "1e999"])
def test_what_is_no_number_is_refused(text: str) -> None:
    said = _faults("cost-per-click", {"ad-spend": text, "ad-clicks": "3"})
    assert said.startswith("ad-spend: ")


def test_a_unit_that_does_not_fit_is_refused() -> None:
    assert re.search("has the unit 'h'.*takes no unit", _faults("cost-per-click", {"ad-spend": "3h", "ad-clicks": "1"}))
    assert "takes ms, s, min, h or d" in _faults("mttr", {"recovery-time-total": "3weeks", "incidents": "1"})


def test_division_by_zero_says_what_is_zero() -> None:
    said = _faults("cost-per-click", {"ad-spend": "1", "ad-clicks": "0"})
    assert said == "division by zero: ad-clicks is 0, and nothing can be divided by it"
    given = {"new-mrr": "1", "expansion-mrr": "1", "churned-mrr": "0", "contraction-mrr": "0"}
    assert "what churned-mrr, contraction-mrr come to is 0" in _faults("quick-ratio", given)
    assert "forecast" not in _faults("forecast-accuracy", {"forecast": "5", "actual": "0"})


def test_what_is_not_computed_says_what_it_is() -> None:
    assert "has no formula" in _faults("reach", {})
    assert "story-exits" in _faults("instagram-story-analytics", {})
    assert "measure nps or sentiment-score" in _faults("brand-love", {})


def test_a_result_too_large_for_a_number_is_said() -> None:
    assert "too large" in _faults("cost-per-click", {"ad-spend": "1e308", "ad-clicks": "1e-10"})
