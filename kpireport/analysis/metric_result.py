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
    """The metrics that this goal's KPIs say they are explained by."""
    names = dict.fromkeys(name for kpi in goal.kpis for name in kpi.explained_by if name in desk.project.metrics)
    for name in names:
        yield _metric(desk, name, [kpi for kpi in goal.kpis if name in kpi.explained_by], goal=goal.id)


def other_metrics(desk: Desk, goals: tuple[GoalResult, ...]) -> Iterator[MetricResult]:
    """Every number that is not a KPI: those that lack a trait of one, and the metrics behind or beside the KPIs."""
    demoted = [(goal, kpi) for goal in desk.project.goals for kpi in goal.kpis if lacking(kpi)]
    for home, kpi in (*demoted, *((None, orphan) for orphan in desk.project.orphans)):
        yield _demoted(desk, kpi, home)
    ranked = [kpi.kpi for goal in goals for kpi in goal.kpis]
    told = {kpi.metric for kpi in (*ranked, *(kpi for _, kpi in demoted), *desk.project.orphans)}
    told |= {kpi.peers.metric for kpi in ranked if kpi.peers}  # a total over peers says nothing
    for name in desk.project.metrics:
        if name not in told:
            yield _metric(desk, name, [kpi for kpi in ranked if name in _behind(desk.project, kpi)])


def _behind(project: Project, kpi: Kpi) -> set[str]:
    """The metrics that a KPI is computed from, explained by, guarded by, credited by or aimed at."""
    bounds = [bound for target in kpi.targets for bound in (target.value, target.low, target.high)]
    named = {*kpi.explained_by, *(guardrail.metric for guardrail in kpi.guardrails)}
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
