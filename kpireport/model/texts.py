"""What people wrote beside the numbers: events, notes and terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kpireport.errors import Place
from kpireport.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    place: Place
    date: date
    title: str
    kpis: tuple[str, ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """The analyst's comment on a KPI in a period; `text` is Markdown.

    `readers` are the audiences that a `confidential` one is for.
    """

    place: Place
    kpi: str
    period: Period
    text: str
    author: str | None = None
    date: date | None = None
    confidential: bool = False
    readers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A glossary entry; `body`, `in_report` and `sources_differ` are Markdown.

    `everyday` are those of its names that prose uses in other senses too, and that are not linked there.
    """

    id: str
    name: str
    definition: str
    aliases: tuple[str, ...] = ()
    everyday: tuple[str, ...] = ()
    body: str = ""
    in_report: str = ""
    sources_differ: str = ""
    faq: tuple[Question, ...] = ()
    related: tuple[str, ...] = ()
    author: str | None = None
    date: date | None = None
    place: Place | None = None
