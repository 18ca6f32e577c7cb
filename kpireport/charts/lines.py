"""The history of a KPI as a line: curves laid out for one size, with every name in its place."""

from __future__ import annotations

from collections.abc import Sequence

from kpireport.charts.ahead import fan_paths, fan_rows, whisker_rows
from kpireport.charts.axis import Axis, number_axis, tick_labels, time_ticks
from kpireport.charts.benchmark import benchmark_rows
from kpireport.charts.curves import Curves
from kpireport.charts.events import event_heads, event_rows, head_height
from kpireport.charts.frame import FOOT, Frame, Layers, left_margin, merged, number_rows, time_rows
from kpireport.charts.label import Box, Taken
from kpireport.charts.names import at_edge, dot_boxes, edge_rows, names, plot_rows, right_margin
from kpireport.charts.plot import Plot, Row, Scale
from kpireport.charts.settings import Size
from kpireport.charts.stretch import Spot, runs
from kpireport.charts.target import Step
from kpireport.format import Language
from kpireport.model import Metric


def line_axis(curves: Curves, size: Size, metric: Metric, language: Language) -> Axis:
    heights = list(curves.heights())
    unit = language.axis_unit(heights, metric)
    return number_axis(heights, ticks=size.ticks, zero_below=curves.zero_below, unit=unit)


def line_plot(curves: Curves, size: Size, metric: Metric, language: Language, *, css: str, label: str) -> Plot:
    """The rows of the chart for one size of view box."""
    axis = line_axis(curves, size, metric, language)
    labels = tick_labels(axis, metric, language)
    first, last = float(curves.first.toordinal()), float(curves.last.toordinal() + 1)
    named = list(names(curves, language))
    edge = at_edge(named, first, last)
    left, right = left_margin(labels, size), size.width - right_margin(edge, size)
    heads = event_heads(curves.events, Scale(first, last, left, right), size, curves.breaks)
    frame = Frame(size, left, right, head_height(heads, size), size.height - FOOT)
    x, y = frame.x(first, last), frame.y(axis)
    taken = _taken(curves, x, y, frame)
    actual = [(x(day), y(value)) for day, value in curves.actual if value is not None]
    layers = merged(
        number_rows(axis, labels, frame),
        time_rows(time_ticks(curves.first, curves.last, size.dates, language), x, frame),
        benchmark_rows(curves.benchmark, x, y),
        fan_rows(curves.fan),
        whisker_rows(curves.whisker, x, y) if curves.whisker else {},
        _mark_rows(curves),
        edge_rows(edge, y, frame, taken),
        event_rows(heads, actual, frame, taken),
        plot_rows([name for name in named if name not in edge], x, y, frame, taken),
    )
    return Plot("line", css, label, size.width, size.height, x, y, layers)


def _mark_rows(curves: Curves) -> Layers:
    """The lines, dots and bands themselves, in the units of the scales."""
    return {
        "py": _path(curves.py),
        "plan": _path(curves.plan),
        "target": _stairs(curves.target),
        "band": tuple(_band(step) for step in curves.target if step.low < step.high),
        "open": _path(curves.joint),
        "actual": _path(curves.actual),
        "point": _path(curves.points),
        "last": _path([curves.final] if curves.final else ()),
        "open_dot": _path([curves.hollow] if curves.hollow else ()),
        "targetpt": _path([curves.ring] if curves.ring else ()),
        "fcpt": _path([(curves.whisker.x, curves.whisker.middle)] if curves.whisker else ()),
    }


def _path(spots: Sequence[Spot]) -> tuple[Row, ...]:
    return tuple({"x": x, "y": y} for x, y in spots)


def _stairs(target: Sequence[Step]) -> tuple[Row, ...]:
    """One path through the heights of a target, broken where it asks nothing; a band's edges are two such paths."""
    lower = _walk([(step.first, step.last, step.low) for step in target])
    if all(step.low == step.high for step in target):
        return lower
    return (*lower, {"x": target[0].first, "y": None}, *_walk([(step.first, step.last, step.high) for step in target]))


def _walk(levels: Sequence[tuple[float, float, float]]) -> tuple[Row, ...]:
    rows: list[Row] = []
    for index, (first, last, height) in enumerate(levels):
        if index and levels[index - 1][1] < first:
            rows.append({"x": first, "y": None})
        rows += [{"x": first, "y": height}, {"x": last, "y": height}]
    return tuple(rows)


def _band(step: Step) -> Row:
    return {"x": step.first, "x2": step.last, "y": step.low, "y2": step.high}


def _taken(curves: Curves, x: Scale, y: Scale, frame: Frame) -> Taken:
    """Where lines and dots are, for names to keep clear of."""
    room = Box(frame.left + 2, frame.size.width - 1, frame.top - 12, frame.bottom - 2)
    paths = [path for spots in (curves.actual, curves.py, curves.plan, curves.joint) for path in runs(spots)]
    paths += fan_paths(curves.fan)
    edges = {(step.first, step.last, height) for step in curves.target for height in (step.low, step.high)}
    paths += [[(first, height), (last, height)] for first, last, height in sorted(edges)]
    return Taken(room, [[(x(day), y(value)) for day, value in path] for path in paths], dot_boxes(curves, x, y))
