"""One KPI with its trio: target, comparison and cause, with its signal and what stands beside."""

from __future__ import annotations

from dataclasses import replace

from kpireport.analysis.achievable import judge_achievable
from kpireport.analysis.attribution import attributed
from kpireport.analysis.cause import explain
from kpireport.analysis.comparison import compare, to_date
from kpireport.analysis.composite import CompositeSeries
from kpireport.analysis.desk import Desk
from kpireport.analysis.judgement import valued
from kpireport.analysis.month import month_of
from kpireport.analysis.peers import standing
from kpireport.analysis.rank import why_no_value
from kpireport.analysis.sentences import cause_sentence, kpi_sentence, takeaway
from kpireport.analysis.series import MetricSeries, last_closed
from kpireport.analysis.signal import signal_of, with_significance
from kpireport.analysis.status import guarded, is_stale, judge_status
from kpireport.analysis.target import judge_target
from kpireport.model import Cause, Comparison, Event, Goal, Guardrail, GuardrailResult, Kpi, KpiResult, Point, Signal
from kpireport.periods import Calendar, Grain
from kpireport.vanity import why_aside


def judge_kpi(desk: Desk, goal: Goal, kpi: Kpi) -> KpiResult:
    """Everything computed of one KPI. Raises ValueError for one without cadence or target: a metric."""
    cadence = kpi.cadence
    series = desk.table[kpi.metric]
    target = judge_target(kpi, series, desk.table, desk.calendar, desk.data_through)
    if cadence is None or target is None:
        raise ValueError(f"{kpi.id} is a metric: it has no cadence or no target")
    points = series.points(cadence)
    last = last_closed(points)
    reason = why_no_value(series, cadence, last)
    signal = signal_of(series.metric, points, target, cadence)
    comparison = with_significance(compare(kpi, series.metric, last, points, target, desk.calendar, reason), signal)
    events = tuple(event for event in desk.events if not event.kpis or kpi.id in event.kpis)
    cause = _cause(desk, kpi, series, comparison, events, last, signal)
    guardrails = tuple(_guardrail(desk, guardrail, cadence) for guardrail in kpi.guardrails)
    alone = judge_status(
        target, kpi, series, points, desk.report_date, desk.project.site.cutoffs, calendar=desk.calendar
    )
    status, status_reason = guarded(*alone, broken=any(guardrail.holds is False for guardrail in guardrails))
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
        parts=series.parts_of(period) if isinstance(series, CompositeSeries) else (),
        vanity=why_aside(kpi, series.metric, goal),
        held_back=alone[0] if status != alone[0] else None,
        achievable=judge_achievable(kpi, series, points, target, desk.calendar),
        month=month_of(kpi, series, desk.calendar) if desk.reads_months else None,
    )


def _cause(
    desk: Desk,
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


def _previous_year(points: tuple[Point, ...], calendar: Calendar) -> tuple[Point, ...]:
    """For each period that has one, the value of a year earlier, placed where the period stands."""
    values = {point.period: point.value for point in points if point.closed}
    earlier = [(point.period, values.get(calendar.year_before(point.period))) for point in points]
    return tuple(Point(period, value, closed=True) for period, value in earlier if value is not None)


def _guardrail(desk: Desk, guardrail: Guardrail, cadence: Grain) -> GuardrailResult:
    series = desk.table[guardrail.metric]
    known = valued(series.points(_cadence_of(series, cadence)))
    value, period = (known[-1].value, known[-1].period) if known else (None, None)
    low, high = guardrail.min, guardrail.max
    return GuardrailResult(
        metric=guardrail.metric,
        name=series.metric.name,
        unit=series.metric.unit,
        value=value,
        min=low,
        max=high,
        holds=None if value is None else (low is None or value >= low) and (high is None or value <= high),
        period=period,
    )


def _cadence_of(series: MetricSeries, wanted: Grain) -> Grain:
    """The wanted cadence, or the grain of the data where that is coarser."""
    return series.grain if series.grain and series.coarser_than(wanted) else wanted
