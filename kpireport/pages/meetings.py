"""Who meets over which KPIs: a calendar of what is to come, and a sheet to print for each forum."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kpireport.charts import Drawings
from kpireport.format import Language
from kpireport.model import NEEDS_DECISION, KpiResult, Page, Report, ReviewDue, Status, TriggerResult
from kpireport.pages.agenda import AgendaEntry, agenda, ahead
from kpireport.pages.agreement import Agreement, agreement, triggers_by_kpi, urgency
from kpireport.pages.forums import Forum, forum_key, forums
from kpireport.pages.frame import Frame
from kpireport.pages.line import KpiLine, kpi_line
from kpireport.pages.links import CALENDAR, MEETINGS, kpi_path
from kpireport.pages.review_log import LogLine, log_line
from kpireport.pages.words import capital

#: KPIs in full on a sheet, so that it prints on two sides at most; of more, those that need a decision come first.
MOST_ROWS = 10
#: Fired triggers and open actions on a sheet; the page of actions has them all.
MOST_TODO = 5
#: KPIs with room to write; for others there is room at the end.
MOST_BLANKS = 6
#: KPIs that are only named.
MOST_NAMES = 8
#: Days to come that the calendar page lists; the file has them all.
MOST_AHEAD = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ForumLine:
    """A forum in the list of all."""

    name: str
    path: str
    sentence: str
    last: str
    kpis: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """A day to come: `date` and what is on it."""

    date: str
    title: str
    path: str
    detail: str
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A KPI that a forum looks at. `note` says when it last did, or since when it is overdue.

    `is_open`: a decision is needed, by its status or a fired trigger.
    """

    line: KpiLine
    owner: str
    sentence: str
    note: str
    is_overdue: bool
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FiredLine:
    name: str
    path: str
    status: Status
    agreement: Agreement


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionLine:
    """An action that an earlier review left open; `name` is empty where it is about the list."""

    name: str
    path: str
    entry: LogLine


def pages(report: Report, drawings: Mapping[str, Drawings], language: Language, frame: Frame) -> Iterator[Page]:  # noqa: ARG001
    found = forums(report)
    if not found:
        return
    entries = agenda(report, language)
    shown = ahead(entries, MOST_AHEAD)
    yield frame.page(
        MEETINGS,
        "meetings.html",
        language.text("Meetings"),
        forums=tuple(_forum(forum, language) for forum in found),
        list_notes=list_notes(report, language),
        days=tuple(_day(entry, language) for entry in shown),
        more_days=len(entries) - len(shown),
        calendar=CALENDAR if entries else "",
    )
    by_id = {kpi.id: kpi for kpi in report.kpis}
    triggers = triggers_by_kpi(report)
    for forum in found:
        yield _sheet(forum, report, by_id, triggers, language, frame)


# -------------------------------------------------------------------------------------------------- the calendar page


def _forum(forum: Forum, language: Language) -> ForumLine:
    return ForumLine(
        name=capital(forum.name),
        path=forum.path,
        sentence=verdict(forum, language),
        last=language.table_date(forum.last) if forum.last else "",
        kpis=len(forum.kpis),
    )


def verdict(forum: Forum, language: Language) -> str:
    """Over how much it meets, and until when."""
    late = forum.overdue
    due = len(forum.due) - late
    overdue = language.plural("{n} KPI is overdue.", "{n} KPIs are overdue.", late) if late else ""
    if forum.by is None:
        return overdue or language.text("Nothing tells when it meets next.")
    coming = language.plural(
        "{n} KPI is due by {date}.", "{n} KPIs are due by {date}.", due, date=language.date(forum.by)
    )
    return language.text("{first} {second}", first=coming, second=overdue) if overdue else coming


def list_notes(report: Report, language: Language) -> tuple[tuple[str, bool], ...]:
    """When the list itself is gone through again, and its overhaul: each with whether it is overdue."""
    return tuple((_list_note(due, language), due.is_overdue) for due in report.reviews if due.kpi is None and due.due)


def overdue_notes(report: Report, language: Language) -> tuple[str, ...]:
    """Whether the list itself is overdue for its review. Its overhaul is a reminder for its authors alone."""
    late = (due for due in report.reviews if due.kpi is None and due.is_overdue and due.every == "quarter")
    return tuple(_list_note(due, language) for due in late)


def _list_note(due: ReviewDue, language: Language) -> str:
    day = language.date(due.due) if due.due else ""
    match due.every == "quarter", due.is_overdue:
        case True, True:
            return language.text("The review of the list of KPIs itself is overdue since {date}.", date=day)
        case True, False:
            return language.text("The list of KPIs itself is reviewed again by {date}.", date=day)
        case False, True:
            return language.text("The yearly overhaul of the list of KPIs is overdue since {date}.", date=day)
        case _:
            return language.text("The list of KPIs is overhauled again by {date}.", date=day)


def _day(entry: AgendaEntry, language: Language) -> DayLine:
    return DayLine(
        date=language.table_date(entry.day),
        title=entry.title,
        path=entry.path,
        detail=" · ".join(entry.detail),
        is_overdue=entry.is_overdue,
    )


# ----------------------------------------------------------------------------------------------------------- a sheet


def _sheet(
    forum: Forum,
    report: Report,
    kpis: Mapping[str, KpiResult],
    triggers: Mapping[str, Iterable[TriggerResult]],
    language: Language,
    frame: Frame,
) -> Page:
    fired = [
        (kpis[due.kpi or ""], one)
        for due in (*forum.due, *forum.later)
        for one in triggers.get(due.kpi or "", ())
        if one.fired
    ]
    alarmed = {kpi.id for kpi, _ in fired}
    due = sorted(forum.due, key=lambda one: _rank(kpis[one.kpi or ""], alarmed)) if _is_long(forum) else forum.due
    rows = tuple(_row(one, kpis[one.kpi or ""], alarmed, language) for one in due[:MOST_ROWS])
    actions = tuple(_actions(forum, report, kpis, language))
    return frame.page(
        forum.path,
        "meeting.html",
        language.text("{forum}: meeting sheet", forum=capital(forum.name)),
        name=capital(forum.name),
        sentence=verdict(forum, language),
        rows=rows,
        also_due=tuple((kpis[one.kpi or ""].name, kpi_path(one.kpi or ""), "") for one in due[MOST_ROWS:]),
        later=tuple(_later(one, kpis, language) for one in forum.later),
        most_names=MOST_NAMES,
        roomy=frozenset([row.line.id for row in rows if row.is_open][:MOST_BLANKS]),
        fired=tuple(_fired(kpi, one, language) for kpi, one in fired[:MOST_TODO]),
        more_fired=max(0, len(fired) - MOST_TODO),
        actions=actions[:MOST_TODO],
        more_actions=max(0, len(actions) - MOST_TODO),
        snippet=_snippet(forum, rows),
        has_open=any(row.is_open for row in rows),
    )


def _is_long(forum: Forum) -> bool:
    return len(forum.due) > MOST_ROWS


def _rank(kpi: KpiResult, alarmed: set[str]) -> tuple[bool, int]:
    return kpi.id not in alarmed, urgency(kpi)


def _row(due: ReviewDue, kpi: KpiResult, alarmed: set[str], language: Language) -> Row:
    return Row(
        line=kpi_line(kpi, language),
        owner=kpi.kpi.owner or kpi.goal.owner or language.text("No owner"),
        sentence=kpi.sentence,
        note=_note(due, language),
        is_overdue=due.is_overdue,
        is_open=kpi.id in alarmed or kpi.status in NEEDS_DECISION,
    )


def _note(due: ReviewDue, language: Language) -> str:
    if due.is_overdue and due.due:
        return language.text("Review overdue since {date}", date=language.table_date(due.due))
    if due.last:
        return language.text("Last reviewed {date}", date=language.table_date(due.last))
    return language.text("No review on record")


def _later(due: ReviewDue, kpis: Mapping[str, KpiResult], language: Language) -> tuple[str, str, str]:
    kpi = kpis[due.kpi or ""]
    return kpi.name, kpi_path(kpi.id), language.short_date(due.due) if due.due else ""


def _fired(kpi: KpiResult, result: TriggerResult, language: Language) -> FiredLine:
    return FiredLine(
        name=kpi.name, path=kpi_path(kpi.id), status=kpi.status, agreement=agreement(kpi, result, language)
    )


def _actions(forum: Forum, report: Report, kpis: Mapping[str, KpiResult], language: Language) -> Iterator[ActionLine]:
    """What its own reviews left open, and reviews of its KPIs that name no forum; overdue ones first."""
    for action in sorted(report.actions, key=lambda one: (not one.is_overdue, one.review.due or date.max)):
        review = action.review
        own = forum_key(review.forum) == forum.key if review.forum else review.kpi in forum.kpis
        if own and not action.is_done:
            kpi = kpis.get(review.kpi or "")
            yield ActionLine(
                name=kpi.name if kpi else "",
                path=kpi_path(kpi.id) if kpi else "",
                entry=log_line(review, report.report_date, language),
            )


def _snippet(forum: Forum, rows: Iterable[Row]) -> str:
    """Rows for the review log: one for each KPI with a decision to make, one for all that are only looked at."""
    head = f"date: {forum.by or 'YYYY-MM-DD'}, forum: {json.dumps(forum.name, ensure_ascii=False)}"
    seen = [row.line.id for row in rows if not row.is_open]
    lines = [f"- {{{head}, kpi: {row.line.id}, decision: , action: , owner: , due: }}" for row in rows if row.is_open]
    lines += [f"- {{{head}, kpi: [{', '.join(seen)}]}}"] if seen else []
    return "\n".join(lines)
