"""`metric: {from: engagement-rate}`: an entry of the KPI library as a metric, with what is written beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields, replace

from kpireport.catalog import Catalog, as_metric, nearest
from kpireport.model import CatalogEntry, CatalogInput, Metric
from kpireport.project.catalog import read_catalog
from kpireport.project.documents import Faults
from kpireport.project.load import NamedMetric
from kpireport.project.metric_schema import MetricEntry
from kpireport.project.nodes import ScalarNode, problem_at
from kpireport.project.wording import clip, listed

#: Keys that say how a metric comes about: with one of them the project takes over all that the library says of it.
_WAYS = frozenset({"aggregation", "formula", "composite"})
_NOTHING = {"aggregation": None, "formula": None, "numerator": None, "denominator": None, "composite": ()}
_FIELDS = frozenset(field.name for field in fields(Metric)) - {"id", "place", "catalog"}


def is_left_to_catalog(entry: MetricEntry) -> bool:
    """Whether the library says how the metric comes about, rather than the entry itself."""
    return not entry.lacks("from") and not any(map(entry.node.values.get, _WAYS))


def with_catalog(
    named: Sequence[NamedMetric],
    metrics: Mapping[str, Metric],
    known: Collection[str],
    unread: Sequence[str],
    faults: Faults,
) -> Mapping[str, Metric]:
    """The metrics, with what those taken from the library leave out filled in from there.

    `known` are the ids of all metrics, those of faulty ones too; `unread` the texts of files that may define others.
    """
    found = dict(metrics)
    for own, entry, node in _taken(named, metrics):
        source = _look_up(read_catalog(), node, faults)
        if source is None:
            continue
        base = as_metric(source, own.id, own.place)
        found[own.id] = _overlaid(base, own, entry)
        if is_left_to_catalog(entry):
            _check_inputs(source, found[own.id], node, known, unread, faults)
    return found


def _taken(
    named: Sequence[NamedMetric], metrics: Mapping[str, Metric]
) -> Iterator[tuple[Metric, MetricEntry, ScalarNode]]:
    for one in named:
        metric = metrics.get(one.id.text.strip())
        if metric and one.entry and one.entry.from_ and metric.place == one.id.place:
            yield metric, one.entry, one.entry.from_


def _look_up(catalog: Catalog, node: ScalarNode, faults: Faults) -> CatalogEntry | None:
    """The entry that can be a metric; None, with a problem, where there is none or it is no single number."""
    name = node.text.strip()
    entry = catalog.entries.get(name)
    if entry is None:
        near = nearest(catalog, name)
        hint = f"did you mean {listed(near)}?" if near else "`kpireport catalog search` finds entries by any word"
        faults.add(problem_at(node, "K005", f"the catalogue has no entry `{clip(name)}`", hint))
    elif entry.shape == "group":
        faults.add(problem_at(node, "K022", f"`{name}` is several measures", f"take one of {listed(entry.parts)}"))
    elif entry.shape == "words":
        hint = f"measure {listed(entry.instead)} in its place"
        faults.add(problem_at(node, "K022", f"`{name}` is no number", hint))
    return entry if entry and entry.is_number else None


def _overlaid(base: Metric, own: Metric, entry: MetricEntry) -> Metric:
    """The library's metric with every key that the project gives."""
    given = {key: getattr(own, key) for key in entry.node.values if key in _FIELDS and not entry.lacks(key)}
    given["readers"] = own.readers
    return replace(base, **({**_NOTHING, **given} if _WAYS & given.keys() else given))


def inputs_of(metric: Metric) -> tuple[str, ...]:
    """The metrics that this one is computed from."""
    sides = [side for side in (metric.numerator, metric.denominator) if side]
    formula = metric.formula.names if metric.formula else ()
    return tuple(dict.fromkeys([*formula, *sides, *(part.metric for part in metric.composite)]))


def _check_inputs(
    source: CatalogEntry,
    metric: Metric,
    node: ScalarNode,
    known: Collection[str],
    unread: Sequence[str],
    faults: Faults,
) -> None:
    """A problem for each input that no metric of the project supplies."""
    described = {one.id: one for one in source.inputs}
    for name in inputs_of(metric):
        if name in known or name not in described or any(name in text for text in unread):
            continue
        message = f"`{source.id}` is computed from `{name}`, and the project has no metric of that id"
        faults.add(problem_at(node, "K022", message, _how_to_supply(described[name])))


def _how_to_supply(one: CatalogInput) -> str:
    """The line to write under `metrics`."""
    entry = read_catalog().entries.get(one.id)
    if entry and entry.computed:
        return f"write it under `metrics`, as in {one.id}: {{from: {one.id}}}"
    unit = f"unit: {one.unit}, " if one.unit != "count" else ""
    known = f"from: {one.id}" if entry and entry.is_number else f"{unit}aggregation: {one.aggregation}"
    return f"write it under `metrics`, as in {one.id}: {{{known}}}, and add its numbers"
