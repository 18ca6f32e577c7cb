"""When a target is reached if things go on as they have gone so far."""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil

from kpireport.analysis.judgement import Judgement, Standing
from kpireport.analysis.pace import days_between
from kpireport.model import Reason

#: Days ahead, ten years of them, beyond which a date would only pretend to know.
FARTHEST = 3653

_SLACK = 1e-9


def reached_on(judgement: Judgement, standing: Standing) -> date | Reason:
    """The last day of the time that the whole way takes at the mean speed since the start of the window.

    For a sum: days gone, times target over value; for a level: days gone over the share of the way from the baseline.
    `not_applicable` for other kinds, once the target is reached or its window over, and where this pace leads away
    from it or takes more than ten years.
    """
    progress = standing.figures.get("progress", "not_applicable")
    if judgement.target.kind not in ("cumulative", "reach") or standing.met or _is_over(judgement):
        return "not_applicable"
    if isinstance(progress, str):
        return progress
    start, day = judgement.window.start, _day_of_value(judgement)
    if start is None or day is None:
        return judgement.why_no_value()
    gone = days_between(start, day)
    if not 0 < progress < 1 or gone / progress > gone + FARTHEST:
        return "not_applicable"
    return start + timedelta(days=ceil(gone / progress - _SLACK) - 1)


def _is_over(judgement: Judgement) -> bool:
    by, through = judgement.window.by, judgement.through
    return by is not None and through is not None and through >= by


def _day_of_value(judgement: Judgement) -> date | None:
    """A sum runs up to the last day with data; a level is that of a closed period."""
    if judgement.target.kind == "cumulative":
        return judgement.through
    latest = judgement.latest()
    return latest.period.end if latest else None
