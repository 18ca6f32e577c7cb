"""What stands beside a KPI: its partner, its guardrails, conflicts, the parts of its score, what it stands for."""

from __future__ import annotations

import json
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from kpireport.pages.report_json import report_json
from tests.pages.built import find, plain, text_of
from tests.pages.whole import Whole, whole, written

SITE = """\
title: Shop
goals:
  - id: sell
    name: Sell to those who come
    owner: Ada
    level: department
    team: Growth
    category: conversion
    kpis:
      - id: clicks
        name: Clicks
        metric: clicks
        timing: leading
        cadence: month
        owner: Ada
        target: 90
        decision: Fewer clicks move the budget to search.
        funnel: middle
        level: team
        team: Ads
        category: engagement
        feeds: orders
        pairs_with: orders
        proxy_for: People who want a shoe
        proxy_risk: Louder advertisements bring clicks from people who never buy.
        explained_by: [views, bounce]
        conflicts_with: [{kpi: returns, resolution: guardrail, note: Nobody buys clicks with returns.}]
        guardrails: [{metric: returns, max: 4}]
      - id: orders
        name: Orders
        metric: orders
        timing: lagging
        cadence: month
        owner: Ada
        target: 9
        funnel: bottom
      - id: returns
        name: Returns
        metric: returns
        cadence: month
        owner: Bo
        target: {at_most: 6}
        conflicts_with: [{kpi: care}]
      - id: care
        name: Care
        metric: care
        cadence: month
        owner: Bo
        target: 50
      - id: worn-out
        name: Worn out
        metric: worn-out
        cadence: month
        owner: Bo
        target: 50
metrics:
  views: {aggregation: sum, funnel: top}
  bounce: {aggregation: mean, unit: percent, funnel: middle}
  clicks: {aggregation: sum}
  orders: {aggregation: sum}
  returns: {aggregation: mean, unit: percent, direction: down}
  hours: {name: Hours to reply, aggregation: mean, unit: hours, direction: down}
  stars: {name: Stars, aggregation: mean, unit: points, bounds: [1, 5]}
  empty: {name: Smiles, aggregation: mean}
  care: {composite: [{metric: hours, weight: 0.25, low: 2, high: 10}, {metric: stars, weight: 0.75}]}
  worn-out: {composite: [{metric: hours, weight: 0.5, low: 2, high: 10}, {metric: empty, weight: 0.5, low: 0, high: 9}]}
"""
VALUES = {"views": 2000, "bounce": 40, "clicks": 100, "orders": 12, "returns": 5, "hours": 4, "stars": 4}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    rows = [(f"2026-{month:02d}", metric, float(v)) for month in range(1, 7) for metric, v in VALUES.items()]
    rows += [(f"2026-{month:02d}", "empty", 3.0) for month in range(1, 6)]  # no value in June
    return whole(written(tmp_path_factory.mktemp("shop"), SITE, rows))


@pytest.fixture(scope="module")
def said(shop: Whole) -> dict[str, Any]:
    """report.json with its KPIs by id."""
    found: dict[str, Any] = json.loads(report_json(shop.report).content)
    return {**found, "kpis": {kpi["id"]: kpi for kpi in found["kpis"]}}


def section(page: Element, id_: str) -> Element:
    return next(one for one in find(page, "section") if one.get("id") == id_)


def bars(table: Element) -> list[list[float]]:
    """The widths drawn in each row of a table's body."""
    rows = find(table, "tbody")[0]
    return [[float(one.get("width", "")) for one in row.iter() if str(one.tag).endswith("rect")] for row in rows]


def cells(table: Element) -> list[list[str]]:
    """The rows of a table's body."""
    body = find(table, "tbody")[0]
    return [[plain(text_of(cell)) for cell in row] for row in body]


# --------------------------------------------------------------------------------------------------------------- pairs


def test_partners_stand_side_by_side_the_leading_one_first(shop: Whole) -> None:
    (couple,) = find(shop["goals/sell/index.html"], "div", "couple")
    leading, lagging = (text_of(half) for half in couple)
    assert leading.startswith("Leading Clicks 100")
    assert lagging.startswith("Lagging Orders 12")
    assert "At risk" in leading
    assert "On track" in lagging
    assert "Not tested." in lagging


# --------------------------------------------------------------------------------------- guardrails and conflicts


def test_a_breached_guardrail_says_what_it_took_away(shop: Whole, said: dict[str, Any]) -> None:
    for path in ("goals/sell/index.html", "kpis/clicks/index.html"):
        page = text_of(shop[path])
        assert "A guardrail is breached: Returns. By its target alone this KPI would be on track." in page
        guard = next(text_of(one) for one in find(shop[path], "p", "guard") if "Breached" in text_of(one))
        assert plain(guard) == "Guardrail Breached Returns: 5 %, at most 4 % June 2026"
    clicks = said["kpis"]["clicks"]
    assert (clicks["status"], clicks["held_back"]) == ("at_risk", "on_track")
    assert clicks["guardrails"] == [
        {
            "metric": "returns",
            "min": None,
            "max": 4.0,
            "value": 5.0,
            "period": {"label": "2026-06", "start": "2026-06-01", "end": "2026-06-30", "closed": True},
            "holds": False,
        }
    ]
    assert said["kpis"]["orders"]["held_back"] is None


def test_a_conflict_is_told_on_both_sides_with_its_resolution(shop: Whole) -> None:
    settled = (
        "Settled by a guardrail: one may improve only while the other keeps its limit. Nobody buys clicks with returns."
    )
    clicks, returns, care = (text_of(shop[f"kpis/{id_}/index.html"]) for id_ in ("clicks", "returns", "care"))
    assert f"Conflict Pulls against Returns. {settled}" in clicks
    assert f"Conflict Pulls against Clicks. {settled}" in returns
    assert "Conflict Pulls against Care. Not settled yet" in returns
    assert "Conflict Pulls against Returns. Not settled yet" in care
    assert "Conflict" not in text_of(shop["kpis/orders/index.html"])


# -------------------------------------------------------------------------------------------------- composite scores


def test_a_score_is_shown_with_its_parts(shop: Whole, said: dict[str, Any]) -> None:
    """Four hours lie a quarter of the way from 2 to 10: 75 of 100, times 0.25. Four stars of 1 to 5: 75, times 0.75."""
    page = shop["kpis/care/index.html"]
    (table,) = find(section(page, "parts"), "table", "parts")
    assert [row[:6] for row in cells(table)] == [
        ["Hours to reply", "4 hours", "10 hours to 2 hours", "75.0", "25 %", "18.8"],
        ["Stars", "4 points", "1 points to 5 points", "75.0", "75 %", "56.3"],
        ["Score", "", "", "", "100 %", "75"],
    ]
    assert bars(table) == [[40.0, 30.0], [120.0, 90.0], []]
    assert said["kpis"]["care"]["composite"] == [
        {
            "metric": "hours",
            "weight": 0.25,
            "low": 2.0,
            "high": 10.0,
            "direction": "down",
            "value": 4.0,
            "score": 75.0,
            "points": 18.75,
            "reason": None,
        },
        {
            "metric": "stars",
            "weight": 0.75,
            "low": 1.0,
            "high": 5.0,
            "direction": "up",
            "value": 4.0,
            "score": 75.0,
            "points": 56.25,
            "reason": None,
        },
    ]
    assert "Parts of the score" in text_of(find(shop["goals/sell/index.html"], "article")[3])


def test_a_score_without_a_part_says_which_one(shop: Whole, said: dict[str, Any]) -> None:
    page = shop["kpis/worn-out/index.html"]
    assert "No score: its part Smiles has no value in this period. A part is never counted as zero." in text_of(page)
    rows = cells(find(section(page, "parts"), "table", "parts")[0])
    assert [row[1] for row in rows[:2]] == ["4 hours", "no value"]
    assert rows[2][5] == "–"
    worn = said["kpis"]["worn-out"]
    assert (worn["value"], worn["reason"]) == (None, "no_data")
    assert [(one["metric"], one["points"], one["reason"]) for one in worn["composite"]] == [
        ("hours", 37.5, None),
        ("empty", None, "no_data"),
    ]


# ------------------------------------------------------------------------------------------------------- the funnel


def test_the_funnel_runs_from_top_to_bottom_and_never_mixes_units(shop: Whole, said: dict[str, Any]) -> None:
    """100 clicks of 2 000 views are 5 %; 12 orders of 100 clicks 12 %. A bounce rate is no step to count from."""
    (table,) = find(section(shop["goals/sell/index.html"], "funnel"), "table", "funnel")
    rows = cells(table)
    assert [(row[0], row[1], row[4]) for row in rows] == [
        ("Views", "Top", "–"),
        ("Clicks", "Middle", "5.0 % of Views"),
        ("Bounce", "Middle", "–"),
        ("Orders", "Bottom", "12.0 % of Clicks"),
    ]
    assert bars(table) == [[240.0], [12.0], [], [1.4]]
    (goal,) = said["goals"]
    assert [(step["stage"], step["id"], step["share"], step["share_of"]) for step in goal["funnel"]] == [
        ("top", "views", None, None),
        ("middle", "clicks", 0.05, "views"),
        ("middle", "bounce", None, None),
        ("bottom", "orders", 0.12, "clicks"),
    ]


# --------------------------------------------------------------------------------------------- proxies, report.json


def test_what_a_kpi_stands_for_is_said_under_its_name(shop: Whole) -> None:
    for path in ("kpis/clicks/index.html", "goals/sell/index.html"):
        page = text_of(shop[path])
        assert "Stands for: People who want a shoe" in page
        assert "Louder advertisements bring clicks from people who never buy." in page
    assert "Stands for: Sell to those who come" in text_of(shop["kpis/orders/index.html"])
    assert text_of(shop["goals/sell/index.html"]).count("Stands for:") == 1


def test_structure_is_in_the_report_for_machines(said: dict[str, Any]) -> None:
    (goal,) = said["goals"]
    assert (goal["level"], goal["team"], goal["category"]) == ("department", "Growth", "conversion")
    clicks = said["kpis"]["clicks"]
    keys = ("level", "team", "category", "funnel", "feeds", "pairs_with", "conflicts_with", "composite", "vanity")
    assert {key: clicks[key] for key in keys} == {
        "level": "team",
        "team": "Ads",
        "category": "engagement",
        "funnel": "middle",
        "feeds": ["orders"],
        "pairs_with": ["orders"],
        "conflicts_with": [{"kpi": "returns", "resolution": "guardrail", "note": "Nobody buys clicks with returns."}],
        "composite": [],
        "vanity": None,
    }
    views = next(metric for metric in said["metrics"] if metric["id"] == "views")
    assert (views["funnel"], views["explains"], views["ahead_of"]) == ("top", ["clicks"], [])
