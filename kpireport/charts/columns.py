"""The history of a KPI as columns from zero, for a few quarters or years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from kpireport.charts.ahead import Ray, forecast_name, ray_of, whisker_rows
from kpireport.charts.axis import Axis, number_axis, tick_labels
from kpireport.charts.benchmark import benchmark_name, benchmark_rows
from kpireport.charts.frame import FOOT, Frame, Layers, left_margin, merged, number_rows
from kpireport.charts.label import Box, Taken, clean, text_width
from kpireport.charts.names import Name, edge_rows, right_margin
from kpireport.charts.plot import Plot, Row, Scale, rule_row, text_row
from kpireport.charts.settings import Size
from kpireport.charts.slots import Columns, Slot
from kpireport.charts.target import target_name
from kpireport.format import Language
from kpireport.model import KpiResult, Metric
from kpireport.periods import Period

_HEAD = 26.0
#: The share of its slot that a column fills.
_FILL = 0.62


def column_axis(drawn: Columns, size: Size, metric: Metric, language: Language) -> Axis:
    heights = drawn.heights()
    return number_axis(heights, ticks=size.ticks, zero_below=1.0, unit=language.axis_unit(heights, metric))


def column_plot(drawn: Columns, result: KpiResult, size: Size, language: Language, *, css: str, label: str) -> Plot:
    """The rows of the chart for one size of view box."""
    axis = column_axis(drawn, size, result.metric, language)
    labels = tick_labels(axis, result.metric, language)
    edge = list(_names(drawn, result, language))
    margin = right_margin(edge, size)
    left, right = left_margin(labels, size), size.width - margin
    below = _slot_names(drawn.slots, (right - left) / len(drawn.slots), size, language)
    head = _HEAD + (size.line if drawn.broken else 0)
    frame = Frame(size, left, right, head, size.height - FOOT - size.line * (len(below) - 1))
    x, y = frame.x(0, len(drawn.slots)), frame.y(axis)
    layers = merged(
        number_rows(axis, labels, frame),
        benchmark_rows(drawn.benchmark, x, y),
        *(_bar(index, slot, _latest(drawn.slots)) for index, slot in enumerate(drawn.slots)),
        _level_rows(drawn.slots, x, y),
        _break_rows(drawn, x, frame),
        *(whisker_rows(ray, x, y) for ray in _rays(drawn)),
        _figures(drawn.slots, result, x, y, frame, language),
        *(_below(names, x, frame.bottom + 19 + row * size.line) for row, names in enumerate(below)),
        edge_rows(edge, y, frame, Taken(Box(0.0, size.width, 0.0, size.height))),
    )
    return Plot("columns", css, label, size.width, size.height, x, y, layers)


def _names(drawn: Columns, result: KpiResult, language: Language) -> Iterator[Name]:
    """What stands at the right: the target, the forecast and the benchmark."""
    end = float(len(drawn.slots))
    aimed = [slot for slot in drawn.slots if slot.due is not None or slot.high is not None]
    text = target_name(result, language, by=drawn.slots[-1].period.end)
    if aimed and text:
        heights = [height for height in (aimed[-1].due, aimed[-1].low, aimed[-1].high) if height is not None]
        yield Name(end, sum(heights) / len(heights), text, "t_target")
    if drawn.ahead and drawn.ahead.ahead:
        yield Name(end, drawn.ahead.ahead.middle, forecast_name(language), "t_fc")
    if drawn.benchmark:
        yield Name(end, sum(drawn.benchmark) / 2, benchmark_name(result.kpi.benchmark, language), "t_note")


def _rays(drawn: Columns) -> Iterator[Ray]:
    return (ray_of(index + 0.5, slot.ahead) for index, slot in enumerate(drawn.slots) if slot.ahead)


def _latest(drawn: Sequence[Slot]) -> str:
    """The year of the last value; its columns are dark, those of earlier years lighter."""
    return next((_year(slot.period) for slot in reversed(drawn) if slot.value is not None), "")


def _year(period: Period) -> str:
    return period.label.partition("-")[0]


def _bar(index: int, slot: Slot, latest: str) -> Layers:
    layers: dict[str, tuple[Row, ...]] = {}
    sides = {"x": index + (1 - _FILL) / 2, "x2": index + (1 + _FILL) / 2}
    if slot.ahead is not None:
        layers["fc"] = ({**sides, "y": 0.0, "y2": slot.ahead.middle},)
    if slot.value is not None:
        layer = "open" if not slot.closed else "actual" if _year(slot.period) == latest else "py"
        layers[layer] = ({**sides, "y": 0.0, "y2": slot.value},)
    if slot.due is not None:
        layers["plan"] = ({**sides, "y": 0.0, "y2": slot.due},)
    return layers


def _level_rows(drawn: Sequence[Slot], x: Scale, y: Scale) -> Layers:
    """What is asked of each period: a rule across its slot, set off from the column behind it, or a band."""
    rules: list[Row] = []
    bands: list[Row] = []
    for (low, high), run in groupby(enumerate(drawn), key=lambda slot: (slot[1].low, slot[1].high)):
        places = [index for index, _ in run]
        if low is None or high is None:
            continue
        first, last = places[0], places[-1] + 1
        rules += [rule_row(x(first), y(bound), x(last), y(bound)) for bound in sorted({low, high})]
        bands += [{"x": float(first), "x2": float(last), "y": low, "y2": high}] if low < high else []
    return {"halo": tuple(rules), "target": tuple(rules), "band": tuple(bands)}


def _break_rows(drawn: Columns, x: Scale, frame: Frame) -> Layers:
    """A rule before the slot of each break, with its name at the top where there is room to the next."""
    rules: list[Row] = []
    texts: list[Row] = []
    free = frame.size.width
    for index, one in sorted(drawn.broken, key=lambda place: place[0], reverse=True):
        at = x(index)
        rules.append(rule_row(at, 4, at, frame.bottom))
        text = clean(one.title)
        end = at + 4 + text_width(text, frame.size.font)
        if end <= free:
            texts.append(text_row(at + 4, frame.size.font, text))
            free = at - 8
        elif at - 4 - text_width(text, frame.size.font) >= 0:
            texts.append(text_row(at - 4, frame.size.font, text, "right"))
            free = at - 12 - text_width(text, frame.size.font)
    return {"break": tuple(rules), "t_note": tuple(texts)}


def _figures(drawn: Sequence[Slot], result: KpiResult, x: Scale, y: Scale, frame: Frame, language: Language) -> Layers:
    """The values over their columns: all where they fit, else the last."""
    font = frame.size.font
    found = [(index, slot, figure) for index, slot in enumerate(drawn) for figure in _figures_of(slot, y, font)]
    written = [(*place, language.value(place[2].number, result.metric)) for place in found]
    all_fit = all(text_width(text, font) <= x(1) - x(0) - 4 for *_, text in written)
    last = max((index for index, _, figure, _ in written if figure.layer == "t_val"), default=-1)
    layers: Layers = {}
    for index, slot, figure, text in written:
        is_last = index == last and figure.layer == "t_val"
        if all_fit or is_last:
            middle = min(x(index + 0.5), frame.size.width - text_width(text, font) / 2 - 2)
            row = text_row(middle, _baseline(slot, figure.height, y, font), text, "center")
            layers = merged(layers, {"t_strong" if is_last else figure.layer: (row,)})
    return layers


def _baseline(slot: Slot, height: float, y: Scale, font: float) -> float:
    """Over the column, or under a negative one; over a target's rule or a forecast's bar that would cross the text."""
    if height < 0:
        return y(height) + font + 4
    rules = [y(bound) for bound in (slot.low, slot.high) if bound is not None]
    crossing = [rule for rule in rules if y(height) - font - 8 < rule <= y(height)]
    if slot.ahead and slot.value is None and slot.ahead.low < height < slot.ahead.high:
        crossing.append(y(slot.ahead.high))
    return min([y(height), *crossing]) - 6


class _Figure(NamedTuple):
    """A number to write over the height where it stands."""

    height: float
    number: float
    layer: str


def _figures_of(slot: Slot, y: Scale, font: float) -> Iterator[_Figure]:
    """The value, what is due where it is more, and the forecast where neither stands and a target leaves room."""
    if slot.value is not None:
        yield _Figure(slot.value, slot.value, "t_val")
    if slot.due is not None and (slot.value is None or slot.due > slot.value):
        yield _Figure(slot.due, slot.due, "t_target")
    if slot.ahead and slot.value is None and slot.due is None:
        top = slot.ahead.high if slot.ahead.middle >= 0 else slot.ahead.low
        others = [height for height in (slot.low, slot.high) if height is not None]
        if all(abs(y(top) - y(height)) > font + 8 for height in others):
            yield _Figure(top, slot.ahead.middle, "t_fc")


def _slot_names(drawn: Sequence[Slot], room: float, size: Size, language: Language) -> list[list[tuple[int, str]]]:
    """What stands below the columns, in rows: the periods' names, and the years where those need a row of their own.

    Names too wide even so are given to every second or third column, the last one always.
    """
    full = [_slot_name(slot, language, first=not index) for index, slot in enumerate(drawn)]
    if _widest(full, size) <= room:
        return [list(enumerate(full))]
    names = [language.short_period(slot.period) for slot in drawn]
    every = int(-(-_widest(names, size) // room))
    shown = [(index, name) for index, name in enumerate(names) if (len(names) - 1 - index) % every == 0]
    return [shown] if drawn[0].period.grain == "year" else [shown, _years(drawn)]


def _widest(names: Sequence[str], size: Size) -> float:
    return max(text_width(name, size.font) for name in names) + 4


def _slot_name(slot: Slot, language: Language, *, first: bool) -> str:
    """With the year where it is the first of one."""
    if first or slot.period.label.endswith("Q1"):
        return language.period(slot.period)
    return language.short_period(slot.period)


def _years(drawn: Sequence[Slot]) -> list[tuple[int, str]]:
    """The year below the first period of each; a first year of one period has no room for it."""
    years = [_year(slot.period) for slot in drawn]
    starts = [index for index, year in enumerate(years) if not index or year != years[index - 1]]
    return [(index, years[index]) for index in starts if years.count(years[index]) > 1 or index]


def _below(names: Sequence[tuple[int, str]], x: Scale, baseline: float) -> Layers:
    return {"t_axis": tuple(text_row(x(index + 0.5), baseline, name, "center") for index, name in names)}
