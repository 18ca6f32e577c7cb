"""Is there data, enough of it, and fresh?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpireport.checks.about import HEADLINE, of_kpi
from kpireport.model import Finding, KpiResult, Level, Point, Report

#: Closed values below which nothing can be said, and the share of periods that may be missing.
FEWEST, MISSING = 3, 0.20


def find_unmeasured(report: Report) -> Iterator[Finding]:
    """M1: nothing measures it: no source has a row of it, and no formula gives it."""
    help_text = "name the source that has its rows, or the formula; if nothing can count it, it is a wish and no KPI"
    for result in report.kpis:
        if not result.series and result.reason != "coarser_than_cadence":
            message = f"no data measures “{result.name}”: no source has rows of `{result.metric.id}`"
            yield of_kpi("M1", "error", result.goal, result.kpi, message, help_text, "metric")
    for one in report.metrics:
        if one.id != one.metric.id and not one.series:
            message = f"no data measures “{one.name}”: no source has rows of `{one.metric.id}`"
            yield Finding(
                code="M1", level="error", message=message, help=help_text, place=one.metric.place, kpi=one.id,
                goal=one.goal, metric=one.metric.id,
            )  # fmt: skip


def untold(report: Report) -> Sequence[Finding]:
    """What reading the data found, without the metrics that lack rows (D102) where M1 says so of their KPI."""
    told = {finding.kpi for finding in find_unmeasured(report)}
    places = {result.metric.place for result in report.kpis if result.id in told}
    return [found for found in report.data_findings if found.code != "D102" or found.place not in places]


def find_thin_data(report: Report) -> Iterator[Finding]:
    """M2: fewer than three closed values, or more than a fifth of the periods missing."""
    for result in report.kpis:
        closed = [point for point in result.series if point.closed]
        known = sum(point.value is not None for point in closed)
        missing = len(closed) - known
        if result.series and known < FEWEST:
            message = f"“{result.name}” has {known} closed value{'s' * (known != 1)}; {FEWEST} are the least to go by"
            yield of_kpi("M2", "warning", result.goal, result.kpi, message, "add older snapshots, or wait", "metric")
        elif closed and missing / len(closed) > MISSING:
            message = f"{missing} of {len(closed)} {result.kpi.cadence}s of “{result.name}” have no value"
            help_text = "fill the gaps in its source; where no row means none, set “missing: zero” on the metric"
            yield of_kpi("M2", "warning", result.goal, result.kpi, message, help_text, "metric")


def find_stale(report: Report) -> Iterator[Finding]:
    """M4: the last value is older than two cadences."""
    for result in report.kpis:
        last = _last(result)
        if result.stale and last:
            message = f"the data of “{result.name}” stops at {last.period.end}, so its status is unknown"
            help_text = "bring the source up to date, or retire the KPI if nobody missed it"
            yield of_kpi("M4", "warning", result.goal, result.kpi, message, help_text, "cadence")


def _last(result: KpiResult) -> Point | None:
    known = [point for point in result.series if point.closed and point.value is not None]
    return known[-1] if known else None


def find_short_history(report: Report) -> Iterator[Finding]:
    """E2: less than a year of history behind a target."""
    for result in report.kpis:
        known = [point for point in result.series if point.closed and point.value is not None]
        if len(known) >= FEWEST and (known[-1].period.end - known[0].period.start).days < 364:
            months = round((known[-1].period.end - known[0].period.start).days / 30.44)
            level: Level = "warning" if result.kpi.tier in HEADLINE else "info"
            message = f"the history of “{result.name}” spans {months} months; a year shows its seasons, two are better"
            help_text = "add older snapshots, and hold the target loosely until a year is there"
            yield of_kpi("E2", level, result.goal, result.kpi, message, help_text, "target")
