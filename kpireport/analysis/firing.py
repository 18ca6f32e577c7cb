"""Whether a condition holds for a metric: a threshold kept or passed, a change, a count that was reached.

Only closed periods that have settled count. A run is unbroken as long as each period complies; a gap breaks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, chain, takewhile
from typing import TypeVar

from kpireport.analysis.figures import reaches
from kpireport.analysis.measured import MetricSeries
from kpireport.analysis.rank import why_no_value
from kpireport.analysis.readings import Reading
from kpireport.condition import Change, Reaches, Relation, Span, Threshold
from kpireport.model import Point, Reason
from kpireport.periods import Grain, Period

_T = TypeVar("_T")

#: Microseconds of the spans that are measured by readings, not by periods.
CLOCK: Mapping[str, int] = {"minute": 60_000_000, "hour": 3_600_000_000}

#: Strictly above and below; binary arithmetic's last digits put no value beyond a mark.
_HOLDS: Mapping[Relation, Callable[[float, float], bool]] = {
    "above": lambda value, mark: not reaches(mark, value),
    "below": lambda value, mark: not reaches(value, mark),
    "at_least": reaches,
    "at_most": lambda value, mark: reaches(mark, value),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """How a condition stands: `fired` None where that cannot be told, and why.

    `run` counts the periods or readings in a row that comply, up to the one of `period`; `lasted` are the microseconds
    that readings span. `before` and `after` are the two sides of a change.
    """

    fired: bool | None
    since: date | None = None
    value: float | None = None
    reason: Reason | None = None
    run: int = 0
    period: Period | None = None
    lasted: int = 0
    before: float | None = None
    after: float | None = None


def untold(reason: Reason) -> Firing:
    return Firing(fired=None, reason=reason)


def settled(series: MetricSeries, grain: Grain) -> list[Point]:
    """The closed periods whose values are final."""
    return [point for point in series.points(grain) if point.closed and not point.provisional]


def last_run(items: Sequence[_T], complies: Callable[[_T], bool]) -> int:
    """How many of the last items comply without a break."""
    return sum(1 for _ in takewhile(complies, reversed(items)))


def grain_of_span(span: Span | None, cadence: Grain) -> Grain:
    """By which periods a span is counted; without one, and for `period`, by the cadence."""
    if span is None or span.of == "period" or span.of == "minute" or span.of == "hour":
        return cadence
    return span.of


# ------------------------------------------------------------------------------------------------------ thresholds


def watch_threshold(condition: Threshold, series: MetricSeries, cadence: Grain) -> Firing:
    """The last periods all comply, as many as the span asks for; or the last readings, for as long."""
    if condition.span and condition.span.of in CLOCK:
        return _watch_readings(condition, condition.span, series)
    grain = grain_of_span(condition.span, cadence)
    points = settled(series, grain)
    last = points[-1] if points else None
    reason = why_no_value(series, grain, last)
    if reason or last is None:
        return untold(reason or "no_closed_period")
    run = last_run(points, lambda point: point.value is not None and _complies(condition, point.value))
    state = _state(run >= (condition.span.n if condition.span else 1), broken=run < len(points))
    since = points[-run].period.start if state else None
    return Firing(
        fired=state,
        since=since,
        value=last.value,
        run=run,
        period=last.period,
        reason="short_history" if state is None else None,
    )


def _watch_readings(condition: Threshold, span: Span, series: MetricSeries) -> Firing:
    """The readings up to the last comply, and lie as far apart as the span asks for."""
    readings = _settled_readings(series)
    last = next(readings, None)
    if last is None:
        return untold("no_data" if series.grain is None else "coarser_than_cadence")
    if last.value is None:
        return untold("no_data")
    run, first, broken = 0, last, False
    for reading in chain([last], readings):
        if reading.value is None or not _complies(condition, reading.value):
            broken = True
            break
        run, first = run + 1, reading
    lasted = last.moment - first.moment
    state = _state(run > 0 and lasted >= span.n * CLOCK[span.of], broken=broken)
    return Firing(
        fired=state,
        since=first.day if state else None,
        value=last.value,
        run=run,
        lasted=lasted,
        reason="short_history" if state is None else None,
    )


def _settled_readings(series: MetricSeries) -> Iterator[Reading]:
    if series.through is None:
        return iter(())
    last = series.through - timedelta(days=series.settle_days)
    return (reading for reading in series.readings() if reading.day <= last)


def _complies(condition: Threshold, value: float) -> bool:
    return _HOLDS[condition.relation](value, condition.value)


def _state(complete: bool, *, broken: bool) -> bool | None:
    """None where everything there is complies, and there is not enough of it."""
    return True if complete else False if broken else None


# --------------------------------------------------------------------------------------------------------- changes


def watch_change(condition: Change, series: MetricSeries, cadence: Grain) -> Firing:
    """The last periods together, against as many before them."""
    grain, n = grain_of_span(condition.span, cadence), condition.span.n
    points = settled(series, grain)
    if not points:
        return untold(why_no_value(series, grain, None) or "no_closed_period")
    if len(points) < 2 * n:
        return untold("short_history")
    now = _moved(series, points, len(points), n)
    if now.reason or not _changed(condition, now):
        return now
    end = len(points)
    while end > 2 * n and _changed(condition, _moved(series, points, end - 1, n)):
        end -= 1
    run = len(points) - end + 1
    return Firing(
        fired=True,
        since=points[end - n].period.start,
        value=now.value,
        run=run,
        period=now.period,
        before=now.before,
        after=now.after,
    )


def _moved(series: MetricSeries, points: Sequence[Point], end: int, n: int) -> Firing:
    """The relative change of the `n` periods before `end` on the `n` before them, as a condition that does not hold."""
    grain = points[0].period.grain
    after = series.over(points[end - n].period.start, points[end - 1].period.end, grain)
    before = series.over(points[end - 2 * n].period.start, points[end - n - 1].period.end, grain)
    if before is None or after is None:
        return untold("not_additive" if series.metric.aggregation == "distinct" else "no_data")
    if not before:
        return untold("zero_base")
    if before * after < 0:
        return untold("sign_change")
    share = (after - before) / abs(before)
    return Firing(fired=False, value=share, period=points[end - 1].period, before=before, after=after)


def _changed(condition: Change, moved: Firing) -> bool:
    if moved.value is None:
        return False
    return reaches(-moved.value if condition.is_fall else moved.value, condition.share)


# ---------------------------------------------------------------------------------------------------------- counts


def watch_count(condition: Reaches, series: MetricSeries, cadence: Grain, start: date | None) -> Firing:
    """A sum counts up, from `start` or else from its first row; of everything else the last value counts."""
    points = [point for point in settled(series, cadence) if start is None or point.period.end >= start]
    last = points[-1] if points else None
    adds_up = series.metric.aggregation == "sum" and series.metric.formula is None
    if last is None or (last.value is None and not adds_up):
        reason = why_no_value(series, cadence, last)
        return untold("window_not_started" if start and settled(series, cadence) else reason or "no_data")
    counts = _counted(series, points, start) if adds_up else [point.value for point in points]
    run = last_run(counts, lambda count: count is not None and reaches(count, condition.value))
    since = points[-run].period.start if run else None
    return Firing(fired=run > 0, since=since, value=counts[-1], run=run, period=last.period)


def _counted(series: MetricSeries, points: Sequence[Point], start: date | None) -> list[float | None]:
    """What has come together by the end of each period, from the first row on though its period be cut short."""
    begin = start or series.first or points[0].period.start
    first = series.value(begin, points[0].period.end) or 0.0
    return list(accumulate((point.value or 0.0 for point in points[1:]), initial=first))
