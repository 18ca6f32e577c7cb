"""What a target asks for next: one that nothing moved towards, and one that was met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from kpireport.checks.about import of_kpi
from kpireport.model import Finding, KpiResult, Point, Report, TargetResult
from kpireport.periods import GRAINS, Grain

#: Closed periods inside the window before anything is said of its movement, and of these the first and last compared.
FEWEST, ENDS = 6, 3
#: The share of the way from where it stood to the target that counts as movement.
MOVED = 0.05

_DAYS: dict[Grain, int] = {"day": 1, "week": 7, "month": 28, "quarter": 89, "year": 365}
_ONE_SIDED = ("reach", "at_least", "at_most", "average")


def find_unmoved(report: Report) -> Iterator[Finding]:
    """E4: a target was set, a review has passed, and the value is where it was."""
    for kpi in report.kpis:
        target = kpi.target
        if target and kpi.status not in ("met", "missed") and _stands_still(kpi, target):
            message = f"“{kpi.name}” has not moved since its target was set, over {len(_window(kpi, target))} periods"
            help_text = (
                "at the next review say which it is: nothing was done for it, what was done does not help, or it is "
                "the wrong target; then act, or agree on another"
            )
            yield of_kpi("E4", "info", kpi.goal, kpi.kpi, message, help_text, "target")


def find_met(report: Report) -> Iterator[Finding]:
    """E5: the target was met, and nothing says what comes next."""
    for kpi in report.kpis:
        if kpi.status == "met" and kpi.target and kpi.target.phase >= len(kpi.kpi.targets) - 1:
            message = f"“{kpi.name}” has met its target, and no next one is set"
            help_text = "celebrate, then set the next one as a further phase; or retire the KPI, with the reason"
            yield of_kpi("E5", "info", kpi.goal, kpi.kpi, message, help_text, "target")


def _stands_still(kpi: KpiResult, target: TargetResult) -> bool:
    if target.kind not in _ONE_SIDED or target.value is None or target.currently_met:
        return False
    points = _window(kpi, target)
    if len(points) < FEWEST or not _reviewed(kpi, points):
        return False
    before, after = _mean(points[:ENDS]), _mean(points[-ENDS:])
    if target.kind == "reach" and target.baseline is not None:
        before = target.baseline
    way = target.value - before
    return way != 0 and abs(after - before) < MOVED * abs(way)


def _window(kpi: KpiResult, target: TargetResult) -> Sequence[Point]:
    """The closed periods with a value since the target was set: since its start, or the day it was agreed."""
    since = _set_on(kpi, target)
    known = (point for point in kpi.series if point.closed and point.value is not None)
    return [point for point in known if since is not None and point.period.start >= since]


def _set_on(kpi: KpiResult, target: TargetResult) -> date | None:
    declared = kpi.kpi.targets[min(target.phase, len(kpi.kpi.targets) - 1)]
    return declared.start or declared.agreed_on or target.start


def _reviewed(kpi: KpiResult, points: Sequence[Point]) -> bool:
    """Whether a review was due since: by the shortest rhythm agreed, else by one coarser than the cadence."""
    agreed = sorted(kpi.kpi.review.values(), key=GRAINS.index)
    cadence = kpi.kpi.cadence or "month"
    rhythm = agreed[0] if agreed else GRAINS[min(GRAINS.index(cadence) + 1, len(GRAINS) - 1)]
    return points[-1].period.end - points[0].period.start >= timedelta(days=_DAYS[rhythm] - 1)


def _mean(points: Sequence[Point]) -> float:
    return sum(point.value or 0.0 for point in points) / len(points)
