"""Why a target has no projection and no probability."""

from __future__ import annotations

from datetime import date

from kpireport.analysis.figures import Figure
from kpireport.analysis.judgement import Judgement, valued
from kpireport.model import Reason
from kpireport.periods import GRAINS, Calendar, Grain

#: Closed values needed for a projection with its bands, and for a probability.
PROJECTION_NEEDS, PROBABILITY_NEEDS = 8, 12
#: A window of fewer periods than this is forecast at a finer grain.
FEWEST_PERIODS = 3


def outlook(judgement: Judgement) -> dict[str, Figure]:
    """The word for each figure of the forecast: too short a past, no deadline, no window, or not computed yet."""
    n = len(valued(judgement.series.points(forecast_grain(judgement))))
    word = _word(judgement)
    projection: Reason = "short_history" if n < PROJECTION_NEEDS else word
    probability: Reason = "short_history" if n < PROBABILITY_NEEDS else word
    return {"projection": projection, "interval80": projection, "interval95": projection, "probability": probability}


def _word(judgement: Judgement) -> Reason:
    start, through = judgement.window.start, judgement.through
    if judgement.window.by is None:
        return "no_deadline"
    return "window_not_started" if start is None or through is None or through < start else "not_yet"


def forecast_grain(judgement: Judgement) -> Grain:
    """The cadence; in a window of fewer than three such periods, the coarsest finer grain that the data allows."""
    cadence, start, by = judgement.cadence, judgement.window.start, judgement.window.by
    if start is None or by is None or _holds_enough(judgement.calendar, cadence, start, by):
        return cadence
    finer = (
        grain
        for grain in reversed(GRAINS[: GRAINS.index(cadence)])
        if judgement.calendar.nests(grain, cadence) and not judgement.series.coarser_than(grain)
    )
    return next(finer, cadence)


def _holds_enough(calendar: Calendar, cadence: Grain, start: date, by: date) -> bool:
    first = calendar.period(start, cadence)
    if first.start < start:
        first = calendar.shift(first, 1)
    return calendar.shift(first, FEWEST_PERIODS - 1).end <= by
