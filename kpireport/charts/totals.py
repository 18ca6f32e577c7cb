"""The history of a target on a sum: the total since its window began, against the plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import accumulate, islice
from math import fsum

from kpireport.charts.ahead import whisker
from kpireport.charts.breaks import breaks_in
from kpireport.charts.curves import Curves, events_in, final_spot
from kpireport.charts.stretch import Spot, Stretch, closed, ends, year_later
from kpireport.charts.target import plan_in, ring_in, target_name
from kpireport.format import Language
from kpireport.model import KpiResult, Point


def running_curves(result: KpiResult, window: Sequence[Point], language: Language) -> Curves:
    """The total since the window's start against the plan, for a target on a sum."""
    target = result.target
    first, last = window[0].period.start, window[-1].period.end
    frame = Stretch(tuple(window), (target and target.start) or first, (target and target.by) or last)
    actual = _running(closed(window), frame.first, _days_before(result, window))
    final = final_spot(actual)
    hollow = _total_so_far(result, window, final)
    at = hollow or final
    to_date = target is None or target.by is None or result.data_through is None or result.data_through < target.by
    text = language.value(at[1], result.metric) if at else ""
    return Curves(
        first=frame.first,
        last=frame.last,
        zero_below=1.0,
        actual=actual,
        py=_running_year_before(result, frame),
        plan=plan_in(target, frame),
        joint=(final, hollow) if final and hollow else (),
        hollow=hollow,
        final=None if hollow else final,
        ring=ring_in(target, frame),
        whisker=whisker(target, frame.last),
        events=events_in(result.events, frame),
        breaks=breaks_in(result, frame.first, frame.last, language),
        final_text="" if hollow else language.text("{value} to date", value=text) if to_date else text,
        hollow_text=language.text("{value} to date", value=text) if hollow else "",
        target_text=target_name(result, language, by=frame.last),
    )


def window_of(result: KpiResult) -> tuple[Point, ...]:
    """The periods that lie inside a cumulative target's window; none for other targets."""
    target = result.target
    if target is None or target.kind != "cumulative" or target.value is None or target.start is None:
        return ()
    by = target.by or date.max
    inside = (point for point in result.series if target.start <= point.period.start and point.period.end <= by)
    return tuple(inside)


def _running(points: Sequence[Point], start: date, before: float) -> tuple[Spot, ...]:
    """Totals at the ends of periods, from zero at `start`; a period without a value is a gap that adds nothing."""
    totals = accumulate((point.value or 0.0 for point in points), initial=before)
    known = zip(points, islice(totals, 1, None), strict=True)
    spots = [(ends(point.period), None if point.value is None else total) for point, total in known]
    return ((float(start.toordinal()), 0.0), *spots)


def _days_before(result: KpiResult, window: Sequence[Point]) -> float:
    """What the window's days before its first whole period add, so that the last total is the reported one."""
    current = result.target.current if result.target else None
    if current is None or window[0].period.start == (result.target and result.target.start):
        return 0.0
    return current - fsum(point.value or 0.0 for point in window)


def _total_so_far(
    result: KpiResult, window: Sequence[Point], final: tuple[float, float] | None
) -> tuple[float, float] | None:
    """Where the total stands inside an open period."""
    last = window[-1]
    if last.closed or last.value is None or result.data_through is None:
        return None
    return float(result.data_through.toordinal() + 1), (final[1] if final else 0.0) + last.value


def _running_year_before(result: KpiResult, frame: Stretch) -> tuple[Spot, ...]:
    """Last year's totals at the same places; none when a value is missing."""
    before = year_later(result, frame)
    if not before or any(y is None for _, y in before):
        return ()
    totals = accumulate(y or 0.0 for _, y in before)
    places = (ends(point.period) for point in frame.points)
    return ((float(frame.first.toordinal()), 0.0), *zip(places, totals, strict=True))
