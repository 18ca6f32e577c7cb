"""The cause block: which parts account for the change, and what happened at the time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from kpireport.charts.marks import Bar, cause_bars
from kpireport.format import Language
from kpireport.model import Cause, Driver, Event, KpiResult, Metric, Note
from kpireport.pages.links import outside_link
from kpireport.pages.markdown import to_html
from kpireport.pages.words import grain_of
from kpireport.periods import Period

#: Parts shown on a card; the table on the KPI page holds them all, up to `MOST_ROWS`.
ON_A_CARD = 4
MOST_ROWS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A segment or driver; `bar` is geometry. Texts that do not apply are empty."""

    name: str
    change: str
    bar: Bar | None
    before: str = ""
    after: str = ""
    exact: str = ""
    share_of_total: str = ""
    share_of_change: str = ""
    rate_effect: str = ""
    mix_effect: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    title: str
    date: str
    link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A note; `signed` names author and date, `about` the period it was written on where that is an earlier one."""

    html: Markup
    signed: str
    about: str
    is_confidential: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseBlock:
    """`parts` by the size of their change; `rest` says how many a card leaves out; `missing` replaces them all."""

    title: str
    sentence: str
    parts: tuple[Part, ...]
    table: tuple[Part, ...]
    total: Part | None
    is_ratio: bool
    has_share_of_total: bool
    has_share_of_change: bool
    rest: str
    beyond: str
    missing: str
    events: tuple[Happening, ...]
    note: Remark | None


def cause_block(result: KpiResult, language: Language) -> CauseBlock:
    cause = result.cause
    drivers = sorted(cause.drivers, key=lambda driver: (-abs(driver.change), driver.segment))
    parts = _parts(drivers, result, language)
    return CauseBlock(
        title=_title(result, language) if parts else "",
        sentence=cause.sentence or "",
        parts=parts[:ON_A_CARD],
        table=parts[:MOST_ROWS],
        total=_total(result, language) if parts else None,
        is_ratio=cause.method == "mix_rate",
        has_share_of_total=any(part.share_of_total for part in parts),
        has_share_of_change=any(part.share_of_change for part in parts),
        rest=_more(len(parts) - ON_A_CARD, language),
        beyond=_beyond(len(parts) - MOST_ROWS, language),
        missing="" if parts else _missing(cause, language),
        events=tuple(_happening(event, language) for event in cause.events),
        note=_remark(cause.note, result.period, language) if cause.note else None,
    )


def _parts(drivers: Sequence[Driver], result: KpiResult, language: Language) -> tuple[Part, ...]:
    bars: Sequence[Bar | None] = cause_bars(tuple(drivers))
    return tuple(_part(driver, bar, result, language) for driver, bar in zip(drivers, bars, strict=True))


def _part(driver: Driver, bar: Bar | None, result: KpiResult, language: Language) -> Part:
    metric = result.metric
    own = _of_driver(driver, metric) if result.cause.method == "drivers" else metric
    return Part(
        name=driver.label or language.text("No segment"),
        change=language.change(driver.change, metric),
        bar=bar,
        before=language.exact(driver.before, own),
        after=language.exact(driver.after, own),
        exact=language.exact_change(driver.change, metric),
        share_of_total=_share(driver.share_of_total, language),
        share_of_change="" if result.cause.cancelling else _share(driver.share_of_change, language),
        rate_effect=_effect(driver.rate_effect, result, language),
        mix_effect=_effect(driver.mix_effect, result, language),
    )


def _of_driver(driver: Driver, metric: Metric) -> Metric:
    """A driver has a unit of its own; only its part of the change is in that of the KPI."""
    return replace(metric, unit=driver.unit or "count", decimals=None)


def _share(share: float | None, language: Language) -> str:
    return "" if share is None else language.share(share)


def _effect(effect: float | None, result: KpiResult, language: Language) -> str:
    return "" if effect is None else language.exact_change(effect, result.metric)


def _total(result: KpiResult, language: Language) -> Part:
    cause, metric = result.cause, result.metric
    return Part(
        name=language.text("All"),
        change=language.change(cause.change, metric),
        bar=None,
        before=language.exact(cause.before, metric),
        after=language.exact(cause.after, metric),
        exact=language.exact_change(cause.change, metric),
        rate_effect=_effect(cause.rate, result, language),
        mix_effect=_effect(cause.mix, result, language),
    )


def _title(result: KpiResult, language: Language) -> str:
    """`By channel, on last week`."""
    cause = result.cause
    grain = grain_of(result.kpi, result.period)
    basis = language.last(grain) if cause.basis == "previous_period" else language.text("last year")
    if cause.method == "drivers":
        return language.text("By driver, on {basis}", basis=basis)
    return language.text("By {dimension}, on {basis}", dimension=cause.dimension, basis=basis)


def _more(n: int, language: Language) -> str:
    return language.plural("And {n} smaller part.", "And {n} smaller parts.", n) if n > 0 else ""


def _beyond(n: int, language: Language) -> str:
    words = ("{n} smaller part is in report.json only.", "{n} smaller parts are in report.json only.")
    return language.plural(*words, n) if n > 0 else ""


def _missing(cause: Cause, language: Language) -> str:
    if cause.reason is not None:
        return language.reason(cause.reason)
    return language.reason("no_dimension")


def _happening(event: Event, language: Language) -> Happening:
    return Happening(title=event.title, date=language.date(event.date), link=outside_link(event.url))


def _remark(note: Note, shown: Period | None, language: Language) -> Remark:
    older = shown is not None and note.period.end < shown.end
    about = language.text("Written on {period}, not on the value shown.", period=language.period_span(note.period))
    return Remark(
        html=to_html(note.text, headings=None),
        signed=_signed(note, language),
        about=about if older else "",
        is_confidential=note.confidential,
    )


def _signed(note: Note, language: Language) -> str:
    if not note.author:
        return language.date(note.date) if note.date else ""
    if note.date is None:
        return note.author
    return language.text("{author}, {date}", author=note.author, date=language.date(note.date))
