"""Events and breaks above a line chart: their names in rows, and a rule from each down to the line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kpireport.charts.frame import GAP, Frame, Layers
from kpireport.charts.label import Box, Place, Taken, height_at, shorten, text_box, text_width
from kpireport.charts.plot import Row, Scale, rule_row, text_row
from kpireport.charts.settings import Size
from kpireport.model import Event

#: Between the lowest row's baseline and the plot, and how far a rule reaches above the plot.
_CLEAR, _REACH = 12.0, 8.0
#: The head of a plot without events.
_HEAD = 16.0


@dataclass(frozen=True, slots=True)
class Head:
    """An event's name above the plot. Rows count up from the plot; None where there was no room for the name.

    `layer` is what its rule is drawn as: `event`, or `break` where the KPI itself became another.
    """

    x: float
    text: str
    anchor: str
    row: int | None
    layer: str = "event"


def event_heads(events: Sequence[Event], x: Scale, size: Size, breaks: Sequence[Event] = ()) -> list[Head]:
    """The names in their rows, breaks before events and the latest first, where neither name nor rule meets another."""
    heads: list[Head] = []
    boxes: list[Box] = []
    for layer, group in (("break", breaks), ("event", events)):
        for event in sorted(group, key=lambda event: (event.date, event.title), reverse=True):
            text = shorten(event.title, size.event, size.font)
            head = replace(_placed(x(event.date.toordinal()), text, size, boxes), layer=layer)
            boxes += _boxes(head, size) if head.row is not None else []
            heads.append(head)
    return heads


def _placed(x: float, text: str, size: Size, boxes: Sequence[Box]) -> Head:
    """To the right of its rule, in the lowest free row; where that leaves the view box, to the left and high up."""
    to_right = x + text_width(text, size.font) <= size.width - 2
    rows = range(size.event_rows) if to_right else reversed(range(size.event_rows))
    wanted = [Head(x, text, "left" if to_right else "right", row) for row in rows]
    free = (head for head in wanted if not _meets(head, size, boxes))
    return next(free, Head(x, text, "left", None))


def _meets(head: Head, size: Size, boxes: Sequence[Box]) -> bool:
    name, rule = _boxes(head, size)
    return name.left < 0 or any(box.meets(other) for box in (name, rule) for other in boxes)


def _boxes(head: Head, size: Size) -> tuple[Box, Box]:
    """Of the name and of the rule, with heights counted from the lowest row's baseline."""
    baseline = -(head.row or 0) * size.line
    name = text_box(head.x, baseline, head.text, head.anchor, size.font)
    rule = Box(head.x - 1, head.x + 1, baseline + size.font * 0.3, size.line)
    return Box(name.left, name.right + GAP, name.top, name.bottom), rule


def head_height(heads: Sequence[Head], size: Size) -> float:
    """Where the plot begins: below the rows of names."""
    rows = max((head.row + 1 for head in heads if head.row is not None), default=0)
    return _HEAD + rows * size.line


def event_rows(heads: Sequence[Head], line: Sequence[tuple[float, float]], frame: Frame, taken: Taken) -> Layers:
    """Names and rules; `line` is what the rules reach down to, in view box units."""
    rules: dict[str, list[Row]] = {"event": [], "break": []}
    texts: list[Row] = []
    for head in sorted(heads, key=lambda head: (head.x, head.text)):
        place: Place = (head.x, frame.top - _CLEAR - (head.row or 0) * frame.size.line, head.anchor)
        top = frame.top - _REACH if head.row is None else place[1] + 4
        bottom = frame.bottom if head.layer == "break" else _foot(head.x, line, frame)
        rules[head.layer].append(rule_row(head.x, top, head.x, bottom))
        taken.rules.append(Box(head.x - 2, head.x + 2, frame.top - _REACH, bottom))
        if head.row is not None:
            texts.append(text_row(place[0], place[1], head.text, head.anchor))
            taken.take(head.text, frame.size.font, place)
    return {**{layer: tuple(rows) for layer, rows in rules.items()}, "t_note": tuple(texts)}


def _foot(x: float, line: Sequence[tuple[float, float]], frame: Frame) -> float:
    """A little above the line, or the bottom where the line has no value."""
    height = height_at(line, x)
    return frame.bottom if height is None else max(frame.top + 4, height - 8)
