"""One KPI with its trio: target, comparison and cause, with its signal and what stands beside."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

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
from kpireport.model import Goal, Guardrail, GuardrailResult, Kpi, KpiResult, Point, TargetResult
from kpireport.periods import Calendar, Grain
from kpireport.vanity import why_aside


def judge_kpi(desk: Desk, goal: Goal, kpi: Kpi) -> KpiResult:
    """Everything computed of one KPI. Raises ValueError for one without cadence or target: a metric."""
    cadence = kpi.cadence
    series = desk.table[kpi.metric]
    if cadence is None:
        raise ValueError(f"{kpi.id} is a metric: it has no cadence")
    guardrails = tuple(_guardrail(desk, guardrail, cadence) for guardrail in kpi.guardrails)
    broken = any(guardrail.holds is False for guardrail in guardrails)
    ahead = broken or kpi.id in desk.weighed or not desk.for_findings
    target = judge_target(kpi, series, desk.table, desk.calendar, desk.data_through, with_outlook=ahead)
    if target is None:
        raise ValueError(f"{kpi.id} is a metric: it has no target")
    points = series.points(cadence)
    last = last_closed(points)
    reason = why_no_value(series, cadence, last)
    signal = signal_of(series.metric, points, target, cadence)
    comparison = with_significance(compare(kpi, series.metric, last, points, target, desk.calendar, reason), signal)
    events = tuple(event for event in desk.events if not event.kpis or kpi.id in event.kpis)
    notes = tuple(note for note in desk.notes if note.kpi == kpi.id)
    alone = judge_status(
        target, kpi, series, points, desk.report_date, desk.project.site.cutoffs, calendar=desk.calendar
    )
    status, status_reason = guarded(*alone, broken=broken)
    period, value = (last.period, last.value) if last else (None, None)
    result = KpiResult(
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
        cause=explain(kpi, series, last, comparison, events, notes, desk.calendar, signal),
        signal=signal,
        series=points,
        events=events,
        guardrails=guardrails,
        vanity=why_aside(kpi, series.metric, goal),
        held_back=alone[0] if status != alone[0] else None,
        achievable=judge_achievable(kpi, series, points, target, desk.calendar),
    )
    return result if desk.for_findings else replace(result, **_told(desk, series, target, result, last))


def _told(
    desk: Desk, series: MetricSeries, target: TargetResult, judged: KpiResult, last: Point | None
) -> dict[str, Any]:
    """What only pages tell of a KPI: the words, what stands beside it, and the figures for the eye alone."""
    kpi, metric, points = judged.kpi, judged.metric, judged.series
    cause = replace(judged.cause, sentence=cause_sentence(desk.language, metric, judged.cause))
    comparison = judged.comparison[0]
    return {
        "cause": cause,
        "to_date": to_date(series, points, target, desk.calendar),
        "previous_year": _previous_year(points, desk.calendar),
        "sentence": kpi_sentence(
            desk.language, kpi, metric, last, judged.status, target, comparison, cause, judged.signal
        ),
        "takeaway": takeaway(desk.language, metric, kpi.cadence or "day", target, points),
        "peers": standing(kpi, desk.table, judged.period),
        "attribution": attributed(kpi, desk.table, judged.period),
        "parts": series.parts_of(judged.period) if isinstance(series, CompositeSeries) else (),
        "month": month_of(kpi, series, desk.calendar) if desk.reads_months else None,
    }


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
