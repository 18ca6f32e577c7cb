"""The report as pages: for each kind of page a module, and a line in the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from kpireport.charts import Drawings
from kpireport.format import Language
from kpireport.model import File, Page, Report
from kpireport.pages import (
    actions,
    appendix,
    audiences,
    cascade,
    catalog,
    changes,
    editions,
    front,
    glossary,
    goal,
    kpi,
    meetings,
    method,
    monthly,
    not_found,
    okrs,
    quality,
    questions,
)
from kpireport.pages.feed import feed_files
from kpireport.pages.frame import Frame, frame, is_listed
from kpireport.pages.ics import calendar_file
from kpireport.pages.links import edition_path
from kpireport.pages.site_files import site_files


class Kind(Protocol):
    """The pages of one kind."""

    def __call__(
        self, report: Report, drawings: Mapping[str, Drawings], language: Language, frame: Frame
    ) -> Iterator[Page]: ...


KINDS: tuple[Kind, ...] = (
    front.pages,
    goal.pages,
    kpi.pages,
    actions.pages,
    appendix.pages,
    okrs.pages,
    audiences.pages,
    monthly.pages,
    questions.pages,
    cascade.pages,
    quality.pages,
    changes.pages,
    editions.pages,
    meetings.pages,
    method.pages,
    glossary.pages,
    catalog.pages,
    not_found.pages,
)


def pages(report: Report, drawings: Mapping[str, Drawings], language: Language) -> Iterator[Page | File]:
    """Every page of the site, and the small files hosts look for, which an edition below it does without.

    `drawings` holds the charts by KPI id.
    """
    around = frame(report, language)
    paths = [edition_path(edition.period) for edition in report.editions]
    for kind in KINDS:
        for page in kind(report, drawings, language, around):
            paths.append(page.path)
            yield page
    yield from calendar_file(report, language)
    yield from feed_files(report, language)
    if report.edition is None:
        yield from site_files(report.site, paths, is_listed=is_listed(report))
