"""The questions that everybody asks, each with its answer: of the whole report, and of every KPI by goal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kpireport.answers import Answer, Library, answer, library_of, prepared
from kpireport.catalog import Catalog
from kpireport.charts import Drawings
from kpireport.format import Language
from kpireport.model import KpiResult, Page, Report
from kpireport.pages.frame import Frame
from kpireport.pages.links import QUESTIONS, goal_path, kpi_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A KPI with the answers to its questions."""

    id: str
    name: str
    path: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A goal with its KPIs."""

    name: str
    path: str
    kpis: tuple[Asked, ...]


def pages(report: Report, drawings: Mapping[str, Drawings], language: Language, frame: Frame) -> Iterator[Page]:  # noqa: ARG001
    if not report.kpis:
        return
    library = library_of(report, Catalog(report.catalog))
    yield frame.page(
        QUESTIONS,
        "questions.html",
        language.text("Questions and answers"),
        whole=tuple(_whole(report, language, library)),
        groups=tuple(
            Group(
                name=goal.name,
                path=goal_path(goal.id),
                kpis=tuple(_asked(kpi, report, language, library) for kpi in goal.headline),
            )
            for goal in report.goals
            if goal.headline
        ),
    )


def _whole(report: Report, language: Language, library: Library) -> Iterator[Answer]:
    for question in (language.text("How are we doing?"), language.text("What needs a decision?")):
        yield answer(question, report, language, library=library)


def _asked(kpi: KpiResult, report: Report, language: Language, library: Library) -> Asked:
    return Asked(
        id=kpi.id, name=kpi.name, path=kpi_path(kpi.id), answers=tuple(prepared(kpi, report, language, library))
    )
