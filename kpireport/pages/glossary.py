"""The glossary: all terms by letter, and a page for each with the KPIs it applies to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from kpireport.charts import Drawings
from kpireport.format import Language
from kpireport.model import KpiResult, Page, Report, Term
from kpireport.pages.frame import Frame
from kpireport.pages.links import kpi_path, term_path
from kpireport.pages.markdown import to_html

MOST_USES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    id: str
    name: str
    path: str
    definition: str
    uses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    question: str
    html: Markup


def pages(report: Report, drawings: Mapping[str, Drawings], language: Language, frame: Frame) -> Iterator[Page]:  # noqa: ARG001
    uses = {term.id: uses_of(term, report.kpis) for term in report.terms}
    title = language.text("Glossary")
    yield frame.page("glossary/index.html", "glossary.html", title, letters=_letters(report.terms, uses))
    names = {term.id: term for term in report.terms}
    for term in report.terms:
        yield frame.page(
            term_path(term.id),
            "term.html",
            term.name,
            term_name=term.name,
            aliases=tuple(alias for alias in term.aliases if alias.casefold() != term.name.casefold()),
            definition=term.definition,
            body=to_html(term.body),
            in_report=to_html(term.in_report),
            answers=tuple(Answer(question=one.question, html=to_html(one.answer)) for one in term.faq),
            uses=tuple((kpi.name, kpi_path(kpi.id)) for kpi in uses[term.id][:MOST_USES]),
            uses_count=len(uses[term.id]),
            related=tuple((names[id_].name, term_path(id_)) for id_ in term.related if id_ in names),
        )


def _letters(
    terms: tuple[Term, ...], uses: Mapping[str, tuple[KpiResult, ...]]
) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    ordered = sorted(terms, key=lambda term: (_letter(term.name), term.name.casefold(), term.id))
    return tuple(
        (letter, tuple(_entry(term, len(uses[term.id])) for term in group))
        for letter, group in groupby(ordered, key=lambda term: _letter(term.name))
    )


def _letter(name: str) -> str:
    first = name.strip()[:1].upper()
    return first if first.isalpha() else "#"


def _entry(term: Term, uses: int) -> Entry:
    return Entry(id=term.id, name=term.name, path=term_path(term.id), definition=term.definition, uses=uses)


# --------------------------------------------------------------------------------------------- which KPIs use a term

#: Terms that name a trait, by whether a KPI has it.
_TRAITS: Mapping[str, Callable[[KpiResult], bool]] = {
    "target": lambda one: one.target is not None,
    "cause": lambda one: bool(one.cause.drivers),
    "comparison": lambda one: any(row.change is not None for row in one.comparison),
    "baseline": lambda one: one.target is not None and one.target.baseline is not None,
    "benchmark": lambda one: one.kpi.benchmark is not None,
    "pace": lambda one: one.target is not None and one.target.pace is not None,
    "guardrail": lambda one: bool(one.guardrails),
    "guardrail-metric": lambda one: bool(one.guardrails),
    "trigger": lambda one: bool(one.kpi.triggers),
    "north-star-metric": lambda one: one.kpi.tier == "north-star",
    "normal-variation": lambda one: one.signal.variation is not None,
    "leading-indicator": lambda one: one.kpi.timing == "leading",
    "lagging-indicator": lambda one: one.kpi.timing == "lagging",
    "mix-and-rate": lambda one: one.cause.method == "mix_rate",
    "milestone": lambda one: any(target.milestones for target in one.kpi.targets),
}


def uses_of(term: Term, kpis: tuple[KpiResult, ...]) -> tuple[KpiResult, ...]:
    """The KPIs that have the trait a term names, or whose name or definition speaks of it."""
    trait = _TRAITS.get(term.id)
    if trait is not None:
        return tuple(kpi for kpi in kpis if trait(kpi))
    words = "|".join(
        re.escape(word) for word in sorted({term.name, *term.aliases}, key=len, reverse=True) if word.strip()
    )
    if not words:
        return ()
    pattern = re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    return tuple(kpi for kpi in kpis if pattern.search(_spoken(kpi)))


def _spoken(kpi: KpiResult) -> str:
    return " ".join((kpi.name, kpi.kpi.definition or "", kpi.metric.name, kpi.metric.definition or ""))
