"""Does a leading KPI run ahead of its partner? Tested where the project declares the pair."""

from __future__ import annotations

from collections.abc import Sequence

from kpireport.analysis.association import associate
from kpireport.analysis.season import season_length
from kpireport.analysis.series import SeriesTable
from kpireport.model import Association, KpiResult, Point
from kpireport.periods import GRAINS, Grain

#: Periods looked back, two years of weeks: what went together long ago says little of today.
MOST_PERIODS = 104


def followers(kpis: Sequence[KpiResult]) -> dict[str, tuple[KpiResult, ...]]:
    """By leading KPI: the partners it runs ahead of, whichever of the two names the other; leading ones do not count.

    In the order of the report.
    """
    leading = {kpi.id for kpi in kpis if kpi.kpi.timing == "leading"}
    named_by: dict[str, set[str]] = {}
    for kpi in kpis:
        for id_ in kpi.kpi.pairs_with:
            named_by.setdefault(id_, set()).add(kpi.id)
    found: dict[str, list[KpiResult]] = {}
    for kpi in kpis:
        if kpi.id not in leading:
            for id_ in sorted(leading & {*kpi.kpi.pairs_with, *named_by.get(kpi.id, ())}):
                found.setdefault(id_, []).append(kpi)
    return {id_: tuple(partners) for id_, partners in found.items()}


def leads(kpi: KpiResult, partners: Sequence[KpiResult], table: SeriesTable) -> tuple[Association, ...]:
    """A leading KPI against each KPI that it should run ahead of, at the coarser of the two cadences."""
    return tuple(_tested(kpi, partner, table) for partner in partners)


def recent(points: Sequence[Point]) -> Sequence[Point]:
    """The periods that an association is looked for in."""
    return points[-MOST_PERIODS:]


def _tested(kpi: KpiResult, partner: KpiResult, table: SeriesTable) -> Association:
    cadence = _coarser(kpi.kpi.cadence, partner.kpi.cadence)
    series = {each.id: recent(table[each.kpi.metric].points(cadence)) for each in (kpi, partner)}
    if not all(series.values()):
        return Association(leader=kpi.id, follower=partner.id, reason="no_data")
    season = max(season_length(each.metric, cadence, each.kpi.cadence or cadence) for each in (kpi, partner))
    return associate(kpi.id, partner.id, series, season)


def _coarser(*cadences: Grain | None) -> Grain:
    return max((cadence for cadence in cadences if cadence), key=GRAINS.index, default="day")
