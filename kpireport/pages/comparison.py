"""The comparison block: the value beside what it was, elsewhere or then."""

from __future__ import annotations

from dataclasses import dataclass

from kpireport.format import Language
from kpireport.model import Comparison, KpiResult, Metric, ToDate
from kpireport.pages.words import benchmark_words, grain_of, on_basis
from kpireport.periods import Grain


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One basis. Where `missing` is set the figures are empty, and it says why; `relative_missing` explains a dash."""

    basis: str
    detail: str
    value: str
    change: str
    relative: str
    reading: str
    missing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonBlock:
    """`rows` rounded, `exact` in full; `to_date` compares the open period, where there is one.

    `is_long` says that value and change do not fit beside one another in a third of the page.
    """

    rows: tuple[Row, ...]
    exact: tuple[Row, ...]
    to_date: str
    reading: str
    is_long: bool


#: Characters of value and change that fit into one line of a card.
FITS = 15
#: Bases that a KPI cannot have; anything else that is missing is said.
_SILENT = ("not_applicable", "not_yet")


def comparison_block(result: KpiResult, language: Language) -> ComparisonBlock:
    grain = grain_of(result.kpi, result.period)
    shown = [one for one in result.comparison if one.change is not None or one.reason not in _SILENT]
    rows = tuple(_row(one, result.metric, grain, language, exact=False) for one in shown)
    return ComparisonBlock(
        rows=rows,
        exact=tuple(_row(one, result.metric, grain, language, exact=True) for one in shown),
        to_date=_to_date(result.to_date, result.metric, language) if result.to_date else "",
        reading=_variation(result, language),
        is_long=any(len(row.value) + len(row.change) > FITS for row in rows),
    )


def _row(one: Comparison, metric: Metric, grain: Grain, language: Language, *, exact: bool) -> Row:
    nothing = one.change is None
    return Row(
        basis=language.basis(one.basis, grain),
        detail=_detail(one, language),
        value="" if one.value is None and one.low is None else benchmark_words(one, metric, language, exact=exact),
        change="" if nothing else (language.exact_change if exact else language.change)(one.change, metric),
        relative="" if one.change_relative is None else language.relative(one.change_relative),
        reading=_reading(one, language),
        missing=language.reason(one.reason) if one.reason and nothing else "",
    )


def _detail(one: Comparison, language: Language) -> str:
    """Which period, or whose figure."""
    if one.period is not None:
        return language.period(one.period)
    if one.source is None:
        return ""
    if one.date is None:
        return one.source
    return language.text("{source}, {date}", source=one.source, date=language.date(one.date))


def _reading(one: Comparison, language: Language) -> str:
    """Which way the change points; whether it is more than chance is said by the signal."""
    if one.reason is not None:
        return language.reason(one.reason)
    if one.better is None or not one.change:
        return ""
    return language.text("In the wanted direction") if one.better else language.text("Away from the wanted direction")


def _to_date(open_period: ToDate, metric: Metric, language: Language) -> str:
    values = {
        "period": language.period(open_period.period),
        "date": language.date(open_period.through),
        "value": language.value(open_period.value, metric),
    }
    start = language.text("{period} to {date}: {value}", **values)
    start = start[:1].upper() + start[1:]
    base = open_period.comparison
    if base.change is None:
        reason = language.reason(base.reason) if base.reason else ""
        return language.text("{start}. {reason}", start=start, reason=reason).strip()
    earlier = language.period(base.period) if base.period else base.label
    return language.text(
        "{start}, {change} on the same days of {earlier}.",
        start=start,
        change=language.change(base.change, metric),
        earlier=earlier,
    )


def _variation(result: KpiResult, language: Language) -> str:
    words = {
        "common_cause": language.text("Within normal variation."),
        "improvement": language.text("Better than normal variation explains."),
        "concern": language.text("Worse than normal variation explains."),
        "neutral_high": language.text("Higher than normal variation explains."),
        "neutral_low": language.text("Lower than normal variation explains."),
    }
    return words.get(result.signal.variation or "", "")


def leading_words(result: KpiResult, language: Language) -> str:
    """The tail of a change in a list: `on last week`."""
    return on_basis(result.comparison[0], grain_of(result.kpi, result.period), language) if result.comparison else ""
