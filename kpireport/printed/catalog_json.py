"""What the commands print of the KPI library for machines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from kpireport.catalog import Calculation
from kpireport.catalog.amounts import amount
from kpireport.format import Language
from kpireport.model import CatalogEntry


def calculated_as_json(result: Calculation, language: Language) -> str:
    entry = result.entry
    return _as_json(
        {
            "id": entry.id,
            "name": entry.name,
            "formula": entry.formula.text if entry.formula else None,
            "inputs": dict(result.inputs),
            "value": result.value,
            "unit": entry.unit,
            "text": amount(entry, result.value, language),
        }
    )


def entries_as_json(entries: Iterable[CatalogEntry]) -> str:
    return _as_json([entry_json(entry) for entry in entries])


def entry_as_json(entry: CatalogEntry) -> str:
    return _as_json(entry_json(entry))


def entry_json(entry: CatalogEntry) -> dict[str, Any]:
    """An entry for machines: every key, null or empty where there is nothing to say."""
    usual = entry.usual
    return {
        "id": entry.id,
        "name": entry.name,
        "family": entry.family,
        "also_in": entry.also_in,
        "aliases": entry.aliases,
        "definition": entry.definition,
        "shape": entry.shape,
        "unit": entry.unit,
        "per": entry.per,
        "direction": entry.direction,
        "aggregation": entry.aggregation,
        "formula": entry.formula.text if entry.formula else None,
        "in_report": entry.in_report.text if entry.in_report else None,
        "inputs": [
            {"id": one.id, "name": one.name, "unit": one.unit, "aggregation": one.aggregation} for one in entry.inputs
        ],
        "bounds": entry.bounds,
        "parts": entry.parts,
        "tier": usual.tier,
        "cadence": usual.cadence,
        "timing": usual.timing,
        "measures": usual.measures,
        "category": usual.category,
        "funnel": usual.funnel,
        "scope": usual.scope,
        "stages": usual.stages,
        "channel": usual.channel,
        "benchmark": [
            {
                "kind": one.kind,
                "low": one.low,
                "high": one.high,
                "text": one.text,
                "unit": one.unit,
                "per": one.per,
                "condition": one.condition,
                "grade": one.grade,
                "year": one.year,
                "directional": True,
            }
            for one in entry.benchmark
        ],
        "vanity": entry.vanity,
        "guardrail": entry.guardrail,
        "pairs_with": entry.pairs_with,
        "confused_with": dict(entry.confused_with),
        "same_as": entry.same_as,
        "replaced_by": entry.replaced_by,
        "instead": entry.instead,
        "actions": entry.actions,
        "note": entry.note,
        "example": {**entry.example.inputs, "result": entry.example.result} if entry.example else None,
    }


def _as_json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1)
