"""Composite entries → the parts of a metric, each on its scale and with its weight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import fsum

from kpireport.model import CompositePart, Metric
from kpireport.project.documents import Faults
from kpireport.project.load import NamedMetric
from kpireport.project.metric_schema import MetricEntry, PartEntry
from kpireport.project.nodes import Node, ScalarNode, SequenceNode, problem_at

FEWEST_PARTS = 2
#: How far the weights' sum may be from 1, so that a third can be written as 0.333; they are scaled to 1 then.
TOLERANCE = 0.001
_SLACK = 1e-9

_REFUSED = ("aggregation", "formula", "numerator", "denominator")
_SCORED = ("up", "down")


def with_composites(
    named: Sequence[NamedMetric], metrics: Mapping[str, Metric], faults: Faults
) -> Mapping[str, Metric]:
    """The metrics, those that are composites with their parts; a part's scale defaults to its metric's bounds."""
    found = dict(metrics)
    for identifier, entry in _composites(named):
        if identifier in metrics:
            _check(entry, faults)
            parts = [_part(one, metrics, faults) for one in entry.composite or ()]
            found[identifier] = replace(metrics[identifier], composite=_scaled([part for part in parts if part]))
    return found


def _composites(named: Sequence[NamedMetric]) -> Iterator[tuple[str, MetricEntry]]:
    for one in named:
        if one.entry and one.entry.composite is not None:
            yield one.id.text.strip(), one.entry


def _scaled(parts: Sequence[CompositePart]) -> tuple[CompositePart, ...]:
    whole = fsum(part.weight for part in parts)
    return tuple(replace(part, weight=part.weight / whole) for part in parts) if whole else tuple(parts)


def _check(entry: MetricEntry, faults: Faults) -> None:
    """Nothing beside the parts says how the value comes about, there are enough of them, and their weights sum to 1."""
    for key in _REFUSED:
        if not entry.lacks(key) and key in entry.node.values:
            message = f"a composite has no {key}: its parts say how it comes about"
            faults.add(problem_at(entry.node.values[key], "K004", message, "take out one of the two"))
    if entry.direction not in (None, "up"):
        message = "a composite is better the higher it is: a part at its good end counts 100"
        faults.add(problem_at(entry.node.values["direction"], "K004", message, "take out `direction`"))
    node = entry.node.values["composite"]
    if isinstance(node, SequenceNode) and not node.shortened:
        _check_parts(entry.composite or [], node, faults)


def _check_parts(parts: Sequence[PartEntry], node: Node, faults: Faults) -> None:
    if len(parts) < FEWEST_PARTS:
        hint = "write - {metric: id, weight: 0.5, low: 0, high: 10} for each part"
        faults.add(problem_at(node, "K010", "a composite needs two parts or more", hint))
        return
    seen: dict[str, ScalarNode] = {}
    for part in parts:
        first = seen.setdefault(part.metric.text.strip(), part.metric)
        if first is not part.metric:
            message = f"the metric `{first.text.strip()}` is a part twice"
            faults.add(problem_at(part.metric, "K004", message, "give it one weight", (first.place,)))
    light = [part for part in parts if part.weight <= 0]
    for part in light:
        faults.add(
            problem_at(part.node.values["weight"], "K004", "a weight is above 0", "take the part out, or weigh it")
        )
    whole = fsum(part.weight for part in parts)
    if not light and abs(whole - 1) > TOLERANCE + _SLACK:
        faults.add(problem_at(node, "K020", f"the weights sum to {whole:g}, not to 1", _weights_hint(parts, whole)))


def _weights_hint(parts: Sequence[PartEntry], whole: float) -> str:
    shares = ", ".join(f"{part.weight / whole:.3g}" for part in parts)
    return f"in the same proportions they would be {shares}"


def _part(entry: PartEntry, metrics: Mapping[str, Metric], faults: Faults) -> CompositePart | None:
    """The part with its scale; None where there is none, or its metric is not known."""
    metric = metrics.get(entry.metric.text.strip())
    if metric is None:
        return None
    if metric.direction not in _SCORED:
        message = f"`{metric.id}` has no good end to be scored by: its direction is {metric.direction}"
        hint = f"write direction: up or down at `{metric.id}`, or score another metric"
        faults.add(problem_at(entry.metric, "K004", message, hint))
    low = metric.bounds[0] if entry.low is None else entry.low
    high = metric.bounds[1] if entry.high is None else entry.high
    if low is None or high is None:
        if not entry.node.dropped:
            _ask_for_scale(entry, "low" if low is None else "high", metric, faults)
        return None
    if low >= high:
        hint = "low is the smaller number; where lower is better it earns the full 100 points"
        faults.add(problem_at(entry.node, "K004", "the low end of the scale is not below the high end", hint))
        return None
    return CompositePart(place=entry.place, metric=metric.id, weight=entry.weight, low=low, high=high)


def _ask_for_scale(entry: PartEntry, end: str, metric: Metric, faults: Faults) -> None:
    message = f"the part has no {end} end for its scale, and `{metric.id}` has no bound there"
    faults.add(problem_at(entry.node, "K010", message, "write low: and high:, between which it counts 0 to 100"))
