"""Does a goal have both: what tells what is coming, and what tells what came?"""

from __future__ import annotations

from collections.abc import Iterator

from kpireport.checks.about import WORKED_WITH, of_goal
from kpireport.model import Finding, Goal, Project


def find_one_sided(project: Project) -> Iterator[Finding]:
    """L5: a goal without a leading, or without a lagging KPI."""
    for goal in project.goals:
        timings = [kpi.timing for kpi in goal.kpis if kpi.stage == "active" and kpi.tier in WORKED_WITH]
        lacking = [timing for timing in ("leading", "lagging") if timing not in timings]
        if timings and lacking:
            yield _lacking(goal, lacking, said=any(timings))


def _lacking(goal: Goal, lacking: list[str], *, said: bool) -> Finding:
    if not said:
        message = f"no KPI of the goal “{goal.name}” says whether it is leading or lagging"
        return of_goal("L5", "warning", goal, message, "add “timing: leading” or “timing: lagging” to each KPI")
    why = {
        "leading": "it tells what came, and nothing what is coming",
        "lagging": "it tells what is done, and nothing whether it helps",
    }
    message = f"the goal “{goal.name}” has no {lacking[0]} KPI: {why[lacking[0]]}"
    return of_goal("L5", "warning", goal, message, f"add a {lacking[0]} KPI, and tie the two with “pairs_with:”")
