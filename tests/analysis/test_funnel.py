"""Stages of a funnel, and which of them can be set against each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from kpireport.analysis.funnel import funnel_of
from kpireport.model import FunnelStep
from tests.analysis.several_kpis import Told, several

WEEKS = {"visits": [100.0] * 3, "trials": [40.0] * 3, "orders": [10.0] * 3}
STAGES = {"visits": "top", "trials": "middle", "orders": "bottom"}


def funnel(
    metrics: Mapping[str, Mapping[str, Any]] | None = None, told: Mapping[str, Told] | None = None
) -> dict[str, FunnelStep]:
    """The funnel of three KPIs, given in the wrong order."""
    keys = {name: {**dict((metrics or {}).get(name, {})), "funnel": stage} for name, stage in STAGES.items()}
    names = ("orders", "visits", "trials")
    kpis = several(WEEKS, {name: (told or {}).get(name, Told()) for name in names}, keys).kpis
    return {step.id: step for step in funnel_of(kpis, ())}


def test_the_stages_come_from_top_to_bottom() -> None:
    found = funnel()
    assert list(found) == ["visits", "trials", "orders"]
    assert [(step.share, step.share_of) for step in found.values()] == [
        (None, None),
        (pytest.approx(0.4), "visits"),
        (pytest.approx(0.25), "trials"),
    ]


@pytest.mark.parametrize(
    "trials",
    [
        {"unit": "percent"},
        {"unit": "boxes"},
        {"aggregation": "mean"},
        {"aggregation": "last"},
        {"unit": "currency"},
    ],
)
def test_what_is_no_count_of_the_same_kind_has_no_share_and_gives_none(trials: dict[str, Any]) -> None:
    found = funnel({"trials": trials})
    assert (found["trials"].share, found["orders"].share) == (None, None)


def test_values_of_different_periods_are_not_set_against_each_other() -> None:
    found = funnel(told={"trials": Told(cadence="day")})
    assert (found["trials"].share, found["orders"].share) == (None, None)


def test_two_counts_at_one_stage_leave_open_which_one_is_meant() -> None:
    told = {"orders": Told(keys={"funnel": "middle"})}
    found = funnel(told=told)
    assert found["orders"].stage == "middle"  # the KPI's own word goes before its metric's
    assert (found["orders"].share_of, found["trials"].share_of) == ("visits", "visits")
    below = {"visits": Told(keys={"funnel": "middle"}), "trials": Told(keys={"funnel": "middle"})}
    assert funnel(told=below)["orders"].share is None


def test_a_single_stage_is_no_funnel() -> None:
    assert funnel(told={name: Told(keys={"funnel": "top"}) for name in STAGES}) == {}


def test_nothing_of_nothing_is_no_share() -> None:
    values = {"visits": [0.0] * 3, "trials": [0.0] * 3}
    kpis = several(values, {name: Told() for name in values}, {name: {"funnel": STAGES[name]} for name in values}).kpis
    assert [step.share for step in funnel_of(kpis, ())] == [None, None]
