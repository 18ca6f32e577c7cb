"""Who should be warned, while every status stays as it is.

KPIs that follow a leading KPI which is not on track; and KPIs that improve while what they are kept for does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kpireport.model import NEEDS_DECISION, KpiResult

#: Periods that an improvement has lasted before its outcome is asked for: as long as a shift or a trend takes to show.
LASTING = 7


def led_by(kpis: Sequence[KpiResult], followers: Mapping[str, Sequence[KpiResult]]) -> dict[str, tuple[str, ...]]:
    """By KPI: the leading KPIs not on track that it follows or is fed by, in the order of the report.

    `followers` are the partners of each leading KPI.
    """
    found: dict[str, list[str]] = {}
    for kpi in kpis:
        if kpi.kpi.timing == "leading" and kpi.status in NEEDS_DECISION:
            for id_ in _outcomes(kpi, followers):
                found.setdefault(id_, []).append(kpi.id)
    return {id_: tuple(leaders) for id_, leaders in found.items()}


def outruns(kpis: Sequence[KpiResult], followers: Mapping[str, Sequence[KpiResult]]) -> dict[str, tuple[str, ...]]:
    """By KPI: those that it feeds or leads and that stay behind, while it has been better for seven periods or more.

    Behind is an outcome that is not on track and shows no improvement of its own: when a measure is worked on for its
    own sake, it rises and the outcome does not (Goodhart's law).
    """
    known = {kpi.id: kpi for kpi in kpis}
    found: dict[str, tuple[str, ...]] = {}
    for kpi in kpis:
        if kpi.signal.variation == "improvement" and _lasted(kpi) >= LASTING:
            found[kpi.id] = tuple(
                id_ for id_ in _outcomes(kpi, followers) if id_ in known and _stays_behind(known[id_])
            )
    return found


def _outcomes(kpi: KpiResult, followers: Mapping[str, Sequence[KpiResult]]) -> Iterable[str]:
    """The ids of the KPIs that it leads or feeds, each once."""
    return dict.fromkeys([*(partner.id for partner in followers.get(kpi.id, ())), *kpi.kpi.feeds])


def _lasted(kpi: KpiResult) -> int:
    """How many periods the KPI's signal has lasted."""
    since = kpi.signal.since
    return sum(since is not None and point.period.start >= since.start for point in kpi.signal.points)


def _stays_behind(outcome: KpiResult) -> bool:
    return outcome.status in NEEDS_DECISION and outcome.signal.variation not in (None, "improvement")
