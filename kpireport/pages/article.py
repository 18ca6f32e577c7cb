"""A KPI in full: the figure, its sentence, target, comparison and cause, the chart, and what lies behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from kpireport.charts import Drawing, Drawings
from kpireport.format import Language
from kpireport.model import (
    Conflict,
    GuardrailResult,
    Judgement,
    KpiResult,
    Metric,
    Report,
    ReviewDue,
    Status,
    TriggerResult,
)
from kpireport.pages.agreement import Agreement, agreements, triggers_by_kpi
from kpireport.pages.aside import Aside, aside
from kpireport.pages.association import Lead, leads
from kpireport.pages.beside import Beside, beside
from kpireport.pages.cause import CauseBlock, cause_block
from kpireport.pages.comparison import ComparisonBlock, comparison_block
from kpireport.pages.conflict import Pull, opposed, pulls
from kpireport.pages.definition import Fact, facts, meta
from kpireport.pages.forums import next_review, reviews_by_kpi
from kpireport.pages.links import csv_path, goal_path, kpi_path
from kpireport.pages.parts import PartsBlock, parts_block
from kpireport.pages.signal import SignalBlock, signal_block
from kpireport.pages.smart import Letter, letters
from kpireport.pages.table import DataTable, data_table
from kpireport.pages.target import TargetBlock, target_block
from kpireport.pages.words import is_long, is_wordy


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """A guardrail: `state` is `holds`, `breached` or `unknown`; `path` leads to the KPI on its metric, if any."""

    name: str
    path: str
    state: str
    value: str
    period: str
    bounds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A KPI this one is tied to; `how` is `leads`, `follows`, `feeds` or `beside`."""

    how: str
    name: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawn chart at two widths, with the sentence that says what it shows."""

    wide: Markup
    narrow: Markup
    takeaway: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """`led_by` are the KPIs that lead this one and are not on track, `outruns` those that it leaves behind.

    Both are pairs of name and path.
    `is_wordy` says that its figures are too long to keep each in a line of its tables. `stands_for` is what it is a
    proxy for; `held_back` the status that a breached guardrail took away.
    """

    id: str
    name: str
    path: str
    csv: str
    goal: str
    goal_path: str
    status: Status
    value: str
    period: str
    missing: str
    sentence: str
    meta: tuple[str, ...]
    next_review: str
    partners: tuple[Partner, ...]
    target: TargetBlock
    comparison: ComparisonBlock
    cause: CauseBlock
    signal: SignalBlock
    beside: Beside
    leads: tuple[Lead, ...]
    led_by: tuple[tuple[str, str], ...]
    outruns: tuple[tuple[str, str], ...]
    proxy_risk: str
    history: Picture | None
    bridge: Picture | None
    process: Picture | None
    guards: tuple[Guard, ...]
    held_back: Status | None
    pulls: tuple[Pull, ...]
    parts: PartsBlock | None
    stands_for: str
    aside: Aside | None
    table: DataTable
    facts: tuple[Fact, ...]
    definition: str
    agreements: tuple[Agreement, ...]
    smart: tuple[Letter, ...]
    is_wordy: bool


@dataclass(frozen=True, slots=True)
class Around:
    """The report's KPIs by id and by metric; for each those that name it as partner, conflicts, triggers, reviews."""

    kpis: Mapping[str, KpiResult]
    measuring: Mapping[str, KpiResult]
    named_by: Mapping[str, tuple[str, ...]]
    opposed: Mapping[str, Sequence[tuple[str, Conflict]]]
    triggers: Mapping[str, tuple[TriggerResult, ...]]
    judgement: Judgement
    reviews: Mapping[str, tuple[ReviewDue, ...]]
    report_date: date | None


def around(report: Report) -> Around:
    named: dict[str, list[str]] = {}
    for result in report.kpis:
        for partner in result.kpi.pairs_with:
            named.setdefault(partner, []).append(result.id)
    return Around(
        kpis={kpi.id: kpi for kpi in report.kpis},
        measuring={kpi.kpi.metric: kpi for kpi in reversed(report.kpis)},
        named_by={id_: tuple(ids) for id_, ids in named.items()},
        opposed=opposed(report.kpis),
        triggers=triggers_by_kpi(report),
        judgement=report.judgement,
        reviews=reviews_by_kpi(report),
        report_date=report.report_date,
    )


def article(
    result: KpiResult,
    drawings: Mapping[str, Drawings],
    around: Around,
    language: Language,
    rows: int,
) -> Article:
    """`rows` is the most the data table shows."""
    drawn = drawings.get(result.id)
    kpi = result.kpi
    signal, cause = signal_block(result, language), cause_block(result, language)
    return Article(
        id=result.id,
        name=result.name,
        path=kpi_path(result.id),
        csv=csv_path(result.id),
        goal=result.goal.name,
        goal_path=goal_path(result.goal.id),
        status=result.status,
        value="" if result.value is None else language.value(result.value, result.metric),
        period=language.period_span(result.period) if result.period else "",
        missing=language.reason(result.reason or "no_data") if result.value is None else "",
        sentence=result.sentence,
        meta=meta(result, language),
        next_review=next_review(around.reviews.get(result.id, ()), around.report_date, language),
        partners=partners(result, around),
        target=target_block(result, language),
        comparison=comparison_block(result, language),
        cause=cause,
        signal=signal,
        beside=beside(result, language),
        leads=leads(result, around.kpis, language),
        led_by=tuple((around.kpis[id_].name, kpi_path(id_)) for id_ in result.led_by if id_ in around.kpis),
        outruns=tuple((around.kpis[id_].name, kpi_path(id_)) for id_ in result.outruns if id_ in around.kpis),
        proxy_risk=kpi.proxy_risk or "",
        history=_picture(drawn.history if drawn else None, result.takeaway),
        bridge=_picture(drawn.bridge if drawn else None, result.cause.sentence or ""),
        process=_picture(drawn.process if drawn else None, signal.takeaway),
        guards=tuple(_guard(guardrail, result, around, language) for guardrail in result.guardrails),
        held_back=result.held_back,
        pulls=pulls(result, around.kpis, around.opposed.get(result.id, ()), language),
        parts=parts_block(result, language),
        stands_for=kpi.proxy_for or "",
        aside=aside(result, language),
        table=data_table(result, language, rows),
        facts=facts(result, language),
        definition=kpi.definition or result.metric.definition or "",
        agreements=agreements(result, around.triggers.get(result.id, ()), language),
        smart=letters(around.judgement.smart.get(result.id, {}), language),
        is_wordy=_is_wordy(result, cause, language),
    )


def _is_wordy(result: KpiResult, cause: CauseBlock, language: Language) -> bool:
    """Whether its own figure, one of those that drive it, or a row of these is too long for a line."""
    own = "" if result.value is None else language.exact(result.value, result.metric)
    rows = [
        (one.before, one.after, one.exact, one.rate_effect, one.mix_effect, one.share_of_total, one.share_of_change)
        for one in cause.table
    ]
    return is_wordy((own, *(figure for row in rows for figure in row[:2]))) or any(map(is_long, rows))


def partners(result: KpiResult, around: Around) -> tuple[Partner, ...]:
    """Its partners, the KPIs above it, and those that name it as theirs; each KPI once."""
    found: dict[str, str] = {}
    for id_ in (*result.kpi.pairs_with, *around.named_by.get(result.id, ())):
        found.setdefault(id_, _pair(result, around.kpis.get(id_)))
    for id_ in result.kpi.feeds:
        found.setdefault(id_, "feeds")
    return tuple(
        Partner(how=how, name=around.kpis[id_].name, path=kpi_path(id_))
        for id_, how in found.items()
        if id_ in around.kpis
    )


def _pair(result: KpiResult, other: KpiResult | None) -> str:
    timing = (result.kpi.timing, other.kpi.timing if other else None)
    if timing == ("leading", "lagging"):
        return "leads"
    return "follows" if timing == ("lagging", "leading") else "beside"


def _picture(drawing: Drawing | None, takeaway: str) -> Picture | None:
    if drawing is None:
        return None
    # Drawings come finished and escaped from the charts package.
    return Picture(wide=Markup(drawing.wide), narrow=Markup(drawing.narrow), takeaway=takeaway, note=drawing.note or "")  # noqa: S704


def _guard(guardrail: GuardrailResult, result: KpiResult, around: Around, language: Language) -> Guard:
    measuring = around.measuring.get(guardrail.metric)
    metric = Metric(id=guardrail.metric, place=result.kpi.place, name=guardrail.name, unit=guardrail.unit)
    states = {True: "holds", False: "breached", None: "unknown"}
    return Guard(
        name=guardrail.name,
        path=kpi_path(measuring.id) if measuring and measuring.id != result.id else "",
        period=language.period_span(guardrail.period) if guardrail.period else "",
        state=states[guardrail.holds],
        value="" if guardrail.value is None else language.value(guardrail.value, metric),
        bounds=_bounds(guardrail, metric, language),
    )


def _bounds(guardrail: GuardrailResult, metric: Metric, language: Language) -> str:
    low = None if guardrail.min is None else language.value(guardrail.min, metric)
    high = None if guardrail.max is None else language.value(guardrail.max, metric)
    if low is not None and high is not None:
        return language.text("{low} to {high}", low=low, high=high)
    if low is not None:
        return language.text("at least {value}", value=low)
    return language.text("at most {value}", value=high) if high is not None else ""
