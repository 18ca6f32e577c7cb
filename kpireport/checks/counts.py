"""How many KPIs: three to five strategic ones a goal, one north star a report."""

from __future__ import annotations

from collections.abc import Iterator

from kpireport.model import Finding, Goal, Level, Project

FEWEST, MOST = 3, 5
#: From here a goal's list is a metric dashboard.
TOO_MANY = 8


def count_kpis(project: Project) -> Iterator[Finding]:
    """N1 and N2: strategic KPIs of a goal; the north star is counted apart."""
    for goal in project.goals:
        n = sum(kpi.tier == "strategic" and kpi.stage == "active" for kpi in goal.kpis)
        if n < FEWEST:
            yield _too_few(goal, n)
        elif n > MOST:
            yield _too_many(goal, n)


def _too_few(goal: Goal, n: int) -> Finding:
    level: Level = "error" if n < FEWEST - 1 else "warning"
    return Finding(
        code="N1",
        level=level,
        message=f"goal “{goal.name}” has {n} strategic KPI{'s' * (n != 1)}; {FEWEST} to {MOST} tell if it is met",
        help="add a leading or a lagging partner, or merge this goal into another",
        place=goal.place,
        goal=goal.id,
    )


def _too_many(goal: Goal, n: int) -> Finding:
    level: Level = "error" if n >= TOO_MANY else "warning"
    return Finding(
        code="N2",
        level=level,
        message=f"goal “{goal.name}” has {n} strategic KPIs; more than {MOST} blur what matters",
        help="keep the ones that would change a decision and set “tier: operational” or “diagnostic” on the rest",
        place=goal.place,
        goal=goal.id,
    )


def count_north_stars(project: Project) -> Iterator[Finding]:
    """N3: exactly one KPI stands above the others."""
    stars = [kpi for kpi in project.kpis if kpi.tier == "north-star" and kpi.stage == "active"]
    if not stars:
        yield Finding(
            code="N3",
            level="info",
            message="the report has no north star",
            help="set “tier: north-star” on the one KPI that stands for the value you give",
        )
    for extra in stars[1:]:
        yield Finding(
            code="N3",
            level="error",
            message=f"“{extra.name}” is a second north star beside “{stars[0].name}”",
            help="keep one and set “tier: strategic” on the other",
            place=extra.places.get("tier", extra.place),
            kpi=extra.id,
        )
