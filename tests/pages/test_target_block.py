"""The target block: the labels beneath a bullet graph."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpireport.format import Language
from kpireport.model import TargetResult
from kpireport.pages.target import target_block
from tests.pages.built import plain
from tests.pages.sample import report

LANGUAGE = Language("en-GB", "EUR")


def ticks(target: TargetResult, unit: str = "count") -> list[tuple[str, str]]:
    """Text and anchor of each tick, from left to right."""
    model = report().goals[0].kpis[0]
    found = replace(model, target=target, metric=replace(model.metric, unit=unit))
    view = target_block(found, LANGUAGE).bullet
    assert view is not None
    assert all(0 <= x <= view.shape.width for x, _, _ in view.ticks)
    return [(plain(text), anchor) for _, text, anchor in view.ticks]


def test_bounds_of_a_range_that_stand_close_share_a_label() -> None:
    close = TargetResult(kind="range", low=90, high=110, current=1_000.0)
    assert ticks(close) == [("", "middle"), ("90 to 110", "start")]
    apart = TargetResult(kind="range", low=200, high=900, current=1_000.0)
    assert ticks(apart) == [("200", "middle"), ("900", "middle")]


@pytest.mark.parametrize(("value", "anchor"), [(20.0, "start"), (300.0, "middle"), (990.0, "end")])
def test_a_label_that_would_stand_out_of_the_picture_leans_inwards(value: float, anchor: str) -> None:
    target = TargetResult(kind="at_least", value=value, current=1_000.0)
    text, found = ticks(target, "acquisitions")[0]
    assert text == f"{value:g} acquisitions"
    assert found == anchor
