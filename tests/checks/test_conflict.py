from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from kpireport.checks.conflict import find_conflicts, find_empty_resolutions
from kpireport.model import Association, CompositePart, Conflict, Finding, GoalResult, Guardrail, Report, Site
from tests.analysis.one_kpi import PLACE
from tests.analysis.several_kpis import Told, several

AGAINST = Association(leader="reach", follower="margin", lag=3, r=-0.7, n=40, tried=25, found=True)


def conflicts(
    pair: Association, told: Mapping[str, Told] | None = None, metrics: Mapping[str, Any] | None = None
) -> list[Finding]:
    """Those between the KPIs `reach` and `margin`, which are on the metrics of their names."""
    return list(find_conflicts(_report((pair,), told, metrics)))


def empty(told: Mapping[str, Told], metrics: Mapping[str, Any] | None = None) -> list[Finding]:
    """The resolutions of the two that are on paper only."""
    return list(find_empty_resolutions(_report((), told, metrics)))


def _report(
    pairs: tuple[Association, ...], told: Mapping[str, Told] | None, metrics: Mapping[str, Any] | None
) -> Report:
    described = {"reach": {}, "margin": {}, **(metrics or {})}
    kpis = several({}, {"reach": Told(), "margin": Told(), **(told or {})}, described).kpis
    goals = {kpi.goal.id: kpi.goal for kpi in kpis}
    return Report(
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
        associations=pairs,
    )


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


def declared(resolution: Any, **keys: Any) -> Told:
    """A KPI in a declared conflict with `margin`."""
    return Told(keys={"conflicts_with": (Conflict(place=PLACE, kpi="margin", resolution=resolution),), **keys})


@pytest.mark.parametrize("resolution", ["precedence", "composite", "segment", "guardrail", "incentive"])
def test_a_declared_conflict_with_a_resolution_is_not_hinted_at(resolution: str) -> None:
    assert conflicts(AGAINST, {"reach": declared(resolution)}) == []
    backwards = replace(AGAINST, leader="margin", follower="reach")
    assert conflicts(backwards, {"reach": declared(resolution)}) == []


def test_a_conflict_that_is_declared_and_left_open_is_still_hinted_at() -> None:
    assert len(conflicts(AGAINST, {"reach": declared(None)})) == 1


def test_a_resolution_by_guardrail_needs_one_between_the_two() -> None:
    (found,) = empty({"reach": declared("guardrail")})
    assert (found.code, found.level, found.kpi) == ("C3", "warning", "reach")
    assert "neither of them guards the other" in found.message
    assert "{metric: margin, min: …}" in found.help
    own = declared("guardrail", guardrails=(Guardrail(place=PLACE, metric="margin", min=5.0),))
    assert empty({"reach": own}) == []
    theirs = Told(keys={"guardrails": (Guardrail(place=PLACE, metric="reach", min=5.0),)})
    assert empty({"reach": declared("guardrail"), "margin": theirs}) == []
    elsewhere = declared("guardrail", guardrails=(Guardrail(place=PLACE, metric="m", min=5.0),))
    assert len(empty({"reach": elsewhere})) == 1


def test_a_resolution_by_composite_needs_a_kpi_that_weighs_both() -> None:
    (found,) = empty({"reach": declared("composite")})
    assert "no KPI is a score of both" in found.message
    parts = tuple(CompositePart(place=PLACE, metric=name, weight=0.5, low=0, high=1) for name in ("reach", "margin"))
    both = {"both": {"composite": parts, "aggregation": None}}
    assert empty({"reach": declared("composite"), "both": Told()}, both) == []
    half = {"both": {"composite": parts[:1], "aggregation": None}}
    assert len(empty({"reach": declared("composite"), "both": Told()}, half)) == 1


@pytest.mark.parametrize("resolution", ["precedence", "segment", "incentive", None])
def test_other_resolutions_leave_nothing_to_look_for(resolution: str | None) -> None:
    assert empty({"reach": declared(resolution)}) == []
