"""Levels along the cascade."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kpireport.checks.cascade import find_turned_levels
from kpireport.errors import Place
from kpireport.model import Finding, Goal, Kpi, Project, Rank, Site

HERE, LEVEL = Place("kpis/k.yaml", 2), Place("kpis/k.yaml", 7)


def kpi(id_: str, level: Rank | None = None, **keys: Any) -> Kpi:
    return Kpi(id=id_, place=HERE, name=id_.title(), metric=id_, level=level, places={"level": LEVEL}, **keys)


def goal(id_: str, *kpis: Kpi, **keys: Any) -> Goal:
    return Goal(id=id_, place=HERE, name=id_.title(), kpis=kpis, **keys)


def turned(*goals: Goal) -> list[Finding]:
    return list(find_turned_levels(Project(file=Path("site.yaml"), root=Path(), site=Site(title="t"), goals=goals)))


@pytest.mark.parametrize(
    ("below", "above", "expected"),
    [
        ("team", "company", 0),
        ("person", "team", 0),
        ("department", "department", 0),
        ("company", "team", 1),
        ("department", "person", 1),
        ("company", None, 0),
        (None, "person", 0),
    ],
)
def test_a_kpi_feeds_its_own_level_or_a_higher_one(below: Rank | None, above: Rank | None, expected: int) -> None:
    found = turned(goal("g", kpi("fed", above), kpi("feeding", below, feeds=("fed",))))
    assert len(found) == expected
    for one in found:
        assert (one.code, one.level, one.kpi, one.place) == ("P6", "warning", "feeding", LEVEL)
        assert f"“Feeding”, at the level {below}, feeds “Fed”, at the level {above}" in one.message


def test_a_kpi_without_a_level_has_that_of_its_goal() -> None:
    low = goal("low", kpi("fed"), level="team")
    high = goal("high", kpi("feeding", feeds=("fed",)), level="company")
    assert [one.kpi for one in turned(low, high)] == ["feeding"]
    assert turned(low, goal("high", kpi("feeding", "person", feeds=("fed",)), level="company")) == []


def test_within_its_goal_a_kpi_that_feeds_another_has_no_level_unless_it_says_one() -> None:
    assert turned(goal("g", kpi("fed", "department"), kpi("feeding", feeds=("fed",)), level="company")) == []
    assert len(turned(goal("g", kpi("fed", "department"), kpi("feeding", "company", feeds=("fed",))))) == 1


def test_a_goal_serves_its_own_level_or_a_higher_one() -> None:
    (found,) = turned(goal("low", level="team"), goal("high", level="company", parent="low"))
    assert (found.code, found.goal, found.kpi) == ("P6", "high", None)
    assert turned(goal("low", level="team", parent="high"), goal("high", level="company")) == []
    assert turned(goal("alone", level="team", parent="elsewhere")) == []
