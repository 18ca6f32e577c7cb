"""Where a KPI stands against its target: progress, gap, what was due by now, and the rate still needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from kpireport.analysis.expected_date import reached_on
from kpireport.analysis.figures import Figure, reasons
from kpireport.analysis.judgement import Judgement, Standing, valued
from kpireport.analysis.level import judge_levels
from kpireport.analysis.measured import MetricSeries
from kpireport.analysis.outlook import NO_OUTLOOK, Outlook, outlook
from kpireport.analysis.reach import judge_reach
from kpireport.analysis.series import SeriesTable
from kpireport.analysis.total import judge_average, judge_sum
from kpireport.analysis.window import find_baseline, find_window
from kpireport.model import Kpi, Reason, TargetKind, TargetResult
from kpireport.periods import Calendar

#: The figures of a target; each that is None has its word in `TargetResult.reasons`.
FIGURES = (
    "value",
    "low",
    "high",
    "baseline",
    "current",
    "progress",
    "gap",
    "expected",
    "expected_share",
    "pace",
    "at_pace",
    "at_pace_on",
    "required_rate",
    "current_rate",
    "effort_ratio",
    "projection",
    "interval80",
    "interval95",
    "probability",
)

_JUDGES: Mapping[TargetKind, Callable[[Judgement], Standing]] = {
    "reach": judge_reach,
    "cumulative": judge_sum,
    "average": judge_average,
    "at_least": judge_levels,
    "at_most": judge_levels,
    "range": judge_levels,
}


def judge_target(
    kpi: Kpi,
    series: MetricSeries,
    table: SeriesTable,
    calendar: Calendar,
    report_through: date | None,
    *,
    with_outlook: bool = True,
) -> TargetResult | None:
    """The standing of a KPI against the phase of its target that is in force; None when it has no target.

    Everything is measured by the last day that the KPI's own data vouches for; `report_through` only chooses the
    phase of a KPI without data. The outlook takes most of the time; without it, neither it nor the
    pace of a sum is known (`not_yet`).
    """
    if not kpi.targets:
        return None
    cadence = kpi.cadence or series.grain or "day"
    closed = valued(series.points(cadence))
    window = find_window(kpi, closed, series.through or report_through, calendar)
    if window.target.kind == "text":
        return _in_words(window.target.text, window.start, window.by, window.phase)
    baseline = find_baseline(kpi, window, closed)
    judgement = Judgement(
        series=series,
        table=table,
        calendar=calendar,
        cadence=cadence,
        window=window,
        baseline=baseline,
        is_paced=with_outlook,
    )
    standing = _JUDGES[window.target.kind](judgement)
    goal = standing.figures.get("value", "not_applicable")
    ahead = outlook(judgement, goal, kpi.id) if with_outlook else NO_OUTLOOK
    return _result(judgement, standing, ahead)


def _in_words(text: str | None, start: date | None, by: date | None, phase: int) -> TargetResult:
    """A target that is shown and never judged."""
    dates = {name: day for name, day in (("start", start), ("by", by)) if day is None}
    words: dict[str, Reason] = dict.fromkeys(sorted([*FIGURES, *dates]), "text_target")
    return TargetResult(kind="text", text=text, start=start, by=by, phase=phase, reasons=words)


def _result(judgement: Judgement, standing: Standing, ahead: Outlook) -> TargetResult:
    window, baseline = judgement.window, judgement.baseline
    figures: dict[str, Any] = {**_all_figures(judgement, standing), **ahead.figures}
    if ahead is not NO_OUTLOOK:
        figures["at_pace_on"] = reached_on(judgement, standing)
    numbers: dict[str, Any] = {name: None if isinstance(figure, str) else figure for name, figure in figures.items()}
    words = reasons(figures)
    if window.start is None:
        words["start"] = judgement.why_no_value()
    if window.by is None:
        words["by"] = "no_deadline"
    judged = [period.complies for period in standing.periods if period.complies is not None]
    return TargetResult(
        kind=window.target.kind,
        start=window.start,
        by=window.by,
        baseline_from=baseline.origin if baseline else None,
        currently_met=standing.met,
        judged=len(judged),
        complied=sum(judged),
        phase=window.phase,
        plan=standing.plan,
        periods=standing.periods,
        forecast=ahead.points,
        reasons=dict(sorted(words.items())),
        **numbers,
    )


def _all_figures(judgement: Judgement, standing: Standing) -> dict[str, Figure]:
    """Every figure, those that do not apply to the kind with the word that says so."""
    baseline: Figure = judgement.baseline.value if judgement.baseline else "no_baseline"
    every: dict[str, Figure] = dict.fromkeys(FIGURES, "not_applicable")
    return {**every, "baseline": baseline, **standing.figures}
