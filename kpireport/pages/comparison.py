"""The comparison block: the value beside what it was, elsewhere or then."""

from __future__ import annotations

from dataclasses import dataclass

from kpireport.format import Language
from kpireport.model import Comparison, KpiResult, Metric, ToDate
from kpireport.pages.verdict import Reading, reading
from kpireport.pages.words import benchmark_words, grain_of, on_basis
from kpireport.periods import Grain


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One basis. Where `missing` is set the figures are empty, and it says why; `reading` says what a change means."""

    basis: str
    detail: str
    value: str
    change: str
    relative: str
    reading: Reading | None
    missing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonBlock:
    """`rows` rounded, `exact` in full; `to_date` compares the open period, where there is one.

    `reading` is the verdict on the last value, None where nothing was judged; `note` is the same where no row of
    `exact` says it. `is_long` says that value and change do not fit beside one another in a third of the page.
    """

    rows: tuple[Row, ...]
    exact: tuple[Row, ...]
    to_date: str
    reading: Reading | None
    note: Reading | None
    is_long: bool


#: Characters of value and change that fit into one line of a card.
FITS = 15
#: Reasons of bases that a KPI cannot have; anything else that is missing is said.
_SILENT = ("not_applicable", "not_yet")
#: Kinds that are measured from zero, so that nobody would look for a baseline.
_WITHOUT_BASELINE = ("cumulative", "average")
#: What a verdict on the value says of a change: it is coloured only where both point the same way.
_BETTER = {"better": True, "worse": False}


def comparison_block(result: KpiResult, language: Language) -> ComparisonBlock:
    grain = grain_of(result.kpi, result.period)
    verdict = reading(result, language)
    shown = _shown(result)
    rows = tuple(_row(one, verdict, result.metric, grain, language, exact=False) for one in shown)
    exact = tuple(_row(one, verdict, result.metric, grain, language, exact=True) for one in shown)
    said = verdict is not None and any(row.reading and row.reading.tone == verdict.tone != "open" for row in exact)
    return ComparisonBlock(
        rows=rows,
        exact=exact,
        to_date=_to_date(result.to_date, result.metric, language) if result.to_date else "",
        reading=verdict if shown else None,
        note=verdict if shown and not said else None,
        is_long=any(len(row.value) + len(row.change) > FITS for row in rows),
    )


def _shown(result: KpiResult) -> list[Comparison]:
    """The bases worth a line; none where there is neither a value nor a benchmark, and all would say so."""
    bases = [one for one in result.comparison if one.change is not None or not _goes_without(one, result)]
    is_empty = result.value is None and all(one.change is None and one.low is None for one in bases)
    return [] if is_empty else bases


def _goes_without(one: Comparison, result: KpiResult) -> bool:
    """Whether the basis is missing because this KPI has no use for it."""
    kind = result.target.kind if result.target else None
    return one.reason in _SILENT or (one.basis == "baseline" and kind in _WITHOUT_BASELINE)


def _row(
    one: Comparison, verdict: Reading | None, metric: Metric, grain: Grain, language: Language, *, exact: bool
) -> Row:
    nothing = one.change is None
    return Row(
        basis=language.basis(one.basis, grain),
        detail=_detail(one, language),
        value="" if one.value is None and one.low is None else benchmark_words(one, metric, language, exact=exact),
        change="" if nothing else (language.exact_change if exact else language.change)(one.change, metric),
        relative="" if one.change_relative is None else language.relative(one.change_relative),
        reading=_reading(one, verdict, language),
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


def _reading(one: Comparison, verdict: Reading | None, language: Language) -> Reading | None:
    """What the change means: the verdict on the value where it speaks of this change, else which way it points."""
    if one.reason is not None:
        return Reading("open", language.reason(one.reason))
    if one.basis == "benchmark":
        return Reading("open", language.text("For context; it never decides the status."))
    if one.basis != "target" and verdict is not None:
        if one.significant is False and verdict.tone == "normal":
            return Reading("normal", language.text("Within normal variation."))
        if one.significant and _BETTER.get(verdict.tone, one.better) == one.better:
            return verdict
    if one.better is None or not one.change:
        return None
    if one.better:
        return Reading("open", language.text("In the wanted direction."))
    return Reading("open", language.text("Away from the wanted direction."))


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


def leading_words(result: KpiResult, language: Language) -> str:
    """The tail of a change in a list: `on last week`."""
    return on_basis(result.comparison[0], grain_of(result.kpi, result.period), language) if result.comparison else ""
