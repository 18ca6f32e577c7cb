"""The objectives as report.json shows them."""

from __future__ import annotations

from kpireport.model import KeyResultResult, OkrResult
from kpireport.pages.json_values import Json, date_json, days_json


def okr_json(result: OkrResult) -> Json:
    okr = result.okr
    return {
        "id": okr.id,
        "objective": okr.objective,
        "cycle": days_json(okr.cycle) if okr.cycle else None,
        "owner": okr.owner,
        "goal": okr.goal,
        "commitment": okr.commitment,
        "is_over": result.is_over,
        "score": result.score,
        "band": band(result.score),
        "key_results": [_key_result(one) for one in result.key_results],
    }


def band(score: float | None) -> str | None:
    """`green` from 0.7, `amber` from 0.4, else `red`."""
    if score is None:
        return None
    return "green" if score >= 0.7 else "amber" if score >= 0.4 else "red"


def _key_result(one: KeyResultResult) -> Json:
    return {
        "id": one.id,
        "name": one.key_result.name,
        "kpi": one.key_result.kpi,
        "metric": one.key_result.metric,
        "start": one.start,
        "value": one.value,
        "target": one.target,
        "by": date_json(one.by),
        "progress": one.progress,
        "score": one.score,
        "band": band(one.score),
        "probability": one.probability,
        "status": one.status,
        "reason": one.reason,
        "explanation": one.key_result.explanation,
    }
