"""The bridge: what each part adds to or takes from the value of one period on the way to the next."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from kpireport.charts.frame import GAP, Layers, merged
from kpireport.charts.label import shorten, text_width
from kpireport.charts.plot import Plot, Scale, rule_row, text_row
from kpireport.charts.settings import Settings, Size
from kpireport.format import Language
from kpireport.model import Cause, Comparison, Driver, KpiResult, Metric

_EDGE = 4.0


@dataclass(frozen=True, slots=True)
class Span:
    """A bar of the bridge between two values; `css` names its layer."""

    name: str
    start: float
    end: float
    text: str
    css: str

    @property
    def is_total(self) -> bool:
        return self.css in ("py", "actual")


@dataclass(frozen=True, slots=True)
class Bridge:
    """The bars from top to bottom. `low` is where the axis begins: 0, or else the totals are marks and not bars."""

    spans: tuple[Span, ...]
    low: float
    high: float

    @property
    def is_zoomed(self) -> bool:
        return self.low > 0 or self.high < 0


def bridge(result: KpiResult, settings: Settings, language: Language) -> Bridge | None:
    """The bars of a KPI's cause; None where nothing accounts for a change."""
    cause = result.cause
    if cause.before is None or cause.after is None or not cause.drivers:
        return None
    drivers = folded(cause.drivers, settings.segments_at_most, language)
    totals = list(accumulate((driver.change for driver in drivers), initial=cause.before))
    parts = [_part(driver, *ends, result, language) for driver, ends in zip(drivers, pairwise(totals), strict=True)]
    low, high = _ends([*totals, cause.after], settings.zoom_below)
    before, after = _totals(cause.before, cause.after, result.metric, language, close=low > 0 or high < 0)
    first = Span(_before_name(result, language), 0.0, cause.before, before, "py")
    last = Span(_after_name(result, language), 0.0, cause.after, after, "actual")
    return Bridge((first, *parts, last), low, high)


def folded(drivers: Sequence[Driver], most: int, language: Language) -> tuple[Driver, ...]:
    """The drivers in their order; beyond `most`, the smallest changes become one."""
    if len(drivers) <= most:
        return tuple(drivers)
    ranked = sorted(range(len(drivers)), key=lambda index: (-abs(drivers[index].change), index))
    kept = sorted(ranked[: most - 1])
    rest = math.fsum(drivers[index].change for index in ranked[most - 1 :])
    name = language.text("{n} others", n=len(drivers) - len(kept))
    return (*(drivers[index] for index in kept), Driver(segment=name, before=None, after=None, change=rest))


def _part(driver: Driver, start: float, end: float, result: KpiResult, language: Language) -> Span:
    name = driver.label or language.text("Not stated")
    css = "up" if driver.change >= 0 else "down"
    return Span(name, start, end, language.change(driver.change, result.metric), css)


def _totals(before: float, after: float, metric: Metric, language: Language, *, close: bool) -> tuple[str, str]:
    """Both totals; `close` ones with as many digits as it takes to tell them apart."""
    if not close or before == after:
        return language.value(before, metric), language.value(after, metric)
    scale = 100 if metric.unit == "fraction" else 1
    digits = max(0, 1 - math.floor(math.log10(abs(after - before) * scale)))
    fine = replace(metric, decimals=max(2, digits) if metric.unit == "currency" and digits else digits)
    return language.exact(before, fine), language.exact(after, fine)


def _ends(totals: Sequence[float], zoom_below: float) -> tuple[float, float]:
    low, high = min(totals), max(totals)
    largest = max(abs(low), abs(high))
    if low < 0 < high or high - low >= zoom_below * largest:
        return min(low, 0.0), max(high, 0.0) or 1.0 * (low == 0)
    slack = (high - low) / 8 or largest / 8
    return low - slack, high + slack


def _before_name(result: KpiResult, language: Language) -> str:
    basis = _basis(result.cause, result.comparison)
    if basis is None or result.period is None:
        return language.text("Before")
    return _capital(language.period(basis.period) if basis.period else language.basis(basis.basis, result.period.grain))


def _after_name(result: KpiResult, language: Language) -> str:
    return _capital(language.period(result.period)) if result.period else language.text("Now")


def _basis(cause: Cause, comparison: Sequence[Comparison]) -> Comparison | None:
    return next((found for found in comparison if found.basis == cause.basis), None)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# --------------------------------------------------------------------------------------------------------- drawing


def bridge_plot(drawn: Bridge, size: Size, *, css: str, label: str) -> Plot:
    """The rows of the chart for one size of view box; its height follows from the number of bars."""
    names = [shorten(span.name, size.segment, size.font) for span in drawn.spans]
    left = max(text_width(name, size.font) for name in names) + GAP + 2
    texts = max(text_width(span.text, size.font) for span in drawn.spans) + GAP + 2
    height = 2 * _EDGE + size.row * (len(names) - 1) + size.bar
    leftmost = texts if drawn.low < 0 and not drawn.is_zoomed else 0.0
    x = Scale(drawn.low, drawn.high, left + leftmost, size.width - texts)
    y = Scale(0.0, height, 0.0, height)
    layers = merged(
        _axis(drawn, x, height),
        *(_span_rows(index, span, x, size, drawn) for index, span in enumerate(drawn.spans)),
        *(_name_rows(index, name, drawn.spans[index], left, size) for index, name in enumerate(names)),
        {"link": tuple(_link(index, span, x, size) for index, span in enumerate(drawn.spans[:-1]))},
    )
    return Plot("bridge", css, label, size.width, height, x, y, layers)


def _axis(drawn: Bridge, x: Scale, height: float) -> Layers:
    return {} if drawn.is_zoomed else {"axis": (rule_row(x(0.0), 0.0, x(0.0), height),)}


def _top(index: int, size: Size) -> float:
    return _EDGE + index * size.row


def _span_rows(index: int, span: Span, x: Scale, size: Size, drawn: Bridge) -> Layers:
    top = _top(index, size)
    text = "t_strong" if span.is_total else "t_val"
    middle = top + size.bar / 2 + size.font * 0.34
    left_of = span.is_total and span.end < 0 and not drawn.is_zoomed
    at = min(x(span.start), x(span.end)) if left_of else x(span.end if span.is_total else max(span.start, span.end))
    label = {text: (text_row(at + (-GAP if left_of else GAP), middle, span.text, "right" if left_of else "left"),)}
    if span.is_total and drawn.is_zoomed:
        return merged(label, {"marker": (rule_row(x(span.end), top, x(span.end), top + size.bar),)})
    return merged(label, {span.css: ({"x": span.start, "x2": span.end, "y": top, "y2": top + size.bar},)})


def _name_rows(index: int, name: str, span: Span, left: float, size: Size) -> Layers:
    layer = "t_strong" if span.is_total else "t_val"
    baseline = _top(index, size) + size.bar / 2 + size.font * 0.34
    return {layer: (text_row(left - GAP - 2, baseline, name, "right"),)}


def _link(index: int, span: Span, x: Scale, size: Size) -> dict[str, float | str | None]:
    at, top = x(span.end), _top(index, size)
    return dict(rule_row(at, top + size.bar, at, top + size.row))
