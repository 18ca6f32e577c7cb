"""What stands behind and beside the numbers of a report: the last step of the analysis, once all KPIs are judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kpireport.analysis.leading import followers, leads
from kpireport.analysis.matrix import correlate
from kpireport.analysis.notices import led_by, outruns
from kpireport.analysis.rate import rate_interval
from kpireport.analysis.series import SeriesTable
from kpireport.analysis.stretches import stretches
from kpireport.model import Association, KpiResult


def with_evidence(kpis: Sequence[KpiResult], table: SeriesTable) -> tuple[KpiResult, ...]:
    """All KPIs of a report, in their order, with `leads`, `led_by`, `outruns`, `rate` and `stretches`."""
    partners = followers(kpis)
    notices, ahead = led_by(kpis, partners), outruns(kpis, partners)
    return tuple(
        replace(
            kpi,
            leads=leads(kpi, partners.get(kpi.id, ()), table),
            led_by=notices.get(kpi.id, ()),
            outruns=ahead.get(kpi.id, ()),
            rate=rate_interval(table[kpi.kpi.metric], kpi.period),
            stretches=stretches(table[kpi.kpi.metric], kpi.series, kpi.kpi.cadence) if kpi.kpi.cadence else (),
        )
        for kpi in kpis
    )


def with_outruns(kpis: Sequence[KpiResult]) -> tuple[KpiResult, ...]:
    """All KPIs of a report, in their order, with `outruns` alone, which findings read."""
    ahead = outruns(kpis, followers(kpis))
    return tuple(replace(kpi, outruns=ahead[kpi.id]) if kpi.id in ahead else kpi for kpi in kpis)


def associations(kpis: Sequence[KpiResult], table: SeriesTable) -> tuple[Association, ...]:
    """The KPIs of a report that move together, the strongest pairs first."""
    return correlate(kpis, table)
