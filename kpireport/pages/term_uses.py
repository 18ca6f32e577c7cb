"""Which KPIs of a report a glossary term applies to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kpireport.model import KpiResult
from kpireport.term_names import TermNames

#: Terms that name a trait, by whether a KPI has it.
TRAITS: Mapping[str, Callable[[KpiResult], bool]] = {
    "kpi": lambda one: True,  # noqa: ARG005
    "goal": lambda one: True,  # noqa: ARG005
    "target": lambda one: one.target is not None,
    "time-bound": lambda one: one.target is not None and one.target.by is not None,
    "baseline": lambda one: one.target is not None and one.target.baseline is not None,
    "progress": lambda one: one.target is not None and one.target.progress is not None,
    "pace": lambda one: one.target is not None and one.target.pace is not None,
    "forecast": lambda one: one.target is not None and one.target.probability is not None,
    "comparison": lambda one: any(row.change is not None for row in one.comparison),
    "benchmark": lambda one: one.kpi.benchmark is not None,
    "cause": lambda one: bool(one.cause.drivers),
    "segment": lambda one: one.cause.dimension is not None,
    "share-of-change": lambda one: any(driver.share_of_change is not None for driver in one.cause.drivers),
    "mix-and-rate": lambda one: one.cause.method == "mix_rate",
    "annotation": lambda one: bool(one.cause.events or one.cause.note),
    "normal-variation": lambda one: one.signal.variation is not None,
    "guardrail-metric": lambda one: bool(one.guardrails),
    "trigger": lambda one: bool(one.kpi.triggers),
    "owner": lambda one: one.kpi.owner is not None,
    "review-cadence": lambda one: one.kpi.cadence is not None,
    "closed-period": lambda one: one.period is not None,
    "denominator": lambda one: one.metric.aggregation == "ratio",
    "composite-metric": lambda one: bool(one.metric.composite),
    "north-star-metric": lambda one: one.kpi.tier == "north-star",
    "strategic-kpi": lambda one: one.kpi.tier == "strategic",
    "operational-kpi": lambda one: one.kpi.tier == "operational",
    "diagnostic-metric": lambda one: one.kpi.tier == "diagnostic",
    "leading-indicator": lambda one: one.kpi.timing == "leading",
    "lagging-indicator": lambda one: one.kpi.timing == "lagging",
    "pairing": lambda one: bool(one.kpi.pairs_with),
    "outcome-metric": lambda one: one.kpi.measures == "outcome",
    "output-metric": lambda one: one.kpi.measures == "output",
    "supporting-metric": lambda one: bool(one.kpi.explained_by),
    "conflicting-kpis": lambda one: bool(one.kpi.conflicts_with),
    "kpi-category": lambda one: one.kpi.category is not None,
    "funnel": lambda one: one.kpi.funnel is not None,
}


def uses_of_terms(names: TermNames, kpis: Sequence[KpiResult]) -> Mapping[str, tuple[KpiResult, ...]]:
    """By term: the KPIs that have the trait it names, or else whose name or definition speaks of it."""
    spoken: dict[str, list[KpiResult]] = {}
    for kpi in kpis:
        for term in sorted({use.term for use in names.uses(_spoken(kpi))}):
            spoken.setdefault(term, []).append(kpi)
    return {
        term: tuple(kpi for kpi in kpis if TRAITS[term](kpi)) if term in TRAITS else tuple(spoken.get(term, ()))
        for term in names.ids
    }


def _spoken(kpi: KpiResult) -> str:
    """What is said of a KPI, with the name of the library's entry that its metric is made from."""
    entry = (kpi.metric.catalog or "").replace("-", " ")
    said = (kpi.name, kpi.kpi.definition, kpi.metric.name, kpi.metric.definition, entry)
    return "\n".join(text for text in said if text)
