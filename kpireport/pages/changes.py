"""The changes page: what was changed and not declared, restated values, what came and went, and the history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from kpireport.charts import Drawings
from kpireport.format import Language
from kpireport.model import Edition, KpiResult, ListChange, Page, Report, Restatement, Retired
from kpireport.pages.frame import Frame, has_changes
from kpireport.pages.links import CHANGES, EDITIONS, kpi_path
from kpireport.pages.past import because_words, change_name, side_words

#: Restated periods of a KPI that are shown before the rest is folded away.
MOST_RESTATED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """A change of a KPI; `path` is empty where it has no page. `on` is a day in words."""

    kpi: str
    path: str
    on: str
    what: str
    old: str
    new: str
    reason: str
    because: str
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RestatedLine:
    """A closed period that was published with another value."""

    period: str
    old: str
    new: str
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RestatedKpi:
    """The restated periods of a KPI, the latest first."""

    name: str
    path: str
    lines: tuple[RestatedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetiredLine:
    name: str
    goal: str
    on: str
    reason: str
    value: str
    value_on: str


def pages(report: Report, drawings: Mapping[str, Drawings], language: Language, frame: Frame) -> Iterator[Page]:  # noqa: ARG001
    if not has_changes(report):
        return
    kpis = {kpi.id: kpi for kpi in report.kpis}
    undeclared = [change for change in report.changes if not change.is_declared]
    declared = [change for change in report.changes if change.is_declared]
    compared = language.date(report.compared_with) if report.compared_with else ""
    yield frame.page(
        CHANGES,
        "changes.html",
        language.text("Changes to the list"),
        verdict=_verdict(report, undeclared, language),
        latest=_latest(declared, language),
        compared=compared,
        undeclared=tuple(change_line(change, kpis, language) for change in undeclared),
        restated=restated_kpis(report.restated, report, language),
        most_restated=MOST_RESTATED,
        editions=tuple(edition_link(one, language) for one in reversed(report.editions) if one.restated),
        added=tuple((kpis[id_].name, kpi_path(id_)) for id_ in report.added if id_ in kpis),
        retired=tuple(_retired(one, report, language) for one in report.retired),
        declared=tuple(change_line(change, kpis, language) for change in declared),
    )


def edition_link(edition: Edition, language: Language) -> tuple[str, str, str]:
    """An edition that gave other values: its name, its place in the index, and how many."""
    n = language.plural("{n} value restated since", "{n} values restated since", len(edition.restated))
    return language.period_span(edition.period), f"{EDITIONS}#e-{edition.period.label}", n


def change_line(change: ListChange, kpis: Mapping[str, KpiResult], language: Language) -> ChangeLine:
    return ChangeLine(
        kpi=change.name,
        path=kpi_path(change.kpi) if change.kpi in kpis else "",
        on=language.table_date(change.on) if change.on else "",
        what=change_name(change.what, language),
        old=side_words(change.old, change, language),
        new=side_words(change.new, change, language),
        reason=change.reason or "",
        because=because_words(change.because, language),
        is_late=change.is_late,
    )


def restated_kpis(restated: Iterable[Restatement], report: Report, language: Language) -> tuple[RestatedKpi, ...]:
    kpis = {kpi.id: kpi for kpi in report.kpis}
    grouped = groupby(restated, key=lambda one: one.kpi)
    return tuple(_restated(kpis[id_], list(ones), language) for id_, ones in grouped if id_ in kpis)


def _restated(kpi: KpiResult, ones: Sequence[Restatement], language: Language) -> RestatedKpi:
    lines = tuple(_period(one, kpi, language) for one in sorted(ones, key=lambda one: one.start, reverse=True))
    return RestatedKpi(name=kpi.name, path=kpi_path(kpi.id), lines=lines)


def _period(one: Restatement, kpi: KpiResult, language: Language) -> RestatedLine:
    gone = one.new is None
    return RestatedLine(
        period=language.span(one.start, one.end),
        old=language.exact(one.old, kpi.metric),
        new=language.text("No value any more") if gone else language.exact(one.new, kpi.metric),
        change="" if one.new is None else language.exact_change(one.new - one.old, kpi.metric),
    )


def _retired(one: Retired, report: Report, language: Language) -> RetiredLine:
    goals = {goal.id: goal for goal in report.goals}
    goal = goals.get(one.goal or "")
    metrics = {metric.id: metric.metric for metric in report.metrics}
    metric = metrics.get(one.id)
    return RetiredLine(
        name=one.name,
        goal=goal.name if goal else "",
        on=language.table_date(one.on) if one.on else "",
        reason=one.reason or "",
        value="" if metric is None or one.value is None else language.value(one.value, metric),
        value_on=language.table_date(one.value_on) if one.value_on else "",
    )


def _verdict(report: Report, undeclared: Sequence[ListChange], language: Language) -> str:
    """What a reader should know before the tables."""
    if report.compared_with is None:
        return language.text(
            "This is what the history of the KPIs declares. The report was not compared with an earlier one, so "
            "changes that nobody declared cannot be seen."
        )
    day = language.date(report.compared_with)
    if undeclared:
        return language.plural(
            "Compared with the report of {date}, {n} change is not declared.",
            "Compared with the report of {date}, {n} changes are not declared.",
            len(undeclared),
            date=day,
        )
    return language.text("Compared with the report of {date}, every change is declared.", date=day)


def _latest(declared: Sequence[ListChange], language: Language) -> str:
    """The version of the list: when it was last changed."""
    days = [change.on for change in declared if change.on]
    return language.text("Last declared change: {date}.", date=language.date(max(days))) if days else ""
