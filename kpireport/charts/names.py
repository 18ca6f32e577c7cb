"""The names of lines and dots: at the right edge where they end there, else where the plot is emptiest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kpireport.charts.ahead import forecast_name
from kpireport.charts.curves import Curves
from kpireport.charts.frame import Frame, Layers, merged
from kpireport.charts.label import Block, Box, Place, Taken, height_at, spread, text_width, wrap
from kpireport.charts.plot import Scale, rule_row, text_row
from kpireport.charts.settings import Size
from kpireport.charts.stretch import Spot
from kpireport.charts.target import Step
from kpireport.format import Language

#: A name stands at the right edge when its dot or line ends within this share of the width from there; a target's
#: height may end earlier, with the last closed period, and a forecast in the middle of its last period.
_AT_EDGE, _LATE = 0.04, {"t_target": 0.12, "t_fc": 0.12}
#: Room at the right without names, and beyond the names that stand there.
_BARE, _BEYOND = 12.0, 16.0
#: An earlier height of the target is named when it lasts for at least this share of the width.
_LASTING = 0.2


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a line that ends at `x`, `y` (in days and the metric's unit), or of a dot there (no `path`)."""

    x: float
    y: float
    text: str
    css: str
    path: tuple[tuple[float, float], ...] = ()


def names(curves: Curves, language: Language) -> Iterator[Name]:
    """All names of a chart, the most important first."""
    if curves.final_text and curves.final:
        yield Name(*curves.final, curves.final_text, "t_strong")
    if curves.hollow_text and curves.hollow:
        yield Name(*curves.hollow, curves.hollow_text, "t_note" if curves.final else "t_strong")
    yield from _target_names(curves)
    if ray := curves.forecast:
        yield Name(ray.x, ray.middle, forecast_name(language), "t_fc")
    if py := _known(curves.py):
        yield Name(*py[-1], language.text("Last year (PY)"), "t_py", py)
    if plan := _known(curves.plan):
        # A plan that runs into the target's ring is named along its way: the target's name stands at its end.
        yield Name(*plan[0 if curves.ring else -1], language.text("Plan (PL)"), "t_note", plan)
    if curves.benchmark:
        yield Name(*_benchmark_edge(curves)[0], curves.benchmark_text, "t_note", _benchmark_edge(curves))


def _benchmark_edge(curves: Curves) -> tuple[tuple[float, float], ...]:
    """The upper edge of its band, along which it is named."""
    height = max(curves.benchmark or (0.0,))
    return (curves.first.toordinal(), height), (curves.last.toordinal() + 1, height)


def _target_names(curves: Curves) -> Iterator[Name]:
    if curves.target_text and curves.ring:
        yield Name(*curves.ring, curves.target_text, "t_target")
    elif curves.target_text and curves.target:
        last = curves.target[-1]
        yield Name(last.last, last.high, curves.target_text, "t_target", _edge(last))
        width = curves.last.toordinal() - curves.first.toordinal()
        for step, text in zip(curves.target[:-1], curves.step_names, strict=False):
            if step.last - step.first >= _LASTING * width:
                yield Name(step.first, step.high, text, "t_note", _edge(step))


def _known(spots: Sequence[Spot]) -> tuple[tuple[float, float], ...]:
    return tuple((x, y) for x, y in spots if y is not None)


def _edge(step: Step) -> tuple[tuple[float, float], ...]:
    return (step.first, step.high), (step.last, step.high)


def at_edge(named: Sequence[Name], first: float, last: float) -> list[Name]:
    width = last - first
    return [name for name in named if name.x >= last - width * _LATE.get(name.css, _AT_EDGE)]


def right_margin(edge: Sequence[Name], size: Size) -> float:
    lines = (line for name in edge for line in wrap(name.text, size.right, size.font))
    return max((text_width(line, size.font) + _BEYOND for line in lines), default=_BARE)


def edge_rows(edge: Sequence[Name], y: Scale, frame: Frame, taken: Taken) -> Layers:
    """Names at the right edge, moved apart; one that moved far gets a leader."""
    size = frame.size
    blocks = [Block(y(name.y), wrap(name.text, size.right, size.font), name.css) for name in edge]
    layers: Layers = {}
    for block, at in spread(blocks, size.line, frame.top - 8, frame.bottom + 8):
        if abs(at - block.y) > size.line / 2 + 2:
            layers = merged(layers, {"link": (rule_row(frame.right + 2, block.y, frame.beside - 2, at),)})
        for number, line in enumerate(block.lines):
            baseline = at + (number - (len(block.lines) - 1) / 2) * size.line + size.font * 0.34
            layers = merged(layers, {block.css: (text_row(frame.beside, baseline, line),)})
            taken.take(line, size.font, (frame.beside, baseline, "left"))
    return layers


def plot_rows(named: Sequence[Name], x: Scale, y: Scale, frame: Frame, taken: Taken) -> Layers:
    """Names inside the plot, each in the emptiest place beside its dot or along its line."""
    layers: Layers = {}
    for name in named:
        path = [(x(day), y(value)) for day, value in name.path]
        font = frame.size.font
        places = along(path, font) if path else around(x(name.x), y(name.y), font)
        text = name.text.partition("\n")[0]
        at, baseline, anchor = taken.best(text, font, places)
        layers = merged(layers, {name.css: (text_row(at, baseline, text, anchor),)})
    return layers


def around(x: float, y: float, font: float) -> list[Place]:
    """Places for the name of a dot, the best first."""
    above, below = y - 12, y + font + 9
    near: list[Place] = [(x - 4, above, "right"), (x, above, "center"), (x - 4, below, "right"), (x, below, "center")]
    aside: list[Place] = [(x + 9, y + 4, "left"), (x + 4, above, "left"), (x + 4, below, "left")]
    far: list[Place] = [(x - 9, y + 4, "right"), (x - 4, above - 16, "right"), (x - 4, below + 17, "right")]
    return [*near, *aside, *far]


def along(path: Sequence[tuple[float, float]], font: float) -> list[Place]:
    """Places for the name of a line: beyond its end, then above and below it, those near its end first.

    A level line is a height of the target or of the benchmark, whose name stands on it where it begins.
    """
    (first, start), (last, end) = path[0], path[-1]
    if len(path) == 2 and start == end:
        return _on_level(first, last, start, font)
    places: list[Place] = [(last + 6, end + font * 0.34, "left")]
    for share in (0.92, 0.8, 0.68, 0.56, 0.44, 0.32, 0.2, 0.08):
        at = first + (last - first) * share
        height = height_at(path, at)
        if height is not None:
            above, below = height - 8, height + font + 5
            places += [(at, above, "center"), (at, below, "center"), (at, above, "right"), (at, below, "left")]
    return places


def _on_level(first: float, last: float, height: float, font: float) -> list[Place]:
    """At the beginning over and under the line, then at its end and along it."""
    over, under = height - 6, height + font + 3
    places: list[Place] = [(first + 6, over, "left"), (first + 6, under, "left"), (last - 6, over, "right")]
    for share in (0.2, 0.4, 0.6, 0.8):
        at = first + (last - first) * share
        places += [(at, over, "left"), (at, under, "left")]
    return [*places, (last - 6, under, "right")]


def dot_boxes(curves: Curves, x: Scale, y: Scale) -> list[Box]:
    """What the dots cover."""
    dots = [(curves.ring, 6.0), (curves.hollow, 6.0), (curves.final, 5.0)]
    places = [(x(spot[0]), y(spot[1]), radius) for spot, radius in dots if spot]
    boxes = [Box(at - radius, at + radius, height - radius, height + radius) for at, height, radius in places]
    if bar := curves.whisker:
        boxes.append(Box(x(bar.x) - 5, x(bar.x) + 5, y(bar.high), y(bar.low)))
    return boxes
