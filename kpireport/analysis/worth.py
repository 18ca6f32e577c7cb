"""What measuring costs, and what is decided for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import fsum
from statistics import fmean

from kpireport.analysis.desk import Desk
from kpireport.analysis.habits import year_before
from kpireport.model import Kpi, Metric, MetricWorth, Project, Review, Worth

#: Days that a log has to cover before it tells that nothing was decided.
LOG_DAYS = 91
YEAR_DAYS = 365


def worth_of(desk: Desk) -> Worth:
    """The metrics that state cost, ease or importance, and the cost of a decision.

    The cost of a decision is that of the days the log covers (a year at most) over the decisions on KPIs in them.
    """
    metrics = [one for one in desk.project.metrics.values() if one.cost is not None or one.ease or one.importance]
    since = year_before(desk.report_date)
    decided = [one for one in desk.reviews if one.kpi and one.is_decided and one.date > since]
    costs = [metric.cost for metric in metrics if metric.cost is not None]
    days = _days_covered(desk)
    cost = fsum(costs) if costs else None
    return Worth(
        metrics=tuple(_each(desk.project, metrics, decided, is_telling=days >= LOG_DAYS)),
        cost=cost,
        decisions=len(decided),
        days=days,
        per_decision=None if cost is None or not decided or not days else cost * days / YEAR_DAYS / len(decided),
    )


def _days_covered(desk: Desk) -> int:
    """How much of the year up to the report date the log covers, its first day included; 365 at most."""
    first = min((one.date for one in desk.reviews), default=None)
    if first is None or desk.report_date is None:
        return 0
    since = max(first, year_before(desk.report_date))
    return min(max((desk.report_date - since).days + 1, 0), YEAR_DAYS)


def _each(
    project: Project, metrics: Sequence[Metric], decided: Sequence[Review], *, is_telling: bool
) -> Iterator[MetricWorth]:
    costs = [metric.cost for metric in metrics if metric.cost]
    mark = fmean(costs) if costs else None
    counted, serving = Counter(one.kpi for one in decided), served(project)
    for metric in metrics:
        kpis = serving.get(metric.id, ())
        decisions = sum(counted[kpi] for kpi in kpis)
        costly = bool(metric.cost) and mark is not None and (metric.cost or 0.0) >= mark
        yield MetricWorth(
            metric=metric,
            kpis=kpis,
            decisions=decisions,
            is_costly=costly,
            is_idle=costly and is_telling and not decisions,
        )


def served(project: Project) -> Mapping[str, tuple[str, ...]]:
    """For each metric the active KPIs that need it: as measure, input, explanation, guardrail or yardstick."""
    found: dict[str, list[str]] = {}
    for kpi in project.kpis:
        if kpi.stage == "active":
            for metric in _needed(project, kpi):
                found.setdefault(metric, []).append(kpi.id)
    return {metric: tuple(kpis) for metric, kpis in found.items()}


def _needed(project: Project, kpi: Kpi) -> Sequence[str]:
    """The metrics a KPI needs, each once, by way of others too."""
    found: dict[str, None] = {}
    open_ = [kpi.metric, *kpi.explained_by, *(one.metric for one in kpi.guardrails)]
    open_ += [one.metric for one in kpi.attribution if one.metric] + ([kpi.peers.metric] if kpi.peers else [])
    while open_:
        metric = project.metrics.get(open_.pop())
        if metric is not None and metric.id not in found:
            found[metric.id] = None
            open_ += _inputs(metric)
    return list(found)


def _inputs(metric: Metric) -> Iterator[str]:
    yield from metric.formula.names if metric.formula else ()
    yield from (name for name in (metric.numerator, metric.denominator) if name)
    yield from (part.metric for part in metric.composite)
    yield from metric.explained_by
