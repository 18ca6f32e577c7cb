"""The front page: are we winning, and what needs me?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kpireport.charts import Drawings
from kpireport.format import Language
from kpireport.model import GoalResult, KpiResult, Page, Report, Status
from kpireport.pages.article import Article, around, article
from kpireport.pages.definition import Agreement, agreements
from kpireport.pages.frame import Frame
from kpireport.pages.legend import cutoffs, tally
from kpireport.pages.line import KpiLine, kpi_line
from kpireport.pages.links import goal_path, kpi_path
from kpireport.periods import Period

#: Those that need a decision, worst first.
NEEDS: tuple[Status, ...] = ("missed", "off_track", "at_risk")
#: Rows of the list of those that need a decision; the rest is named beneath it.
MOST_NEEDS = 12
NAMED_STALE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A KPI that needs a decision, and what was agreed for the case."""

    id: str
    name: str
    path: str
    status: Status
    sentence: str
    agreements: tuple[Agreement, ...]
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A KPI that cannot be judged, and why."""

    name: str
    path: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalLines:
    name: str
    path: str
    owner: str
    sentence: str
    lines: tuple[KpiLine, ...]
    metrics: int


def pages(report: Report, drawings: Mapping[str, Drawings], language: Language, frame: Frame) -> Iterator[Page]:
    needs = tuple(_need(kpi, language) for status in NEEDS for kpi in report.kpis if kpi.status == status)
    yield frame.page(
        "index.html",
        "index.html",
        "",
        verdict=report.sentence,
        period=_period(report, language),
        tally=tally(report.goals),
        stale=_stale(report, language),
        needs=needs[:MOST_NEEDS],
        more_needs=needs[MOST_NEEDS:],
        doubts=tuple(_doubt(kpi, language) for kpi in report.kpis if kpi.status == "unknown"),
        north_star=_north_star(report, drawings, language),
        goals=tuple(_goal(goal, language) for goal in report.goals),
        cutoffs=cutoffs(report.site.cutoffs, language),
    )


def _period(report: Report, language: Language) -> str:
    """The period most KPIs report; of equals the one that ends last."""
    counted: Counter[Period] = Counter(kpi.period for kpi in report.kpis if kpi.period)
    if not counted:
        return ""
    return language.period_span(max(counted, key=lambda period: (counted[period], period.end, period.start)))


def _stale(report: Report, language: Language) -> tuple[str, ...]:
    old = [kpi for kpi in report.kpis if kpi.stale]
    notes = [_stale_note(kpi, language) for kpi in old[:NAMED_STALE]]
    rest = len(old) - len(notes)
    if rest:
        notes.append(
            language.plural(
                "The data of {n} more KPI is out of date.", "The data of {n} more KPIs is out of date.", rest
            )
        )
    return tuple(notes)


def _stale_note(kpi: KpiResult, language: Language) -> str:
    if kpi.data_through is None:
        return language.text("{name} has no data.", name=kpi.name)
    return language.text("{name}: its data stops at {date}.", name=kpi.name, date=language.date(kpi.data_through))


def _need(kpi: KpiResult, language: Language) -> Need:
    return Need(
        id=kpi.id,
        name=kpi.name,
        path=kpi_path(kpi.id),
        status=kpi.status,
        sentence=kpi.sentence,
        agreements=agreements(kpi, language),
        owner=kpi.kpi.owner or kpi.goal.owner or language.text("No owner"),
    )


def _doubt(kpi: KpiResult, language: Language) -> Doubt:
    reason = kpi.status_reason or kpi.reason or "no_data"
    return Doubt(name=kpi.name, path=kpi_path(kpi.id), why=language.reason(reason))


def _north_star(report: Report, drawings: Mapping[str, Drawings], language: Language) -> Article | None:
    star = next((kpi for kpi in report.kpis if kpi.id == report.north_star), None)
    return article(star, drawings, around(report), language, rows=0) if star else None


def _goal(goal: GoalResult, language: Language) -> GoalLines:
    return GoalLines(
        name=goal.name,
        path=goal_path(goal.id),
        owner=goal.goal.owner or "",
        sentence=goal.sentence,
        lines=tuple(kpi_line(kpi, language) for kpi in goal.kpis if kpi.kpi.tier != "diagnostic"),
        metrics=len(goal.metrics),
    )
