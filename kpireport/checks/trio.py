"""Does every number stand with its comparison and its cause, in data as fine as its cadence?"""

from __future__ import annotations

from collections.abc import Iterator

from kpireport.model import Finding, KpiResult, MetricResult, Report

_PERIODS = ("previous_period", "year_ago")


def find_incomplete_trio(report: Report) -> Iterator[Finding]:
    """B1: no comparison over time, or nothing that accounts for a change; without any data M1 says it all."""
    for result in report.kpis:
        missing = _missing(result)
        if missing and result.series and result.reason != "coarser_than_cadence":
            yield Finding(
                code="B1",
                level="warning" if result.kpi.tier == "diagnostic" else "error",
                message=f"KPI “{result.name}” stands without its {' and its '.join(missing)}",
                help=_HELP["gaps" if missing[0] == "comparison" and _has_gaps(result) else missing[0]],
                place=result.kpi.place,
                kpi=result.id,
            )


_HELP = {
    "comparison": "add snapshots until two periods are complete",
    "gaps": "the period before the last value, and the one a year before it, are empty: fill them, or mark the rhythm "
    "of the data in “cadence:”",
    "cause": "add a dimension to its source, use a formula, or bind an event or a note to it",
}


def _missing(result: KpiResult) -> list[str]:
    compared = any(entry.basis in _PERIODS and entry.change is not None for entry in result.comparison)
    return [name for name, there in (("comparison", compared), ("cause", _has_cause(result))) if not there]


def _has_gaps(result: KpiResult) -> bool:
    """Whether two closed values are there, and still none is next to the last."""
    return sum(point.closed and point.value is not None for point in result.series) > 1


def _has_cause(result: KpiResult) -> bool:
    cause = result.cause
    explained = bool(cause.drivers) or cause.reason in ("no_change", "no_data", "no_closed_period")
    return explained or bool(result.events) or bool(cause.events) or cause.note is not None


def find_coarse_data(report: Report) -> Iterator[Finding]:
    """M5: yearly data cannot fill a weekly KPI, and is never spread over weeks."""
    results: tuple[KpiResult | MetricResult, ...] = (*report.kpis, *report.metrics)
    for result in results:
        if result.reason == "coarser_than_cadence":
            kpi = result.kpi if isinstance(result, KpiResult) else None
            place = kpi.places.get("cadence", kpi.place) if kpi else result.metric.place
            yield Finding(
                code="M5",
                level="error",
                message=f"the data of “{result.name}” is coarser than its cadence",
                help="report it at the grain of its data, or supply finer data",
                place=place,
                kpi=result.id,
            )
