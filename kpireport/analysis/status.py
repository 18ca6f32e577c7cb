"""From figures to a word: met, on track, at risk, off track, missed or unknown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kpireport.analysis.figures import reaches
from kpireport.analysis.judgement import valued
from kpireport.analysis.measured import MetricSeries
from kpireport.model import LEVEL_KINDS, Cutoffs, Kpi, Point, Reason, Status, TargetResult
from kpireport.periods import Calendar

#: Cadences after which a value is too old to judge by.
STALE_AFTER = 2

_Verdict = tuple[Status, Reason | None]


def is_stale(points: Sequence[Point], report_date: date | None, calendar: Calendar) -> bool:
    """Whether the last closed value ended more than two cadences before the report date."""
    known = valued(points)
    return bool(known and report_date and report_date > calendar.shift(known[-1].period, STALE_AFTER).end)


def judge_status(
    target: TargetResult | None,
    kpi: Kpi,
    series: MetricSeries,
    points: Sequence[Point],
    report_date: date | None,
    cutoffs: Cutoffs,
    *,
    calendar: Calendar,
    guardrail_broken: bool = False,
) -> tuple[Status, Reason | None]:
    """The status, and for an unknown one the reason.

    `points` are the KPI's periods at its cadence. A broken guardrail turns met and on track into at risk.
    """
    if target is None:
        return "unknown", "not_applicable"
    if target.kind == "text":
        return "unknown", "text_target"
    if not any(point.closed for point in points):
        coarse = kpi.cadence is not None and series.coarser_than(kpi.cadence)
        return "unknown", "coarser_than_cadence" if coarse else "no_closed_period"
    over = bool(target.by and series.through and series.through >= target.by)
    if over:
        verdict = _at_the_deadline(target)
    elif is_stale(points, report_date, calendar):
        verdict = "unknown", "stale"
    else:
        verdict = _before_the_deadline(target, series, points, cutoffs)
    return guarded(*verdict, broken=guardrail_broken)


def guarded(status: Status, reason: Reason | None, *, broken: bool) -> tuple[Status, Reason | None]:
    """The status beside its guardrails: a breach leaves nothing met or on track."""
    return ("at_risk", None) if broken and status in ("met", "on_track") else (status, reason)


def _at_the_deadline(target: TargetResult) -> _Verdict:
    inside = target.reasons.get("progress") not in ("window_not_started", "no_data")
    if target.currently_met is None or not inside:
        return "unknown", target.reasons.get("progress", "no_data")
    return ("met" if target.currently_met else "missed"), None


def _before_the_deadline(
    target: TargetResult, series: MetricSeries, points: Sequence[Point], cutoffs: Cutoffs
) -> _Verdict:
    budget = target.kind == "cumulative" and series.metric.direction == "down"
    if target.kind == "cumulative" and not budget and target.currently_met and _never_falls(series, points):
        return "met", None
    if budget and target.currently_met is False:
        return "off_track", None
    if target.probability is not None:
        return graded(target.probability, cutoffs.on_track_probability, cutoffs.at_risk_probability), None
    if target.kind in LEVEL_KINDS:
        return _by_last_two(target)
    return _by_pace(target, cutoffs, budget=budget)


def _never_falls(series: MetricSeries, points: Sequence[Point]) -> bool:
    """Whether what was summed up cannot shrink again: by its declared bounds, else because it never did."""
    low = series.metric.bounds[0]
    return low >= 0 if low is not None else all(point.value is None or point.value >= 0 for point in points)


def _by_pace(target: TargetResult, cutoffs: Cutoffs, *, budget: bool) -> _Verdict:
    """By pace (a budget by its inverse, an average by its progress); without one a level reached is on track."""
    figure = target.progress if target.kind == "average" else target.pace
    if figure is not None and budget:
        figure = 1 / figure if figure > 0 else cutoffs.on_track_pace
    if figure is not None:
        return graded(figure, cutoffs.on_track_pace, cutoffs.at_risk_pace), None
    word = target.reasons.get("progress" if target.kind == "average" else "pace", "not_applicable")
    if target.currently_met is not None and word in ("not_applicable", "zero_base"):
        return ("on_track" if target.currently_met else "off_track"), None
    return "unknown", word


def _by_last_two(target: TargetResult) -> _Verdict:
    judged = [period.complies for period in target.periods if period.complies is not None]
    if not judged:
        return "unknown", target.reasons.get("progress", "no_data")
    if not judged[-1]:
        return "off_track", None
    return ("on_track" if all(judged[-2:]) else "at_risk"), None


def graded(figure: float, on_track: float, at_risk: float) -> Status:
    """On track from one mark, at risk from the other, else off track."""
    if reaches(figure, on_track):
        return "on_track"
    return "at_risk" if reaches(figure, at_risk) else "off_track"
