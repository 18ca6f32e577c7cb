"""A composite score taken apart: what each part is worth, and how much of that it earned."""

from __future__ import annotations

from dataclasses import dataclass

from kpireport.charts.marks import Fill, fills
from kpireport.format import Language
from kpireport.model import KpiResult, Metric, PartResult


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """A part; `scale` reads from its bad end to its good end, `fill` is what it earned of what it is worth."""

    name: str
    value: str
    scale: str
    score: str
    weight: str
    points: str
    fill: Fill


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsBlock:
    """The parts by their order in the files; `missing` names those without which there is no score."""

    rows: tuple[PartRow, ...]
    whole: str
    total: str
    missing: str


def parts_block(result: KpiResult, language: Language) -> PartsBlock | None:
    """None for a KPI that is no composite."""
    if not result.parts:
        return None
    drawn = fills([(one.points, one.part.weight * 100) for one in result.parts])
    rows = (_row(one, fill, result.metric, language) for one, fill in zip(result.parts, drawn, strict=True))
    return PartsBlock(
        rows=tuple(rows),
        whole=language.percent(1.0),
        total="" if result.value is None else language.value(result.value, result.metric),
        missing=_missing(result, language),
    )


def _row(one: PartResult, fill: Fill, metric: Metric, language: Language) -> PartRow:
    low, high = one.part.low, one.part.high
    ends = (high, low) if one.metric.direction == "down" else (low, high)
    bad, good = (language.value(end, one.metric) for end in ends)
    return PartRow(
        name=one.metric.name,
        value="" if one.value is None else language.value(one.value, one.metric),
        scale=language.text("{bad} to {good}", bad=bad, good=good),
        score="" if one.score is None else language.plain(one.score, 3),
        weight=language.percent(one.part.weight),
        points="" if one.points is None else language.value(one.points, metric),
        fill=fill,
    )


def _missing(result: KpiResult, language: Language) -> str:
    """`No score: Satisfaction has no value in August 2026.`"""
    if result.value is not None:
        return ""
    absent = [one.metric.name for one in result.parts if (one.value is None if result.period else not one.has_data)]
    if not absent:
        return ""
    names = language.join(absent)
    if result.period is None:
        return language.plural(
            "No score: its part {names} has no data.",
            "No score: its parts {names} have no data.",
            len(absent),
            names=names,
        )
    return language.plural(
        "No score: its part {names} has no value in this period. A part is never counted as zero.",
        "No score: its parts {names} have no value in this period. A part is never counted as zero.",
        len(absent),
        names=names,
    )
