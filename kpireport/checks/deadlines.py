"""Does the target end, in a sensible time, and is it resolved when it has?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kpireport.checks.about import of_kpi
from kpireport.model import Finding, KpiResult, Report
from kpireport.periods import Grain

_DAYS: dict[Grain, int] = {"day": 1, "week": 7, "month": 28, "quarter": 90, "year": 365}
#: Months ahead beyond which a deadline moves nobody.
FARTHEST = 24


def find_bad_deadlines(report: Report) -> Iterator[Finding]:
    """T1, T2 and T3, measured against the report date."""
    for result in report.kpis:
        last = result.kpi.targets[-1] if result.kpi.targets else None
        if last is None:
            continue
        if last.by is None:
            if last.kind in ("reach", "cumulative"):
                yield _endless(result)
        elif report.report_date:
            yield from _dated(result, last.by, report.report_date)


def _endless(result: KpiResult) -> Finding:
    message = f"the target of “{result.name}” has no deadline, so it can never be missed"
    return of_kpi("T1", "error", result.goal, result.kpi, message, "add “by:” with the day it is due", "target")


def _dated(result: KpiResult, by: date, today: date) -> Iterator[Finding]:
    left = (by - today).days
    if left < 0 and result.status not in ("met", "missed"):
        message = (
            f"the deadline of “{result.name}” passed on {by}, and the data does not reach it: nobody knows the result"
        )
        help_text = "bring its source up to the deadline; then it is met or missed. Do not move the date"
        yield of_kpi("T2", "error", result.goal, result.kpi, message, help_text, "target")
    elif 0 <= left < _DAYS[result.kpi.cadence or "day"] and result.status not in ("met", "missed"):
        message = f"“{result.name}” is due on {by}, less than a {result.kpi.cadence} away: too late to act on"
        help_text = "agree on the next target now, or read the KPI more often"
        yield of_kpi("T3", "warning", result.goal, result.kpi, message, help_text, "target")
    elif _months(today, by) > FARTHEST:
        message = f"the deadline of “{result.name}” is {_months(today, by)} months away, too far to steer by"
        help_text = "split it into phases, the first of them due within a year"
        yield of_kpi("T3", "warning", result.goal, result.kpi, message, help_text, "target")


def _months(first: date, last: date) -> int:
    """Months from one day to another, begun ones counted."""
    return (last.year - first.year) * 12 + last.month - first.month + (last.day > first.day)
