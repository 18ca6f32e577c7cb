"""A part of an audience's page, in one of a few forms that its template knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kpireport.format import Language
from kpireport.model import KpiResult, Section, Status
from kpireport.pages.line import KpiLine
from kpireport.pages.links import kpi_path
from kpireport.pages.words import is_long, is_wordy

#: `points` are short texts, `ordered` ones numbered; `lines` are KPIs by goal, `figures` a table, `star` one figure.
Form = Literal["points", "ordered", "lines", "figures", "star"]
#: Points of a section; the rest is counted beneath it.
MOST_POINTS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Something to know of a KPI: what, in short texts, and a quiet `note` on who or when."""

    name: str
    path: str = ""
    status: Status | None = None
    texts: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A goal's KPIs in a line each."""

    name: str
    path: str
    lines: tuple[KpiLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a table; the cells stand beneath the columns, and the `status`, if any, beneath the last one."""

    name: str
    path: str
    cells: tuple[str, ...]
    status: Status | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """`columns` head the name and the cells; those at the places of `words` are texts, the others numbers."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    words: frozenset[int] = frozenset()

    @property
    def is_wordy(self) -> bool:
        """Whether a number, or a row of them, is too long to keep each in a line."""
        rows = [[cell for place, cell in enumerate(row.cells) if place not in self.words] for row in self.rows]
        return any(is_wordy(row) or is_long(row) for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Star:
    """The north star: its figure, status and sentence."""

    name: str
    path: str
    value: str
    period: str
    status: Status
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section as the page shows it; `more` says what it leaves out."""

    kind: Section
    title: str
    form: Form
    points: tuple[Point, ...] = ()
    groups: tuple[Group, ...] = ()
    figures: Figures | None = None
    star: Star | None = None
    more: str = ""


def of_points(
    kind: Section, title: str, points: list[Point], language: Language, *, form: Form = "points"
) -> Part | None:
    """The first points, and how many more there are; None where there is none."""
    rest = len(points) - MOST_POINTS
    more = language.plural("{n} more, on the pages of the KPIs.", "{n} more, on the pages of the KPIs.", rest)
    shown = tuple(points[:MOST_POINTS])
    return Part(kind=kind, title=title, form=form, points=shown, more=more if rest > 0 else "") if points else None


def of_figures(kind: Section, title: str, figures: Figures) -> Part | None:
    return Part(kind=kind, title=title, form="figures", figures=figures) if figures.rows else None


def point(result: KpiResult, *texts: str, note: str = "", status: bool = False) -> Point:
    """A point on a KPI; with its `status` where that is the news."""
    return Point(
        name=result.name,
        path=kpi_path(result.id),
        status=result.status if status else None,
        texts=tuple(text for text in texts if text),
        note=note,
    )
