"""`data/report.json`: everything computed, for machines. Numbers are raw; a missing one is null with its reason."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from io import BytesIO

from kpireport.model import File, Finding, FunnelStep, GoalResult, Issued, MetricResult, Report
from kpireport.pages.json_values import (
    Json,
    association_json,
    comparison_json,
    date_json,
    days_json,
    period_json,
    point_json,
)
from kpireport.pages.kpi_json import kpi_json
from kpireport.pages.memory_json import change_json, restated_json, retired_json, status_change_json
from kpireport.pages.okrs_json import okr_json
from kpireport.pages.reviews_json import action_json, habits_json, review_json
from kpireport.pages.trigger_json import trigger_json
from kpireport.periods import Period
from kpireport.previous import REPORT_FILE, SCHEMA


def report_json(report: Report) -> File:
    """The file; keys in a fixed order, so that the same report gives the same bytes."""
    content = BytesIO()
    for piece in _pieces(report):
        content.write(piece.encode())
    return File(REPORT_FILE, content.getvalue())


def _pieces(report: Report) -> Iterator[str]:
    """The text, a key or a row of a list at a time: a million points never stand in memory at once."""
    opening = "{"
    for key, value in _head(report).items():
        yield f"{opening}\n {json.dumps(key)}: {_encoded(value)}"
        opening = ","
    for key, rows in _lists(report):
        yield f",\n {json.dumps(key)}: ["
        before = "\n  "
        for row in rows:
            yield before + _encoded(row)
            before = ",\n  "
        yield "]" if before == "\n  " else "\n ]"
    yield "\n}\n"


def _encoded(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _head(report: Report) -> Json:
    site = report.site
    return {
        "schema": SCHEMA,
        "site": {"title": site.title, "url": site.url, "locale": site.locale, "currency": site.currency},
        "data_through": date_json(report.data_through),
        "report_date": date_json(report.report_date),
        "sentence": report.sentence,
        "north_star": report.north_star,
        "pool": report.pool,
        "brier": report.brier,
        "habits": habits_json(report),
        "compared_with": date_json(report.compared_with),
        "edition": _edition(report.edition) if report.edition else None,
        "readers": report.readers,
    }


def _lists(report: Report) -> Iterator[tuple[str, Iterable[Json]]]:
    yield "goals", map(_goal, report.goals)
    yield "kpis", (kpi_json(kpi, report.judgement.smart.get(kpi.id, {})) for kpi in report.kpis)
    yield "metrics", map(_metric, report.metrics)
    yield "okrs", map(okr_json, report.okrs)
    yield "triggers", map(trigger_json, report.triggers)
    yield "reviews", map(review_json, report.reviews)
    yield "actions", map(action_json, report.actions)
    yield "findings", map(finding_json, report.findings)
    yield "associations", map(association_json, report.associations)
    yield "ledger", map(_issued, report.ledger)
    yield "changes", map(change_json, report.changes)
    yield "restated", map(restated_json, report.restated)
    yield "retired", map(retired_json, report.retired)
    yield "status_changes", map(status_change_json, report.status_changes)
    yield "editions", (_edition(edition.period) for edition in report.editions)


def _edition(period: Period) -> Json:
    return {**days_json(period), "grain": period.grain}


def _goal(goal: GoalResult) -> Json:
    return {
        "id": goal.id,
        "name": goal.name,
        "owner": goal.goal.owner,
        "parent": goal.goal.parent,
        "level": goal.goal.level,
        "team": goal.goal.team,
        "category": goal.goal.category,
        "kpis": [kpi.id for kpi in goal.kpis],
        "status_counts": dict(goal.status_counts),
        "sentence": goal.sentence,
        "confidential": goal.goal.confidential,
        "funnel": [_step(step) for step in goal.funnel],
    }


def _step(step: FunnelStep) -> Json:
    return {
        "stage": step.stage,
        "id": step.id,
        "name": step.name,
        "unit": step.metric.unit,
        "value": step.value,
        "period": period_json(step.period, closed=True),
        "share": step.share,
        "share_of": step.share_of,
    }


def _metric(result: MetricResult) -> Json:
    return {
        "id": result.id,
        "name": result.name,
        "unit": result.metric.unit,
        "value": result.value,
        "reason": result.reason,
        "period": period_json(result.period, closed=True),
        "comparison": [comparison_json(entry) for entry in result.comparison],
        "goal": result.goal,
        "explains": list(result.explains),
        "ahead_of": list(result.ahead_of),
        "funnel": result.metric.funnel,
        "why_not_kpi": list(result.why_not_kpi),
        "series": [point_json(point) for point in result.series],
    }


def _issued(entry: Issued) -> Json:
    return {
        "kpi": entry.kpi,
        "by": date_json(entry.by),
        "kind": entry.kind,
        "value": entry.value,
        "low": entry.low,
        "high": entry.high,
        "on": date_json(entry.on),
        "probability": entry.probability,
        "hit": entry.hit,
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
