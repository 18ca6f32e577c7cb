"""Searching the library: what a practitioner expects comes first, misspelt and in other words too."""

from __future__ import annotations

import pytest

from kpireport.catalog import nearest, search
from kpireport.catalog.words import distance, folded, likeness, words
from kpireport.project.catalog import read_catalog

FIRST = {
    "churn": "churn-rate",
    "cost per customer": "customer-acquisition-cost",
    "engagment": "engagement-rate",
    "engagement": "engagement-rate",
    "ER": "engagement-rate",
    "CAC": "customer-acquisition-cost",
    "what does a new customer cost": "customer-acquisition-cost",
    "acquisition cost": "customer-acquisition-cost",
    "how happy are our customers": "csat",
    "customer satisfation": "csat",
    "customer loyalty": "customer-retention-rate",
    "site speed": "page-load-time",
    "cash left": "runway",
    "employee turnover": "employee-retention-rate",
    "happy employees": "employee-satisfaction",
    "net promotor score": "nps",
    "price per click": "cost-per-click",
    "email opens": "email-open-rate",
    "monthly recuring revenue": "mrr",
    "lifetime value": "customer-lifetime-value",
    "folowers": "followers",
    "uptime": "system-uptime",
    "downtime": "system-uptime",
    "AI accuracy": "model-accuracy",
    "conversion": "conversion-rate",
    "traffic": "website-visits",
    "leads": "lead-volume",
    "attrition": "churn-rate",
    "sales pipeline": "sales-pipeline",
    "support tickets": "support-ticket-volume",
    "carbon": "carbon-per-user",
    "burnout": "burnout-risk-score",
    "profitability": "profit",
    "growth on last year": "yoy-growth",
    "share of voice": "share-of-voice",
    "INP": "interaction-to-next-paint",
}


@pytest.mark.parametrize(("asked", "first"), FIRST.items())
def test_what_is_expected_comes_first(asked: str, first: str) -> None:
    assert search(read_catalog(), asked)[0].id == first


@pytest.mark.parametrize("entry", read_catalog().entries)
def test_every_entry_is_found_by_its_id_its_name_and_its_aliases(entry: str) -> None:
    catalog = read_catalog()
    for name in (entry, catalog.entries[entry].name, *catalog.entries[entry].aliases):
        assert search(catalog, name)[0].id == entry, name


@pytest.mark.parametrize("letters", ["churn rat", "chrun rate", "churn  RATE", "Churn-Rate", "churnrate"])
def test_slips_of_the_pen_are_forgiven(letters: str) -> None:
    assert search(read_catalog(), letters)[0].id == "churn-rate"


@pytest.mark.parametrize("asked", ["xyzzy", "the", "", "!?", "снег"])
def test_nothing_is_found_where_nothing_is_meant(asked: str) -> None:
    assert search(read_catalog(), asked) == []


def test_a_family_is_found_whole_by_its_name() -> None:
    catalog = read_catalog()
    for name in ("instagram", "seo", "paid-ads", "customer success and support"):
        family = next(one for one in catalog.families if name in (one.id, one.name.casefold()))
        assert {entry.id for entry in family.entries} <= {entry.id for entry in search(catalog, name)}


def test_no_entry_is_found_twice_and_the_order_is_always_the_same() -> None:
    catalog = read_catalog()
    for asked in FIRST:
        found = [entry.id for entry in search(catalog, asked)]
        assert len(found) == len(set(found))
        assert found == [entry.id for entry in search(catalog, asked)]


def test_an_unknown_id_leads_to_near_ones() -> None:
    catalog = read_catalog()
    assert nearest(catalog, "engagment-rate")[0] == "engagement-rate"
    assert nearest(catalog, "costperclick")[0] == "cost-per-click"
    assert nearest(catalog, "attrition") == [entry.id for entry in search(catalog, "attrition")[:3]]
    assert nearest(catalog, "xyzzy") == []


def test_words_are_cut_into_stems_and_folded() -> None:
    assert words("The costs of our Ladies' classes") == ["cost", "lady", "classe"]
    assert words("Cafés and résumés") == ["cafe", "resume"]
    assert folded("Click-through rate (CTR)") == "clickthroughratectr"


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("churn", "churn", 0), ("churn", "chrun", 1), ("churn", "chun", 1), ("churn", "churns", 1), ("churn", "cash", 3)],
)
def test_slips_are_counted(one: str, other: str, slips: int) -> None:
    assert distance(one, other, 2) == slips


def test_the_same_word_is_likest_and_a_short_one_is_taken_to_the_letter() -> None:
    assert likeness("cost", "cost") > likeness("cost", "spend") > 0
    assert likeness("cos", "cot") == 0
    assert likeness("engagment", "engagement") > 0.6
