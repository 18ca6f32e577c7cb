"""The glossary: all terms by letter, with the other words for them, and a page for each with the KPIs it applies to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TypeVar

from markupsafe import Markup

from kpireport.catalog import Catalog
from kpireport.charts import Drawings
from kpireport.format import Language
from kpireport.model import KpiResult, Page, Report, Status, Term
from kpireport.pages.frame import Frame
from kpireport.pages.linked_data import set_data, term_data
from kpireport.pages.links import GLOSSARY, family_path, kpi_path, term_path
from kpireport.pages.markdown import to_html
from kpireport.pages.term_uses import uses_of_terms
from kpireport.term_names import TermNames, other_words

T = TypeVar("T")

MOST_USES = 50
#: An entry that nobody has gone through for so long asks for it.
FRESH = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    id: str
    name: str
    path: str
    definition: str
    uses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The terms under a letter, and the other words: (word, name of the term, path)."""

    letter: str
    entries: tuple[Entry, ...]
    others: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    question: str
    html: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    name: str
    path: str
    value: str
    status: Status


def pages(report: Report, drawings: Mapping[str, Drawings], language: Language, frame: Frame) -> Iterator[Page]:  # noqa: ARG001
    uses = uses_of_terms(TermNames(report.terms), report.kpis)
    title = language.text("Glossary")
    data = set_data(report.terms, title, report.site)
    yield frame.page(GLOSSARY, "glossary.html", title, letters=_letters(report.terms, uses), data=data)
    names = {term.id: term for term in report.terms}
    library = Catalog(report.catalog)
    for term in report.terms:
        answers = tuple(Answer(question=one.question, html=to_html(one.answer)) for one in term.faq)
        aliases = other_words(term)
        asked = [(answer.question, answer.html) for answer in answers]
        yield frame.page(
            term_path(term.id),
            "term.html",
            term.name,
            term_name=term.name,
            aliases=aliases,
            definition=term.definition,
            body=to_html(term.body),
            sources_differ=to_html(term.sources_differ),
            in_report=to_html(term.in_report),
            answers=answers,
            uses=tuple(_use(kpi, language) for kpi in uses[term.id][:MOST_USES]),
            uses_count=len(uses[term.id]),
            related=tuple((names[id_].name, term_path(id_)) for id_ in term.related if id_ in names),
            entry=_entry_of(term, library),
            author=term.author or "",
            written=language.date(term.date) if term.date else "",
            is_old=_is_old(term, report.report_date),
            data=term_data(term, aliases, asked, report.site),
        )


def _use(kpi: KpiResult, language: Language) -> Use:
    value = "" if kpi.value is None else language.value(kpi.value, kpi.metric)
    return Use(name=kpi.name, path=kpi_path(kpi.id), value=value, status=kpi.status)


def _entry_of(term: Term, library: Catalog) -> tuple[str, str] | None:
    """The term's measure in the KPI library and where it stands, where the site shows the library."""
    found = next((entry for name in (term.name, *term.aliases) if (entry := library.find(name))), None)
    return (found.name, f"{family_path(found.family)}#{found.id}") if found else None


def _is_old(term: Term, day: date | None) -> bool:
    return term.date is not None and day is not None and day - term.date > FRESH


def _letters(terms: Sequence[Term], uses: Mapping[str, Sequence[KpiResult]]) -> tuple[Letter, ...]:
    """Names and other words in one order; a letter may have only the one or the other."""
    words = [(word, term.name, term_path(term.id)) for term in terms for word in other_words(term)]
    entries = _by_letter((term.name, _entry(term, len(uses[term.id]))) for term in terms)
    others = _by_letter((word[0], word) for word in words)
    return tuple(
        Letter(letter=letter, entries=entries.get(letter, ()), others=others.get(letter, ()))
        for letter in sorted({*entries, *others})
    )


def _by_letter(named: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    ordered = sorted(named, key=lambda one: (_letter(one[0]), one[0].casefold()))
    return {letter: tuple(item for _, item in group) for letter, group in groupby(ordered, lambda one: _letter(one[0]))}


def _letter(name: str) -> str:
    first = name.strip()[:1].upper()
    return first if first.isalpha() else "#"


def _entry(term: Term, uses: int) -> Entry:
    return Entry(id=term.id, name=term.name, path=term_path(term.id), definition=term.definition, uses=uses)
