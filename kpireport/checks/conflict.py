"""Do two KPIs of one goal pull against each other, and is what was agreed about it there?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kpireport.model import Association, Conflict, Direction, Finding, KpiResult, Report

_SENSE: Mapping[Direction, int] = {"up": 1, "down": -1, "range": 0, "none": 0}


def find_conflicts(report: Report) -> Iterator[Finding]:
    """C1: of two KPIs of a goal, one gets worse as the other gets better.

    A guardrail between them settles it, and so does a declared conflict with its resolution.
    """
    kpis = {kpi.id: kpi for kpi in report.kpis}
    for pair in report.associations:
        leader, follower = kpis.get(pair.leader), kpis.get(pair.follower)
        if leader and follower and leader.goal.id == follower.goal.id and _against(pair, leader, follower):
            yield _conflict(pair, leader, follower)


def _against(pair: Association, leader: KpiResult, follower: KpiResult) -> bool:
    sense = _SENSE[leader.metric.direction] * _SENSE[follower.metric.direction]
    return (
        pair.found
        and (pair.r or 0.0) * sense < 0
        and not (_is_guarded(leader, follower) or _is_settled(leader, follower))
    )


def _is_guarded(one: KpiResult, other: KpiResult) -> bool:
    return _guards(one, other) or _guards(other, one)


def _is_settled(one: KpiResult, other: KpiResult) -> bool:
    """Whether either of the two declares the conflict and how it is resolved."""
    return any(
        conflict.kpi == there.id and conflict.resolution is not None
        for here, there in ((one, other), (other, one))
        for conflict in here.kpi.conflicts_with
    )


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


def find_empty_resolutions(report: Report) -> Iterator[Finding]:
    """C3: a conflict is said to be settled by a guardrail or a composite, and there is none."""
    kpis = {kpi.id: kpi for kpi in report.kpis}
    for kpi in report.kpis:
        for conflict in kpi.kpi.conflicts_with:
            other = kpis.get(conflict.kpi)
            if other is None:
                continue
            if conflict.resolution == "guardrail" and not _is_guarded(kpi, other):
                yield _without_guardrail(kpi, other, conflict)
            elif conflict.resolution == "composite" and not _weighs_both(report, kpi, other):
                yield _without_composite(kpi, other, conflict)


def _weighs_both(report: Report, one: KpiResult, other: KpiResult) -> bool:
    """Whether a KPI of the report is a score with the metrics of both among its parts."""
    wanted = {one.kpi.metric, other.kpi.metric}
    return any(wanted <= {part.metric for part in kpi.metric.composite} for kpi in report.kpis)


def _without_guardrail(kpi: KpiResult, other: KpiResult, conflict: Conflict) -> Finding:
    return Finding(
        code="C3",
        level="warning",
        message=(
            f"the conflict of “{kpi.name}” with “{other.name}” is said to be settled by a guardrail, "
            "and neither of them guards the other"
        ),
        help=f"add “guardrails: [{{metric: {other.kpi.metric}, min: …}}]” to “{kpi.id}”, or change the resolution",
        place=conflict.place,
        kpi=kpi.id,
        goal=kpi.goal.id,
    )


def _without_composite(kpi: KpiResult, other: KpiResult, conflict: Conflict) -> Finding:
    return Finding(
        code="C3",
        level="warning",
        message=(
            f"the conflict of “{kpi.name}” with “{other.name}” is said to be settled by a composite, "
            "and no KPI is a score of both"
        ),
        help=(
            f"add a KPI on a composite metric with the parts “{kpi.kpi.metric}” and “{other.kpi.metric}”, "
            "or change the resolution"
        ),
        place=conflict.place,
        kpi=kpi.id,
        goal=kpi.goal.id,
    )
