"""Questions that everybody asks, with their answers, for the page of questions."""

from __future__ import annotations

from collections.abc import Iterator

from kpireport.answers.answer import Answer, Kind, Library
from kpireport.answers.ask import of_one
from kpireport.format import Language
from kpireport.model import KpiResult, Report

#: Each kind of question on a KPI as a reader would ask it.
QUESTIONS: tuple[tuple[Kind, str], ...] = (
    ("how", "How are we doing on {name}?"),
    ("why", "Why did {name} change?"),
    ("when", "When will we reach the target of {name}?"),
    ("do", "What can we do about {name}?"),
    ("who", "Who owns {name}?"),
    ("what", "What is {name}?"),
)


def prepared(kpi: KpiResult, report: Report, language: Language, library: Library) -> Iterator[Answer]:
    """The answers to all of them on one KPI."""
    for kind, text in QUESTIONS:
        yield of_one(language.text(text, name=kpi.name), kind, kpi, report, language, library)
