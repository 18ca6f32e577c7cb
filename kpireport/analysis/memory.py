"""What this report remembers for the next one: every KPI as it was declared and what it showed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpireport.analysis.change_kinds import kinds_of
from kpireport.analysis.desk import Desk
from kpireport.analysis.judgement import valued
from kpireport.model import (
    Arithmetic,
    Change,
    Declared,
    Finding,
    Goal,
    GoalResult,
    Kpi,
    KpiResult,
    Memory,
    Metric,
    RememberedFinding,
    RememberedKpi,
    RememberedTarget,
    Report,
    Retired,
    Target,
)


def remember(report: Report) -> Memory:
    """The memory of a report, such as `previous` reads it back from its report.json."""
    return Memory(
        report_date=report.report_date,
        kpis={kpi.id: remembered(kpi) for kpi in report.kpis},
        retired={one.id: one for one in report.retired},
        metrics=frozenset(metric.id for metric in report.metrics),
        declared=tuple(Declared(one.kpi, one.on, one.what) for one in report.changes if one.is_declared and one.on),
        findings=tuple(map(_finding, report.findings)),
        status_changes=report.status_changes,
    )


def _finding(finding: Finding) -> RememberedFinding:
    return RememberedFinding(
        code=finding.code, level=finding.level, message=finding.message, kpi=finding.kpi, goal=finding.goal
    )


def remembered(result: KpiResult) -> RememberedKpi:
    kpi = result.kpi
    targets = tuple(remembered_target(target) for target in kpi.targets)
    phase = result.target.phase if result.target else 0
    return RememberedKpi(
        id=kpi.id,
        name=kpi.name,
        unit=result.metric.unit,
        goal=result.goal.id,
        tier=kpi.tier,
        owner=kpi.owner or "",
        definition=kpi.definition or result.metric.definition or "",
        arithmetic=arithmetic(result.metric),
        targets=targets,
        in_force=targets[min(phase, len(targets) - 1)] if targets else None,
        closed={(one.period.start, one.period.end): one.value for one in result.series if one.closed},
        value=result.value,
        period=result.period.label if result.period else None,
        status=result.status,
        decimals=result.metric.decimals,
        is_headline=result.is_headline,
    )


def remembered_target(target: Target) -> RememberedTarget:
    return RememberedTarget(
        kind=target.kind,
        value=target.value,
        low=target.low,
        high=target.high,
        text=target.text,
        baseline=target.baseline,
        start=target.start,
        by=target.by,
        milestones=target.milestones,
        agreed_on=target.agreed_on,
    )


def arithmetic(metric: Metric) -> Arithmetic:
    return Arithmetic(
        unit=metric.unit,
        per=metric.per,
        aggregation=metric.aggregation,
        formula=metric.formula.text if metric.formula else None,
        numerator=metric.numerator,
        denominator=metric.denominator,
        source=metric.source,
        column=metric.column,
        composite=tuple((part.metric, part.weight, part.low, part.high) for part in metric.composite),
    )


def retired(desk: Desk, goals: Sequence[GoalResult]) -> Iterator[Retired]:
    """The KPIs that their files say are retired, with their last closed value."""
    for result in goals:
        for kpi in result.goal.kpis:
            if kpi.stage == "retired":
                yield _retired(desk, result.goal, kpi)


def _retired(desk: Desk, goal: Goal, kpi: Kpi) -> Retired:
    said = _retirement(kpi)
    series = desk.table[kpi.metric]
    grain = kpi.cadence or series.grain
    known = [one for one in valued(series.points(grain)) if one.closed] if grain else []
    last = known[-1] if known else None
    return Retired(
        id=kpi.id,
        name=kpi.name,
        goal=goal.id,
        on=said.on if said else None,
        reason=said.reason if said else None,
        unit=series.metric.unit,
        value=last.value if last else None,
        value_on=last.period.end if last else None,
    )


def _retirement(kpi: Kpi) -> Change | None:
    """The last entry of its history that speaks of its stage."""
    spoken = [change for change in kpi.history if "stage" in kinds_of(change.change)]
    return max(spoken, key=lambda change: change.on, default=None)
