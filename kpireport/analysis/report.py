"""Project and observations in, report out: each KPI with its trio, each goal and the whole with a verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kpireport.analysis import theta
from kpireport.analysis.attribution import attributed
from kpireport.analysis.cause import explain
from kpireport.analysis.comparison import compare, to_date
from kpireport.analysis.evidence import associations, with_evidence
from kpireport.analysis.ledger import brier_score, carry_on, known_on
from kpireport.analysis.peers import standing
from kpireport.analysis.sentences import cause_sentence, goal_sentence, kpi_sentence, report_sentence, takeaway
from kpireport.analysis.series import MetricSeries, SeriesTable, last_closed
from kpireport.analysis.signal import signal_of, with_significance
from kpireport.analysis.status import is_stale, judge_status
from kpireport.analysis.target import judge_target
from kpireport.format import Language
from kpireport.model import (
    Cause,
    Comparison,
    Event,
    Goal,
    GoalResult,
    Guardrail,
    GuardrailResult,
    Issued,
    Kpi,
    KpiResult,
    MetricResult,
    Note,
    Point,
    Project,
    Reason,
    Report,
    Signal,
    Snapshots,
    Status,
)
from kpireport.periods import Calendar, Grain

_STATUSES: tuple[Status, ...] = ("met", "on_track", "at_risk", "off_track", "missed", "unknown")


def analyse(
    project: Project,
    snapshots: Snapshots,
    language: Language,
    *,
    as_of: date | None = None,
    data_through: date | None = None,
    earlier: Sequence[Issued] = (),
) -> Report:
    """The whole report. `as_of` and `data_through` are the dates that the snapshots were read with.

    `earlier` is the ledger of the report before this one, which is carried on.
    """
    desk = _desk(project, snapshots, language, as_of, data_through)
    goals = _with_evidence([_goal(desk, goal) for goal in project.goals], desk.table)
    kpis = [kpi for goal in goals for kpi in goal.kpis]
    ledger = known_on(earlier, as_of)
    if desk.report_date:
        ledger = carry_on(ledger, kpis, desk.report_date, desk.table)
    return Report(
        site=project.site,
        data_through=desk.data_through,
        report_date=desk.report_date,
        sentence=report_sentence(language, kpis),
        north_star=next((kpi.id for kpi in kpis if kpi.kpi.tier == "north-star"), None),
        goals=goals,
        metrics=tuple(_metrics(desk, goals)),
        terms=project.terms,
        findings=snapshots.findings,
        ledger=ledger,
        brier=brier_score(ledger),
        pool="theta" if theta.is_installed() else "core",
        associations=associations(kpis, desk.table),
    )


def _with_evidence(goals: Sequence[GoalResult], table: SeriesTable) -> tuple[GoalResult, ...]:
    """The goals with what only shows once every KPI is judged: which of them move together, and who leads whom."""
    judged = with_evidence([kpi for goal in goals for kpi in goal.kpis], table)
    by_id = {kpi.id: kpi for kpi in judged}
    return tuple(replace(goal, kpis=tuple(by_id[kpi.id] for kpi in goal.kpis)) for goal in goals)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """What every step looks things up in."""

    project: Project
    language: Language
    calendar: Calendar
    table: SeriesTable
    data_through: date | None
    report_date: date | None
    events: tuple[Event, ...]
    notes: tuple[Note, ...]


def _desk(
    project: Project, snapshots: Snapshots, language: Language, as_of: date | None, data_through: date | None
) -> _Desk:
    found = [o.through for o in snapshots.observations.values() if o.through]
    through = _earliest(data_through or max(found, default=None), as_of)
    return _Desk(
        project=project,
        language=language,
        calendar=Calendar(project.site.fiscal_year_start_month),
        table=SeriesTable(project, snapshots),
        data_through=through,
        report_date=as_of or through,
        events=tuple(event for event in project.events if as_of is None or event.date <= as_of),
        notes=tuple(note for note in project.notes if as_of is None or (note.date or note.period.start) <= as_of),
    )


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)


# -------------------------------------------------------------------------------------------------------- KPIs


def _goal(desk: _Desk, goal: Goal) -> GoalResult:
    kpis = tuple(_kpi(desk, goal, kpi) for kpi in goal.kpis if not _lacking(kpi))
    counts = Counter(kpi.status for kpi in kpis)
    return GoalResult(
        goal=goal,
        kpis=kpis,
        metrics=tuple(_supporting(desk, goal)),
        status_counts={status: counts[status] for status in _STATUSES if counts[status]},
        sentence=goal_sentence(desk.language, kpis),
    )


def _lacking(kpi: Kpi) -> tuple[str, ...]:
    """The traits without which a KPI is only a metric."""
    missing = [("no cadence", kpi.cadence is None), ("no target", not kpi.targets)]
    if kpi.stage != "active":
        missing.append((kpi.stage, True))
    return tuple(trait for trait, absent in missing if absent)


def _kpi(desk: _Desk, goal: Goal, kpi: Kpi) -> KpiResult:
    cadence = kpi.cadence
    series = desk.table[kpi.metric]
    target = judge_target(kpi, series, desk.table, desk.calendar, desk.data_through)
    if cadence is None or target is None:
        raise ValueError(f"{kpi.id} is a metric: it has no cadence or no target")
    points = series.points(cadence)
    last = last_closed(points)
    reason = _why_no_value(series, cadence, last)
    signal = signal_of(series.metric, points, target, cadence)
    comparison = with_significance(compare(kpi, series.metric, last, points, target, desk.calendar, reason), signal)
    events = tuple(event for event in desk.events if not event.kpis or kpi.id in event.kpis)
    cause = _cause(desk, kpi, series, comparison, events, last, signal)
    guardrails = tuple(_guardrail(desk, guardrail, cadence) for guardrail in kpi.guardrails)
    status, status_reason = judge_status(
        target,
        kpi,
        series,
        points,
        desk.report_date,
        desk.project.site.cutoffs,
        calendar=desk.calendar,
        guardrail_broken=any(guardrail.holds is False for guardrail in guardrails),
    )
    period, value = (last.period, last.value) if last else (None, None)
    return KpiResult(
        kpi=kpi,
        goal=goal,
        metric=series.metric,
        period=period,
        value=value,
        reason=reason,
        status=status,
        status_reason=status_reason,
        data_through=series.through,
        stale=is_stale(points, desk.report_date, desk.calendar),
        target=target,
        comparison=comparison,
        cause=cause,
        signal=signal,
        to_date=to_date(series, points, target, desk.calendar),
        series=points,
        previous_year=_previous_year(points, desk.calendar),
        events=events,
        guardrails=guardrails,
        sentence=kpi_sentence(desk.language, kpi, series.metric, last, status, target, comparison[0], cause, signal),
        takeaway=takeaway(desk.language, series.metric, cadence, target, points),
        peers=standing(kpi, desk.table, period),
        attribution=attributed(kpi, desk.table, period),
    )


def _cause(
    desk: _Desk,
    kpi: Kpi,
    series: MetricSeries,
    comparison: tuple[Comparison, ...],
    events: tuple[Event, ...],
    last: Point | None,
    signal: Signal,
) -> Cause:
    notes = tuple(note for note in desk.notes if note.kpi == kpi.id)
    cause = explain(kpi, series, last, comparison, events, notes, desk.calendar, signal)
    return replace(cause, sentence=cause_sentence(desk.language, series.metric, cause))


def _why_no_value(series: MetricSeries, cadence: Grain, last: Point | None) -> Reason | None:
    if last and last.value is not None:
        return None
    if series.grain is None:
        return "no_data"
    if series.coarser_than(cadence):
        return "coarser_than_cadence"
    return "no_data" if last else "no_closed_period"


def _previous_year(points: tuple[Point, ...], calendar: Calendar) -> tuple[Point, ...]:
    """For each period that has one, the value of a year earlier, placed where the period stands."""
    values = {point.period: point.value for point in points if point.closed}
    earlier = [(point.period, values.get(calendar.year_before(point.period))) for point in points]
    return tuple(Point(period, value, closed=True) for period, value in earlier if value is not None)


def _guardrail(desk: _Desk, guardrail: Guardrail, cadence: Grain) -> GuardrailResult:
    series = desk.table[guardrail.metric]
    last = last_closed(series.points(_cadence_of(series, cadence)))
    value = last.value if last else None
    low, high = guardrail.min, guardrail.max
    return GuardrailResult(
        metric=guardrail.metric,
        name=series.metric.name,
        unit=series.metric.unit,
        value=value,
        min=low,
        max=high,
        holds=None if value is None else (low is None or value >= low) and (high is None or value <= high),
    )


def _cadence_of(series: MetricSeries, wanted: Grain) -> Grain:
    """The wanted cadence, or the grain of the data where that is coarser."""
    return series.grain if series.grain and series.coarser_than(wanted) else wanted


# ----------------------------------------------------------------------------------------------------- metrics


def _supporting(desk: _Desk, goal: Goal) -> Iterator[MetricResult]:
    """The metrics that this goal's KPIs say they are explained by."""
    names = dict.fromkeys(name for kpi in goal.kpis for name in kpi.explained_by if name in desk.project.metrics)
    for name in names:
        yield _metric(desk, name, [kpi for kpi in goal.kpis if name in kpi.explained_by], goal=goal.id)


def _metrics(desk: _Desk, goals: tuple[GoalResult, ...]) -> Iterator[MetricResult]:
    """Every number that is not a KPI: those that lack a trait of one, and the metrics behind or beside the KPIs."""
    demoted = [(goal, kpi) for goal in desk.project.goals for kpi in goal.kpis if _lacking(kpi)]
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
    return names.union(*(_inputs(project, inner) for inner in names))


def _demoted(desk: _Desk, kpi: Kpi, goal: Goal | None) -> MetricResult:
    lacking = _lacking(kpi) if goal else ("no goal", *_lacking(kpi))
    result = _metric(desk, kpi.metric, [kpi], goal=goal.id if goal else None)
    return replace(result, id=kpi.id, name=kpi.name, explains=(), why_not_kpi=lacking)


def _metric(desk: _Desk, name: str, served: Sequence[Kpi], *, goal: str | None = None) -> MetricResult:
    """A metric at the cadence of the first KPI it serves, or at the grain of its data."""
    series = desk.table[name]
    cadence = next((kpi.cadence for kpi in served if kpi.cadence), None) or series.grain
    points = series.points(cadence) if cadence else ()
    last = last_closed(points)
    reason = _why_no_value(series, cadence or "day", last)
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
