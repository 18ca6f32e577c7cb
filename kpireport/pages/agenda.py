"""What is to come, a day each: reviews, deadlines of targets, actions that are due, the review of the list."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kpireport.format import Language
from kpireport.model import Action, KpiResult, Report, ReviewDue, Target
from kpireport.pages.forums import Forum, forums
from kpireport.pages.links import ACTIONS, MEETINGS, kpi_path
from kpireport.pages.words import capital, phase_words


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaEntry:
    """`key` names it from one report to the next; `detail` holds a line each of what it is about."""

    key: str
    day: date
    kind: Literal["review", "list", "target", "action"]
    title: str
    detail: tuple[str, ...]
    path: str
    is_overdue: bool = False


def agenda(report: Report, language: Language) -> tuple[AgendaEntry, ...]:
    """By day; those of one day by kind and name. What is overdue stands on the day on which it was due."""
    names = {kpi.id: kpi.name for kpi in report.kpis}
    found = [
        *(entry for forum in forums(report) for entry in _meetings(forum, names, language)),
        *(_of_list(due, language) for due in report.reviews if due.kpi is None and due.due),
        *(entry for kpi in report.kpis for entry in _deadlines(kpi, report, language)),
        *(_action(one, names, language) for one in report.actions if not one.is_done and one.review.due),
    ]
    once = {entry.key: entry for entry in found}
    return tuple(sorted(once.values(), key=lambda entry: (entry.day, entry.kind, entry.title, entry.key)))


def _meetings(forum: Forum, names: dict[str, str], language: Language) -> Iterator[AgendaEntry]:
    """One for each day on which any of its KPIs is due."""
    by_day: dict[date, list[ReviewDue]] = {}
    for due in (*forum.due, *forum.later):
        if due.due:
            by_day.setdefault(due.due, []).append(due)
    for day, dues in by_day.items():
        title = language.plural(
            "{forum}: review of {n} KPI", "{forum}: review of {n} KPIs", len(dues), forum=capital(forum.name)
        )
        yield AgendaEntry(
            key=f"review-{forum.slug}-{day:%Y%m%d}",
            day=day,
            kind="review",
            title=title,
            detail=tuple(names[due.kpi or ""] for due in dues),
            path=forum.path,
            is_overdue=any(due.is_overdue for due in dues),
        )


def _of_list(due: ReviewDue, language: Language) -> AgendaEntry:
    if due.every == "quarter":
        title = language.text("Review of the list of KPIs")
        detail = language.text("What to retire, replace or rewrite.")
    else:
        title = language.text("Yearly overhaul of the list of KPIs")
        detail = language.text("Start from the goals, and ask anew what each KPI is for.")
    day = due.due or date.min
    return AgendaEntry(
        key=f"list-{due.every}-{day:%Y%m%d}",
        day=day,
        kind="list",
        title=title,
        detail=(detail,),
        path=MEETINGS,
        is_overdue=due.is_overdue,
    )


def _deadlines(result: KpiResult, report: Report, language: Language) -> Iterator[AgendaEntry]:
    """The ends of its targets that are still to come, of later phases too."""
    for target in result.kpi.targets:
        if target.by and report.report_date and target.by >= report.report_date:
            yield AgendaEntry(
                key=f"target-{result.id}-{target.by:%Y%m%d}",
                day=target.by,
                kind="target",
                title=language.text("Deadline: {kpi}", kpi=result.name),
                detail=(language.text("Target: {target}", target=_promise(target, result, language)),),
                path=kpi_path(result.id),
            )


def _promise(target: Target, result: KpiResult, language: Language) -> str:
    return phase_words(target, result.kpi, result.metric, language)


def _action(action: Action, names: dict[str, str], language: Language) -> AgendaEntry:
    review = action.review
    detail = [review.owner or language.text("No owner"), names.get(review.kpi or "", "")]
    detail.append(language.text("Decided on {date}", date=language.date(review.date)))
    return AgendaEntry(
        key=f"action-{_digest(review.date.isoformat(), review.kpi or '', review.action or '')}",
        day=review.due or review.date,
        kind="action",
        title=language.text("Due: {action}", action=review.action or ""),
        detail=tuple(line for line in detail if line),
        path=ACTIONS,
        is_overdue=action.is_overdue,
    )


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def ahead(entries: Sequence[AgendaEntry], most: int) -> tuple[AgendaEntry, ...]:
    """What is overdue, then what comes next; the first of them, `most` at most."""
    return tuple(sorted(entries, key=lambda entry: not entry.is_overdue)[:most])
