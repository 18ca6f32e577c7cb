"""The plain values that several parts of report.json are made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kpireport.model import Association, Comparison, Point
from kpireport.periods import Period

Json = Mapping[str, object]


def date_json(day: date | None) -> str | None:
    return day.isoformat() if day else None


def days_json(period: Period) -> Json:
    """A period by its label and its days."""
    return {"label": period.label, "start": date_json(period.start), "end": date_json(period.end)}


def period_json(period: Period | None, *, closed: bool) -> Json | None:
    return None if period is None else {**days_json(period), "closed": closed}


def point_json(point: Point) -> Json:
    """A period of a series, without its label: there may be a million of them, and the days say which it is."""
    period = point.period
    return {
        "start": date_json(period.start),
        "end": date_json(period.end),
        "value": point.value,
        "closed": point.closed,
    }


def comparison_json(entry: Comparison) -> Json:
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


def association_json(found: Association) -> Json:
    return {
        "leader": found.leader,
        "follower": found.follower,
        "lag": found.lag,
        "r": found.r,
        "low": found.low,
        "high": found.high,
        "n": found.n,
        "tried": found.tried,
        "found": found.found,
        "reason": found.reason,
    }
