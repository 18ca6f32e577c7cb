from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from kpireport.checks.conflict import find_conflicts
from kpireport.model import Association, Finding, GoalResult, Guardrail, Report, Site
from tests.analysis.one_kpi import PLACE
from tests.analysis.several_kpis import Told, several

AGAINST = Association(leader="reach", follower="margin", lag=3, r=-0.7, n=40, tried=25, found=True)


def conflicts(
    pair: Association, told: Mapping[str, Told] | None = None, metrics: Mapping[str, Any] | None = None
) -> list[Finding]:
    """Those between the KPIs `reach` and `margin`, which are on the metrics of their names."""
    described = {"reach": {}, "margin": {}, **(metrics or {})}
    kpis = several({}, {"reach": Told(), "margin": Told(), **(told or {})}, described).kpis
    goals = {kpi.goal.id: kpi.goal for kpi in kpis}
    report = Report(
        site=Site(title="t"),
        data_through=None,
        report_date=None,
        sentence="",
        north_star=None,
        goals=tuple(
            GoalResult(
                goal=goal,
                kpis=tuple(kpi for kpi in kpis if kpi.goal == goal),
                metrics=(),
                status_counts={},
                sentence="",
            )
            for goal in goals.values()
        ),
        metrics=(),
        terms=(),
        associations=(pair,),
    )
    return list(find_conflicts(report))


@pytest.mark.parametrize(("lag", "when"), [(0, "in the same week"), (1, "1 week later"), (3, "3 weeks later")])
def test_a_conflict_names_both_with_lag_and_n(lag: int, when: str) -> None:
    (found,) = conflicts(replace(AGAINST, lag=lag))
    assert (found.code, found.level, found.kpi, found.goal) == ("C1", "info", "reach", "g")
    assert all(part in found.message for part in ("“reach”", "“margin”", when, "n = 40"))


@pytest.mark.parametrize(
    ("r", "directions", "expected"),
    [
        (-0.7, ("up", "up"), 1),
        (-0.7, ("down", "down"), 1),
        (0.7, ("up", "down"), 1),
        (0.7, ("up", "up"), 0),
        (-0.7, ("up", "down"), 0),
        (-0.7, ("up", "range"), 0),
        (-0.7, ("none", "up"), 0),
    ],
)
def test_what_matters_is_which_way_is_better(r: float, directions: tuple[str, str], expected: int) -> None:
    metrics = {name: {"direction": way} for name, way in zip(("reach", "margin"), directions, strict=True)}
    assert len(conflicts(replace(AGAINST, r=r), metrics=metrics)) == expected


def test_a_pair_that_does_not_hold_is_no_conflict() -> None:
    assert conflicts(replace(AGAINST, found=False)) == []


def test_kpis_of_different_goals_may_differ() -> None:
    assert conflicts(AGAINST, {"margin": Told(goal="other")}) == []


@pytest.mark.parametrize(("guarded", "by"), [("reach", "margin"), ("margin", "reach")])
def test_a_guardrail_between_them_settles_it(guarded: str, by: str) -> None:
    told = {guarded: Told(keys={"guardrails": (Guardrail(place=PLACE, metric=by, min=5.0),)})}
    assert conflicts(AGAINST, told) == []
    elsewhere = {guarded: Told(keys={"guardrails": (Guardrail(place=PLACE, metric="m", min=5.0),)})}
    assert len(conflicts(AGAINST, elsewhere)) == 1
