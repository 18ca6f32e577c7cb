"""The cascade: which KPI feeds which, and which goal serves which, from the company down to a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kpireport.charts import Drawings
from kpireport.format import Language
from kpireport.model import GoalResult, KpiResult, Page, Rank, Report
from kpireport.pages.frame import Frame, has_cascade
from kpireport.pages.links import goal_path
from kpireport.pages.twig import Twig, kpi_twig

PATH = "cascade/index.html"


def pages(report: Report, drawings: Mapping[str, Drawings], language: Language, frame: Frame) -> Iterator[Page]:  # noqa: ARG001
    if not has_cascade(report):
        return
    chains = kpi_chains(report, language)
    shown = {twig.id for chain in chains for twig in chain}
    yield frame.page(
        PATH,
        "cascade.html",
        language.text("Cascade"),
        chains=chains,
        goals=goal_chains(report, language),
        loose=len([kpi for kpi in report.kpis if kpi.id not in shown]),
    )


# ---------------------------------------------------------------------------------------------------------- the KPIs


def kpi_chains(report: Report, language: Language) -> tuple[Twig, ...]:
    """Each KPI under the first it feeds, in the order of the files; those tied to no other only where they say a level.

    A KPI that feeds several stands under the first, and by name alone under the others.
    """
    kpis = {kpi.id: kpi for kpi in report.kpis}
    below: dict[str, list[KpiResult]] = {}
    for kpi in report.kpis:
        for fed in dict.fromkeys(kpi.kpi.feeds):
            below.setdefault(fed, []).append(kpi)
    tops = [
        kpi
        for kpi in report.kpis
        if not kpis.keys() & kpi.kpi.feeds and (kpi.id in below or kpi.goal.level_of(kpi.kpi))
    ]
    return tuple(_chain(kpi, None, kpis, below, language) for kpi in tops)


def _chain(
    kpi: KpiResult,
    above: str | None,
    kpis: Mapping[str, KpiResult],
    below: Mapping[str, Sequence[KpiResult]],
    language: Language,
) -> Twig:
    first = next((id_ for id_ in kpi.kpi.feeds if id_ in kpis), None)
    rank = kpi.goal.level_of(kpi.kpi)
    team = kpi.kpi.team or (kpi.goal.team if rank else None)
    kind = level_words(rank, team, language)
    if above != first and first is not None:
        note = language.text("Stands under {kpi}", kpi=kpis[first].name)
        return kpi_twig(kpi, kind, language, note=note if below.get(kpi.id) else "")
    children = tuple(_chain(child, kpi.id, kpis, below, language) for child in below.get(kpi.id, ()))
    return kpi_twig(kpi, kind, language, children=children)


def level_words(rank: Rank | None, team: str | None, language: Language) -> str:
    """`Department, Marketing`."""
    words = {
        "company": language.text("Company"),
        "department": language.text("Department"),
        "team": language.text("Team"),
        "person": language.text("Person"),
    }
    return ", ".join(part for part in (words.get(rank or ""), team) if part)


# --------------------------------------------------------------------------------------------------------- the goals


def goal_chains(report: Report, language: Language) -> tuple[Twig, ...]:
    """Each goal under its parent; nothing where no goal has one or says its level."""
    if not any(goal.goal.parent or goal.goal.level for goal in report.goals):
        return ()
    known = {goal.id for goal in report.goals}
    below: dict[str | None, list[GoalResult]] = {}
    for goal in report.goals:
        below.setdefault(goal.goal.parent if goal.goal.parent in known else None, []).append(goal)
    return tuple(_goal(goal, below, language) for goal in below.get(None, ()))


def _goal(goal: GoalResult, below: Mapping[str | None, Sequence[GoalResult]], language: Language) -> Twig:
    return Twig(
        id=goal.id,
        name=goal.name,
        kind=level_words(goal.goal.level, goal.goal.team, language),
        path=goal_path(goal.id),
        owner=goal.goal.owner or "",
        note=goal.sentence,
        children=tuple(_goal(child, below, language) for child in below.get(goal.id, ())),
    )
