"""Findings that the files suppress, each with a reason."""

from __future__ import annotations

from collections.abc import Iterable

from kpireport.model import Accepted, Finding, Kpi, Project, Suppression


def sort_out(findings: Iterable[Finding], project: Project) -> tuple[tuple[Finding, ...], tuple[Accepted, ...]]:
    """The findings that stand, in their order, and those that are accepted.

    A suppression of the site holds everywhere, one of a goal for the goal and its KPIs, one of a metric for it and the
    KPIs that measure it. One that covers nothing is a finding itself (X1), after the others.
    """
    homes = {kpi.id: (goal.id, kpi) for goal in project.goals for kpi in goal.kpis}
    by_code: dict[str, list[Suppression]] = {}
    for one in project.suppressions:
        by_code.setdefault(one.code, []).append(one)
    standing: list[Finding] = []
    accepted: list[Accepted] = []
    used: set[Suppression] = set()
    for finding in findings:
        goal, kpi = homes.get(finding.kpi or "", (finding.goal, None))
        covering = [one for one in by_code.get(finding.code, ()) if _covers(one, finding, goal, kpi)]
        used.update(covering)
        if covering:
            accepted.append(Accepted(finding, covering[0].reason))
        else:
            standing.append(finding)
    idle = (_idle(one) for one in project.suppressions if one not in used)
    return (*standing, *idle), tuple(accepted)


def _covers(suppression: Suppression, finding: Finding, goal: str | None, kpi: Kpi | None) -> bool:
    if suppression.kpi is not None:
        return suppression.kpi == finding.kpi
    if suppression.goal is not None:
        return suppression.goal == goal
    if suppression.metric is not None:
        return suppression.metric in (finding.metric, kpi.metric if kpi else None)
    return True


def _idle(one: Suppression) -> Finding:
    return Finding(
        code="X1",
        level="info",
        message=f"{one.code} is suppressed here, and there is no such finding",
        help="take the line out, so that it does not hide a later one",
        place=one.place,
        kpi=one.kpi,
        goal=one.goal,
        metric=one.metric,
    )
