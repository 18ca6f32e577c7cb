"""Ids: which there are, and that each names one thing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain

from pydantic_core import PydanticCustomError

from kpireport.project.documents import Faults
from kpireport.project.entries import Entry
from kpireport.project.load import NamedMetric, Parts
from kpireport.project.metric_schema import MetricEntry
from kpireport.project.nodes import ScalarNode, problem_at
from kpireport.project.scalars import read_id


def fold(text: str) -> str:
    """The id as file systems that ignore case and the spelling of accents see it."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text.strip()).casefold())


def inline_metrics(parts: Parts) -> Iterator[NamedMetric]:
    """Metrics that stand right at their KPI; without an id of their own they take the KPI's."""
    for kpi in parts.kpis():
        if isinstance(kpi.metric, MetricEntry) and (identifier := kpi.metric.given_id() or kpi.given_id()):
            yield NamedMetric(identifier, kpi.metric)


def check_ids(parts: Parts, metrics: Iterable[NamedMetric], sources: Iterable[ScalarNode], faults: Faults) -> None:
    """Ids that are keys must be ids; and no two things of a kind may have one, all files taken together."""
    metrics = list(metrics)
    for key in chain((one.id for one in metrics if one.is_key), sources):
        _check_form(key, faults)
    _refuse_twins("metrics", (one.id for one in metrics), faults)
    _refuse_twins("KPIs", _given(parts.kpis()), faults)
    _refuse_twins("goals", _given(parts.goals), faults)
    _refuse_twins("objectives", _given(parts.okrs), faults)


def _given(entries: Iterable[Entry]) -> Iterator[ScalarNode]:
    return (node for entry in entries if (node := entry.given_id()))


def _check_form(key: ScalarNode, faults: Faults) -> None:
    try:
        read_id(key)
    except PydanticCustomError as error:
        faults.add(problem_at(key, error.type, error.message(), (error.context or {}).get("hint")))


def _refuse_twins(kind: str, nodes: Iterable[ScalarNode], faults: Faults) -> None:
    """A problem for every id that is taken, also where only case or accents differ, as in file names."""
    first: dict[str, ScalarNode] = {}
    for node in sorted(nodes, key=lambda node: node.place):
        before = first.setdefault(fold(node.text), node)
        if before is not node:
            hint = "give one of them another id, or take it out"
            faults.add(problem_at(node, "K009", _twins(kind, before, node), hint, (before.place,)))


def _twins(kind: str, before: ScalarNode, node: ScalarNode) -> str:
    one, other = before.text.strip(), node.text.strip()
    if one == other:
        return f"there are two {kind} `{one}`, the first in {before.place.file}, line {before.line}"
    return f"the {kind} `{one}` and `{other}` differ in case or accents only, and one page would replace the other"
