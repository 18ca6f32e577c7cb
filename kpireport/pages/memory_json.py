"""What the next report is compared with: declared targets, arithmetic, retired KPIs, changes and restated values."""

from __future__ import annotations

from kpireport.model import Bound, Kpi, ListChange, Metric, Restatement, Retired, StatusChange, Target
from kpireport.pages.json_values import Json, date_json


def phases_json(kpi: Kpi) -> list[Json]:
    """The phases of a target as they were declared; a number that a metric gives is `{"metric": id}`."""
    return [_phase(target) for target in kpi.targets]


def _phase(target: Target) -> Json:
    return {
        "kind": target.kind,
        "value": _bound(target.value),
        "low": _bound(target.low),
        "high": _bound(target.high),
        "text": target.text,
        "baseline": target.baseline,
        "start": date_json(target.start),
        "by": date_json(target.by),
        "milestones": [{"date": date_json(one.date), "value": one.value} for one in target.milestones],
        "agreed_by": target.agreed_by,
        "agreed_on": date_json(target.agreed_on),
    }


def _bound(bound: Bound | None) -> float | Json | None:
    if bound is None:
        return None
    return {"metric": bound.metric} if bound.metric is not None else bound.number


def arithmetic_json(metric: Metric) -> Json:
    """How the number comes about."""
    return {
        "unit": metric.unit,
        "per": metric.per,
        "aggregation": metric.aggregation,
        "formula": metric.formula.text if metric.formula else None,
        "numerator": metric.numerator,
        "denominator": metric.denominator,
        "source": metric.source,
        "column": metric.column,
        "composite": [
            {"metric": part.metric, "weight": part.weight, "low": part.low, "high": part.high}
            for part in metric.composite
        ],
    }


def retired_json(one: Retired) -> Json:
    return {
        "id": one.id,
        "name": one.name,
        "goal": one.goal,
        "on": date_json(one.on),
        "reason": one.reason,
        "unit": one.unit,
        "value": one.value,
        "value_on": date_json(one.value_on),
    }


def change_json(change: ListChange) -> Json:
    return {
        "kpi": change.kpi,
        "name": change.name,
        "on": date_json(change.on),
        "what": change.what,
        "old": change.old,
        "new": change.new,
        "reason": change.reason,
        "because": change.because,
        "declared": change.is_declared,
        "late": change.is_late,
    }


def status_change_json(change: StatusChange) -> Json:
    return {"kpi": change.kpi, "on": date_json(change.on), "old": change.old, "new": change.new}


def restated_json(one: Restatement) -> Json:
    return {
        "kpi": one.kpi,
        "start": date_json(one.start),
        "end": date_json(one.end),
        "old": one.old,
        "new": one.new,
    }
