"""The reviews of a KPI: who looks at it when, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kpireport.format import Language
from kpireport.model import Report, Review, ReviewDue
from kpireport.pages.forums import forum_key, forums, reviews_by_kpi
from kpireport.pages.words import capital

#: Entries that are shown at once; earlier ones are folded away.
MOST_ENTRIES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """A forum, how often it looks, when it last did and when it does so next."""

    forum: str
    path: str
    every: str
    last: str
    next: str
    is_overdue: bool
    is_assumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """An entry of the log. `state` is `done`, `open` or `overdue`, empty without an action; `when` its day in words."""

    date: str
    forum: str
    decision: str
    action: str
    owner: str
    state: str
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewBlock:
    rhythms: tuple[Rhythm, ...]
    entries: tuple[LogLine, ...]


@dataclass(frozen=True, slots=True)
class ReviewTable:
    """The schedule and the log by KPI, and the forums' addresses, looked up once for all pages."""

    dues: Mapping[str, tuple[ReviewDue, ...]]
    log: Mapping[str, Sequence[Review]]
    paths: Mapping[str, str]
    report_date: date | None


def review_table(report: Report) -> ReviewTable:
    log: dict[str, list[Review]] = {}
    for review in reversed(report.log):
        if review.kpi is not None:
            log.setdefault(review.kpi, []).append(review)
    paths = {forum.key: forum.path for forum in forums(report)}
    return ReviewTable(reviews_by_kpi(report), log, paths, report.report_date)


def review_block(kpi: str, table: ReviewTable, language: Language) -> ReviewBlock:
    return ReviewBlock(
        rhythms=tuple(_rhythm(due, table, language) for due in table.dues.get(kpi, ())),
        entries=tuple(log_line(review, table.report_date, language) for review in table.log.get(kpi, ())),
    )


def _rhythm(due: ReviewDue, table: ReviewTable, language: Language) -> Rhythm:
    return Rhythm(
        forum=capital(due.forum),
        path=table.paths[forum_key(due.forum)],
        every=language.every(due.every),
        last=language.table_date(due.last) if due.last else "",
        next=language.table_date(due.due) if due.due else "",
        is_overdue=due.is_overdue,
        is_assumed=due.is_assumed,
    )


def log_line(review: Review, today: date | None, language: Language) -> LogLine:
    state, when = _state(review, today, language)
    return LogLine(
        date=language.table_date(review.date),
        forum=capital(review.forum or ""),
        decision=review.decision or "",
        action=review.action or "",
        owner=review.owner or "",
        state=state if review.action else "",
        when=when if review.action else "",
    )


def _state(review: Review, today: date | None, language: Language) -> tuple[str, str]:
    if review.done:
        return "done", language.text("Done {date}", date=language.table_date(review.done))
    if review.due is None:
        return "open", language.text("No date set")
    if today and review.due < today:
        return "overdue", language.text("Overdue since {date}", date=language.table_date(review.due))
    return "open", language.text("Due {date}", date=language.table_date(review.due))
