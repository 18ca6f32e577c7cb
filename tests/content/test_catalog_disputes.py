"""Where sources contradict each other or themselves, the library takes a side, and its arithmetic shows it.

The numbers of features.md, group N, are in the names of the tests.
"""

from __future__ import annotations

import pytest

from kpireport.catalog import calculate
from kpireport.project.catalog import read_catalog

CATALOG = read_catalog()
ENTRIES = CATALOG.entries


def _value(entry: str, **given: float) -> float:
    return calculate(ENTRIES[entry], {name: repr(value) for name, value in given.items()}).value


def _note(entry: str) -> str:
    return ENTRIES[entry].note or ""


def test_n03_share_of_voice_is_measurable_against_a_written_list() -> None:
    """30 of 30 + 90 mentions are a quarter; without parentheses the quotient would be 1 + 90."""
    assert _value("share-of-voice", brand_mentions=30, competitor_mentions=90) == 25
    assert "named list of competitors" in ENTRIES["share-of-voice"].definition
    assert "Without a written list" in _note("share-of-voice")


@pytest.mark.parametrize("entry", ["engagement-rate", "impressions", "customer-count"])
def test_n09_n10_n13_the_goal_makes_a_kpi_of_a_measure(entry: str) -> None:
    """The same measure is a KPI in one source and a plain metric in another: the library only says when it flatters."""
    assert ENTRIES[entry].vanity
    assert ENTRIES[entry].usual.tier in ("strategic", "operational")


def test_n11_clicks_stand_in_the_middle_of_the_funnel() -> None:
    assert ENTRIES["click-through-rate"].usual.funnel == "middle"
    assert "middle" in _note("click-through-rate")


def test_n12_qualified_leads_lead_revenue_and_end_marketings_funnel() -> None:
    usual = ENTRIES["qualified-leads"].usual
    assert (usual.timing, usual.funnel) == ("leading", "bottom")
    assert ENTRIES["qualified-leads"].pairs_with == "revenue"


def test_n17_visits_lead_and_page_views_flatter() -> None:
    assert ENTRIES["website-visits"].usual.timing == "leading"
    assert "conversion rate" in (ENTRIES["page-views"].vanity or "")
    assert "page-views" in ENTRIES["website-visits"].confused_with


@pytest.mark.parametrize(
    ("entry", "gain", "cost"),
    [
        ("ai-roi", "ai-value-created", "ai-investment"),
        ("content-roi", "content-attributed-revenue", "content-cost"),
        ("influencer-campaign-roi", "influencer-revenue", "influencer-cost"),
        ("roi-of-measurement", "measurement-value", "measurement-cost"),
    ],
)
def test_n20_a_return_on_investment_is_net_so_that_break_even_is_nothing(entry: str, gain: str, cost: str) -> None:
    """Money back is 0, twice the money is 100, half of it is -50."""
    results = [_value(entry, **{gain: back, cost: 100.0}) for back in (100.0, 200.0, 50.0)]
    assert results == [0, 100, -50]
    assert ENTRIES[entry].unit == "percent"


def test_n20_a_gross_return_is_called_a_ratio() -> None:
    assert _value("return-on-ad-spend", ad_revenue=100, ad_spend=100) == 1
    assert ENTRIES["return-on-ad-spend"].unit == "ratio"
    assert "gross" in _note("return-on-ad-spend")


def test_n21_growth_is_a_percentage_over_a_year_as_over_a_period() -> None:
    assert _value("yoy-growth", value=115, value_prev_year=100) == pytest.approx(15)
    assert _value("revenue-growth-rate", revenue=115, revenue_prev=100) == pytest.approx(15)


def test_n22_growth_figures_stand_with_the_growth_rate_by_stage() -> None:
    assert ENTRIES["mrr"].benchmark == ()
    found = [(one.low, one.high, one.condition) for one in ENTRIES["mrr-growth-rate"].benchmark]
    assert [(low, high) for low, high, _ in found] == [(15, 20), (10, 15)]
    assert "early" in found[0][2]
    assert "scale" in found[1][2]


def test_n23_net_new_revenue_takes_larger_and_smaller_plans_in_and_churn_counts_once() -> None:
    """Of 10 won, 5 added, 2 reduced and 3 lost, 10 remain; 15 gained over 5 lost is 3."""
    given = {"new_mrr": 10.0, "expansion_mrr": 5.0, "contraction_mrr": 2.0, "churned_mrr": 3.0}
    assert _value("net-new-mrr", **given) == 10
    assert _value("quick-ratio", **given) == 3


def test_n24_net_churn_may_be_negative_and_gross_churn_may_not() -> None:
    """20 lost and 30 added of 1000: net -1 %, gross 2 %, retention 101 %."""
    moved = {"churned_mrr": 15.0, "contraction_mrr": 5.0, "mrr_prev": 1000.0}
    assert _value("revenue-churn-rate", expansion_mrr=30, **moved) == -1
    assert _value("gross-revenue-churn-rate", **moved) == 2
    assert _value("net-revenue-retention", expansion_mrr=30, **moved) == 101
    assert ENTRIES["revenue-churn-rate"].bounds == (None, None)


def test_n25_the_parts_of_a_health_score_are_the_users_to_choose() -> None:
    assert (
        _value("customer-health-score", usage_score=100, engagement_score=0, satisfaction_score=0, support_score=0)
        == 25
    )
    assert "yours to choose" in _note("customer-health-score")
    assert ENTRIES["customer-health-score"].shape == "composite"


def test_n26_what_is_listed_twice_is_one_entry_or_says_how_both_differ() -> None:
    assert "unit-economics" in ENTRIES["gross-margin"].also_in
    assert CATALOG.find("CAC payback") is ENTRIES["months-to-recover-cac"]
    assert "months-to-recover-cac" in ENTRIES["payback-period"].confused_with
    margin = {"mrr_per_customer": 50.0, "gross_margin": 80.0}
    assert _value("months-to-recover-cac", customer_acquisition_cost=400, **margin) == 10
    assert _value("payback-period", customer_acquisition_cost=400, monthly_revenue_per_customer=50) == 8
    assert "cost-per-acquisition-social" in ENTRIES["cost-per-acquisition"].confused_with


def test_n27_ranges_that_cannot_both_be_right_say_so() -> None:
    (net,), (operating,) = ENTRIES["net-profit-margin"].benchmark, ENTRIES["operating-margin"].benchmark
    assert net.low is not None
    assert operating.low is not None
    assert net.low > operating.low
    assert "doubtful" in net.condition
    assert "use neither as a target" in _note("net-profit-margin")


def test_n28_the_retired_measure_leads_to_its_successor() -> None:
    assert ENTRIES["first-input-delay"].replaced_by == "interaction-to-next-paint"
    assert CATALOG.find("INP") is ENTRIES["interaction-to-next-paint"]
    assert "interaction-to-next-paint" in ENTRIES["core-web-vitals"].parts
    assert "first-input-delay" not in ENTRIES["core-web-vitals"].parts


def test_n29_a_benchmark_comes_with_its_condition_and_year() -> None:
    stated = [one for entry in ENTRIES.values() for one in entry.benchmark]
    assert all(one.condition and one.year for one in stated)
    assert any(one.condition == "not stated" for one in stated)


def test_percentages_of_a_model_share_one_scale() -> None:
    """Precision 190/200, recall 190/250; their harmonic mean is 380/450 = 84.4 %."""
    precision = _value("precision", true_positives=190, false_positives=10)
    recall = _value("recall", true_positives=190, false_negatives=60)
    assert (precision, recall) == (95, 76)
    assert _value("f1-score", precision=precision, recall=recall) == pytest.approx(100 * 380 / 450)


def test_a_share_of_a_video_is_one_and_a_time_another() -> None:
    assert ENTRIES["reels-average-watch-time"].unit == "duration"
    assert ENTRIES["reels-average-watch-time"].benchmark == ()
    (one,) = ENTRIES["average-watch-percent"].benchmark
    assert (one.low, one.unit) == (85, "percent")
