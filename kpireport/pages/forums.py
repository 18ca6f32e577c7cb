"""Who meets over which KPIs, and when next."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from kpireport.analysis.schedule import forum_key as forum_key
from kpireport.format import Language
from kpireport.model import Report, ReviewDue
from kpireport.pages.links import meeting_path

#: Days after the report date within which a review is before its forum.
DAYS_AHEAD = 7
#: Names that no folder may have on some systems.
_TAKEN = re.compile(r"con|nul|aux|prn|index|(?:com|lpt)[0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Forum:
    """A group that reviews KPIs; `last` is the day of its last review.

    `due` is what it has before it: what is overdue or comes due within a week of the report date, else what comes next;
    `by` is the last day of these that is still to come. `later` is the rest, the sooner the earlier.
    """

    key: str
    name: str
    slug: str
    last: date | None
    by: date | None
    due: tuple[ReviewDue, ...]
    later: tuple[ReviewDue, ...]

    @property
    def path(self) -> str:
        return meeting_path(self.slug)

    @property
    def overdue(self) -> int:
        return sum(due.is_overdue for due in self.due)

    @property
    def kpis(self) -> frozenset[str | None]:
        return frozenset(due.kpi for due in (*self.due, *self.later))


def forums(report: Report) -> tuple[Forum, ...]:
    """Every forum that reviews a KPI, in the order in which the report first names it."""
    found: dict[str, list[ReviewDue]] = {}
    for due in of_kpis(report):
        found.setdefault(forum_key(due.forum), []).append(due)
    slugs: dict[str, str] = {}
    for key in found:
        slugs[key] = slug(key, slugs.values())
    return tuple(_forum(key, dues, slugs[key], report) for key, dues in found.items())


def of_kpis(report: Report) -> Iterator[ReviewDue]:
    """The reviews of the report's KPIs; those of the list itself are no meeting's alone."""
    known = {kpi.id for kpi in report.kpis}
    return (due for due in report.reviews if due.kpi in known)


def _forum(key: str, dues: list[ReviewDue], name: str, report: Report) -> Forum:
    chosen = _before_it(dues, report.report_date)
    ids = {due.kpi for due in chosen}
    later = sorted((due for due in dues if due.kpi not in ids), key=lambda due: due.due or date.max)
    held = [one.date for one in report.log if one.forum and forum_key(one.forum) == key]
    return Forum(
        key=key,
        name=dues[0].forum,
        slug=name,
        last=max(held, default=None),
        by=max((due.due for due in chosen if due.due and not due.is_overdue), default=None),
        due=tuple(chosen),
        later=tuple(later),
    )


def _before_it(dues: Sequence[ReviewDue], today: date | None) -> list[ReviewDue]:
    known = [due for due in dues if due.due and today]
    soon = [due for due in known if due.due and today and due.due <= today + timedelta(days=DAYS_AHEAD)]
    following = min((due.due for due in known if due.due), default=None)
    return soon or [due for due in known if due.due == following]


def slug(name: str, taken: Collection[str]) -> str:
    """The forum in an address: legible where its letters allow it, and always different."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    words = "-".join(re.findall("[a-z0-9]+", plain))[:48].strip("-") or "forum"
    first = f"{words}-forum" if _TAKEN.fullmatch(words) else words
    tried = (first if number == 1 else f"{first}-{number}" for number in count(1))
    return next(one for one in tried if one not in taken)


def reviews_by_kpi(report: Report) -> Mapping[str, tuple[ReviewDue, ...]]:
    found: dict[str, list[ReviewDue]] = {}
    for due in of_kpis(report):
        found.setdefault(due.kpi or "", []).append(due)
    return {kpi: tuple(dues) for kpi, dues in found.items()}


def next_review(dues: Collection[ReviewDue], today: date | None, language: Language) -> str:
    """`Next review 2 Nov`, or since when it is overdue. Nothing where only the tier tells, and no review was held."""
    told = [due for due in dues if due.due and (due.last or not due.is_assumed)]
    first = min(told, key=lambda due: due.due or date.max, default=None)
    if first is None or first.due is None or today is None:
        return ""
    day = language.short_date(first.due) if first.due.year == today.year else language.table_date(first.due)
    if first.is_overdue:
        return language.text("Review overdue since {date}", date=day)
    return language.text("Next review {date}", date=day)
