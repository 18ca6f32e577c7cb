"""The numbers that are not KPIs: those that lack a trait of one, and the metrics behind or beside the KPIs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kpireport.analysis.comparison import compare
from kpireport.analysis.desk import Desk
from kpireport.analysis.rank import lacking, why_no_value
from kpireport.analysis.series import last_closed
from kpireport.model import Goal, GoalResult, Kpi, MetricResult, Project


def supporting(desk: Desk, goal: Goal) -> Iterator[MetricResult]:
    """The metrics that this goal's KPIs say they are explained by, and after them those that explain these."""
    served = {kpi.id: explaining(desk.project, kpi) for kpi in goal.kpis}
    names = dict.fromkeys(name for kpi in goal.kpis for name in kpi.explained_by if name in desk.project.metrics)
    names |= dict.fromkeys(name for found in served.values() for name in found)
    ahead = _ahead(desk.project)
    for name in names:
        result = _metric(desk, name, [kpi for kpi in goal.kpis if name in served[kpi.id]], goal=goal.id)
        yield replace(result, ahead_of=ahead.get(name, ()))


def explaining(project: Project, kpi: Kpi) -> tuple[str, ...]:
    """The supporting metrics of a KPI, then their leading indicators, then those of these."""
    found: dict[str, None] = {}
    level = [name for name in kpi.explained_by if name in project.metrics]
    while level:
        found |= dict.fromkeys(level)
        level = [name for known in level for name in project.metrics[known].explained_by if name not in found]
    return tuple(found)


def other_metrics(desk: Desk, goals: tuple[GoalResult, ...]) -> Iterator[MetricResult]:
    """Every number that is not a KPI: those that lack a trait of one, and the metrics behind or beside the KPIs."""
    demoted = [(goal, kpi) for goal in desk.project.goals for kpi in goal.kpis if lacking(kpi)]
    for home, kpi in (*demoted, *((None, orphan) for orphan in desk.project.orphans)):
        yield _demoted(desk, kpi, home)
    ranked = [kpi.kpi for goal in goals for kpi in goal.kpis]
    told = {kpi.metric for kpi in (*ranked, *(kpi for _, kpi in demoted), *desk.project.orphans)}
    told |= {kpi.peers.metric for kpi in ranked if kpi.peers}  # a total over peers says nothing
    served: dict[str, list[Kpi]] = {}
    for kpi in ranked:
        for name in _behind(desk.project, kpi):
            served.setdefault(name, []).append(kpi)
    ahead = _ahead(desk.project)
    for name in desk.project.metrics:
        if name not in told:
            yield replace(_metric(desk, name, served.get(name, [])), ahead_of=ahead.get(name, ()))


def _ahead(project: Project) -> dict[str, tuple[str, ...]]:
    """By leading indicator: the metrics that name it."""
    found: dict[str, tuple[str, ...]] = {}
    for metric in project.metrics.values():
        for name in metric.explained_by:
            found[name] = (*found.get(name, ()), metric.id)
    return found


def _behind(project: Project, kpi: Kpi) -> set[str]:
    """The metrics that a KPI is computed from, explained by, guarded by, credited by or aimed at."""
    bounds = [bound for target in kpi.targets for bound in (target.value, target.low, target.high)]
    named = {*explaining(project, kpi), *(guardrail.metric for guardrail in kpi.guardrails)}
    named |= {one.metric for one in (*bounds, *kpi.attribution) if one and one.metric}
    return named | _inputs(project, kpi.metric)


def _inputs(project: Project, name: str) -> set[str]:
    metric = project.metrics.get(name)
    if metric is None:
        return set()
    names = {side for side in (metric.numerator, metric.denominator) if side}
    names |= set(metric.formula.names) if metric.formula else set()
    names |= {part.metric for part in metric.composite}
    return names.union(*(_inputs(project, inner) for inner in names))


def _demoted(desk: Desk, kpi: Kpi, goal: Goal | None) -> MetricResult:
    missing = lacking(kpi) if goal else ("no goal", *lacking(kpi))
    result = _metric(desk, kpi.metric, [kpi], goal=goal.id if goal else None)
    return replace(result, id=kpi.id, name=kpi.name, explains=(), why_not_kpi=missing)


def _metric(desk: Desk, name: str, served: Sequence[Kpi], *, goal: str | None = None) -> MetricResult:
    """A metric at the cadence of the first KPI it serves, or at the grain of its data."""
    series = desk.table[name]
    cadence = next((kpi.cadence for kpi in served if kpi.cadence), None) or series.grain
    points = series.points(cadence) if cadence else ()
    last = last_closed(points)
    reason = why_no_value(series, cadence or "day", last)
    reader = Kpi(id=name, place=series.metric.place, name=series.metric.name, metric=name, cadence=cadence)
    return MetricResult(
        id=name,
        name=series.metric.name,
        metric=series.metric,
        cadence=cadence,
        period=last.period if last else None,
        value=last.value if last else None,
        reason=reason,
        comparison=compare(reader, series.metric, last, points, None, desk.calendar, reason),
        series=points,
        explains=tuple(kpi.id for kpi in served),
        goal=goal,
        why_not_kpi=("no target",) if served else ("no goal", "no cadence", "no target"),
    )
