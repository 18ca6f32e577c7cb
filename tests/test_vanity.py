"""Which KPI is vanity by the list, and which leaves the headline."""

from __future__ import annotations

from typing import Any

import pytest

from kpireport.errors import Place
from kpireport.formula import parse
from kpireport.model import CompositePart, Goal, Guardrail, Kpi, Metric
from kpireport.vanity import is_decided, is_vanity, why_aside

PLACE = Place("kpis/k.yaml")


def judged(name: str, metric: dict[str, Any] | None = None, goal: dict[str, Any] | None = None, **kpi: Any) -> Any:
    """A KPI with its metric and goal; names stand for ids, too."""
    made = Kpi(id="k", place=PLACE, name=name, metric="m", **kpi)
    keys = {"name": "M", **(metric or {})}
    return made, Metric(id="m", place=PLACE, **keys), Goal(id="g", place=PLACE, name="G", **(goal or {}))


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Instagram followers", "followers"),
        ("Follower count", "followers"),
        ("Facebook fans", "followers"),
        ("Likes a week", "likes"),
        ("Impressions", "impressions"),
        ("Ad impressions, all networks", "impressions"),
        ("Page views", "page views"),
        ("Weekly pageviews", "page views"),
        ("Video views", "views"),
        ("App downloads", "downloads"),
        ("Installs", "downloads"),
        ("Registered users", "registered users"),
        ("New orders", None),
        ("Likelihood to recommend", None),
        ("Reviews written", None),
        ("Interviews held", None),
    ],
)
def test_each_listed_total_is_known_by_its_name(name: str, word: str | None) -> None:
    assert is_vanity(*judged(name)) == word


def test_the_metric_behind_a_fine_name_counts_too() -> None:
    assert is_vanity(*judged("Audience", {"name": "LinkedIn followers"})) == "followers"


@pytest.mark.parametrize(
    "metric",
    [
        {"unit": "currency"},
        {"unit": "percent"},
        {"aggregation": "ratio", "numerator": "a", "denominator": "b"},
        {"aggregation": "mean"},
        {"aggregation": None, "formula": parse("a / b", {"a", "b"})},
        {"aggregation": None, "composite": (CompositePart(place=PLACE, metric="a", weight=1.0, low=0, high=1),)},
    ],
)
def test_a_rate_a_cost_or_a_score_is_no_bare_total(metric: dict[str, Any]) -> None:
    assert is_vanity(*judged("Cost per thousand impressions", metric)) is None


def test_a_goal_of_awareness_wants_to_be_seen() -> None:
    assert is_vanity(*judged("Impressions", goal={"category": "awareness"})) is None
    assert is_vanity(*judged("Impressions", goal={"category": "conversion"})) == "impressions"


def test_views_beside_the_time_they_last_are_not_bare_views() -> None:
    assert is_vanity(*judged("Video views", explained_by=("watch-time",))) is None
    assert (
        is_vanity(*judged("Video views", guardrails=(Guardrail(place=PLACE, metric="completion-rate", min=1),))) is None
    )
    beside = Kpi(id="other", place=PLACE, name="Minutes watched", metric="minutes")
    assert is_vanity(*judged("Video views", goal={"kpis": (beside,)})) is None
    assert is_vanity(*judged("Video views", explained_by=("posts",))) == "views"
    assert is_vanity(*judged("Followers", explained_by=("watch-time",))) == "followers"


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (None, False),
        ("None.", False),
        ("none", False),
        ("None on its own; it helps to explain trials.", False),
        ("Nothing, so far", False),
        ("No decision: we like to know.", False),
        ("n/a", False),
        ("TBD", False),
        ("-", False),
        ("None of the campaigns gets more than a tenth below 3 %.", True),
        ("No more boxes for a channel under 30 %.", True),
        ("A drop of a fifth moves next month's budget.", True),
    ],
)
def test_a_decision_is_more_than_the_word_for_none(decision: str | None, *, expected: bool) -> None:
    assert is_decided(judged("Followers", decision=decision)[0]) is expected


@pytest.mark.parametrize(
    ("name", "keys", "why"),
    [
        ("Followers", {}, "listed"),
        ("Followers", {"decision": "Below 10 000 the sponsor pays less."}, None),
        ("Orders", {}, None),
        ("Orders", {"decision": "None."}, "no_decision"),
        ("Orders", {"decision": "Fewer: a second courier.", "actionable": False}, "not_actionable"),
        ("Orders", {"decision": "Fewer: a second courier.", "improves_business": False}, "no_benefit"),
        ("Orders", {"actionable": True, "improves_business": True}, None),
        ("Followers", {"tier": "north-star", "decision": "None."}, None),
    ],
)
def test_a_number_without_a_decision_leaves_the_headline(name: str, keys: dict[str, Any], why: str | None) -> None:
    assert why_aside(*judged(name, **keys)) == why
