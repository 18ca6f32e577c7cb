"""Whether everything that is referred to exists, and nothing depends on itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kpireport.errors import Place
from kpireport.model import USUAL_AUDIENCES, Metric
from kpireport.project.documents import Faults
from kpireport.project.from_catalog import inputs_of
from kpireport.project.goal_schema import KpiEntry, MetricNumber, TargetEntry
from kpireport.project.load import NamedMetric, Parts
from kpireport.project.nodes import Node, ScalarNode, problem_at
from kpireport.project.wording import clip, did_you_mean

#: From one id to the ids it depends on, each with the place where that is said.
Graph = Mapping[str, list[tuple[str, ScalarNode]]]


@dataclass(frozen=True, slots=True)
class Known:
    """All ids, also those of faulty entries."""

    metrics: Collection[str]
    kpis: Collection[str]
    goals: Collection[str]
    sources: Collection[str]
    unread: Collection[str]


def known_ids(parts: Parts, metrics: Iterable[NamedMetric]) -> Known:
    return Known(
        metrics={one.id.text.strip() for one in metrics},
        kpis={node.text.strip() for kpi in parts.kpis() if (node := kpi.given_id())},
        goals={node.text.strip() for goal in parts.goals if (node := goal.given_id())},
        sources=set(_source_keys(parts)),
        unread=parts.unread,
    )


def _source_keys(parts: Parts) -> Iterable[str]:
    node = parts.site.node.values.get("sources")
    return getattr(node, "keys", {})


def check_references(parts: Parts, metrics: Iterable[NamedMetric], known: Known, faults: Faults) -> None:
    """A problem for every reference to something that is not there."""
    for one in metrics:
        if one.entry:
            _check_metric(one, known, faults)
    for kpi in parts.kpis():
        _check_kpi(kpi, known, faults)
    for goal in parts.goals:
        _check("goal", known.goals, [goal.parent], known, faults)
    for event in parts.events:
        _check("KPI", known.kpis, event.kpis, known, faults)
    _check("KPI", known.kpis, [note.entry.kpi for note in parts.notes], known, faults)
    _check("KPI", known.kpis, [node for review in parts.reviews for node in review.kpi or ()], known, faults)
    _check("KPI", known.kpis, [answers.kpi for answers in parts.survey], known, faults)
    for okr in parts.okrs:
        _check("goal", known.goals, [okr.goal], known, faults)
    _check_audiences(parts, metrics, known, faults)
    for result in (result for okr in parts.okrs for result in okr.key_results or ()):
        _check("KPI", known.kpis, [result.kpi], known, faults)
        _check("metric", known.metrics, [result.metric], known, faults)


def _check_audiences(parts: Parts, named: Iterable[NamedMetric], known: Known, faults: Faults) -> None:
    for audience in (parts.site.audiences or {}).values():
        _check("goal", known.goals, audience.goals, known, faults)
        _check("KPI", known.kpis, audience.kpis, known, faults)
    declared = USUAL_AUDIENCES if parts.site.audiences is None else parts.site.audiences
    secrecy = [*(goal.confidential for goal in parts.goals), *(kpi.confidential for kpi in parts.kpis())]
    secrecy += [note.entry.confidential for note in parts.notes]
    secrecy += [one.entry.confidential for one in named if one.entry]
    for given in secrecy:
        readers = given if isinstance(given, list) else ()
        _check("audience", declared, readers, known, faults)


def _check_metric(one: NamedMetric, known: Known, faults: Faults) -> None:
    entry = one.entry
    assert entry  # noqa: S101 - the caller passes over faulty metrics
    _check("source", known.sources, [entry.source], known, faults)
    if entry.source is None and entry.lacks("source"):
        _check("metric", known.metrics, [entry.numerator, entry.denominator], known, faults)
    _check("metric", known.metrics, [part.metric for part in entry.composite or ()], known, faults)
    _check("metric", known.metrics, entry.explained_by, known, faults)


def _check_kpi(kpi: KpiEntry, known: Known, faults: Faults) -> None:
    metric = kpi.metric if isinstance(kpi.metric, ScalarNode) else None
    guarded = [guardrail.metric for guardrail in kpi.guardrails or ()]
    beside = [kpi.peers.metric if kpi.peers else None, *(one.metric for one in kpi.attribution or ())]
    _check("metric", known.metrics, [metric, *guarded, *_target_metrics(kpi), *beside], known, faults)
    against = [conflict.kpi for conflict in kpi.conflicts_with or ()]
    _check("KPI", known.kpis, [*(kpi.feeds or ()), *(kpi.pairs_with or ()), *against], known, faults)
    _check("metric or KPI", {*known.metrics, *known.kpis}, kpi.explained_by, known, faults)


def _target_metrics(kpi: KpiEntry) -> Iterator[ScalarNode | None]:
    targets = kpi.target if isinstance(kpi.target, list) else [kpi.target]
    for target in targets:
        if isinstance(target, TargetEntry):
            values = (target.reach, target.total, target.at_least, target.at_most, target.average)
            for value in (*values, target.value, target.low, target.high, *(target.between or ())):
                if isinstance(value, MetricNumber):
                    yield value.metric


def _check(
    what: str, ids: Collection[str], nodes: Iterable[ScalarNode | None] | None, known: Known, faults: Faults
) -> None:
    for node in nodes or ():
        word = node.text.strip() if node else None
        if node is None or word is None or word in ids or any(word in text for text in known.unread):
            continue
        hint = did_you_mean(word, ids) or _FALLBACK[what]
        faults.add(problem_at(node, "K005", f"there is no {what} `{clip(word)}`", hint))


def check_cycles(parts: Parts, metrics: Mapping[str, Metric], named: Iterable[NamedMetric], faults: Faults) -> None:
    """Metrics computed from or explained by themselves, goals above themselves, KPIs that feed themselves."""
    named = list(named)
    _refuse_cycles("the metric is computed from itself", _metric_graph(metrics, named), faults)
    leaders = {one.id.text.strip(): one.entry.explained_by or () for one in named if one.entry}
    explained = {name: [(node.text.strip(), node) for node in nodes] for name, nodes in leaders.items()}
    _refuse_cycles("the metric explains itself", explained, faults)
    parents = {goal.id: [(goal.parent.text.strip(), goal.parent)] for goal in parts.goals if goal.id and goal.parent}
    _refuse_cycles("the goal stands above itself", parents, faults)
    feeds = {kpi.id: [(node.text.strip(), node) for node in kpi.feeds or ()] for kpi in parts.kpis() if kpi.id}
    _refuse_cycles("the KPI feeds itself", feeds, faults)


def _metric_graph(metrics: Mapping[str, Metric], named: Iterable[NamedMetric]) -> Graph:
    graph: dict[str, list[tuple[str, ScalarNode]]] = {}
    for one in named:
        metric = metrics.get(one.id.text.strip())
        if metric is None or one.entry is None:
            continue
        links: list[tuple[str, Node | None]] = []
        if metric.catalog:
            links = [(name, getattr(one.entry, "from_", None)) for name in inputs_of(metric)]
        elif metric.formula:
            links = [(name, one.entry.formula) for name in metric.formula.names]
        parts = [part.metric for part in one.entry.composite or ()]
        links += [(node.text.strip(), node) for node in (one.entry.numerator, one.entry.denominator, *parts) if node]
        graph.setdefault(metric.id, [(name, node) for name, node in links if isinstance(node, ScalarNode)])
    return graph


def _refuse_cycles(what: str, graph: Graph, faults: Faults) -> None:
    for cycle in find_cycles(graph):
        path = " → ".join(f"`{name}`" for name, _ in cycle) + f" → `{cycle[0][0]}`"
        places: tuple[Place, ...] = tuple(node.place for _, node in cycle[1:])
        hint = "take out one of these links"
        faults.add(problem_at(cycle[0][1], "K016", f"{what}: {path}", hint, places))


def find_cycles(graph: Graph) -> Iterator[list[tuple[str, ScalarNode]]]:
    """Circles of the graph: their ids in order, each with the place where it names the next."""
    done: set[str] = set()
    for start in sorted(graph):
        if start not in done:
            yield from _cycles_from(start, graph, done)


def _cycles_from(start: str, graph: Graph, done: set[str]) -> Iterator[list[tuple[str, ScalarNode]]]:
    path, via, open_links = [start], list[ScalarNode](), [iter(graph[start])]
    while open_links:
        link = next(open_links[-1], None)
        if link is None:
            open_links.pop()
            done.add(path.pop())
            del via[-1:]
            continue
        name, node = link
        if name in path:
            begin = path.index(name)
            yield list(zip(path[begin:], [*via[begin:], node], strict=True))
        elif name in graph and name not in done:
            path.append(name)
            via.append(node)
            open_links.append(iter(graph[name]))


_FALLBACK = {
    "metric": "define it under `metrics`, or correct the id",
    "KPI": "correct the id; a KPI stands under `kpis` of a goal",
    "goal": "correct the id, or add a goal file with it",
    "source": "define it under `sources` in site.yaml, or correct the id",
    "audience": "declare it under `audiences` in site.yaml, or correct the name",
    "metric or KPI": "define it under `metrics`, or correct the id",
}
