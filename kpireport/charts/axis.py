"""Axes: round numbers, and the days that a time axis names."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count, takewhile

from kpireport.format import Language
from kpireport.model import Metric

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
_DAYS = (1, 2, 7, 14)
_SIGNS = frozenset({"percent", "fraction", "currency", "duration"})
_SHORT_UNIT = 3
#: Values closer together than this share of their size would carry the same labels of three digits.
_CLOSEST = 0.04


@dataclass(frozen=True, slots=True)
class Axis:
    """The ends of a number axis and the marks on it."""

    low: float
    high: float
    ticks: tuple[float, ...]


def number_axis(values: Iterable[float], *, ticks: int, zero_below: float, unit: float = 1.0) -> Axis:
    """An axis of about `ticks` numbers around `values`, round when counted in `unit`.

    It starts at zero when the lowest value is less than `zero_below` of the highest (1: always), and mirrored for
    negative values. Equal values get an axis from zero.
    """
    low, high = (end / unit for end in extent(list(values) or [0.0], zero_below))
    step = _round_up((high - low) / max(ticks, 1))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    marks = tuple(round(index * step, 15 - _magnitude(step)) * unit + 0.0 for index in range(first, last + 1))
    return Axis(marks[0], marks[-1], marks)


def extent(values: Sequence[float], zero_below: float) -> tuple[float, float]:
    """The ends that an axis of `values` must reach, as `number_axis` says."""
    return _extent(min(values), max(values), zero_below)


def _extent(low: float, high: float, zero_below: float) -> tuple[float, float]:
    if low == high == 0:
        return 0.0, 1.0
    if low >= 0 and (low == high or low < zero_below * high or zero_below >= 1):
        return 0.0, high
    if high <= 0 and (low == high or high > zero_below * low or zero_below >= 1):
        return low, 0.0
    least = max(abs(low), abs(high)) * _CLOSEST
    slack = max(0.0, least - (high - low)) / 2
    return low - slack, high + slack


def _round_up(step: float) -> float:
    """The least of 1, 2, 2.5, 5 times a power of ten that is not below `step`."""
    power = 10.0 ** _magnitude(step)
    return next(factor for factor in _STEPS if factor * power >= step * (1 - 1e-9)) * power


def _magnitude(number: float) -> int:
    return math.floor(math.log10(number))


def tick_labels(axis: Axis, metric: Metric, language: Language, *, change: bool = False) -> tuple[str, ...]:
    """The ticks in one scale, without the unit's word; `change` says that they are differences."""
    metric = metric if metric.unit in _SIGNS else replace(metric, unit="count")
    return tuple(language.axis(axis.ticks, metric, change=change))


def without_word(metric: Metric) -> Metric:
    """The metric as labels on a chart write it: with a sign or a short unit (`%`, `€`, `kg`), without a longer word."""
    short = metric.unit in _SIGNS or len(metric.unit) <= _SHORT_UNIT
    return metric if short else replace(metric, unit="count")


# ----------------------------------------------------------------------------------------------------------- time


@dataclass(frozen=True, slots=True)
class Tick:
    day: date
    label: str


def time_ticks(first: date, last: date, most: int, language: Language) -> Sequence[Tick]:
    """At most about `most` days from `first` to `last`, at the starts of years, months or weeks.

    January is named by its year, so that the axis always says which year it shows.
    """
    if (last - first).days <= 45:
        return _day_ticks(first, last, most, language)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = next((step for step in _MONTHS if months <= step * most), _MONTHS[-1])
    return [Tick(day, _month_label(day, language)) for day in _month_starts(first, last, step)]


def _day_ticks(first: date, last: date, most: int, language: Language) -> list[Tick]:
    days = (last - first).days + 1
    step = next((step for step in _DAYS if days <= step * most), _DAYS[-1])
    return [Tick(day, language.short_date(day)) for day in _days_apart(first, last, step)]


def _days_apart(first: date, last: date, step: int) -> Iterable[date]:
    start = first + timedelta(days=-first.weekday() % 7 if step >= 7 else 0)
    return takewhile(lambda day: day <= last, (start + timedelta(days=step * index) for index in count()))


def _month_starts(first: date, last: date, step: int) -> Iterable[date]:
    """The first days of every `step`-th month, counted so that years begin one."""
    begin = -(-(first.year * 12 + first.month - (first.day == 1)) // step) * step
    numbers = range(begin, last.year * 12 + last.month, step)
    return (date(number // 12, number % 12 + 1, 1) for number in numbers)


def _month_label(day: date, language: Language) -> str:
    return str(day.year) if day.month == 1 else language.month(day)
