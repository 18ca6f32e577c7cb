"""Who should be warned: the KPIs that follow a leading KPI which is off its pace. Their own status stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kpireport.model import KpiResult, Status

OFF_PACE: frozenset[Status] = frozenset({"at_risk", "off_track", "missed"})


def led_by(kpis: Sequence[KpiResult], followers: Mapping[str, Sequence[KpiResult]]) -> dict[str, tuple[str, ...]]:
    """By KPI: the leading KPIs off their pace that it follows or is fed by, in the order of the report.

    `followers` are the partners of each leading KPI.
    """
    found: dict[str, list[str]] = {}
    for kpi in kpis:
        if kpi.kpi.timing == "leading" and kpi.status in OFF_PACE:
            for id_ in dict.fromkeys([*(partner.id for partner in followers.get(kpi.id, ())), *kpi.kpi.feeds]):
                found.setdefault(id_, []).append(kpi.id)
    return {id_: tuple(leaders) for id_, leaders in found.items()}
