"""The funnel of a goal as a table with bars: what stands at each stage, and how much of it reaches the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpireport.charts.marks import lengths
from kpireport.format import Language
from kpireport.model import Funnel, FunnelStep, GoalResult
from kpireport.pages.links import kpi_path
from kpireport.pages.words import qualifier

#: Width of the drawing in its own units.
WIDTH = 240.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelRow:
    """A step; `bar` is its length in the drawing, None for what is no count of the funnel's kind."""

    stage: str
    name: str
    path: str
    value: str
    per: str
    share: str
    bar: float | None


def funnel_rows(goal: GoalResult, language: Language) -> tuple[FunnelRow, ...]:
    names = {step.id: step.name for step in goal.funnel}
    bars = lengths([_height(step, goal.funnel) for step in goal.funnel], WIDTH)
    return tuple(_row(step, bar, names, language) for step, bar in zip(goal.funnel, bars, strict=True))


def _height(step: FunnelStep, steps: Sequence[FunnelStep]) -> float | None:
    """The value, where it can be drawn to the scale of the first count: in its unit, over the same period."""
    first = next((one for one in steps if one.is_count and one.value is not None), None)
    alike = first and step.is_count and (step.metric.unit, step.period) == (first.metric.unit, first.period)
    return step.value if alike else None


def _row(step: FunnelStep, bar: float | None, names: dict[str, str], language: Language) -> FunnelRow:
    share = ""
    if step.share is not None and step.share_of:
        share = language.text("{share} of {step}", share=language.share(step.share), step=names[step.share_of])
    return FunnelRow(
        stage=stage_words(step.stage, language),
        name=step.name,
        path=kpi_path(step.id) if step.is_kpi else "",
        value="" if step.value is None else language.value(step.value, step.metric),
        per=qualifier(step.metric, step.period, language),
        share=share,
        bar=bar,
    )


def stage_words(stage: Funnel, language: Language) -> str:
    words = {"top": language.text("Top"), "middle": language.text("Middle"), "bottom": language.text("Bottom")}
    return words[stage]
