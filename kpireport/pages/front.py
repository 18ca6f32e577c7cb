"""The front page: are we winning, and what needs me?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kpireport.charts import Drawings
from kpireport.format import Language
from kpireport.model import NEEDS_DECISION, GoalResult, KpiResult, Page, Report, Status, TriggerResult
from kpireport.pages.agreement import Agreement, agreements, triggers_by_kpi, urgency
from kpireport.pages.article import Article, around, article
from kpireport.pages.definition import meta
from kpireport.pages.frame import Frame
from kpireport.pages.legend import cutoffs, tally
from kpireport.pages.line import KpiLine, kpi_line
from kpireport.pages.links import goal_path, kpi_path
from kpireport.pages.meetings import overdue_notes
from kpireport.periods import Period

#: Rows of the list of those that need a decision; the rest is named beneath it.
MOST_NEEDS = 12
#: KPIs that the line below the verdict names; the rest is counted.
NAMED = 5
NAMED_STALE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A KPI that needs a decision, and what was agreed for the case: all of it, and what has `fired`."""

    id: str
    name: str
    path: str
    status: Status
    sentence: str
    agreements: tuple[Agreement, ...]
    fired: tuple[Agreement, ...]
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
    headline = [kpi for kpi in report.kpis if kpi.is_headline]
    needs = needs_of(headline, triggers_by_kpi(report), language)
    yield frame.page(
        "index.html",
        "index.html",
        "",
        verdict=report.sentence,
        period=period_words(report.kpis, language),
        tally=tally(report.goals),
        stale=(*stale_notes(report, language), *overdue_notes(report, language)),
        needs=needs[:MOST_NEEDS],
        more_needs=needs[MOST_NEEDS:],
        named=needs[:NAMED],
        unnamed=len(needs[NAMED:]),
        is_unagreed=not any(need.agreements for need in needs),
        fired=sum(len(need.fired) for need in needs),
        doubts=tuple(_doubt(kpi, language) for kpi in headline if kpi.status == "unknown"),
        north_star=_north_star(report, drawings, language),
        goals=tuple(_goal(goal, language) for goal in report.goals),
        cutoffs=cutoffs(report.site.cutoffs, language),
    )


def period_words(kpis: Sequence[KpiResult], language: Language) -> str:
    """The period most KPIs report, those left behind apart; of equals the one that ends last."""
    current = [kpi for kpi in kpis if not kpi.stale] or kpis
    counted: Counter[Period] = Counter(kpi.period for kpi in current if kpi.period)
    if not counted:
        return ""
    return language.period_span(max(counted, key=lambda period: (counted[period], period.end, period.start)))


def stale_notes(report: Report, language: Language) -> tuple[str, ...]:
    old = [kpi for kpi in report.kpis if kpi.stale and kpi.is_headline]
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
    last = _last_day(kpi)
    if last is None:
        return language.text("{name} has no data.", name=kpi.name)
    return language.text("{name}: its data stops at {date}.", name=kpi.name, date=language.date(last))


def _last_day(kpi: KpiResult) -> date | None:
    """The day its last value stands for; `data_through` may lie far behind it, where the project vouches for it."""
    days = [point.period.end for point in kpi.series if point.value is not None]
    ends = [day for day in (max(days, default=None), kpi.data_through) if day is not None]
    return min(ends, default=None)


def needs_of(
    kpis: Sequence[KpiResult], triggers: Mapping[str, Sequence[TriggerResult]], language: Language
) -> tuple[Need, ...]:
    """The KPIs for which a trigger has fired lead, then those whose status asks for a decision; the gravest first."""
    has_fired = {kpi for kpi, results in triggers.items() if any(result.fired for result in results)}
    chosen = [kpi for kpi in kpis if kpi.id in has_fired or kpi.status in NEEDS_DECISION]
    ranked = sorted(chosen, key=lambda kpi: (kpi.id not in has_fired, urgency(kpi)))
    return tuple(_need(kpi, triggers.get(kpi.id, ()), language) for kpi in ranked)


def _need(kpi: KpiResult, triggers: Iterable[TriggerResult], language: Language) -> Need:
    agreed = agreements(kpi, triggers, language)
    return Need(
        id=kpi.id,
        name=kpi.name,
        path=kpi_path(kpi.id),
        status=kpi.status,
        sentence=kpi.sentence,
        agreements=agreed,
        fired=tuple(one for one in agreed if one.has_fired),
        owner=kpi.kpi.owner or kpi.goal.owner or language.text("No owner"),
    )


def _doubt(kpi: KpiResult, language: Language) -> Doubt:
    reason = kpi.status_reason or kpi.reason or "no_data"
    return Doubt(name=kpi.name, path=kpi_path(kpi.id), why=language.reason(reason))


def _north_star(report: Report, drawings: Mapping[str, Drawings], language: Language) -> Article | None:
    star = next((kpi for kpi in report.kpis if kpi.id == report.north_star), None)
    if star is None:
        return None
    shown = article(star, drawings, around(report), language, rows=0)
    # The heading beside it says “North star” already.
    return replace(shown, meta=meta(star, language, tier=False))


def _goal(goal: GoalResult, language: Language) -> GoalLines:
    return GoalLines(
        name=goal.name,
        path=goal_path(goal.id),
        owner=goal.goal.owner or "",
        sentence=goal.sentence,
        lines=tuple(kpi_line(kpi, language) for kpi in goal.headline if kpi.kpi.tier != "diagnostic"),
        metrics=len(goal.metrics),
    )
