"""When each forum is to look at each KPI again, and all at the list itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kpireport.analysis.desk import Desk
from kpireport.model import KpiResult, Review, ReviewDue, Tier
from kpireport.periods import GRAINS, Grain, later

#: Who reviews a KPI that does not say so, and how often: operations weekly, strategy monthly.
BY_TIER: Mapping[Tier, tuple[str, Grain]] = {
    "north-star": ("leadership", "month"),
    "strategic": ("leadership", "month"),
    "operational": ("team", "week"),
}
#: Days after which the list of KPIs is reviewed again: 13 weeks, so that on the 92nd day it is overdue in any quarter.
LIST_DAYS = 91
#: At least this many days lie between a day and the same one a period later, but for the shortest months.
_LONGEST: Mapping[Grain, int] = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}


def schedule(desk: Desk, kpis: Iterable[KpiResult]) -> tuple[ReviewDue, ...]:
    """The reviews of the KPIs in the order of the report, then those of the list: its quarterly one, and its overhaul.

    Without a report date nothing is due.
    """
    today = desk.report_date
    if today is None:
        return ()
    log = by_kpi(desk.reviews)
    found = [due for result in kpis for due in _of_kpi(result, log, today)]
    return (*found, *_of_list(desk, log.get(None, ()), today))


def by_kpi(reviews: Iterable[Review]) -> Mapping[str | None, Sequence[Review]]:
    """The log of each KPI, by date; that of the list under None."""
    found: dict[str | None, list[Review]] = {}
    for review in reviews:
        found.setdefault(review.kpi, []).append(review)
    return found


def begun(result: KpiResult) -> date | None:
    """The day from which a KPI is to be reviewed: its first target was agreed or starts; else its first value."""
    target = result.kpi.targets[0]
    first = next((point.period.end for point in result.series if point.closed and point.value is not None), None)
    return target.agreed_on or target.start or first


def forum_key(name: str) -> str:
    """What two spellings of one forum have in common."""
    return " ".join(name.split()).casefold()


@dataclass(frozen=True, slots=True)
class _Rhythm:
    forum: str
    every: Grain
    is_assumed: bool = False


def _rhythms(result: KpiResult) -> Iterator[_Rhythm]:
    """Who looks how often; the tier speaks where the KPI does not, and never more often than there is a new value."""
    kpi = result.kpi
    for forum, every in kpi.review.items():
        yield _Rhythm(forum, every)
    if not kpi.review and kpi.tier in BY_TIER:
        forum, every = BY_TIER[kpi.tier]
        yield _Rhythm(forum, max(every, kpi.cadence or every, key=GRAINS.index), is_assumed=True)


def _of_kpi(result: KpiResult, log: Mapping[str | None, Sequence[Review]], today: date) -> Iterator[ReviewDue]:
    for rhythm in _rhythms(result):
        last = max((one.date for one in log.get(result.id, ()) if _counts(one, rhythm)), default=None)
        due = _due(rhythm.every, last, begun(result), today, is_kept=bool(log))
        yield ReviewDue(
            kpi=result.id,
            forum=rhythm.forum,
            every=rhythm.every,
            last=last,
            due=due,
            is_overdue=due is not None and due < today,
            reason="no_data" if due is None else None,
            is_assumed=rhythm.is_assumed,
        )


def _counts(review: Review, rhythm: _Rhythm) -> bool:
    """Whether a review was one of this forum: it says so, or nobody said which forum it was or should be."""
    return review.forum is None or rhythm.is_assumed or forum_key(review.forum) == forum_key(rhythm.forum)


def _due(every: Grain, last: date | None, first: date | None, today: date, *, is_kept: bool) -> date | None:
    """A period after the last review, or else after the KPI began.

    Where no log is kept nothing tells which reviews were held: then it is the next day of the rhythm.
    """
    if last is not None or first is None:
        return later(last, every) if last else None
    if is_kept:
        return later(first, every)
    n = max(1, (today - first).days // _LONGEST[every])
    while later(first, every, n) < today:
        n += 1
    return later(first, every, n)


def _of_list(desk: Desk, log: Sequence[Review], today: date) -> Iterator[ReviewDue]:
    """The list is reviewed each quarter; a log that never tells of it is counted from its first entry."""
    known = sorted([*(one.date for one in log), *([desk.list_review] if desk.list_review else [])])
    first = known[0] if known else min((one.date for one in desk.reviews), default=None)
    if first is None:
        return
    last = known[-1] if known else None
    due = (last or first) + timedelta(days=LIST_DAYS)
    yield ReviewDue(kpi=None, forum="", every="quarter", last=last, due=due, is_overdue=due < today)
    if known:
        overhaul = max((one.date for one in log if one.overhaul), default=None)
        due = later(overhaul or first, "year")
        yield ReviewDue(kpi=None, forum="", every="year", last=overhaul, due=due, is_overdue=due < today)
