"""What a KPI that is only proposed still needs."""

from __future__ import annotations

from collections.abc import Iterator

from kpireport.checks.about import of_kpi
from kpireport.model import Finding, Goal, Kpi, Project


def find_open_steps(project: Project) -> Iterator[Finding]:
    """Q3: the steps of choosing a KPI that a candidate has not taken."""
    for goal in project.goals:
        for kpi in goal.kpis:
            missing = _missing(goal, kpi, project) if kpi.stage == "candidate" else []
            if missing:
                message = f"the candidate “{kpi.name}” still lacks {_listed(missing)}"
                help_text = "take these steps, then set “stage: active”; or let it go"
                yield of_kpi("Q3", "info", goal, kpi, message, help_text, "stage")


def _missing(goal: Goal, kpi: Kpi, project: Project) -> list[str]:
    metric = project.metrics.get(kpi.metric)
    can_act = bool(kpi.actions) or any(trigger.action for trigger in kpi.triggers)
    steps = (
        ("an objective (what the goal is about, as “category:” or “description:”)", goal.category or goal.description),
        ("its timing (leading or lagging)", kpi.timing),
        ("an action that its owner can take", can_act),
        ("data (a source, a formula or the two sides of a ratio)", metric and (metric.aggregation or metric.formula)),
        ("a partner it can be tested against (“pairs_with:” or “feeds:”)", kpi.pairs_with or kpi.feeds),
    )
    return [name for name, done in steps if not done]


def _listed(steps: list[str]) -> str:
    return steps[0] if len(steps) == 1 else f"{', '.join(steps[:-1])} and {steps[-1]}"
