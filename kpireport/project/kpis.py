"""KPI and goal entries → model.Kpi and model.Goal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kpireport.condition import Condition
from kpireport.errors import Place
from kpireport.model import Benchmark, Change, Conflict, Goal, Guardrail, Kpi, Metric, Trigger
from kpireport.project.documents import Faults
from kpireport.project.goal_schema import (
    BenchmarkEntry,
    ChangeEntry,
    ConflictEntry,
    GoalEntry,
    GuardrailEntry,
    KpiEntry,
    TriggerEntry,
)
from kpireport.project.load import Parts
from kpireport.project.metric_schema import MetricEntry
from kpireport.project.nodes import ScalarNode, problem_at
from kpireport.project.rivals import build_attribution, build_peers
from kpireport.project.secrecy import secrecy
from kpireport.project.targets import build_targets
from kpireport.project.wording import readable, slug


def build_goals(
    parts: Parts, metrics: Mapping[str, Metric], conditions: Mapping[Place, Condition], faults: Faults
) -> tuple[tuple[Goal, ...], tuple[Kpi, ...]]:
    """The goals with their KPIs, and the KPIs that belong to none: in the order of the files.

    `conditions` are those of the triggers, by the place of their entry.
    """
    listed = {goal.id for goal in parts.goals if goal.id}
    under: dict[str, list[Kpi]] = {identifier: [] for identifier in listed}
    orphans: list[Kpi] = []
    for home, entry in _homes(parts):
        kpi = _kpi(entry, metrics, conditions, faults)
        if kpi:
            under.get(home or "", orphans).append(kpi)
    goals = tuple(_goal(goal, tuple(under[goal.id])) for goal in parts.goals if goal.id)
    for goal in parts.goals:
        _check_goal(goal, faults)
    return goals, tuple(orphans)


def _homes(parts: Parts) -> Iterable[tuple[str | None, KpiEntry]]:
    """Each KPI with the id of its goal: those listed under one first, then those that name it from elsewhere."""
    listed = [(goal.id, kpi) for goal in parts.goals for kpi in goal.kpis or ()]
    homes = [(kpi.goal.text.strip() if kpi.goal else home, home, kpi) for home, kpi in listed]
    homes += [(kpi.goal.text.strip() if kpi.goal else None, None, kpi) for kpi in parts.loose]
    return [(named, kpi) for named, _, kpi in sorted(homes, key=lambda each: each[0] != each[1])]


def _goal(entry: GoalEntry, kpis: tuple[Kpi, ...]) -> Goal:
    assert entry.id  # noqa: S101 - goals without an id are sorted out before
    return Goal(
        id=entry.id,
        place=entry.place,
        name=entry.name or readable(entry.id),
        owner=entry.owner,
        parent=entry.parent.text.strip() if entry.parent else None,
        category=entry.category,
        level=entry.level,
        team=entry.team,
        description=entry.description,
        kpis=kpis,
        places=entry.places,
        **secrecy(entry.confidential),
    )


def _check_goal(goal: GoalEntry, faults: Faults) -> None:
    """A goal needs an id; a list of KPIs without id and name is no goal at all, which is a finding."""
    if goal.lacks("id") and (goal.name or goal.lacks("kpis")):
        hint = (
            f"write id: {slug(goal.name)}"
            if goal.name and slug(goal.name)
            else "write an id, such as id: brand-awareness"
        )
        faults.add(problem_at(goal.node, "K010", "the goal has no id", hint))


def _kpi(
    entry: KpiEntry, metrics: Mapping[str, Metric], conditions: Mapping[Place, Condition], faults: Faults
) -> Kpi | None:
    """The KPI, with what it leaves out taken from its metric; None when it lacks id or metric."""
    _check_kpi(entry, metrics, faults)
    identifier = metric_id(entry)
    metric = metrics.get(identifier or "")
    target_place = entry.node.values["target"].place if entry.target is not None else entry.place
    targets = build_targets(entry.target, target_place, metric.direction if metric else "up", faults)
    if metric and metric.composite and any(target.kind == "cumulative" for target in targets):
        message = f"`{metric.id}` is a score, which cannot be summed up over a window"
        faults.add(problem_at(entry.node.values["target"], "K004", message, "write reach, at_least or average"))
    benchmark = _benchmark(entry.benchmark, faults) if entry.benchmark else None
    guardrails = tuple(_guardrail(one, faults) for one in entry.guardrails or ())
    if entry.id is None or identifier is None:
        return None
    return Kpi(
        id=entry.id,
        place=entry.place,
        name=entry.name or (metric.name if metric else readable(entry.id)),
        metric=identifier,
        definition=entry.definition or (metric.definition if metric else None),
        tier=entry.tier or "strategic",
        timing=entry.timing,
        measures=entry.measures,
        category=entry.category,
        funnel=entry.funnel,
        level=entry.level,
        team=entry.team,
        owner=entry.owner,
        cadence=entry.cadence,
        review=dict(entry.review or {}),
        decision=entry.decision,
        improves_business=entry.improves_business,
        actionable=entry.actionable,
        actions=tuple(entry.actions or ()),
        targets=targets,
        benchmark=benchmark,
        peers=build_peers(entry.peers, metrics, faults),
        attribution=build_attribution(entry.attribution, faults),
        commitment=entry.commitment,
        proxy_for=entry.proxy_for,
        proxy_risk=entry.proxy_risk,
        experiment=entry.experiment,
        conflicts_with=tuple(_conflict(one) for one in entry.conflicts_with or ()),
        feeds=_texts(entry.feeds),
        pairs_with=_texts(entry.pairs_with),
        explained_by=_texts(entry.explained_by),
        guardrails=guardrails,
        triggers=tuple(_trigger(one, conditions[one.place]) for one in entry.triggers or () if one.place in conditions),
        stage=entry.stage or "active",
        history=tuple(_change(one) for one in entry.history or ()),
        places=entry.places,
        **secrecy(entry.confidential),
    )


def metric_id(entry: KpiEntry) -> str | None:
    """The id of the KPI's metric; an inline metric without one has the KPI's."""
    if isinstance(entry.metric, ScalarNode):
        return entry.metric.text.strip()
    if isinstance(entry.metric, MetricEntry):
        return entry.metric.id or entry.id
    return None


def _texts(nodes: Sequence[ScalarNode] | None) -> tuple[str, ...]:
    return tuple(node.text.strip() for node in nodes or ())


def _trigger(entry: TriggerEntry, condition: Condition) -> Trigger:
    return Trigger(place=entry.place, when=entry.when, condition=condition, action=entry.action, owner=entry.owner)


def _change(entry: ChangeEntry) -> Change:
    return Change(
        place=entry.place,
        on=entry.on,
        change=entry.change,
        old=entry.from_,
        new=entry.to,
        reason=entry.reason,
        because=entry.because,
    )


def _conflict(entry: ConflictEntry) -> Conflict:
    return Conflict(place=entry.place, kpi=entry.kpi.text.strip(), resolution=entry.resolution, note=entry.note)


def _check_kpi(entry: KpiEntry, metrics: Mapping[str, Metric], faults: Faults) -> None:
    if entry.lacks("id"):
        near = slug(entry.name) if entry.name else metric_id(entry)
        hint = f"write id: {near}" if near else "write an id, such as id: weekly-impressions"
        faults.add(problem_at(entry.node, "K010", "the KPI has no id", hint))
    if entry.lacks("metric"):
        hint = f"write metric: {entry.id}" if entry.id in metrics else "name the metric, or write it right there"
        faults.add(problem_at(entry.node, "K010", f"the KPI {f'`{entry.id}` ' if entry.id else ''}has no metric", hint))


def _benchmark(entry: BenchmarkEntry, faults: Faults) -> Benchmark:
    low, high = (entry.low, entry.high) if entry.value is None else (entry.value, entry.value)
    if low is None and high is None and not entry.node.dropped:
        faults.add(problem_at(entry.node, "K010", "the benchmark has no number", "write low and high, or value"))
    if entry.value is not None and (entry.low is not None or entry.high is not None):
        at = entry.node.values["value"]
        faults.add(
            problem_at(at, "K004", "a benchmark has either `value`, or `low` and `high`", "take out one of the two")
        )
    elif low is not None and high is not None and low > high:
        at = entry.node.values["low"]
        faults.add(problem_at(at, "K004", "the lower end is above the upper one", "write the lower one as low"))
    return Benchmark(low=low, high=high, source=entry.source, date=entry.date)


def _guardrail(entry: GuardrailEntry, faults: Faults) -> Guardrail:
    if entry.min is None and entry.max is None and not entry.node.dropped:
        faults.add(problem_at(entry.node, "K010", "the guardrail has no bound", "write min or max"))
    if entry.min is not None and entry.max is not None and entry.min > entry.max:
        at = entry.node.values["min"]
        faults.add(problem_at(at, "K004", "the lowest value is above the highest", "swap min and max"))
    return Guardrail(place=entry.place, metric=entry.metric.text.strip(), min=entry.min, max=entry.max)
