"""Looking entries up, choosing among them, and taking one as a metric."""

from __future__ import annotations

from kpireport.catalog import Choice, as_metric, quotient
from kpireport.errors import Place
from kpireport.formula import parse
from kpireport.model import Metric
from kpireport.project.catalog import read_catalog

HERE = Place("site.yaml", 3, 5)


def test_an_entry_has_many_names() -> None:
    catalog = read_catalog()
    for name in ("cost-per-click", "Cost per click (CPC)", "CPC", "cpc", "price per click", "Cost Per-Click"):
        found = catalog.find(name)
        assert found is not None, name
        assert found.id == ("cost-per-click"), name
    assert catalog.find("no such thing") is None


def test_a_name_of_an_entry_wins_over_an_alias_of_another() -> None:
    found = read_catalog().find("Revenue")
    assert found is not None
    assert found.id == "revenue"


def test_entries_are_chosen_by_family_stage_category_and_scope() -> None:
    catalog = read_catalog()
    instagram = [entry.id for entry in catalog.chosen(Choice(family="instagram"))]
    assert "save-rate" in instagram
    assert "engagement-rate" in instagram, "listed under another family too"
    assert [entry.id for entry in catalog.chosen(Choice(family="instagram", scope="high"))] == []
    early = {entry.id for entry in catalog.chosen(Choice(stage="early"))}
    assert {"activation-rate", "retention-cohorts", "feature-uses", "qualitative-feedback"} <= early
    maturity = {entry.id for entry in catalog.chosen(Choice(stage="maturity", scope="high"))}
    assert {"net-profit-margin", "market-penetration", "customer-lifetime-value", "nps"} <= maturity
    assert {entry.usual.category for entry in catalog.chosen(Choice(category="care"))} == {"care"}
    assert catalog.chosen(Choice()) == list(catalog.entries.values())


def test_entries_are_chosen_by_funnel_and_channel() -> None:
    catalog = read_catalog()
    tiktok = {entry.id for entry in catalog.chosen(Choice(channel="tiktok"))}
    assert tiktok == {
        "average-reach", "follower-growth", "follower-to-views-ratio", "share-rate", "video-completion-rate"
    }  # fmt: skip
    assert [entry.id for entry in catalog.chosen(Choice(channel="LinkedIn"))] == ["organic-impressions"]
    bottom = {entry.id for entry in catalog.chosen(Choice(funnel="bottom"))}
    assert {"conversions", "qualified-leads", "customer-acquisition-cost", "cost-per-lead"} <= bottom
    assert "click-through-rate" not in bottom


def test_a_metric_leads_back_to_its_entry() -> None:
    catalog = read_catalog()
    taken = as_metric(catalog.entries["churn-rate"], "lost-customers", HERE)
    assert catalog.entry_of(taken) is catalog.entries["churn-rate"]
    assert catalog.entry_of(Metric(id="csat", place=HERE, name="CSAT")) is catalog.entries["csat"]
    assert catalog.entry_of(Metric(id="ours", place=HERE, name="CSAT")) is None


def test_what_an_entry_is_computed_from_comes_before_it() -> None:
    catalog = read_catalog()
    needed = [entry.id for entry in catalog.needed(catalog.entries["ltv-cac-ratio"])]
    assert needed.index("gross-margin") < needed.index("customer-lifetime-value")
    assert needed.index("revenue") < needed.index("gross-margin")
    assert set(needed) == {
        "revenue",
        "gross-margin",
        "customer-lifetime-value",
        "new-customers",
        "customer-acquisition-cost",
    }
    assert catalog.needed(catalog.entries["reach"]) == []


def test_a_quotient_of_sums_becomes_a_ratio() -> None:
    metric = as_metric(read_catalog().entries["click-through-rate"], "our-ctr", HERE)
    assert (metric.aggregation, metric.numerator, metric.denominator) == ("ratio", "clicks", "impressions")
    assert metric.formula is None
    assert (metric.id, metric.name, metric.unit) == ("our-ctr", "Click-through rate (CTR)", "percent")
    assert metric.catalog == "click-through-rate"
    assert metric.place == HERE


def test_anything_else_computed_keeps_its_formula() -> None:
    metric = as_metric(read_catalog().entries["churn-rate"], "churn-rate", HERE)
    assert metric.aggregation is None
    assert metric.formula is not None
    assert metric.formula.names == ("customer-count", "customers-lost")
    assert metric.bounds == (0, 100)


def test_what_is_measured_is_found_in_the_data_by_the_entry_s_id() -> None:
    followers = read_catalog().entries["followers"]
    assert as_metric(followers, "insta-followers", HERE).column == "followers"
    assert as_metric(followers, "followers", HERE).column is None
    assert as_metric(followers, "followers", HERE).aggregation == "last"


def test_a_report_by_weeks_needs_no_number_of_weeks() -> None:
    entry = read_catalog().entries["content-frequency"]
    metric = as_metric(entry, "posts", HERE)
    assert entry.formula is not None
    assert set(entry.formula.names) == {"posts-published", "weeks"}
    assert metric.formula is not None
    assert metric.formula.names == ("posts-published",)


def test_quotients_are_told_from_other_formulas() -> None:
    known = {"a", "b", "c"}
    assert quotient(parse("100 * a / b", known)) == ("a", "b")
    assert quotient(parse("a / b", known)) == ("a", "b")
    for other in ("10 * a / b", "a / b / c", "a * b", "a / b_prev", "100 * (a + b) / c", "a", "100 * a / b - c"):
        assert quotient(parse(other, known)) is None, other
