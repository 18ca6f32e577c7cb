"""How likely a target is to be reached, and where the KPI is heading, if it goes on as it has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from kpireport.analysis.figures import Figure, number
from kpireport.analysis.horizon import Horizon, look_ahead, method_of
from kpireport.analysis.judgement import Judgement
from kpireport.analysis.outcome import Span
from kpireport.analysis.paths import simulate
from kpireport.analysis.projection import Projection, project
from kpireport.analysis.theta import is_installed
from kpireport.model import LEVEL_KINDS, Reason
from kpireport.periods import Grain, Period

#: Periods ahead beyond which a resampled past says nothing.
FARTHEST = 1500
#: Periods ahead for which a band is kept: more than any chart has room for.
MOST_DRAWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The projection from `n` values over `h` periods of `grain`; its drawn bands belong to `periods`, by cadence."""

    projection: Projection
    periods: tuple[Period, ...]
    grain: Grain
    n: int
    h: int


def forecast(judgement: Judgement, goal: Figure, grain: Grain, kpi_id: str) -> Forecast | Reason:
    """The forecast of a target that has a deadline and a window that has begun, from at least two closed values.

    `goal` is the number to reach, or why it is unknown; the level kinds ask their target anew for each period.
    """
    by, through = judgement.window.by, judgement.through
    if by is None:
        return "no_deadline"
    if through is not None and by <= through:
        return "not_applicable"
    horizon = look_ahead(judgement, grain, by)
    if horizon is None:
        return judgement.why_no_value()
    if len(horizon.steps) > FARTHEST:
        return "unreliable"
    return _projected(horizon, _outcome(horizon, goal), kpi_id)


def _projected(horizon: Horizon, outcome: list[Span], kpi_id: str) -> Forecast | Reason:
    series = horizon.judgement.series
    paths = simulate(
        horizon.history,
        horizon.season,
        len(horizon.steps),
        kpi_id,
        bounds=horizon.bounds,
        theta=is_installed(),
    )
    if (floor := horizon.floor) is not None:
        paths[:, 0] = np.maximum(paths[:, 0], floor)
    ahead = horizon.ahead()[:MOST_DRAWN]
    drawn = [horizon.span(period.start, period.end, method_of(series)) for period in ahead]
    found = project(paths, outcome, drawn)
    if found is None:
        return "unreliable"
    n = sum(value is not None for value in horizon.history)
    return Forecast(projection=found, periods=tuple(ahead), grain=horizon.grain, n=n, h=len(horizon.steps))


def _outcome(horizon: Horizon, goal: Figure) -> list[Span]:
    """What the target is judged on: the whole window, its last period, or every period that remains."""
    judgement = horizon.judgement
    kind, start, by = judgement.target.kind, judgement.window.start, judgement.window.by
    if kind in LEVEL_KINDS:
        return _levels(horizon)
    if kind == "reach" or start is None or by is None:
        return [_towards(judgement, _last_level(horizon), goal)]
    start, _ = judgement.whole(start, by)
    if kind == "cumulative":
        return [_towards(judgement, horizon.span(start, by, "sum"), goal)]
    end = horizon.steps[-1].end if horizon.steps else horizon.settled
    average = horizon.span(start, end, method_of(judgement.series))
    return [_towards(judgement, average, judgement.bound(judgement.target.value, start, by))]


def _last_level(horizon: Horizon) -> Span:
    """The last period simulated, else the last one that is closed."""
    ahead = horizon.ahead()
    return _level(horizon, ahead[-1]) if ahead else _latest(horizon)


def _levels(horizon: Horizon) -> list[Span]:
    """One span for each period that remains, with what the target asks of it; the last closed one if none does."""
    judgement = horizon.judgement
    inside = [period for period in horizon.ahead() if judgement.window.holds(period)]
    if inside:
        return [_within(judgement, _level(horizon, period), period) for period in inside]
    latest = judgement.latest()
    return [_within(judgement, _latest(horizon), latest.period) if latest else _latest(horizon)]


def _level(horizon: Horizon, period: Period) -> Span:
    return horizon.span(period.start, period.end, method_of(horizon.judgement.series))


def _latest(horizon: Horizon) -> Span:
    latest = horizon.judgement.latest()
    return Span(settled=latest.value if latest else None)


def _towards(judgement: Judgement, span: Span, goal: Figure) -> Span:
    """The span with the goal as its lower bound, or as its upper one where less is better."""
    bound = number(goal)
    return replace(span, low=bound) if judgement.sense > 0 else replace(span, high=bound)


def _within(judgement: Judgement, span: Span, period: Period) -> Span:
    target = judgement.target
    low = target.value if target.kind == "at_least" else target.low
    high = target.value if target.kind == "at_most" else target.high
    lowest, highest = (number(judgement.bound(bound, period.start, period.end)) for bound in (low, high))
    return replace(span, low=lowest, high=highest)


def bands(found: Forecast) -> Iterable[tuple[Period, float, float, float]]:
    """What to draw: each period of the cadence ahead with the low end of its 80 % band, its median and the high end."""
    shown = zip(found.periods, found.projection.steps80, found.projection.medians, strict=True)
    return ((period, low, middle, high) for period, (low, high), middle in shown)
