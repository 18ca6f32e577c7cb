"""Which stretch of a KPI's time is drawn, and its values as points in days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from kpireport.model import KpiResult, Point, TargetResult
from kpireport.periods import Period

#: A position in time, in days counted as `date.toordinal`, and a value; None parts a line.
Spot = tuple[float, float | None]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The drawn days, `first` to `last`, and the points in them, of which the last may be open."""

    points: tuple[Point, ...]
    first: date
    last: date


def stretch(result: KpiResult, most: int, deadline_within: float) -> Stretch | None:
    """The last `most` periods, running on to the target's deadline where that is near; None without any value.

    Where it is far, they run on through as many periods of the forecast as are near.
    """
    known = [index for index, point in enumerate(result.series) if point.value is not None]
    if not known:
        return None
    begin = max(known[0], len(result.series) - most)
    if begin > known[-1]:
        begin = max(known[0], known[-1] - most + 1)
    points = result.series[begin:]
    first, last = points[0].period.start, points[-1].period.end
    near = last + timedelta(days=(last - first).days * deadline_within)
    return Stretch(points, first, _last_day(result.target, last, near))


def _last_day(target: TargetResult | None, last: date, near: date) -> date:
    """The deadline when it lies before `near`, else the last end of a forecast period that does; at least `last`."""
    if target is None:
        return last
    if target.by and last < target.by <= near:
        return target.by
    return max([last, *(point.period.end for point in target.forecast if point.period.end <= near)])


def span_of(shown: Stretch) -> tuple[float, float]:
    """The stretch in days, from the start of its first to the end of its last."""
    return float(shown.first.toordinal()), float(shown.last.toordinal() + 1)


def middle(period: Period) -> float:
    return (period.start.toordinal() + period.end.toordinal() + 1) / 2


def ends(period: Period) -> float:
    """The instant at which the period is over."""
    return float(period.end.toordinal() + 1)


def line(points: Iterable[Point]) -> tuple[Spot, ...]:
    """Values in the middles of their periods."""
    return tuple((middle(point.period), point.value) for point in points)


def closed(points: Iterable[Point]) -> tuple[Point, ...]:
    return tuple(point for point in points if point.closed)


def lone(spots: Sequence[Spot]) -> tuple[Spot, ...]:
    """Values between two gaps, of which a line shows nothing."""
    values = [None, *(value for _, value in spots), None]
    return tuple(
        spot
        for index, spot in enumerate(spots)
        if spot[1] is not None and values[index] is None and values[index + 2] is None
    )


def runs(spots: Iterable[Spot]) -> Iterator[list[tuple[float, float]]]:
    """The parts of a line between its gaps."""
    for broken, part in groupby(spots, key=lambda spot: spot[1] is None):
        if not broken:
            yield [(x, y) for x, y in part if y is not None]


def year_later(result: KpiResult, shown: Stretch) -> tuple[Spot, ...]:
    """Last year's values, which the result places at this year's periods, for the periods drawn."""
    earlier = {point.period: point.value for point in result.previous_year}
    spots = tuple((middle(point.period), earlier.get(point.period)) for point in shown.points)
    return spots if any(value is not None for _, value in spots) else ()


def thin(spots: Sequence[Spot], most: int) -> tuple[Spot, ...]:
    """At most about `most` spots: of each run of neighbours the first lowest and the first highest, and every gap."""
    if len(spots) <= most:
        return tuple(spots)
    size = -(-len(spots) // max(1, most // 2))
    return tuple(spot for start in range(0, len(spots), size) for spot in _extremes(spots[start : start + size]))


def _extremes(spots: Sequence[Spot]) -> list[Spot]:
    known = [(x, y) for x, y in spots if y is not None]
    gap = [spot for spot in spots if spot[1] is None][:1]
    if not known:
        return gap
    kept = {min(known, key=lambda spot: spot[1]), max(known, key=lambda spot: spot[1])}
    return sorted([*kept, *gap], key=lambda spot: spot[0])
