"""Atom feeds of editions and status changes: of the whole report, of each goal and of each owner."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from kpireport.format import Language
from kpireport.model import Edition, File, KpiResult, RememberedKpi, Report, StatusChange
from kpireport.pages.links import audience_path, edition_path, goal_path, kpi_path, site_address
from kpireport.pages.views import views

FEED = "feed.xml"
#: Entries of a feed; readers keep what they have read.
MOST_ENTRIES = 100
#: Statuses that the entry of an edition tells one by one.
MOST_STATUSES = 8
#: What XML cannot hold.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed at `path` that goes with the page at `page`: of the `whole` report, of a `goal`, or else of an owner."""

    path: str
    page: str
    title: str
    kpis: tuple[KpiResult, ...]
    whole: bool = False
    goal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`id` is an address that is never given to another entry; `path` is where more is said."""

    id: str
    path: str
    title: str
    on: date
    summary: str


def has_feed(report: Report) -> bool:
    """A feed needs to know where the site stands; an edition has none, as nothing in it will be new."""
    return report.site.url is not None and report.edition is None


def feeds(report: Report, language: Language) -> tuple[Feed, ...]:
    """The feed of the report first, then those of goals and owners; none where the site does not know its address."""
    if not has_feed(report):
        return ()
    whole = Feed(path=FEED, page="index.html", title=report.site.title, kpis=report.kpis, whole=True)
    goals = (
        Feed(path=goal_feed(goal.id), page=goal_path(goal.id), title=goal.name, kpis=goal.kpis, goal=goal.id)
        for goal in report.goals
    )
    owners = (
        Feed(path=owner_feed(view.id), page=audience_path(view.id), title=view.title, kpis=view.kpis)
        for view in views(report, language)
        if view.kind == "owner"
    )
    return (whole, *goals, *owners)


def goal_feed(goal: str) -> str:
    return f"goals/{goal}/{FEED}"


def owner_feed(view: str) -> str:
    return f"audiences/{view}/{FEED}"


def feed_files(report: Report, language: Language) -> Iterator[File]:
    for feed in feeds(report, language):
        entries = sorted(_entries(feed, report, language), key=lambda entry: entry.on, reverse=True)
        yield File(feed.path, _atom(feed, entries[:MOST_ENTRIES], report, language).encode())


# ------------------------------------------------------------------------------------------------------------- entries


def _entries(feed: Feed, report: Report, language: Language) -> Iterator[Entry]:
    kpis = {kpi.id: kpi for kpi in feed.kpis}
    for change in reversed(report.status_changes):
        if change.kpi in kpis:
            yield _status(change, kpis[change.kpi], language)
    for edition in reversed(report.editions):
        entry = _edition(edition, feed, language)
        if entry:
            yield entry


def _status(change: StatusChange, kpi: KpiResult, language: Language) -> Entry:
    old, new, on = language.status(change.old), language.status(change.new), language.date(change.on)
    return Entry(
        id=f"{kpi_path(kpi.id).removesuffix('index.html')}#{change.on.isoformat()}-{change.old}-{change.new}",
        path=kpi_path(kpi.id),
        title=language.text("{name}: {new}, was {old}", name=kpi.name, new=_small(new), old=_small(old)),
        on=change.on,
        summary=language.text("In the report of {date}, for “{goal}”.", date=on, goal=kpi.goal.name),
    )


def _small(word: str) -> str:
    return word[:1].lower() + word[1:]


def _edition(edition: Edition, feed: Feed, language: Language) -> Entry | None:
    """The edition with the verdict on what the feed is about; None where it was not in it."""
    told = [edition.memory.kpis[kpi.id] for kpi in feed.kpis if kpi.id in edition.memory.kpis]
    if not told or (feed.goal is not None and feed.goal not in edition.goals):
        return None
    path = edition_path(edition.period, goal_path(feed.goal) if feed.goal else "index.html")
    return Entry(
        id=path.removesuffix("index.html"),
        path=path,
        title=language.text("Edition of {period}", period=language.period_span(edition.period)),
        on=edition.period.end,
        summary=_verdict(edition, feed, told, language),
    )


def _verdict(edition: Edition, feed: Feed, told: Iterable[RememberedKpi], language: Language) -> str:
    if feed.goal is not None:
        return edition.goals[feed.goal]
    if feed.whole:
        return edition.sentence
    words = [f"{kpi.name}: {_small(language.status(kpi.status))}" for kpi in told if kpi.status]
    return language.join(words[:MOST_STATUSES]) + (" …" if len(words) > MOST_STATUSES else "")


# ----------------------------------------------------------------------------------------------------------------- XML


def _atom(feed: Feed, entries: Iterable[Entry], report: Report, language: Language) -> str:
    base = site_address(report.site.url or "")
    entries = list(entries)
    newest = max((entry.on for entry in entries), default=report.data_through or date.min)
    title = feed.title if feed.whole else f"{feed.title} – {report.site.title}"
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(language.tag)}>',
        f"<title>{_text(title)}</title>",
        f"<id>{_text(base + feed.path)}</id>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(base + feed.path)}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(base + _folder(feed.page))}/>',
        f"<updated>{_moment(max(newest, report.data_through or newest))}</updated>",
        f"<author><name>{_text(report.site.title)}</name></author>",
        "<generator>kpireport</generator>",
    ]
    for entry in entries:
        lines += _entry(entry, base)
    return "\n".join([*lines, "</feed>", ""])


def _entry(entry: Entry, base: str) -> list[str]:
    return [
        "<entry>",
        f"<id>{_text(base + entry.id)}</id>",
        f"<title>{_text(entry.title)}</title>",
        f'<link rel="alternate" type="text/html" href={quoteattr(base + _folder(entry.path))}/>',
        f"<updated>{_moment(entry.on)}</updated>",
        f"<summary>{_text(entry.summary)}</summary>",
        "</entry>",
    ]


def _folder(path: str) -> str:
    return path.removesuffix("index.html")


def _moment(day: date) -> str:
    """The beginning of a day of the data; a build does not know its time."""
    return f"{day.isoformat()}T00:00:00Z"


def _text(words: str) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", words))
