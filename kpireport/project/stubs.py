"""What is written into a project for an entry of the KPI library: a metric, an input, a KPI to be filled in."""

from __future__ import annotations

from kpireport.catalog import as_metric
from kpireport.catalog.measure import scored_parts
from kpireport.errors import Place
from kpireport.model import CatalogEntry, CatalogInput, Metric
from kpireport.project.editing import Piece
from kpireport.project.yaml_text import Value, block, inline

_NOWHERE = Place("")
_TO_FILL_IN = (
    "owner: # the one person or role that answers for it",
    "target: # what is to be reached, such as {example}",
    "decision: # what would be decided if it moved",
)
_TARGETS = {
    "up": "{at_least: 50}, or {reach: 50, from: 40, by: 2026-12-31}",
    "down": "{at_most: 50}, or {reach: 40, from: 50, by: 2026-12-31}",
    "range": "{between: [40, 60]}",
    "none": "{text: to be watched}",
}


def metric_piece(entry: CatalogEntry) -> Piece:
    """The entry as a metric of its own id."""
    return _piece(entry.id, _described(as_metric(entry, entry.id, _NOWHERE)))


def input_piece(one: CatalogInput, entry: CatalogEntry) -> Piece:
    """An input of the entry as a metric. Alone it is neither good nor bad, except as a part of a score."""
    content: dict[str, Value] = {"name": one.name}
    if one.unit != "count":
        content["unit"] = one.unit
    if one.id not in scored_parts(entry):
        content["direction"] = "none"
    content["aggregation"] = one.aggregation or "mean"
    if one.definition:
        content["definition"] = one.definition
    return _piece(one.id, content)


def _piece(key: str, content: dict[str, Value]) -> Piece:
    return Piece(block(content), inline(content), key)


def _described(metric: Metric) -> dict[str, Value]:
    """The keys of a metric in the order in which people write them, defaults left out."""
    content: dict[str, Value] = {"name": metric.name}
    if metric.unit != "count":
        content["unit"] = metric.unit
    if metric.per:
        content["per"] = metric.per
    if not metric.composite:
        content["direction"] = metric.direction
    content |= _how(metric)
    if any(bound is not None for bound in metric.bounds) and not metric.composite:
        content["bounds"] = list(metric.bounds)
    return content | {"definition": metric.definition}


def _how(metric: Metric) -> dict[str, Value]:
    """How it comes about: a formula, a ratio, the parts of a score, or an aggregation of rows."""
    if metric.formula:
        return {"formula": metric.formula.text}
    if metric.composite:
        shares = _weights(len(metric.composite))
        parts = zip(metric.composite, shares, strict=True)
        return {"composite": [{"metric": one.metric, "weight": share, "low": 0, "high": 100} for one, share in parts]}
    sides = {"numerator": metric.numerator, "denominator": metric.denominator}
    return {"aggregation": metric.aggregation, **{side: name for side, name in sides.items() if name}}


def _weights(parts: int) -> list[float]:
    """Equal weights of three decimals; the first takes what rounding leaves."""
    share = round(1 / parts, 3)
    return [round(1 - share * (parts - 1), 3), *[share] * (parts - 1)]


def kpi_piece(entry: CatalogEntry, metric: str) -> Piece:
    """The KPI with what is usual for it; owner, target and decision are left open."""
    usual = entry.usual
    content: dict[str, Value] = {"id": entry.id, "metric": metric, "tier": usual.tier}
    if usual.timing:
        content["timing"] = usual.timing
    content |= {"measures": usual.measures, "category": usual.category}
    if usual.funnel:
        content["funnel"] = usual.funnel
    content["cadence"] = usual.cadence
    open_keys = (line.replace("{example}", _TARGETS[entry.direction]) for line in _TO_FILL_IN)
    return Piece((*block(content), *open_keys, *beside(entry, pair=True)), inline(content))


def beside(entry: CatalogEntry, *, pair: bool) -> list[str]:
    """What usually stands beside it, as a comment: those measures need not be in the project."""
    found = [f"# pairs_with: usually read beside {entry.pairs_with}"] if pair and entry.pairs_with else []
    return found + ([f"# guardrails: what must not suffer is usually {entry.guardrail}"] if entry.guardrail else [])
