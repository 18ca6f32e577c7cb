"""A page for every KPI: its permalink, full history and data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kpireport.charts import Drawings
from kpireport.format import Language
from kpireport.model import KpiResult, ListChange, Page, Report
from kpireport.pages import table
from kpireport.pages.article import around, article
from kpireport.pages.definition import past_changes, phases
from kpireport.pages.editions import MOST_EDITIONS, kpi_editions
from kpireport.pages.frame import Frame
from kpireport.pages.links import CALENDAR, kpi_path
from kpireport.pages.okrs import serving
from kpireport.pages.review_log import MOST_ENTRIES, review_block, review_table


def pages(report: Report, drawings: Mapping[str, Drawings], language: Language, frame: Frame) -> Iterator[Page]:
    neighbours, reviews = around(report), review_table(report)
    changes = _by_kpi(report.changes)
    for result in report.kpis:
        yield frame.page(
            kpi_path(result.id),
            "kpi.html",
            result.name,
            here="goals",
            kpi=article(result, drawings, neighbours, language, table.ON_A_PAGE),
            extent=_extent(result, language),
            phases=phases(result, language),
            past_changes=past_changes(changes.get(result.id, ()), language),
            editions=kpi_editions(report, result, language),
            most_editions=MOST_EDITIONS,
            objectives=serving(report, result.id),
            reviews=review_block(result.id, reviews, language),
            most_entries=MOST_ENTRIES,
            calendar=CALENDAR if any(due.due for due in reviews.dues.get(result.id, ())) else "",
        )


def _by_kpi(changes: Iterable[ListChange]) -> Mapping[str, list[ListChange]]:
    found: dict[str, list[ListChange]] = {}
    for change in changes:
        found.setdefault(change.kpi, []).append(change)
    return found


def _extent(result: KpiResult, language: Language) -> str:
    """How far back the history goes."""
    closed = [point for point in result.series if point.closed]
    if not closed:
        return ""
    return language.text(
        "{periods}, from {date}",
        periods=language.periods(len(closed), closed[0].period.grain),
        date=language.date(closed[0].period.start),
    )
