"""Which traits make a number a KPI, and why a number is missing."""

from __future__ import annotations

from kpireport.analysis.series import MetricSeries
from kpireport.model import Kpi, Point, Reason
from kpireport.periods import Grain


def lacking(kpi: Kpi) -> tuple[str, ...]:
    """The traits without which a KPI is only a metric."""
    missing = [("no cadence", kpi.cadence is None), ("no target", not kpi.targets)]
    if kpi.stage != "active":
        missing.append((kpi.stage, True))
    return tuple(trait for trait, absent in missing if absent)


def why_no_value(series: MetricSeries, cadence: Grain, last: Point | None) -> Reason | None:
    """The word for a missing value; None where there is one. `last` is the last closed period."""
    if last and last.value is not None:
        return None
    if series.grain is None:
        return "no_data"
    if series.coarser_than(cadence):
        return "coarser_than_cadence"
    if last and series.metric.aggregation == "distinct" and series.grain != cadence:
        return "not_additive"
    return "no_data" if last else "no_closed_period"
