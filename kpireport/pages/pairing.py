"""Leading and lagging partners side by side: what can still be acted on, beside what shows whether it paid off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kpireport.format import Language
from kpireport.model import GoalResult, KpiResult
from kpireport.pages.association import leads
from kpireport.pages.line import KpiLine, kpi_line

#: A leading KPI stands left of a lagging one; without timing the one that names the other does.
_ORDER = {"leading": 0, None: 1, "lagging": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """One of two partners; `role` says in words whether it leads or lags."""

    role: str
    line: KpiLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Couple:
    """Two partners, and what was found of how one follows the other."""

    first: Half
    second: Half
    words: str
    is_found: bool


def couples(goal: GoalResult, kpis: Mapping[str, KpiResult], language: Language) -> tuple[Couple, ...]:
    """The pairs that a KPI of the goal belongs to, each once, in the order of the files."""
    return tuple(_couple(first, second, kpis, language) for first, second in _pairs(goal, kpis))


def _pairs(goal: GoalResult, kpis: Mapping[str, KpiResult]) -> Iterator[tuple[KpiResult, KpiResult]]:
    told: set[frozenset[str]] = set()
    named = [(kpi, kpis[id_]) for kpi in kpis.values() for id_ in kpi.kpi.pairs_with if id_ in kpis]
    for kpi, partner in named:
        pair = frozenset((kpi.id, partner.id))
        concerns = goal.id in (kpi.goal.id, partner.goal.id) and kpi.is_headline and partner.is_headline
        if concerns and len(pair) > 1 and pair not in told:
            told.add(pair)
            first, second = sorted((kpi, partner), key=lambda one: _ORDER[one.kpi.timing])
            yield first, second


def _couple(first: KpiResult, second: KpiResult, kpis: Mapping[str, KpiResult], language: Language) -> Couple:
    lead = next((one for one in leads(first, kpis, language) if one.id == second.id), None)
    return Couple(
        first=Half(role=_role(first, language), line=kpi_line(first, language)),
        second=Half(role=_role(second, language), line=kpi_line(second, language)),
        words=lead.words if lead else "",
        is_found=lead.found if lead else False,
    )


def _role(kpi: KpiResult, language: Language) -> str:
    words = {"leading": language.text("Leading"), "lagging": language.text("Lagging")}
    return words.get(kpi.kpi.timing or "", language.text("Read together"))
