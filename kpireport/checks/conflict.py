"""Do two KPIs of one goal pull against each other?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kpireport.model import Association, Direction, Finding, KpiResult, Report

_SENSE: Mapping[Direction, int] = {"up": 1, "down": -1, "range": 0, "none": 0}


def find_conflicts(report: Report) -> Iterator[Finding]:
    """C1: of two KPIs of a goal, one gets worse as the other gets better. A guardrail between them settles it."""
    kpis = {kpi.id: kpi for kpi in report.kpis}
    for pair in report.associations:
        leader, follower = kpis.get(pair.leader), kpis.get(pair.follower)
        if leader and follower and leader.goal.id == follower.goal.id and _against(pair, leader, follower):
            yield _conflict(pair, leader, follower)


def _against(pair: Association, leader: KpiResult, follower: KpiResult) -> bool:
    sense = _SENSE[leader.metric.direction] * _SENSE[follower.metric.direction]
    return pair.found and (pair.r or 0.0) * sense < 0 and not (_guards(leader, follower) or _guards(follower, leader))


def _guards(kpi: KpiResult, other: KpiResult) -> bool:
    return any(guardrail.metric == other.kpi.metric for guardrail in kpi.kpi.guardrails)


def _conflict(pair: Association, leader: KpiResult, follower: KpiResult) -> Finding:
    lag, cadence = pair.lag or 0, leader.kpi.cadence
    when = f"{lag} {cadence}{'s' * (lag != 1)} later" if lag else f"in the same {cadence}"
    return Finding(
        code="C1",
        level="info",
        message=(
            f"“{leader.name}” and “{follower.name}” move against each other: as the first gets better, "
            f"the second gets worse {when} (n = {pair.n})"
        ),
        help="agree which of the two goes first, and put the other under its “guardrails:” with the least you accept",
        place=leader.kpi.place,
        kpi=leader.id,
        goal=leader.goal.id,
    )
