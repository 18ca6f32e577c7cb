"""The goals: one page with all of them, and one for each with every KPI in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kpireport.charts import Drawings
from kpireport.format import Language
from kpireport.model import GoalResult, Page, Report, Status
from kpireport.pages import funnel, table
from kpireport.pages.article import around, article
from kpireport.pages.feed import goal_feed
from kpireport.pages.frame import Frame
from kpireport.pages.funnel import funnel_rows
from kpireport.pages.habits import list_state
from kpireport.pages.legend import tally
from kpireport.pages.line import kpi_line, metric_line, names_of
from kpireport.pages.links import goal_path, kpi_path
from kpireport.pages.markdown import to_html
from kpireport.pages.okrs import objectives_of
from kpireport.pages.pairing import couples
from kpireport.pages.tree import shelf, tree


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalLink:
    """A goal in a list; `children` serve it."""

    name: str
    path: str
    owner: str
    sentence: str
    is_confidential: bool = False
    tally: tuple[tuple[Status, int], ...] = ()
    children: tuple[GoalLink, ...] = ()


def pages(report: Report, drawings: Mapping[str, Drawings], language: Language, frame: Frame) -> Iterator[Page]:
    title = language.text("Goals")
    yield frame.page(
        "goals/index.html",
        "goals.html",
        title,
        verdict=report.sentence,
        state=list_state(report, language),
        tree=_tree(report),
    )
    by_id = {goal.id: goal for goal in report.goals}
    neighbours, known = around(report), shelf(report)
    names = names_of(report)
    for goal in report.goals:
        grown = tree(goal, known, language)
        shown = {twig.id for twig in grown} if grown else set()
        yield frame.page(
            goal_path(goal.id),
            "goal.html",
            goal.name,
            goal=_link(goal),
            description=to_html(goal.goal.description, headings=2) if goal.goal.description else "",
            feeds=frame.feeds_with(goal.name, goal_feed(goal.id)),
            parent=_parent(goal, by_id),
            objectives=objectives_of(report, goal.id, language),
            serving=tuple(_link(child) for child in report.goals if child.goal.parent == goal.id),
            lines=tuple(kpi_line(kpi, language) for kpi in goal.headline),
            couples=couples(goal, neighbours.kpis, language),
            articles=tuple(article(kpi, drawings, neighbours, language, table.ON_A_CARD) for kpi in goal.headline),
            aside=tuple((kpi.name, kpi_path(kpi.id)) for kpi in goal.kpis if not kpi.is_headline),
            funnel=funnel_rows(goal, language),
            funnel_width=funnel.WIDTH,
            tree=grown,
            is_explained=bool(goal.metrics),
            metrics=tuple(metric_line(one, names, language) for one in goal.metrics if one.id not in shown),
        )


def _link(goal: GoalResult) -> GoalLink:
    return GoalLink(
        name=goal.name,
        path=goal_path(goal.id),
        owner=goal.goal.owner or "",
        sentence=goal.sentence,
        is_confidential=goal.goal.confidential,
    )


def _parent(goal: GoalResult, by_id: Mapping[str, GoalResult]) -> GoalLink | None:
    above = by_id.get(goal.goal.parent or "")
    return _link(above) if above else None


def _tree(report: Report) -> tuple[GoalLink, ...]:
    """The cascade, each goal under its parent, in the order of the files."""
    known = {goal.id for goal in report.goals}
    below: dict[str | None, list[GoalResult]] = {}
    for goal in report.goals:
        below.setdefault(goal.goal.parent if goal.goal.parent in known else None, []).append(goal)
    return _branches(None, below)


def _branches(parent: str | None, below: Mapping[str | None, list[GoalResult]]) -> tuple[GoalLink, ...]:
    return tuple(
        GoalLink(
            name=goal.name,
            path=goal_path(goal.id),
            owner=goal.goal.owner or "",
            sentence=goal.sentence,
            tally=tally((goal,)),
            children=_branches(goal.id, below),
        )
        for goal in below.get(parent, ())
    )
