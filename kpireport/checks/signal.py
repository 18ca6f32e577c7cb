"""Values that left their normal variation."""

from __future__ import annotations

from collections.abc import Iterator

from kpireport.model import Finding, KpiResult, Report, SignalPoint

#: How many periods back an unusual value is still worth a finding.
RECENT = 13
#: ... and how many days before the last value it ended at most, so that no yearly value is of ten years ago.
RECENT_DAYS = 400

_RULES = {
    "outside": "lies outside its limits",
    "trend": "is part of a run of seven in one direction",
    "two_in_three": "is one of two in three near a limit",
    "shift": "is one of seven in a row on one side of the average",
}


def find_unusual(report: Report) -> Iterator[Finding]:
    """U1: values outside the limits of late, and the signal that the last value is part of; where data stopped, M4."""
    for result in report.kpis:
        if result.stale or result.signal.reason == "unreliable":
            continue
        recent = result.signal.points[-RECENT:]
        for point in recent:
            if (recent[-1].period.end - point.period.end).days > RECENT_DAYS:
                continue
            if point.rule == "outside" or (point.rule and point is recent[-1]):
                yield _finding(result, point)


def _finding(result: KpiResult, point: SignalPoint) -> Finding:
    return Finding(
        code="U1",
        level="info",
        message=f"“{result.name}” in {point.period.label} {_RULES[point.rule or 'outside']}{_basis(result)}",
        help="ask what changed then; record it as an event, and rebase the metric if the change is to stay",
        place=result.kpi.place,
        kpi=result.id,
    )


def _basis(result: KpiResult) -> str:
    """What the limits rest on, where a reader would ask."""
    trend = "; the trend is taken out" if result.signal.adjustment == "trend" else ""
    few = f"; trial limits from {result.signal.n} values" if result.signal.trial else ""
    return trend + few
