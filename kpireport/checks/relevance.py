"""Does the KPI serve its goal, a KPI above it, and a decision?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kpireport.checks.about import HEADLINE, WORKED_WITH, active, of_kpi
from kpireport.checks.vocabulary import category_of, category_of_goal
from kpireport.model import Category, Finding, Goal, Kpi, Project
from kpireport.vanity import is_decided, is_vanity

#: The categories of KPIs that serve a goal of a category, besides its own.
SERVES: Mapping[Category, frozenset[Category]] = {
    "awareness": frozenset({"engagement", "content"}),
    "engagement": frozenset({"awareness", "content", "care"}),
    "conversion": frozenset({"return", "engagement", "retention", "product", "finance"}),
    "return": frozenset({"conversion", "finance", "operations", "retention"}),
    "retention": frozenset({"care", "engagement", "product", "operations", "finance"}),
    "care": frozenset({"retention", "operations", "product", "people"}),
    "content": frozenset({"engagement", "awareness", "operations"}),
    "product": frozenset({"retention", "engagement", "care", "operations", "conversion"}),
    "operations": frozenset({"care", "product", "finance", "return", "people"}),
    "people": frozenset({"operations", "finance"}),
    "finance": frozenset({"return", "conversion", "operations", "retention"}),
}
#: Goals that being seen does not serve by itself.
_NOT_BY_ATTENTION: frozenset[Category] = frozenset(
    {"conversion", "return", "finance", "retention", "care", "operations"}
)


def find_without_parent(project: Project) -> Iterator[Finding]:
    """R2: an operational or diagnostic KPI that feeds none."""
    for goal, kpi in active(project):
        if kpi.tier in ("operational", "diagnostic") and not kpi.feeds:
            message = f"the {kpi.tier} KPI “{kpi.name}” feeds no KPI above it, so nothing tells what it is good for"
            yield of_kpi("R2", "warning", goal, kpi, message, "add “feeds:” with the KPI that moves when this one does")


def find_vanity(project: Project) -> Iterator[Finding]:
    """R3: a number from the usual vanity list as headline, and no decision hangs on it."""
    for goal, kpi in active(project):
        metric = project.metrics.get(kpi.metric)
        word = is_vanity(kpi, metric, goal) if metric and kpi.tier in HEADLINE else None
        if word:
            message = f"“{kpi.name}” counts {word}, which can rise while the goal “{goal.name}” does not come nearer"
            help_text = "add “decision:” with what a fifth more or less would change, or set “tier: diagnostic”"
            yield of_kpi("R3", "warning", goal, kpi, message, help_text)


def find_unrelated(project: Project) -> Iterator[Finding]:
    """R4: what the KPI shows is not what the goal is about."""
    for goal, kpi in active(project):
        shown, wanted = _categories(goal, kpi)
        if shown and wanted and shown != wanted and shown not in SERVES[wanted]:
            message = f"“{kpi.name}” shows {shown}, but the goal “{goal.name}” is about {wanted}"
            help_text = "put it under a goal that it serves, or say with “category:” what it shows"
            yield of_kpi("R4", "warning", goal, kpi, message, help_text, "category")


def _categories(goal: Goal, kpi: Kpi) -> tuple[Category | None, Category | None]:
    """What the KPI shows and the goal wants; guessed from their names only where attention is taken for results."""
    shown, wanted = kpi.category or category_of(kpi.name), goal.category or category_of_goal(goal.name)
    if kpi.category is None or goal.category is None:
        sure = shown == "awareness" and wanted in _NOT_BY_ATTENTION and kpi.tier in WORKED_WITH
        return (shown, wanted) if sure else (None, None)
    return shown, wanted


def find_undecided(project: Project) -> Iterator[Finding]:
    """Q1: nobody has written down what a change would decide."""
    for goal, kpi in active(project):
        metric = project.metrics.get(kpi.metric)
        if kpi.tier in HEADLINE and not is_decided(kpi) and not (metric and is_vanity(kpi, metric, goal)):
            message = f"nothing says what a change of “{kpi.name}” would decide"
            help_text = "add “decision:” with what you would do if it moved by a fifth; if nothing, it is no KPI"
            yield of_kpi("Q1", "warning", goal, kpi, message, help_text, "decision")


def find_useless(project: Project) -> Iterator[Finding]:
    """Q2: its improvement does not help, or nobody can do anything about it."""
    for goal, kpi in active(project):
        for key, why in (
            ("improves_business", "the business is no better off when it improves"),
            ("actionable", "its owner can do nothing about it"),
        ):
            if getattr(kpi, key) is False:
                message = f"by its own file, {why}: “{kpi.name}” is a number to look at, not to steer by"
                yield of_kpi("Q2", "warning", goal, kpi, message, "replace it by what its owner can move", key)


def find_loose_ends(project: Project) -> Iterator[Finding]:
    """P1: a KPI of a team whose way upwards ends below the headline."""
    kpis = {kpi.id: kpi for kpi in project.kpis}
    for goal, kpi in active(project):
        functional = kpi.tier == "operational" or kpi.level in ("team", "person")
        if functional and kpi.feeds and kpi.tier not in HEADLINE and not _reaches_headline(kpi, kpis):
            message = f"“{kpi.name}” feeds {_listed(kpi, kpis)}, but no strategic KPI or north star follows from there"
            yield of_kpi(
                "P1", "warning", goal, kpi, message, "draw the line on: give the KPI above it “feeds:” too", "feeds"
            )


def _reaches_headline(kpi: Kpi, kpis: Mapping[str, Kpi]) -> bool:
    seen: set[str] = set()
    waiting = list(kpi.feeds)
    while waiting:
        above = kpis.get(waiting.pop())
        if above is None or above.id in seen:
            continue
        if above.tier in HEADLINE:
            return True
        seen.add(above.id)
        waiting += above.feeds
    return False


def _listed(kpi: Kpi, kpis: Mapping[str, Kpi]) -> str:
    return " and ".join(f"“{kpis[id_].name}”" for id_ in kpi.feeds if id_ in kpis)


def find_output_headlines(project: Project) -> Iterator[Finding]:
    """P3: what was made stands on top, without what it led to."""
    outcomes = {kpi.id for kpi in project.kpis if kpi.measures == "outcome"}
    tied = [(kpi.id, other) for kpi in project.kpis for other in (*kpi.pairs_with, *kpi.feeds)]
    paired = {one for one, other in tied if other in outcomes} | {other for one, other in tied if one in outcomes}
    for goal, kpi in active(project):
        if kpi.tier in HEADLINE and kpi.measures == "output" and kpi.id not in paired:
            message = f"“{kpi.name}” shows what is done, and no partner says what came of it"
            help_text = "pair it with the outcome it is meant for (“pairs_with:”), or set “tier: operational”"
            yield of_kpi("P3", "warning", goal, kpi, message, help_text, "measures")
