"""Words of KPI names, judged as a careful reader would: what is meant is found, what is fine is left alone."""

from __future__ import annotations

import pytest

from kpireport.checks.vocabulary import (
    category_of,
    category_of_goal,
    has_scope,
    is_measured,
    is_wish,
    joined_measures,
    joined_rates,
    vague_word,
)


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("Reach and engagement", ("reach", "engagement")),
        ("Orders / average visits", ("orders", "visits")),
        ("Followers + clicks of our posts", ("followers", "clicks")),
        ("Leads & cost", ("leads", "cost")),
        ("Likes and comments", None),  # both are interactions, and may well be added up
        ("Likes/comments", ("likes", "comments")),
        ("CTR and conversion rate", ("ctr", "conversion")),
        ("NPS and CSAT", ("nps", "csat")),
        ("Customers/clients", None),  # two words for the same
        ("Sales and marketing cost", None),
        ("Research and development spend", None),
        ("Orders in Norway and Sweden", None),
        ("Terms and conditions accepted", None),
        ("Cost per lead", None),
    ],
)
def test_two_measures_in_one(text: str, pair: tuple[str, str] | None) -> None:
    assert joined_measures(text) == pair


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Improve content quality", "improve"),
        ("Brand love", "love"),
        ("Customer delight", "delight"),
        ("Engagement", "engagement"),
        ("Better onboarding", "better"),
        ("Engagement rate", None),
        ("Quality score of packing", None),
        ("Brand awareness index", None),
        ("Average time to answer", None),
        ("Orders a day", None),
        ("Improve by 20 %", None),
    ],
)
def test_a_vague_word_needs_a_measure(text: str, word: str | None) -> None:
    assert vague_word(text) == word


def test_a_ratio_is_two_only_where_a_rate_is_joined() -> None:
    assert joined_rates("CTR and conversion rate") == ("ctr", "conversion")
    assert joined_rates("Orders / visits") is None
    assert joined_rates("Revenue and cost") is None


def test_a_definition_may_measure_a_vague_name() -> None:
    assert is_measured("loyalty", "Average loyalty score that customers give, of ten points.")
    assert not is_measured("loyalty", "How loyal our customers are, on average.")
    assert not is_measured("loyalty", "More loyalty than last year.")


@pytest.mark.parametrize("text", ["Grow sales", "increase revenue", "To reduce waste", "More demos"])
def test_a_wish_is_no_kpi(text: str) -> None:
    assert is_wish(text)


@pytest.mark.parametrize("text", ["Sales growth", "Cut in energy use", "Grow to 250", "Reduced-price boxes"])
def test_a_number_is_no_wish(text: str) -> None:
    assert not is_wish(text)


def test_scope() -> None:
    assert has_scope(["Orders", "Orders paid in the web shop"])
    assert not has_scope(["Orders", "Orders paid"])


def test_what_a_number_and_a_goal_are_about() -> None:
    assert category_of("TikTok followers") == "awareness"
    assert category_of("Monthly churn") == "retention"
    assert category_of("Site visits") is None
    assert category_of_goal("Win 500 leads") == "conversion"
    assert category_of_goal("Be the first name runners think of") == "awareness"
    assert category_of_goal("Win leads and be known") is None
