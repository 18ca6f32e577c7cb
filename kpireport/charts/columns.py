"""The history of a KPI as columns from zero, for a few quarters or years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from kpireport.charts.axis import Axis, number_axis, tick_labels
from kpireport.charts.frame import FOOT, GAP, Frame, Layers, left_margin, merged, number_rows
from kpireport.charts.label import text_width, wrap
from kpireport.charts.plot import Plot, Row, Scale, rule_row, text_row
from kpireport.charts.settings import Size
from kpireport.charts.target import target_name
from kpireport.format import Language
from kpireport.model import LEVEL_KINDS, KpiResult, Point, TargetPoint, TargetResult
from kpireport.periods import Calendar, Period

_HEAD, _RIGHT = 26.0, 12.0
#: The share of its slot that a column fills.
_FILL = 0.62


@dataclass(frozen=True, slots=True)
class Slot:
    """A place on the axis: a period, its value, and what the target asks of it (`due`: as an outlined column)."""

    period: Period
    value: float | None
    closed: bool = True
    low: float | None = None
    high: float | None = None
    due: float | None = None


def slots(result: KpiResult, points: Sequence[Point], calendar: Calendar) -> tuple[Slot, ...]:
    """The periods drawn, and the one of a later deadline."""
    target = result.target
    asked = {goal.period: goal for goal in target.periods if target.kind in LEVEL_KINDS} if target else {}
    due = _due(target, points[0].period, calendar) if target else None
    height = target.value if target else None
    found = [_slot(point, asked, height if point.period == due else None) for point in points]
    if due and due.start > points[-1].period.end:
        found.append(Slot(due, None, due=height))
    return tuple(found)


def _slot(point: Point, asked: Mapping[Period, TargetPoint], due: float | None) -> Slot:
    goal = asked.get(point.period)
    bounds = [bound for bound in (goal.value, goal.low, goal.high) if bound is not None] if goal else []
    low, high = min(bounds, default=None), max(bounds, default=None)
    return Slot(point.period, point.value, point.closed, low, high, due)


def _due(target: TargetResult, like: Period, calendar: Calendar) -> Period | None:
    """The period at whose end the target is judged, where its number can stand beside those of single periods."""
    if target.kind in LEVEL_KINDS or target.value is None or target.by is None:
        return None
    due = calendar.period(target.by, like.grain)
    whole = target.kind != "cumulative" or (target.start is not None and due.start <= target.start)
    return due if whole else None


def column_axis(drawn: Sequence[Slot], size: Size) -> Axis:
    heights = [height for slot in drawn for height in (slot.value, slot.low, slot.high, slot.due) if height is not None]
    return number_axis([0.0, *heights], ticks=size.ticks, zero_below=1.0)


def column_plot(
    drawn: Sequence[Slot], result: KpiResult, size: Size, language: Language, *, css: str, label: str
) -> Plot:
    """The rows of the chart for one size of view box."""
    axis = column_axis(drawn, size)
    labels = tick_labels(axis, result.metric, language)
    name = wrap(target_name(result, language, by=drawn[-1].period.end), size.right, size.font)
    aimed = [slot for slot in drawn if slot.due is not None or slot.high is not None]
    margin = max((text_width(line, size.font) + GAP + 6 for line in name), default=_RIGHT) if aimed else _RIGHT
    left, right = left_margin(labels, size), size.width - margin
    below = _slot_names(drawn, (right - left) / len(drawn), size, language)
    frame = Frame(size, left, right, _HEAD, size.height - FOOT - size.line * (len(below) - 1))
    x, y = frame.x(0, len(drawn)), frame.y(axis)
    layers = merged(
        number_rows(axis, labels, frame),
        *(_bar(index, slot, _latest(drawn)) for index, slot in enumerate(drawn)),
        _level_rows(drawn, x, y),
        _figures(drawn, result, x, y, frame, language),
        *(_below(names, x, frame.bottom + 19 + row * size.line) for row, names in enumerate(below)),
        _target_name(aimed[-1], name, y, frame) if aimed else {},
    )
    return Plot("columns", css, label, size.width, size.height, x, y, layers)


def _latest(drawn: Sequence[Slot]) -> str:
    """The year of the last value; its columns are dark, those of earlier years lighter."""
    return next((_year(slot.period) for slot in reversed(drawn) if slot.value is not None), "")


def _year(period: Period) -> str:
    return period.label.partition("-")[0]


def _bar(index: int, slot: Slot, latest: str) -> Layers:
    layers: dict[str, tuple[Row, ...]] = {}
    sides = {"x": index + (1 - _FILL) / 2, "x2": index + (1 + _FILL) / 2}
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


def _figures(drawn: Sequence[Slot], result: KpiResult, x: Scale, y: Scale, frame: Frame, language: Language) -> Layers:
    """The values over their columns: all where they fit, else the last."""
    font = frame.size.font
    found = [(index, slot, *figure) for index, slot in enumerate(drawn) for figure in _figures_of(slot)]
    written = [(*figure, language.value(figure[2], result.metric)) for figure in found]
    all_fit = all(text_width(text, font) <= x(1) - x(0) - 4 for *_, text in written)
    last = max((index for index, _, _, layer, _ in written if layer == "t_val"), default=-1)
    layers: Layers = {}
    for index, slot, height, layer, text in written:
        if all_fit or (index == last and layer == "t_val"):
            middle = min(x(index + 0.5), frame.size.width - text_width(text, font) / 2 - 2)
            row = text_row(middle, _baseline(slot, height, y, font), text, "center")
            layers = merged(layers, {"t_strong" if layer == "t_val" and index == last else layer: (row,)})
    return layers


def _baseline(slot: Slot, height: float, y: Scale, font: float) -> float:
    """Over the column, or under a negative one; over a target's rule that would cross the text."""
    if height < 0:
        return y(height) + font + 4
    rules = [y(bound) for bound in (slot.low, slot.high) if bound is not None]
    crossing = [rule for rule in rules if y(height) - font - 8 < rule <= y(height)]
    return min([y(height), *crossing]) - 6


def _figures_of(slot: Slot) -> Iterator[tuple[float, str]]:
    if slot.value is not None:
        yield slot.value, "t_val"
    if slot.due is not None and (slot.value is None or slot.due > slot.value):
        yield slot.due, "t_target"


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


def _target_name(slot: Slot, lines: Sequence[str], y: Scale, frame: Frame) -> Layers:
    heights = [height for height in (slot.due, slot.low, slot.high) if height is not None]
    middle, size = y(sum(heights) / len(heights)), frame.size
    above = (len(lines) - 1) / 2 * size.line
    first = min(max(middle, frame.top + above), frame.bottom - above) - above + size.font * 0.34
    return {"t_target": tuple(text_row(frame.beside, first + n * size.line, line) for n, line in enumerate(lines))}
