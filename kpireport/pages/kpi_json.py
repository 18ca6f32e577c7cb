"""A KPI in report.json: its definition, value, target, comparison, cause and what is known beyond them."""

from __future__ import annotations

from collections.abc import Mapping

from kpireport.model import (
    AttributedFigure,
    Cause,
    Conflict,
    Driver,
    Event,
    ForecastPoint,
    GuardrailResult,
    KpiResult,
    Note,
    PartResult,
    RateInterval,
    Signal,
    SignalPoint,
    SignalSegment,
    SmartLetter,
    SmartMark,
    Standing,
    Stretch,
    TargetResult,
    ToDate,
)
from kpireport.pages.json_values import (
    Json,
    association_json,
    comparison_json,
    date_json,
    days_json,
    period_json,
    point_json,
)
from kpireport.pages.memory_json import arithmetic_json, phases_json
from kpireport.pages.month_json import month_json


def kpi_json(result: KpiResult, smart: Mapping[SmartLetter, SmartMark]) -> Json:
    """A KPI and its SMART card."""
    kpi = result.kpi
    return {
        "id": kpi.id,
        "name": kpi.name,
        "goal": result.goal.id,
        "metric": kpi.metric,
        "unit": result.metric.unit,
        "decimals": result.metric.decimals,
        "direction": result.metric.direction,
        "tier": kpi.tier,
        "timing": kpi.timing,
        "level": kpi.level,
        "team": kpi.team,
        "category": kpi.category,
        "funnel": kpi.funnel,
        "feeds": list(kpi.feeds),
        "pairs_with": list(kpi.pairs_with),
        "explained_by": list(kpi.explained_by),
        "conflicts_with": [_conflict(one) for one in kpi.conflicts_with],
        "owner": kpi.owner,
        "cadence": kpi.cadence,
        "definition": kpi.definition or result.metric.definition,
        "stage": kpi.stage,
        "confidential": result.is_confidential,
        "arithmetic": arithmetic_json(result.metric),
        "phases": phases_json(kpi),
        "period": period_json(result.period, closed=True),
        "value": result.value,
        "reason": result.reason,
        "to_date": _to_date(result.to_date),
        "data_through": date_json(result.data_through),
        "status": result.status,
        "status_reason": result.status_reason,
        "held_back": result.held_back,
        "vanity": result.vanity,
        "sentence": result.sentence,
        "target": _target(result.target),
        "comparison": [comparison_json(entry) for entry in result.comparison],
        "cause": _cause(result.cause),
        "signal": _signal(result.signal),
        "smart": {letter: {"ok": mark.ok, "why": mark.why} for letter, mark in smart.items()},
        "guardrails": [_guardrail(one) for one in result.guardrails],
        "composite": [_part(one) for one in result.parts],
        "leads": [association_json(found) for found in result.leads],
        "led_by": result.led_by,
        "outruns": result.outruns,
        "rate": _rate(result.rate),
        "stretches": [_stretch(stretch) for stretch in result.stretches],
        "peers": _peers(result.peers),
        "month": month_json(result.month),
        "attribution": [_attributed(figure) for figure in result.attribution],
        "series": [point_json(point) for point in result.series],
    }


def _conflict(conflict: Conflict) -> Json:
    return {"kpi": conflict.kpi, "resolution": conflict.resolution, "note": conflict.note}


def _guardrail(guardrail: GuardrailResult) -> Json:
    return {
        "metric": guardrail.metric,
        "min": guardrail.min,
        "max": guardrail.max,
        "value": guardrail.value,
        "period": period_json(guardrail.period, closed=True),
        "holds": guardrail.holds,
    }


def _part(one: PartResult) -> Json:
    return {
        "metric": one.part.metric,
        "weight": one.part.weight,
        "low": one.part.low,
        "high": one.part.high,
        "direction": one.metric.direction,
        "value": one.value,
        "score": one.score,
        "points": one.points,
        "reason": "no_data" if one.value is None else None,
    }


def _to_date(to_date: ToDate | None) -> Json | None:
    if to_date is None:
        return None
    return {
        "period": period_json(to_date.period, closed=False),
        "value": to_date.value,
        "comparison": [comparison_json(to_date.comparison)],
    }


def _target(target: TargetResult | None) -> Json | None:
    if target is None:
        return None
    return {
        "kind": target.kind,
        "value": target.value,
        "low": target.low,
        "high": target.high,
        "text": target.text,
        "start": date_json(target.start),
        "by": date_json(target.by),
        "baseline": target.baseline,
        "baseline_from": target.baseline_from,
        "current": target.current,
        "progress": target.progress,
        "gap": target.gap,
        "at_pace": target.at_pace,
        "at_pace_on": date_json(target.at_pace_on),
        "expected": target.expected,
        "expected_share": target.expected_share,
        "pace": target.pace,
        "required_rate": target.required_rate,
        "current_rate": target.current_rate,
        "effort_ratio": target.effort_ratio,
        "projection": target.projection,
        "interval80": target.interval80,
        "interval95": target.interval95,
        "probability": target.probability,
        "currently_met": target.currently_met,
        "forecast": [_forecast(point) for point in target.forecast],
        "reasons": dict(target.reasons),
    }


def _forecast(point: ForecastPoint) -> Json:
    return {**days_json(point.period), "low": point.low, "middle": point.middle, "high": point.high}


def _cause(cause: Cause) -> Json:
    return {
        "sentence": cause.sentence,
        "method": cause.method,
        "basis": cause.basis,
        "dimension": cause.dimension,
        "drivers": [_driver(driver) for driver in cause.drivers],
        "events": [_event(event) for event in cause.events],
        "note": _note(cause.note),
        "reason": cause.reason,
    }


def _driver(driver: Driver) -> Json:
    return {
        "segment": driver.segment,
        "name": driver.label,
        "before": driver.before,
        "after": driver.after,
        "change": driver.change,
        "share_of_total": driver.share_of_total,
        "share_of_change": driver.share_of_change,
        "rate_effect": driver.rate_effect,
        "mix_effect": driver.mix_effect,
    }


def _event(event: Event) -> Json:
    return {"date": date_json(event.date), "title": event.title, "url": event.url}


def _note(note: Note | None) -> Json | None:
    if note is None:
        return None
    return {"period": note.period.label, "text": note.text, "author": note.author, "date": date_json(note.date)}


def _signal(signal: Signal) -> Json:
    return {
        "variation": signal.variation,
        "rule": signal.rule,
        "since": days_json(signal.since) if signal.since else None,
        "mean": signal.mean,
        "lower": signal.lower,
        "upper": signal.upper,
        "trial": signal.trial,
        "assurance": signal.assurance,
        "n": signal.n,
        "adjustment": signal.adjustment,
        "reason": signal.reason,
        "segments": [_signal_segment(segment) for segment in signal.segments],
        "unusual": [_signal_point(point) for point in signal.points if point.rule],
    }


def _signal_point(point: SignalPoint) -> Json:
    return {
        "start": date_json(point.period.start),
        "value": point.value,
        "charted": point.charted,
        "variation": point.variation,
        "rule": point.rule,
    }


def _signal_segment(segment: SignalSegment) -> Json:
    return {
        "start": date_json(segment.start.start),
        "end": date_json(segment.end.end),
        "n": segment.n,
        "mean": segment.mean,
        "lower": segment.lower,
        "upper": segment.upper,
        "trial": segment.trial,
    }


def _rate(rate: RateInterval | None) -> Json | None:
    return None if rate is None else {"low": rate.low, "high": rate.high, "n": rate.n}


def _stretch(stretch: Stretch) -> Json:
    return {
        "n": stretch.n,
        "start": date_json(stretch.start),
        "end": date_json(stretch.end),
        "value": stretch.value,
    }


def _peers(standing: Standing | None) -> Json | None:
    if standing is None:
        return None
    return {
        "percentile": standing.percentile,
        "n": standing.n,
        "dimension": standing.dimension,
        "best": [{"name": name, "value": value} for name, value in standing.best],
    }


def _attributed(figure: AttributedFigure) -> Json:
    return {"model": figure.model, "window": figure.window, "value": figure.value, "metric": figure.metric}
