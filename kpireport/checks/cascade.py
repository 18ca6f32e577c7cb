"""Does the cascade run from the company down to a person?"""

from __future__ import annotations

from collections.abc import Iterator

from kpireport.model import Finding, Goal, Kpi, Project, Rank

RANKS: tuple[Rank, ...] = ("company", "department", "team", "person")


def find_turned_levels(project: Project) -> Iterator[Finding]:
    """P6: a KPI feeds one, or a goal serves one, that stands at a lower level than itself."""
    homes = {kpi.id: (kpi, goal) for goal in project.goals for kpi in goal.kpis}
    goals = {goal.id: goal for goal in project.goals}
    for kpi, goal in homes.values():
        for id_ in kpi.feeds:
            above, home = homes.get(id_, (None, None))
            if above and home and _is_turned(level := goal.level_of(kpi), higher := home.level_of(above)):
                yield _turned_kpi(kpi, level, above, higher)
    for goal in goals.values():
        parent = goals.get(goal.parent or "")
        if parent and _is_turned(goal.level, parent.level):
            yield _turned_goal(goal, parent)


def _is_turned(below: Rank | None, above: Rank | None) -> bool:
    return bool(below and above and RANKS.index(below) < RANKS.index(above))


def _turned_kpi(kpi: Kpi, level: Rank | None, above: Kpi, higher: Rank | None) -> Finding:
    return Finding(
        code="P6",
        level="warning",
        message=f"“{kpi.name}”, at the level {level}, feeds “{above.name}”, at the level {higher}: that is upside down",
        help="turn the link round, or correct “level:” of one of the two",
        place=kpi.places.get("level") or kpi.places.get("feeds", kpi.place),
        kpi=kpi.id,
    )


def _turned_goal(goal: Goal, parent: Goal) -> Finding:
    return Finding(
        code="P6",
        level="warning",
        message=(
            f"goal “{goal.name}”, at the level {goal.level}, serves “{parent.name}”, at the level {parent.level}: "
            "that is upside down"
        ),
        help="turn the link round, or correct “level:” of one of the two",
        place=goal.places.get("level", goal.place),
        goal=goal.id,
    )
