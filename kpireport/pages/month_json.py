"""The last whole month of a KPI in report.json."""

from __future__ import annotations

from kpireport.model import Month, Standout
from kpireport.pages.json_values import Json, comparison_json


def month_json(month: Month | None) -> Json | None:
    """None unless an audience reads the month."""
    if month is None:
        return None
    return {
        "label": month.period.label,
        "value": month.value,
        "comparison": [comparison_json(entry) for entry in month.comparison],
        "weeks": month.weeks,
        "standout": _standout(month.standout),
    }


def _standout(found: Standout | None) -> Json | None:
    if found is None:
        return None
    ends = {"best": found.best, "weakest": found.weakest}
    return {"dimension": found.dimension, "n": found.n} | {
        name: {"segment": segment, "value": value} for name, (segment, value) in ends.items()
    }
