"""The conditions of the triggers: read, and held against the metric that they watch."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kpireport.condition import Condition, ConditionError, parse
from kpireport.errors import Place
from kpireport.model import Metric, Source
from kpireport.project.documents import Faults
from kpireport.project.goal_schema import TriggerEntry
from kpireport.project.kpis import metric_id
from kpireport.project.load import Parts
from kpireport.project.nodes import ScalarNode, place_within
from kpireport.project.wording import clip, did_you_mean

#: A trigger's condition, by the place of its entry.
Conditions = Mapping[Place, Condition]


def read_conditions(
    parts: Parts, metrics: Mapping[str, Metric], sources: Mapping[str, Source], currency: str | None, faults: Faults
) -> Conditions:
    """The conditions that can be read; a problem at the word for each of the others."""
    found: dict[Place, Condition] = {}
    for kpi in parts.kpis():
        metric = metrics.get(metric_id(kpi) or "")
        for entry in kpi.triggers or ():
            condition = _read(entry, metric, currency, faults)
            if condition:
                found[entry.place] = condition
                if condition.per and metric:
                    _check_dimension(entry, condition.per, metric, admitted(metric, metrics, sources), faults)
    return found


def _read(entry: TriggerEntry, metric: Metric | None, currency: str | None, faults: Faults) -> Condition | None:
    node = entry.node.values["when"]
    assert isinstance(node, ScalarNode)  # noqa: S101 - a text was read from it
    try:
        return parse(node.text, metric.unit if metric else None, currency)
    except ConditionError as error:
        place = place_within(node, error.offset)
        faults.add(node.document.problem("K021", error.message, place, width=error.width, hint=error.hint))
        return None


def _check_dimension(
    entry: TriggerEntry, dimension: str, metric: Metric, known: Collection[str] | None, faults: Faults
) -> None:
    if known is None or dimension in known:
        return
    node = entry.node.values["when"]
    assert isinstance(node, ScalarNode)  # noqa: S101 - a text was read from it
    place = place_within(node, len(node.text.rstrip()) - len(dimension))
    message = f"the metric `{metric.id}` has no dimension `{clip(dimension)}`"
    add = "a composite is judged as a whole" if metric.composite else "name the column under `dimensions` of its source"
    listed = f"its dimensions are {', '.join(known)}" if known else add
    hint = did_you_mean(dimension, known) or listed
    faults.add(node.document.problem("K005", message, place, width=len(dimension), hint=hint))


def admitted(
    metric: Metric, metrics: Mapping[str, Metric], sources: Mapping[str, Source], above: frozenset[str] = frozenset()
) -> tuple[str, ...] | None:
    """The dimensions that a metric can at most be taken apart by; None where only its data will tell.

    What is computed can be taken apart by what all of its inputs share; a composite cannot, since its scales suit the
    whole. `above` are the metrics computed from it.
    """
    if metric.composite:
        return ()
    if metric.dimensions is not None:
        return metric.dimensions
    inputs = [name for name in _inputs(metric) if name not in above]
    if not inputs:
        return _of_source(metric, metrics, sources)
    above |= {metric.id}
    known = [
        admitted(metrics[name], metrics, sources, above) if name in metrics else _of_source(metric, metrics, sources)
        for name in inputs
    ]
    told = [names for names in known if names is not None]
    return tuple(name for name in told[0] if all(name in names for names in told)) if told else None


def _inputs(metric: Metric) -> tuple[str, ...]:
    if metric.formula is not None:
        return metric.formula.names
    return tuple(name for name in (metric.numerator, metric.denominator) if name)


def _of_source(metric: Metric, metrics: Mapping[str, Metric], sources: Mapping[str, Source]) -> tuple[str, ...] | None:
    """What the source names, and its metrics do; a long table that names none has every further column."""
    source = (
        sources.get(metric.source) if metric.source else next(iter(sources.values())) if len(sources) == 1 else None
    )
    if source is None or (source.is_long and source.dimensions is None):
        return None
    asked = (name for other in metrics.values() if other.source == source.id for name in other.dimensions or ())
    return tuple(dict.fromkeys((*(source.dimensions or ()), *source.headline, *asked)))
