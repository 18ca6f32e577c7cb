"""Phrases that several blocks share, in the language of the site."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kpireport.format import Language
from kpireport.model import LEVEL_KINDS, Bound, Comparison, Kpi, Metric, Target, TargetKind, TargetResult
from kpireport.periods import Grain, Period

#: Characters of a figure with its unit that still stand beside three others.
LONG_FIGURE = 18
#: Characters of a row's figures together that a table still holds on a narrow screen.
LONG_ROW = 60


def is_wordy(figures: Iterable[str]) -> bool:
    """Whether a figure is too long to keep each in a line of its table."""
    return any(len(figure) > LONG_FIGURE for figure in figures)


def is_long(row: Iterable[str]) -> bool:
    """Whether the figures of a row are too long together to keep each in a line of its table."""
    return sum(map(len, row)) > LONG_ROW


def capital(text: str) -> str:
    """The first letter in upper case, the rest as it is."""
    return text[:1].upper() + text[1:]


def grain_of(kpi: Kpi, period: Period | None) -> Grain:
    """The cadence; without one that of the period shown."""
    return kpi.cadence or (period.grain if period else "month")


def qualifier(metric: Metric, period: Period | None, language: Language) -> str:
    """What stands beneath a figure in a list: `a week` for flows, else the period."""
    if period is None:
        return ""
    flows = metric.aggregation == "sum" and metric.formula is None and period.grain != "year"
    return language.per(period.grain) if flows else language.period(period)


def change_words(comparison: Comparison, metric: Metric, language: Language) -> str:
    """The change that reads best: percentage points, else relative, else absolute."""
    if comparison.change is None:
        return ""
    if metric.unit in ("percent", "fraction") or comparison.change_relative is None:
        return language.change(comparison.change, metric)
    return language.relative(comparison.change_relative)


def on_basis(comparison: Comparison, grain: Grain, language: Language) -> str:
    """`on last week`, the tail of a change."""
    match comparison.basis:
        case "previous_period":
            return language.text("on {last}", last=language.last(grain))
        case "year_ago":
            return language.text("on last year")
        case "baseline":
            return language.text("on the baseline")
        case "benchmark":
            return language.text("on the benchmark")
        case "target":
            return language.text("on the target")


def benchmark_words(comparison: Comparison, metric: Metric, language: Language, *, exact: bool = False) -> str:
    """The value of a comparison; a benchmark may be a range."""
    write = language.exact if exact else language.value
    low, high = comparison.low, comparison.high
    if low is not None and high is not None and low != high:
        return language.text("{low} to {high}", low=write(low, metric), high=write(high, metric))
    return write(comparison.value, metric)


def span_words(low: float, high: float, metric: Metric, language: Language) -> str:
    """`43 600 to 48 400`; one figure where both read the same."""
    first, last = language.value(low, metric), language.value(high, metric)
    return first if first == last else language.text("{low} to {high}", low=first, high=last)


# ------------------------------------------------------------------------------------------------------- the target


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figures:
    """The numbers of a target, as they read in a sentence."""

    value: str
    low: str
    high: str


def target_words(
    result: TargetResult,
    kpi: Kpi,
    metric: Metric,
    language: Language,
    *,
    short: bool = False,
    deadline: bool = True,
    baseline: bool = True,
) -> str:
    """What was promised: `At least 1.00 M a week`, `From 50 000 to 54 500 by 27 December 2026`; `short` for lists.

    A baseline is part of it only where it was declared.
    """
    if result.kind == "text":
        return result.text or ""
    per = "" if short else _per(result.kind, kpi, metric, language)

    def figure(number: float | None) -> str:
        return "" if number is None else language.value(number, metric) + per

    figures = _Figures(value=figure(result.value), low=figure(result.low), high=figure(result.high))
    promise = _promise(result.kind, figures, metric, language, short=short)
    is_from_to = result.kind == "reach" and result.baseline_from == "declared" and result.baseline is not None
    if is_from_to and baseline and not short:
        promise = language.text("From {base} to {value}", base=language.value(result.baseline, metric), value=promise)
    return promise + _by(result.by, result.kind, language, short=short) if deadline else promise


def phase_words(target: Target, kpi: Kpi, metric: Metric, language: Language) -> str:
    """The same for a target as it was written, whose number may come from a metric; without its deadline."""
    if target.kind == "text":
        return target.text or ""
    per = _per(target.kind, kpi, metric, language)

    def figure(bound: Bound | None) -> str:
        if bound is None:
            return ""
        if bound.metric is not None:
            return language.text("the value of “{metric}”", metric=bound.metric)
        return "" if bound.number is None else language.value(bound.number, metric) + per

    figures = _Figures(value=figure(target.value), low=figure(target.low), high=figure(target.high))
    return _promise(target.kind, figures, metric, language, short=False)


def _per(kind: TargetKind, kpi: Kpi, metric: Metric, language: Language) -> str:
    flows = metric.aggregation == "sum" and metric.formula is None and kind not in ("cumulative", "average")
    return f" {language.per(kpi.cadence)}" if flows and kpi.cadence else ""


def _by(deadline: date | None, kind: TargetKind, language: Language, *, short: bool) -> str:
    """The tail ` by 27 December 2026`; targets that hold in every period go without."""
    if deadline is None or kind in LEVEL_KINDS:
        return ""
    return " " + language.text("by {date}", date=language.short_date(deadline) if short else language.date(deadline))


def _promise(kind: TargetKind, figures: _Figures, metric: Metric, language: Language, *, short: bool) -> str:
    value = figures.value or language.text("a number for each period")
    match kind:
        case "at_least":
            return language.text("At least {value}", value=value)
        case "at_most":
            return language.text("At most {value}", value=value)
        case "range":
            return language.text("{low} to {high}", low=figures.low, high=figures.high)
        case "average":
            return language.text("{value} on average", value=value)
        case "cumulative" if metric.direction == "down":
            return language.text("At most {value} in total", value=value)
        case "cumulative" if not short:
            return language.text("{value} in total", value=value)
        case _:
            return value
