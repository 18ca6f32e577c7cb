"""Targets on a level: from the baseline to the target by a deadline."""

from __future__ import annotations

from kpireport.analysis import pace
from kpireport.analysis.figures import Figure, divide, found, minus, number
from kpireport.analysis.judgement import Judgement, Standing
from kpireport.model import Point, Reason


def judge_reach(judgement: Judgement) -> Standing:
    """Progress (V-B)/(T-B), which also serves where lower is better; the plan ends with the period V belongs to."""
    latest = judgement.latest()
    current = found(latest.value if latest else None, judgement.why_no_value())
    goal = _target(judgement, latest)
    baseline: Figure = judgement.baseline.value if judgement.baseline else "no_baseline"
    line = _line(judgement, baseline, goal)
    share = _share(line, latest)
    progress = _progress(judgement, latest, current, baseline, goal)
    figures: dict[str, Figure] = {
        "value": goal,
        "current": current,
        "progress": progress,
        "gap": minus(current, goal),
        "expected_share": share,
        **pace.reach_pace(progress, baseline, goal, share),
    }
    return Standing(figures=figures, met=judgement.is_met(current, goal), plan=_plan(line, baseline, goal))


def _progress(judgement: Judgement, latest: Point | None, current: Figure, baseline: Figure, goal: Figure) -> Figure:
    if latest and not judgement.window.holds(latest.period):
        return "no_data" if judgement.inside() else "window_not_started"
    return divide(minus(current, baseline), minus(goal, baseline), "not_applicable")


def _target(judgement: Judgement, latest: Point | None) -> Figure:
    """The declared level, or that of the planning metric in the period of the deadline."""
    by = judgement.window.by
    period = judgement.calendar.period(by, judgement.cadence) if by else latest.period if latest else None
    if period is None:
        return judgement.bound(judgement.target.value, None, None)
    return judgement.bound(judgement.target.value, period.start, period.end)


def _line(judgement: Judgement, baseline: Figure, goal: Figure) -> pace.Line | Reason:
    start, by = judgement.window.start, judgement.window.by
    if by is None:
        return "no_deadline"
    if start is None:
        return judgement.why_no_value()
    if by < start:
        return "not_applicable"
    if not judgement.target.milestones:
        return pace.straight_line(start, by)
    if isinstance(baseline, str) or isinstance(goal, str):
        return baseline if isinstance(baseline, str) else "no_data"
    return pace.milestone_line(start, by, baseline, goal, judgement.target.milestones)


def _share(line: pace.Line | Reason, latest: Point | None) -> Figure:
    if isinstance(line, str):
        return line
    return pace.share_on(line, latest.period.end) if latest else 0.0


def _plan(line: pace.Line | Reason, baseline: Figure, goal: Figure) -> pace.Line:
    first, last = number(baseline), number(goal)
    if isinstance(line, str) or first is None or last is None:
        return ()
    return pace.scaled(line, first, last)
