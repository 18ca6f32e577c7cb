"""The data table behind a chart: a row for every period, the newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from kpireport.format import Language
from kpireport.model import KpiResult, Metric, Point, TargetPoint
from kpireport.pages.verdict import flag_words
from kpireport.periods import Period

ON_A_PAGE = 100
ON_A_CARD = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    period: str
    dates: str
    value: str
    target: str
    change: str
    relative: str
    signal: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTable:
    """`rest` says how many older periods only the CSV holds; empty columns are switched off."""

    rows: tuple[Row, ...]
    has_dates: bool
    has_target: bool
    has_signals: bool
    has_notes: bool
    rest: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a period beside its value."""

    targets: Mapping[Period, TargetPoint]
    rules: Mapping[Period, str]


def data_table(result: KpiResult, language: Language, most: int) -> DataTable:
    known = _Known(
        targets={point.period: point for point in (result.target.periods if result.target else ())},
        rules={point.period: point.rule for point in result.signal.points if point.rule},
    )
    newest = list(reversed(result.series))
    pairs = zip(newest, [*newest[1:], None], strict=False)
    rows = tuple(_row(point, before, known, result.metric, language) for point, before in islice(pairs, most))
    return DataTable(
        rows=rows,
        has_dates=any(row.dates for row in rows),
        has_target=any(row.target for row in rows),
        has_signals=any(row.signal for row in rows),
        has_notes=any(row.note for row in rows),
        rest=_rest(len(newest) - len(rows), language),
    )


def _row(point: Point, before: Point | None, known: _Known, metric: Metric, language: Language) -> Row:
    change, relative = _movement(point, before)
    rule = known.rules.get(point.period)
    return Row(
        period=_name(point.period, language),
        dates=language.span(point.period.start, point.period.end) if point.period.grain == "week" else "",
        value="" if point.value is None else language.exact(point.value, metric),
        target=_asked(known.targets.get(point.period), metric, language),
        change="" if change is None else language.exact_change(change, metric),
        relative="" if relative is None else language.relative(relative),
        signal="" if rule is None else flag_words(rule, language),
        note=_note(point, language),
    )


def _name(period: Period, language: Language) -> str:
    """Weeks by their ISO name, since a table spans years; other names tell the year themselves."""
    return period.label if period.grain == "week" else language.period(period)


def _movement(point: Point, before: Point | None) -> tuple[float | None, float | None]:
    """Change on the period before, absolute and as a share of it; only between closed periods with a value."""
    if before is None or not point.closed or point.value is None or before.value is None:
        return None, None
    change = point.value - before.value
    same_side = before.value * point.value > 0 or (before.value != 0 and point.value == 0)
    return change, change / abs(before.value) if same_side else None


def _asked(asked: TargetPoint | None, metric: Metric, language: Language) -> str:
    if asked is None:
        return ""
    if asked.value is not None:
        return language.exact(asked.value, metric)
    if asked.low is None or asked.high is None:
        return ""
    return language.text(
        "{low} to {high}", low=language.exact(asked.low, metric), high=language.exact(asked.high, metric)
    )


def _note(point: Point, language: Language) -> str:
    if point.value is None:
        return language.text("No data") if point.closed else language.text("No data yet")
    if not point.closed:
        return language.text("To date")
    return language.text("Provisional") if point.provisional else ""


def _rest(n: int, language: Language) -> str:
    if n <= 0:
        return ""
    return language.plural("{n} earlier period is in the CSV file.", "{n} earlier periods are in the CSV file.", n)
