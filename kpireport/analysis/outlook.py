"""Where a target is heading and how likely it is to be reached; or why neither can be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kpireport.analysis.derived import ComputedSeries
from kpireport.analysis.figures import Figure
from kpireport.analysis.forecast import Forecast, bands, forecast
from kpireport.analysis.judgement import Judgement, valued
from kpireport.analysis.projection import Interval
from kpireport.model import ForecastPoint, Reason
from kpireport.periods import GRAINS, Calendar, Grain

#: Closed values needed for a projection with its bands, and for a probability.
PROJECTION_NEEDS, PROBABILITY_NEEDS = 8, 12
#: A window of fewer periods than this is forecast at a finer grain.
FEWEST_PERIODS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The figures of the forecast, each a number, an interval or the word for why there is none, and what to draw."""

    figures: Mapping[str, Figure | Interval]
    points: tuple[ForecastPoint, ...] = ()


_FIGURES = ("projection", "interval80", "interval95", "probability")
#: That of a target whose outlook nobody asked for.
NO_OUTLOOK = Outlook(figures=dict.fromkeys(_FIGURES, "not_yet"))


def outlook(judgement: Judgement, goal: Figure, kpi_id: str) -> Outlook:
    """The forecast of a target. `goal` is the number to reach, or why it is unknown."""
    grain = forecast_grain(judgement)
    n = len(valued(judgement.series.points(grain)))
    found: Forecast | Reason = "short_history"
    if n >= PROJECTION_NEEDS:
        found = _why_not(judgement) or forecast(judgement, goal, grain, kpi_id)
    if isinstance(found, str):
        return _without(found, "short_history" if n < PROBABILITY_NEEDS else found)
    return _with(found, goal, n)


def _without(word: Reason, probability: Reason) -> Outlook:
    figures: dict[str, Figure | Interval] = dict.fromkeys(("projection", "interval80", "interval95"), word)
    return Outlook(figures={**figures, "probability": probability})


def _with(found: Forecast, goal: Figure, n: int) -> Outlook:
    projection, likely = found.projection, found.projection.probability
    unknown: Reason = goal if isinstance(goal, str) else "no_data"
    figures: dict[str, Figure | Interval] = {
        "projection": projection.projection,
        "interval80": projection.interval80,
        "interval95": projection.interval95,
        "probability": "short_history" if n < PROBABILITY_NEEDS else unknown if likely is None else likely,
    }
    return Outlook(figures=figures, points=tuple(ForecastPoint(*band) for band in bands(found)))


def _why_not(judgement: Judgement) -> Reason | None:
    start, through = judgement.window.start, judgement.through
    if judgement.window.by is None:
        return "no_deadline"
    return "window_not_started" if start is None or through is None or through < start else None


def forecast_grain(judgement: Judgement) -> Grain:
    """The cadence; in a window of fewer than three such periods, the coarsest finer grain that the data allows."""
    cadence, start, by = judgement.cadence, judgement.window.start, judgement.window.by
    if start is None or by is None or _holds_enough(judgement.calendar, cadence, start, by):
        return cadence
    if not _adds_up(judgement):
        return cadence
    finer = (
        grain
        for grain in reversed(GRAINS[: GRAINS.index(cadence)])
        if judgement.calendar.nests(grain, cadence) and not judgement.series.coarser_than(grain)
    )
    return next(finer, cadence)


def _adds_up(judgement: Judgement) -> bool:
    """Whether the values of finer periods make up that of the cadence."""
    series = judgement.series
    apart = isinstance(series, ComputedSeries) or series.metric.aggregation == "distinct"
    return judgement.target.kind == "cumulative" or not apart


def _holds_enough(calendar: Calendar, cadence: Grain, start: date, by: date) -> bool:
    first = calendar.period(start, cadence)
    if first.start < start:
        first = calendar.shift(first, 1)
    return calendar.shift(first, FEWEST_PERIODS - 1).end <= by
