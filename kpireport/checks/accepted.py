"""Findings that the files suppress, each with a reason."""

from __future__ import annotations

from collections.abc import Iterable

from kpireport.model import Accepted, Finding, Kpi, Project, Suppression


def sort_out(findings: Iterable[Finding], project: Project) -> tuple[tuple[Finding, ...], tuple[Accepted, ...]]:
    """The findings that stand, and those that are accepted; order is kept.

    A suppression of the site holds everywhere, one of a goal for the goal and its KPIs, one of a metric for it and the
    KPIs that measure it.
    """
    homes = {kpi.id: (goal.id, kpi) for goal in project.goals for kpi in goal.kpis}
    standing: list[Finding] = []
    accepted: list[Accepted] = []
    for finding in findings:
        goal, kpi = homes.get(finding.kpi or "", (finding.goal, None))
        reason = next((one.reason for one in project.suppressions if _covers(one, finding, goal, kpi)), None)
        if reason is None:
            standing.append(finding)
        else:
            accepted.append(Accepted(finding, reason))
    return tuple(standing), tuple(accepted)


def _covers(suppression: Suppression, finding: Finding, goal: str | None, kpi: Kpi | None) -> bool:
    if suppression.code != finding.code:
        return False
    if suppression.kpi is not None:
        return suppression.kpi == finding.kpi
    if suppression.goal is not None:
        return suppression.goal == goal
    if suppression.metric is not None:
        return suppression.metric in (finding.metric, kpi.metric if kpi else None)
    return True
