"""What a process chart shows of a KPI's normal variation: values, limits and signals, before it is known how large."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby, pairwise

from kpireport.charts.stretch import Spot, middle
from kpireport.format import Language
from kpireport.model import Event, KpiResult, Metric, Signal, SignalPoint, SignalSegment

#: The most signals that are named, the latest ones.
_NAMED = 3
#: What an adjustment leaves is nothing below this share of the largest value: binary arithmetic loses as much.
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Named:
    """A signal with its name: the period and the value; in `long` also what happened then."""

    point: SignalPoint
    text: str
    long: str


@dataclass(frozen=True, slots=True)
class Start:
    """The day on which new limits begin, with what to write there; in `long` also what happened then."""

    day: Event
    long: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """The drawn periods, `first` to `last`, and the limits that hold in them; those of the past begin at `starts`."""

    first: date
    last: date
    points: tuple[SignalPoint, ...]
    segments: tuple[SignalSegment, ...]
    starts: tuple[Start, ...]
    named: tuple[Named, ...]
    limit_names: tuple[tuple[float, str], ...]
    is_adjusted: bool

    def heights(self) -> Iterator[float]:
        """Every value that the axis must reach."""
        yield from (height_of(point) for point in self.points)
        for segment in self.segments:
            yield from (segment.lower, segment.mean, segment.upper)

    @property
    def line(self) -> tuple[Spot, ...]:
        """The charted values, parted where a period is missing or limits begin anew."""
        spots: list[Spot] = [(middle(point.period), height_of(point)) for point in self.points[:1]]
        for before, point in pairwise(self.points):
            if not self._joins(before, point):
                spots.append((middle(point.period), None))
            spots.append((middle(point.period), height_of(point)))
        return tuple(spots)

    def _joins(self, before: SignalPoint, point: SignalPoint) -> bool:
        follows = before.period.end + timedelta(days=1) == point.period.start
        return follows and not any(before.period.start < start.day.date <= point.period.end for start in self.starts)


def height_of(point: SignalPoint) -> float:
    """Where the point is drawn."""
    return point.value if point.charted is None else point.charted


def process(result: KpiResult, most: int, language: Language) -> Process | None:
    """The last `most` values and their limits; None where the last value has no limits."""
    signal = _without_dust(result.signal)
    segments = _alike(signal)
    drawn = [point for point in signal.points if point.charted is not None or not signal.adjustment]
    points = tuple(point for point in drawn[-most:] if segments and point.period.start >= segments[0].start.start)
    if not points or signal.mean is None:
        return None
    first, last = points[0].period.start, segments[-1].end.end
    shown = tuple(segment for segment in segments if segment.end.end >= first)
    starts = tuple(_start(segment, result, language) for segment in shown[1:])
    is_adjusted = signal.adjustment is not None
    return Process(
        first=first,
        last=last,
        points=points,
        segments=shown,
        starts=starts,
        named=tuple(_named(points, result, language)),
        limit_names=tuple(_limit_names(shown[-1], result.metric, language, is_adjusted=is_adjusted)),
        is_adjusted=is_adjusted,
    )


def _without_dust(signal: Signal) -> Signal:
    """The same with zeros where an adjustment leaves next to nothing."""
    if signal.adjustment is None:
        return signal
    least = _NOTHING * max((abs(point.value) for point in signal.points), default=0.0)

    def swept(number: float) -> float:
        return number if abs(number) > least else 0.0

    points = (
        point if point.charted is None else replace(point, charted=swept(point.charted)) for point in signal.points
    )
    segments = (
        replace(segment, mean=swept(segment.mean), lower=swept(segment.lower), upper=swept(segment.upper))
        for segment in signal.segments
    )
    return replace(signal, points=tuple(points), segments=tuple(segments))


def _alike(signal: Signal) -> tuple[SignalSegment, ...]:
    """The last limits, and those before them as long as they are limits of the same: of values, or of what is left.

    Distances from a trend have no place on an axis of values.
    """
    kept = list(signal.segments[-1:])
    for segment in reversed(signal.segments[:-1]):
        inside = [point for point in signal.points if segment.start.start <= point.period.start <= segment.end.start]
        if all(point.charted == point.value for point in inside) == (signal.adjustment is not None):
            break
        kept.append(segment)
    return tuple(reversed(kept))


def _start(segment: SignalSegment, result: KpiResult, language: Language) -> Start:
    """The limits begin with a period; what is written is the day that was declared."""
    declared = max((day for day in result.metric.rebase if day <= segment.start.end), default=segment.start.start)
    year = result.period.end.year if result.period else declared.year
    day = language.short_date(declared) if declared.year == year else language.table_date(declared)
    title = language.text("New limits from {date}", date=day)
    day_of = Event(place=result.kpi.place, date=segment.start.start, title=title)
    return Start(day_of, _with_event(title, declared, declared, result.events))


def _named(points: Sequence[SignalPoint], result: KpiResult, language: Language) -> Iterator[Named]:
    """The signal that the last value is, and the latest values outside the limits: of neighbours the farthest out."""
    runs = [list(run) for _, run in groupby(points, key=lambda point: (point.rule, point.variation))]
    told = [run for run in reversed(runs) if run[0].rule == "outside" or (run[0].rule and run[-1] is points[-1])]
    for run in told[:_NAMED]:
        point = _told(run, result.signal.mean or 0.0)
        name = _signal_name(point, result, language)
        yield Named(point, name, _with_event(name, point.period.start, point.period.end, result.events))


def _told(run: Sequence[SignalPoint], mean: float) -> SignalPoint:
    if run[0].rule != "outside":
        return run[-1]
    return max(run, key=lambda point: (abs(height_of(point) - mean), point.period.start))


def _signal_name(point: SignalPoint, result: KpiResult, language: Language) -> str:
    period = point.period
    name = language.short_date(period.start) if period.grain == "day" else language.period(period)
    write = language.value if result.signal.adjustment is None else language.change
    return f"{name[:1].upper()}{name[1:]}, {write(height_of(point), result.metric)}"


def _with_event(text: str, first: date, last: date, events: Sequence[Event]) -> str:
    happened = next((event.title for event in events if first <= event.date <= last), None)
    return f"{text}: {happened}" if happened else text


def _limit_names(
    segment: SignalSegment, metric: Metric, language: Language, *, is_adjusted: bool
) -> Iterator[tuple[float, str]]:
    """The limits and the mean of the last segment with what stands beside each."""
    write = language.change if is_adjusted else language.value
    yield segment.upper, language.text("Upper limit {value}", value=write(segment.upper, metric))
    yield segment.mean, language.text("Average {value}", value=write(segment.mean, metric))
    yield segment.lower, language.text("Lower limit {value}", value=write(segment.lower, metric))


def adjustment_note(adjustment: str | None, language: Language) -> str:
    """What the dots are where they are not the values themselves."""
    notes = {
        "season_and_trend": language.text("The dots are what is left of the values without season and trend."),
        "season_difference": language.text("The dots are changes from the same period a season earlier."),
        "trend": language.text("The dots are distances from a straight trend through the values."),
    }
    if adjustment is None:
        return ""
    return notes.get(adjustment) or language.text("The values are adjusted: {name}.", name=adjustment.replace("_", " "))
