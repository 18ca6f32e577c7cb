"""What every step of the analysis looks things up in: series, calendar, dates, what happened and was said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from kpireport.analysis.series import SeriesTable
from kpireport.format import Language
from kpireport.model import Answers, Event, Note, Project, Review, Snapshots
from kpireport.periods import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """`data_through` is the last day that any source vouches for; staleness is measured against `report_date`.

    `list_review` is the day that site.yaml names for it. With `for_findings` nothing is computed that only pages tell;
    `weighed` are the KPIs whose status findings weigh against others.
    """

    project: Project
    language: Language
    calendar: Calendar
    table: SeriesTable
    data_through: date | None
    report_date: date | None
    events: tuple[Event, ...]
    notes: tuple[Note, ...]
    reviews: tuple[Review, ...] = ()
    survey: tuple[Answers, ...] = ()
    list_review: date | None = None
    for_findings: bool = False
    weighed: frozenset[str] = frozenset()

    @property
    def reads_months(self) -> bool:
        """Whether an audience's page tells of the last month."""
        wanted = {"month", "standouts"}
        return any(wanted.intersection(one.contents) for one in self.project.site.audiences or ())


def desk_of(
    project: Project,
    snapshots: Snapshots,
    language: Language,
    as_of: date | None,
    data_through: date | None,
    *,
    for_findings: bool = False,
) -> Desk:
    """The desk of a report. Events, notes, reviews and answers dated after `as_of` are left out."""
    plans = _plan_sources(project)
    found = [o.through for (source, _), o in snapshots.observations.items() if o.through and source not in plans]
    through = _earliest(data_through or max(found, default=None), as_of)
    return Desk(
        project=project,
        language=language,
        calendar=Calendar(project.site.fiscal_year_start_month),
        table=SeriesTable(project, snapshots),
        data_through=through,
        report_date=as_of or through,
        events=tuple(event for event in project.events if as_of is None or event.date <= as_of),
        notes=tuple(note for note in project.notes if as_of is None or (note.date or note.period.start) <= as_of),
        reviews=tuple(_held(project.reviews, as_of)),
        survey=tuple(one for one in project.survey if as_of is None or one.date <= as_of),
        list_review=_on(project.site.list_review, as_of),
        for_findings=for_findings,
        weighed=_weighed(project),
    )


def _weighed(project: Project) -> frozenset[str]:
    """KPIs that others lead or feed, which may leave them behind, and those that an OKR scores."""
    led = {id_ for kpi in project.kpis for id_ in (*kpi.feeds, *kpi.pairs_with)}
    partners = {kpi.id for kpi in project.kpis if kpi.pairs_with}
    scored = {result.kpi for okr in project.okrs for result in okr.key_results if result.kpi}
    return frozenset(led | partners | scored)


def _held(reviews: Iterable[Review], as_of: date | None) -> Iterator[Review]:
    """The log as it stood on `as_of`: what was done later was then still open."""
    for review in reviews:
        if as_of is None or review.date <= as_of:
            yield replace(review, done=_on(review.done, as_of))


def _on(day: date | None, as_of: date | None) -> date | None:
    return None if day and as_of and day > as_of else day


def _plan_sources(project: Project) -> set[str]:
    """Sources that hold nothing but the numbers of targets: a plan reaches into the future and is no data."""
    bounds = [b for kpi in project.kpis for target in kpi.targets for b in (target.value, target.low, target.high)]
    plans = {bound.metric for bound in bounds if bound and bound.metric}
    others = {metric.source for name, metric in project.metrics.items() if name not in plans}
    return {metric.source for name, metric in project.metrics.items() if name in plans and metric.source} - others


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)
