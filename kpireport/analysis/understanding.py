"""Who understands the KPIs, from a survey among those who use them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from kpireport.model import Answers, Understanding
from kpireport.periods import later


def understood(answers: Iterable[Answers], today: date | None) -> tuple[Understanding, ...]:
    """By KPI, in the order in which they were first asked about: the answers of the year up to the report date.

    Of several answers of one respondent to a KPI the last one counts.
    """
    kept: dict[tuple[str, str], Answers] = {}
    since = later(today, "year", -1) if today else date.min
    for number, one in enumerate(answers):
        if one.date > since:
            kept[one.kpi, one.respondent.casefold() if one.respondent else f"\n{number}"] = one
    found: dict[str, Understanding] = {}
    for one in kept.values():
        before = found.get(one.kpi) or Understanding(kpi=one.kpi, asked=0, understood=0)
        asked, could = before.asked + one.asked, before.understood + one.understood
        found[one.kpi] = Understanding(kpi=one.kpi, asked=asked, understood=could)
    return tuple(found.values())


def overall(found: Sequence[Understanding]) -> float | None:
    """The share of all answers that were right."""
    asked = sum(one.asked for one in found)
    return sum(one.understood for one in found) / asked if asked else None
