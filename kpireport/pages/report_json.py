"""`data/report.json`: everything computed, for machines. Numbers are raw; a missing one is null with its reason."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from kpireport.model import (
    Cause,
    Comparison,
    Driver,
    Event,
    File,
    Finding,
    GoalResult,
    KpiResult,
    MetricResult,
    Note,
    Point,
    Report,
    Signal,
    TargetResult,
    ToDate,
    Trigger,
)
from kpireport.periods import Period

SCHEMA = "kpireport/1"
#: The letters of SMART, judged by a later version.
_SMART = ("specific", "measurable", "achievable", "relevant", "time_bound")

Json = Mapping[str, object]


def report_json(report: Report) -> File:
    """The file; keys in a fixed order, so that the same report gives the same bytes."""
    text = json.dumps(document(report), ensure_ascii=False, allow_nan=False, indent=1)
    return File("data/report.json", f"{text}\n".encode())


def document(report: Report) -> Json:
    site = report.site
    return {
        "schema": SCHEMA,
        "site": {"title": site.title, "url": site.url, "locale": site.locale},
        "data_through": _date(report.data_through),
        "report_date": _date(report.report_date),
        "sentence": report.sentence,
        "north_star": report.north_star,
        "goals": [_goal(goal) for goal in report.goals],
        "kpis": [_kpi(kpi) for kpi in report.kpis],
        "metrics": [_metric(metric) for metric in report.metrics],
        "okrs": [],
        "triggers": [_trigger(kpi, trigger) for kpi in report.kpis for trigger in kpi.kpi.triggers],
        "findings": [finding_json(finding) for finding in report.findings],
    }


def _goal(goal: GoalResult) -> Json:
    return {
        "id": goal.id,
        "name": goal.name,
        "owner": goal.goal.owner,
        "parent": goal.goal.parent,
        "kpis": [kpi.id for kpi in goal.kpis],
        "status_counts": dict(goal.status_counts),
        "sentence": goal.sentence,
    }


def _kpi(result: KpiResult) -> Json:
    kpi = result.kpi
    return {
        "id": kpi.id,
        "name": kpi.name,
        "goal": result.goal.id,
        "metric": kpi.metric,
        "unit": result.metric.unit,
        "direction": result.metric.direction,
        "tier": kpi.tier,
        "timing": kpi.timing,
        "owner": kpi.owner,
        "cadence": kpi.cadence,
        "definition": kpi.definition,
        "period": _period(result.period, closed=True),
        "value": result.value,
        "reason": result.reason,
        "to_date": _to_date(result.to_date),
        "data_through": _date(result.data_through),
        "status": result.status,
        "status_reason": result.status_reason,
        "sentence": result.sentence,
        "target": _target(result.target),
        "comparison": [_comparison(entry) for entry in result.comparison],
        "cause": _cause(result.cause),
        "signal": _signal(result.signal),
        "smart": {letter: {"ok": None, "why": None, "reason": "not_yet"} for letter in _SMART},
        "series": [_point(point) for point in result.series],
    }


def _metric(result: MetricResult) -> Json:
    return {
        "id": result.id,
        "name": result.name,
        "unit": result.metric.unit,
        "value": result.value,
        "reason": result.reason,
        "period": _period(result.period, closed=True),
        "comparison": [_comparison(entry) for entry in result.comparison],
        "goal": result.goal,
        "explains": list(result.explains),
        "why_not_kpi": list(result.why_not_kpi),
        "series": [_point(point) for point in result.series],
    }


def _period(period: Period | None, *, closed: bool) -> Json | None:
    if period is None:
        return None
    return {"label": period.label, "start": _date(period.start), "end": _date(period.end), "closed": closed}


def _to_date(to_date: ToDate | None) -> Json | None:
    if to_date is None:
        return None
    return {
        "period": _period(to_date.period, closed=False),
        "value": to_date.value,
        "comparison": _comparison(to_date.comparison),
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
        "start": _date(target.start),
        "by": _date(target.by),
        "baseline": target.baseline,
        "baseline_from": target.baseline_from,
        "current": target.current,
        "progress": target.progress,
        "gap": target.gap,
        "at_pace": target.at_pace,
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
        "reasons": dict(target.reasons),
    }


def _comparison(entry: Comparison) -> Json:
    return {
        "basis": entry.basis,
        "label": entry.label,
        "value": entry.value,
        "change": entry.change,
        "change_relative": entry.change_relative,
        "better": entry.better,
        "significant": entry.significant,
        "reason": entry.reason,
    }


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
    return {"date": _date(event.date), "title": event.title, "url": event.url}


def _note(note: Note | None) -> Json | None:
    if note is None:
        return None
    return {"period": note.period.label, "text": note.text, "author": note.author, "date": _date(note.date)}


def _signal(signal: Signal) -> Json:
    return {
        "variation": signal.variation,
        "rule": signal.rule,
        "mean": signal.mean,
        "lower": signal.lower,
        "upper": signal.upper,
        "assurance": signal.assurance,
        "n": signal.n,
        "adjustment": signal.adjustment,
        "reason": signal.reason,
    }


def _trigger(result: KpiResult, trigger: Trigger) -> Json:
    return {
        "kpi": result.id,
        "when": trigger.when,
        "fired": None,
        "since": None,
        "owner": trigger.owner or result.kpi.owner,
        "action": trigger.action,
        "reason": "not_yet",
    }


def _point(point: Point) -> Json:
    period = point.period
    return {
        "label": period.label,
        "start": _date(period.start),
        "end": _date(period.end),
        "value": point.value,
        "closed": point.closed,
    }


def finding_json(finding: Finding) -> Json:
    """A finding as report.json and `check --format json` show it."""
    place = finding.place
    return {
        "code": finding.code,
        "level": finding.level,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "kpi": finding.kpi,
        "goal": finding.goal,
        "message": finding.message,
        "help": finding.help,
    }


def _date(day: date | None) -> str | None:
    return day.isoformat() if day else None
