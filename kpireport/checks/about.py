"""A finding about a KPI or a goal, at the key it concerns."""

from __future__ import annotations

from collections.abc import Iterator

from kpireport.errors import Place
from kpireport.model import Finding, Goal, Kpi, Level, Project, Tier

#: The KPIs that a reader meets first, and those that are worked with.
HEADLINE: frozenset[Tier] = frozenset({"north-star", "strategic"})
WORKED_WITH: frozenset[Tier] = HEADLINE | {"operational"}


def active(project: Project) -> Iterator[tuple[Goal, Kpi]]:
    """Every active KPI under a goal, in the order of the files."""
    return ((goal, kpi) for goal in project.goals for kpi in goal.kpis if kpi.stage == "active")


def of_kpi(
    code: str,
    level: Level,
    goal: Goal | None,
    kpi: Kpi,
    message: str,
    help: str,  # noqa: A002 - the word of the finding
    at: str | Place | None = None,
) -> Finding:
    """A finding at a place, or at a KPI's key; at the KPI where it has no such key."""
    place = at if isinstance(at, Place) else kpi.places.get(at or "", kpi.place)
    goal_id = goal.id if goal else None
    return Finding(code=code, level=level, message=message, help=help, place=place, kpi=kpi.id, goal=goal_id)


def of_goal(code: str, level: Level, goal: Goal, message: str, help: str) -> Finding:  # noqa: A002
    return Finding(code=code, level=level, message=message, help=help, place=goal.place, goal=goal.id)
