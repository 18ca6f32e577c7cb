"""The room of a chart: margins, scales, and the rows that draw its axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kpireport.charts.axis import Axis, Tick
from kpireport.charts.label import text_width
from kpireport.charts.plot import Row, Scale, rule_row, text_row
from kpireport.charts.settings import Size

#: Below the plot: the length of a tick, and the room for its label.
TICK, FOOT = 5.0, 28.0
#: Between a mark and the text that names it.
GAP = 8.0

Layers = Mapping[str, tuple[Row, ...]]


@dataclass(frozen=True, slots=True)
class Frame:
    """The plot's edges inside the view box."""

    size: Size
    left: float
    right: float
    top: float
    bottom: float

    @property
    def beside(self) -> float:
        """Where names at the right edge begin."""
        return self.right + GAP + 2

    def x(self, first: float, last: float) -> Scale:
        return Scale(first, last, self.left, self.right)

    def y(self, axis: Axis) -> Scale:
        return Scale(axis.low, axis.high, self.bottom, self.top)


def left_margin(labels: Sequence[str], size: Size) -> float:
    return max(size.left, max(text_width(label, size.font) for label in labels) + GAP)


def number_rows(axis: Axis, labels: Sequence[str], frame: Frame) -> Layers:
    """Grid lines with their values at the left, and the line the marks stand on."""
    y = frame.y(axis)
    base = y(0.0) if axis.low <= 0 <= axis.high else frame.bottom
    names = zip(axis.ticks, labels, strict=True)
    return {
        "grid": tuple(rule_row(frame.left, y(tick), frame.right, y(tick)) for tick in axis.ticks),
        "axis": (rule_row(frame.left, base, frame.right, base),),
        "t_axis": tuple(text_row(frame.left - GAP, y(tick) + 4, label, "right") for tick, label in names),
    }


def time_rows(ticks: Sequence[Tick], x: Scale, frame: Frame) -> Layers:
    """Marks below the plot with their labels; those that would touch another or leave the box are left out."""
    rules: list[Row] = []
    texts: list[Row] = []
    free = 0.0
    for tick in ticks:
        at = x(tick.day.toordinal())
        end = at + text_width(tick.label, frame.size.font)
        if at < free or end > frame.size.width:
            continue
        free = end + GAP
        rules.append(rule_row(at, frame.bottom, at, frame.bottom + TICK))
        texts.append(text_row(at, frame.bottom + 19, tick.label))
    return {"tick": tuple(rules), "t_axis": tuple(texts)}


def merged(*parts: Layers) -> dict[str, tuple[Row, ...]]:
    """The rows of all parts, layer by layer."""
    layers: dict[str, tuple[Row, ...]] = {}
    for part in parts:
        for name, rows in part.items():
            layers[name] = (*layers.get(name, ()), *rows)
    return layers
