"""What stands beside a KPI's own figure: its peers' values, and the same result as other models credit it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kpireport.model import Attribution, Metric, Peers
from kpireport.project.documents import Faults
from kpireport.project.goal_schema import AttributionEntry, PeersEntry
from kpireport.project.nodes import problem_at
from kpireport.project.wording import clip, did_you_mean, listed

#: Aggregations whose segments have a value each.
_SEGMENTED = ("sum", "last", "ratio")


def build_peers(entry: PeersEntry | None, metrics: Mapping[str, Metric], faults: Faults) -> Peers | None:
    """The peers of a KPI; a problem where the metric cannot be taken apart by the dimension."""
    if entry is None:
        return None
    name, dimension = entry.metric.text.strip(), entry.dimension.text.strip()
    if metric := metrics.get(name):
        _check_segments(entry, metric, faults)
        _check_dimension(entry, metric, dimension, faults)
    return Peers(place=entry.place, metric=name, dimension=dimension)


def _check_segments(entry: PeersEntry, metric: Metric, faults: Faults) -> None:
    if metric.formula is not None or metric.aggregation not in (None, *_SEGMENTED):
        message = f"the segments of `{metric.id}` have no values of their own"
        hint = f"name a metric whose aggregation is {listed(_SEGMENTED)}"
        faults.add(problem_at(entry.metric, "K004", message, hint))


def _check_dimension(entry: PeersEntry, metric: Metric, dimension: str, faults: Faults) -> None:
    if metric.dimensions is not None and dimension not in metric.dimensions:
        hint = did_you_mean(dimension, metric.dimensions) or f"add it to `dimensions` of `{metric.id}`"
        message = f"the metric `{metric.id}` has no dimension `{clip(dimension)}`"
        faults.add(problem_at(entry.dimension, "K005", message, hint))


def build_attribution(entries: Sequence[AttributionEntry] | None, faults: Faults) -> tuple[Attribution, ...]:
    """The models in the order of the file; only one of them can be that of the KPI's own metric."""
    own = [entry for entry in entries or () if entry.metric is None and entry.lacks("metric")]
    for entry in own[1:]:
        message = "two attribution models are given for the KPI's own metric"
        hint = "write metric: and the metric that measures the result by this model"
        faults.add(problem_at(entry.node, "K004", message, hint, (own[0].place,)))
    return tuple(
        Attribution(
            place=entry.place,
            model=entry.model,
            window=entry.window,
            metric=entry.metric.text.strip() if entry.metric else None,
        )
        for entry in entries or ()
    )
