"""Which editions a site has, and their files: carried over from the earlier report, or built as of their date."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from kpireport.analysis.differences import restatements, status_changes
from kpireport.analysis.memory import remember
from kpireport.model import Edition, EditionPlan, File, Report, Restatement
from kpireport.periods import Calendar, Period
from kpireport.previous import REPORT_FILE, PreviousReport, parse_report
from kpireport.previous.carried import EDITIONS, carried_edition, sealed

#: Editions that are built of periods closed before the site kept any.
MOST_BUILT = 12


def periods_due(report: Report, plan: EditionPlan) -> tuple[Period, ...]:
    """The last closed periods that the data tells of, the oldest first."""
    first = min((point.period.start for kpi in report.kpis for point in kpi.series), default=None)
    if report.data_through is None or first is None:
        return ()
    last = report.data_through - timedelta(days=plan.wait)
    calendar = Calendar(report.site.fiscal_year_start_month)
    return tuple(one for one in calendar.between(plan.every, first, last) if one.end <= last)[-MOST_BUILT:]


def editions(
    report: Report,
    plan: EditionPlan | None,
    previous: PreviousReport | None,
    build: Callable[[Period], Iterator[File]],
    *,
    as_of: date | None,
    carry: bool,
) -> Generator[File, None, tuple[Edition, ...]]:
    """The files of all editions of `report` by the `plan`, and in the end what each tells, the oldest first.

    Those of `previous` stay, but for periods that end after `as_of`; with `carry` as they are. Without it, and where
    that report was for some readers only, they are built anew like the others, by `build`.

    Raises what `build` raises, and SourceError for one that cannot be carried over.
    """
    if plan is None:
        return ()
    past = previous.editions if previous else ()
    kept = {period.label: period for period in past if as_of is None or period.end <= as_of}
    due = {period.label: period for period in periods_due(report, plan)}
    now = remember(report)
    whole = previous is not None and previous.readers is None
    found = []
    for period in sorted((due | kept).values(), key=lambda one: (one.end, one.start)):
        if previous is not None and whole and carry and period.label in kept:
            files = carried_edition(previous.home, period.label)
        else:
            files = sealed(period, build(period))
        told = yield from _placed(period, files)
        found.append(_edition(period, told, tuple(restatements(told.memory, now))))
    return tuple(found)


def with_editions(report: Report, kept: tuple[Edition, ...]) -> Report:
    """The report with its editions; where no earlier report tells how statuses changed, they do."""
    if report.status_changes or not kept:
        return replace(report, editions=kept)
    told = [*(edition.memory for edition in kept), remember(report)]
    found = (change for old, new in pairwise(told) for change in status_changes(old, new))
    return replace(report, editions=kept, status_changes=tuple(found))


def _placed(period: Period, files: Iterable[File]) -> Generator[File, None, PreviousReport]:
    """The files at the edition's address, and in the end what its report.json says."""
    told = b""
    for file in files:
        if file.path == REPORT_FILE:
            told = file.content
        yield File(f"{EDITIONS}/{period.label}/{file.path}", file.content)
    return parse_report(told, f"{EDITIONS}/{period.label}/{REPORT_FILE}")


def _edition(period: Period, told: PreviousReport, restated: tuple[Restatement, ...]) -> Edition:
    return Edition(period=period, sentence=told.sentence, memory=told.memory, goals=told.goals, restated=restated)
