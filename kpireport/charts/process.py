"""The process-behaviour chart: values, the limits of their normal variation, and the values that are signals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kpireport.charts.axis import Axis, number_axis, tick_labels, time_ticks
from kpireport.charts.events import event_heads, event_rows, head_height
from kpireport.charts.frame import FOOT, Frame, Layers, left_margin, merged, number_rows, time_rows
from kpireport.charts.label import Box, Taken, clean, text_width
from kpireport.charts.names import Name, around, edge_rows, right_margin
from kpireport.charts.plot import Plot, Row, Scale, rule_row, text_row
from kpireport.charts.settings import Size
from kpireport.charts.stretch import ends, middle, runs
from kpireport.charts.variation import Named, Process, Start, height_of
from kpireport.format import Language
from kpireport.model import Event, Metric, SignalPoint, SignalSegment

#: Dots are left out below this distance from one to the next, and grow up to a width of six with the room there is.
_ROOM = 4.0
#: Names that say when and what happened may be longer than those of events.
_LONG = 1.8
_WIDEST, _DIAMOND = 6.0, 10.0


def process_axis(drawn: Process, size: Size, metric: Metric, language: Language) -> Axis:
    heights = list(drawn.heights())
    return number_axis(heights, ticks=size.ticks, zero_below=0.0, unit=language.axis_unit(heights, metric))


def process_plot(drawn: Process, size: Size, metric: Metric, language: Language, *, css: str, label: str) -> Plot:
    """The rows of the chart for one size of view box."""
    axis = process_axis(drawn, size, metric, language)
    labels = tick_labels(axis, metric, language, change=drawn.is_adjusted)
    first, last = float(drawn.first.toordinal()), float(drawn.last.toordinal() + 1)
    edge = [Name(last, height, text, "t_limit") for height, text in drawn.limit_names]
    left, right = left_margin(labels, size), size.width - right_margin(edge, size)
    size = replace(size, event=min(size.event * _LONG, size.width / 2))
    heads = event_heads([_titled(start, size) for start in drawn.starts], Scale(first, last, left, right), size)
    frame = Frame(size, left, right, head_height(heads, size), size.height - FOOT)
    x, y = frame.x(first, last), frame.y(axis)
    taken = _taken(drawn, x, y, frame)
    layers = merged(
        number_rows(axis, labels, frame),
        time_rows(time_ticks(drawn.first, drawn.last, size.dates, language), x, frame),
        *(_segment_rows(segment, first, x, y) for segment in drawn.segments),
        {"thin": tuple({"x": day, "y": height} for day, height in drawn.line)},
        _dot_rows(drawn, x),
        edge_rows(edge, y, frame, taken),
        event_rows(heads, [], frame, taken),
        *_signal_names(drawn, x, y, frame, taken),
    )
    return Plot("process", css, label, size.width, size.height, x, y, layers)


def _titled(start: Start, size: Size) -> Event:
    """With what happened where that has room."""
    fits = text_width(clean(start.long), size.font) <= size.event
    return replace(start.day, title=start.long) if fits else start.day


def _segment_rows(segment: SignalSegment, first: float, x: Scale, y: Scale) -> Layers:
    """The band between the limits, its edges and the mean; trial limits are a layer of their own."""
    start, end = max(first, float(segment.start.start.toordinal())), ends(segment.end)
    left, right = x(start), x(end)
    return {
        "range": ({"x": start, "x2": end, "y": segment.lower, "y2": segment.upper},),
        "trial" if segment.trial else "limit": tuple(
            rule_row(left, y(limit), right, y(limit)) for limit in (segment.lower, segment.upper)
        ),
        "mean": (rule_row(left, y(segment.mean), right, y(segment.mean)),),
    }


def _dot_rows(drawn: Process, x: Scale) -> Layers:
    """Dots as large as their distance allows, larger diamonds for signals, and the last value."""
    room = (x.last - x.first) / len(drawn.points)
    usual = tuple(_dot(point, min(_WIDEST, room * 0.75)) for point in drawn.points[:-1] if not point.rule)
    last = [point for point in drawn.points[-1:] if not point.rule]
    return {
        "point": usual if room >= _ROOM else (),
        "last": tuple({"x": middle(point.period), "y": height_of(point)} for point in last),
        **{layer: tuple(_dot(point, _diamond(room)) for point in _signals(drawn, layer)) for layer in _LAYERS},
    }


_LAYERS = ("signal", "gain")


def _layer(point: SignalPoint) -> str:
    return "gain" if point.variation == "improvement" else "signal"


def _signals(drawn: Process, layer: str) -> Iterator[SignalPoint]:
    return (point for point in drawn.points if point.rule and _layer(point) == layer)


def _diamond(room: float) -> float:
    return max(_WIDEST, min(_DIAMOND, room * 1.5))


def _dot(point: SignalPoint, width: float) -> Row:
    return {"x": middle(point.period), "y": height_of(point), "size": round(width * width, 2)}


def _signal_names(drawn: Process, x: Scale, y: Scale, frame: Frame, taken: Taken) -> Iterator[Layers]:
    """The names of signals, the latest first, as far as there is room."""
    size = frame.size
    for named in drawn.named:
        at, height = x(middle(named.point.period)), y(height_of(named.point))
        places = _places(named, at, height, drawn, size)
        texts = [text for text in map(clean, (named.long, named.text)) if text_width(text, size.font) <= size.event]
        found = ((text, taken.free(text, size.font, places)) for text in texts)
        text, place = next(((text, place) for text, place in found if place), ("", None))
        if place:
            yield {f"t_{_layer(named.point)}": (text_row(place[0], place[1], text, place[2]),)}


def _places(named: Named, at: float, height: float, drawn: Process, size: Size) -> list[tuple[float, float, str]]:
    """Beside the dot, away from the mean first."""
    is_low = height_of(named.point) < drawn.segments[-1].mean
    places = around(at, height, size.font)
    return sorted(places, key=lambda place: (place[1] > height) != is_low)


def _taken(drawn: Process, x: Scale, y: Scale, frame: Frame) -> Taken:
    """Where the line, the limits and the signals are, for names to keep clear of."""
    room = Box(frame.left + 2, frame.size.width - 1, frame.top - 12, frame.bottom - 2)
    paths: list[Sequence[tuple[float, float]]] = [
        [(x(day), y(height)) for day, height in run] for run in runs(drawn.line)
    ]
    for segment in drawn.segments:
        start, end = x(max(segment.start.start, drawn.first).toordinal()), x(ends(segment.end))
        paths += [[(start, y(height)), (end, y(height))] for height in (segment.lower, segment.mean, segment.upper)]
    signals = [(x(middle(point.period)), y(height_of(point))) for point in drawn.points if point.rule]
    return Taken(room, paths, [Box(at - 5, at + 5, height - 5, height + 5) for at, height in signals])
