"""The last month: each KPI beside earlier months, and which segments did best and worst in it."""

from __future__ import annotations

from collections.abc import Iterator

from kpireport.format import Language
from kpireport.model import KpiResult, Month
from kpireport.pages.links import kpi_path
from kpireport.pages.sections.section import Figures, Part, Row, of_figures
from kpireport.pages.views import View
from kpireport.pages.words import change_words


def month_words(view: View, language: Language) -> str:
    """The month that the page is about, where it is about one."""
    told = _told(view) if "month" in view.audience.contents else ()
    return language.period(told[0][1].period) if told else ""


def month(view: View, language: Language) -> Part | None:
    """The KPIs over the last whole month that one of them has, against the month before and a year ago."""
    told = _told(view)
    if not told:
        return None
    period = told[0][1].period
    before, year_ago = (language.period(entry.period) if entry.period else "" for entry in told[0][1].comparison)
    columns = (
        language.text("KPI"),
        language.period(period),
        language.text("Change on {period}", period=before),
        language.text("Change on {period}", period=year_ago),
        language.text("Status"),
    )
    rows = tuple(
        Row(name=kpi.name, path=kpi_path(kpi.id), cells=tuple(_cells(kpi, one, language)), status=kpi.status)
        for kpi, one in told
    )
    figures = Figures(columns=columns, rows=rows, words=frozenset({3}))
    return Part(
        kind="month",
        title=language.text("The month: {period}", period=language.period(period)),
        form="figures",
        figures=figures,
        more=_weeks(told, language),
    )


def _told(view: View) -> list[tuple[KpiResult, Month]]:
    """The KPIs that have a value of the latest month, in the order of the report."""
    found = [(kpi, kpi.month) for kpi in view.kpis if kpi.month]
    latest = max((one.period.start for _, one in found), default=None)
    return [(kpi, one) for kpi, one in found if one.period.start == latest]


def _cells(kpi: KpiResult, one: Month, language: Language) -> Iterator[str]:
    yield language.value(one.value, kpi.metric)
    for entry in one.comparison:
        yield change_words(entry, kpi.metric, language) or "–"


def _weeks(told: list[tuple[KpiResult, Month]], language: Language) -> str:
    """Where sums are made of weeks: how many the month has, and that the others are set to as many."""
    weeks = next((one.weeks for _, one in told if one.weeks), None)
    if weeks is None:
        return ""
    return language.text("Sums are of {n} weeks; earlier months are compared as if they had as many.", n=weeks)


def standouts(view: View, language: Language) -> Part | None:
    """Of each KPI that has segments, the best and the weakest of the month."""
    columns = (
        language.text("KPI"),
        language.text("By"),
        language.text("Best"),
        language.text("Weakest"),
    )
    rows = tuple(row for kpi, one in _told(view) if (row := _extremes(kpi, one, language)))
    figures = Figures(columns=columns, rows=rows, words=frozenset({0, 1, 2}))
    return of_figures("standouts", language.text("What did best and worst"), figures)


def _extremes(kpi: KpiResult, one: Month, language: Language) -> Row | None:
    if one.standout is None:
        return None
    ends = (one.standout.best, one.standout.weakest)
    cells = (
        language.text("{name}: {value}", name=name, value=language.value(value, kpi.metric)) for name, value in ends
    )
    return Row(name=kpi.name, path=kpi_path(kpi.id), cells=(one.standout.dimension, *cells))
