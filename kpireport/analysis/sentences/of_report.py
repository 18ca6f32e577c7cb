"""How many KPIs of a goal, or of the whole report, go well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from kpireport.format import Language
from kpireport.model import NEEDS_DECISION, KpiResult, Status

GOING_WELL: frozenset[Status] = frozenset({"met", "on_track"})
#: At most so many KPIs are named before they are only counted.
NAMED = 3


def goal_sentence(language: Language, kpis: Sequence[KpiResult], aside: int = 0) -> str:
    """How many KPIs go well, and which do not; `aside` counts those of the goal that stand in the appendix."""
    if not kpis and aside:
        return language.text("No decision hangs on the KPIs of this goal, so they stand in the appendix.")
    if not kpis:
        return language.text("No KPI measures this goal yet.")
    well = sum(kpi.status in GOING_WELL for kpi in kpis)
    counted = language.plural(
        "{well} of {n} KPI is on track or met",
        "{well} of {n} KPIs are on track or met",
        len(kpis),
        well=language.count(well),
    )
    concerns = _concerns(language, kpis)
    return f"{counted}; {concerns}." if concerns else f"{counted}."


def _concerns(language: Language, kpis: Sequence[KpiResult]) -> str:
    parts = []
    for status, text in _CONCERNS:
        names = [kpi.name for kpi in kpis if kpi.status == status]
        if names:
            parts.append(language.text(text, names=_names(language, names)))
    return "; ".join(parts)


_CONCERNS: tuple[tuple[Status, str], ...] = (
    ("missed", "missed: {names}"),
    ("off_track", "off track: {names}"),
    ("at_risk", "at risk: {names}"),
    ("unknown", "cannot be judged: {names}"),
)


def _names(language: Language, names: Sequence[str]) -> str:
    if len(names) <= NAMED:
        return language.join(list(names))
    return language.plural("{n} KPI", "{n} KPIs", len(names))


def report_sentence(language: Language, kpis: Iterable[KpiResult]) -> str:
    """The verdict of the whole report."""
    counts = Counter(kpi.status for kpi in kpis)
    total = counts.total()
    if not total:
        return language.text("No KPI has a goal, a cadence and a target yet.")
    well = sum(counts[status] for status in GOING_WELL)
    deciding = sum(counts[status] for status in NEEDS_DECISION)
    counted = language.plural(
        "{well} of {n} KPI is on track or met",
        "{well} of {n} KPIs are on track or met",
        total,
        well=language.count(well),
    )
    if deciding:
        rest = language.plural("{n} needs a decision", "{n} need a decision", deciding)
    elif counts["unknown"]:
        rest = language.plural("{n} cannot be judged", "{n} cannot be judged", counts["unknown"])
    else:
        rest = language.text("none needs a decision")
    return f"{counted}; {rest}."
