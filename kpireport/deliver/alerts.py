"""What is news since the earlier report: triggers that fired, statuses that changed, what a silence kept back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kpireport.deliver.letter import Link, short
from kpireport.deliver.moves import Move, move_words, moves
from kpireport.format import Language
from kpireport.model import (
    NEEDS_DECISION,
    KpiResult,
    Memory,
    Quiet,
    RememberedTrigger,
    Report,
    Silence,
    Status,
    TriggerResult,
)
from kpireport.pages.agreement import agreement, urgency
from kpireport.pages.links import kpi_path
from kpireport.pages.views import owner_of

#: `fired`: a trigger; `status`: another one than before; `again`: what stands now that a silence has ended.
AlertKind = Literal["fired", "status", "again"]
_KINDS: tuple[AlertKind, ...] = ("fired", "again", "status")
#: Events that are named beside an alert.
_EVENTS = 2
#: The longest sentence, in characters.
_SENTENCE = 480


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One piece of news about a KPI, with its figures in words; `beside` is what happened at the time."""

    kind: AlertKind
    kpi: str
    name: str
    link: str
    status: Status
    was: Status | None
    headline: str
    sentence: str
    when: str = ""
    since: date | None = None
    segments: tuple[str, ...] = ()
    action: str = ""
    owner: str = ""
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """All news of a report against the one before (`since`: the day that one stood for)."""

    title: str
    home: str
    report_date: date | None
    since: date | None
    alerts: tuple[Alert, ...]

    def __bool__(self) -> bool:
        return bool(self.alerts)


def find_alerts(report: Report, earlier: Memory | None, quiet: Quiet, language: Language, link: Link) -> Alerts:
    """The news, what has fired first and the gravest first; each is told by one comparison alone, so it comes once.

    Without an earlier report all that has fired is news, and no status has changed.
    """
    kpis = {kpi.id: kpi for kpi in report.kpis}
    found = [*_fired(report, earlier, quiet, kpis, language, link)]
    silent = _silent(quiet, report.report_date)
    moved = [move for move in moves(report, earlier) if move.kpi.id not in silent]
    found += [_status(move, language, link) for move in moved]
    found += _again(report, earlier, quiet, {move.kpi.id for move in moved}, language, link)
    rank = {kpi.id: (urgency(kpi), place) for place, kpi in enumerate(report.kpis)}
    found.sort(key=lambda alert: (_KINDS.index(alert.kind), rank[alert.kpi]))
    return Alerts(
        title=short(report.site.title),
        home=link(""),
        report_date=report.report_date,
        since=earlier.report_date if earlier else None,
        alerts=tuple(found),
    )


# ------------------------------------------------------------------------------------------------ triggers


def _fired(
    report: Report,
    earlier: Memory | None,
    quiet: Quiet,
    kpis: Mapping[str, KpiResult],
    language: Language,
    link: Link,
) -> Iterator[Alert]:
    known = {(one.kpi, one.when): one for one in (earlier.fired if earlier else ())}
    silent = _silent(quiet, report.report_date)
    for result in report.triggers:
        before = known.get((result.kpi, result.trigger.when))
        kpi = kpis.get(result.kpi)
        if not result.fired or kpi is None or result.kpi in silent or _is_acknowledged(result, quiet, report):
            continue
        if _is_new(result, before) or _has_ended(result, quiet, report, earlier):
            yield _trigger(result, before, kpi, language, link)


def _is_new(result: TriggerResult, before: RememberedTrigger | None) -> bool:
    """Whether this run of the trigger was not told by the earlier report: of segments, that of any of them."""
    if before is None:
        return True
    if result.segments:
        return any((one.segment, one.since) not in before.segments for one in result.segments)
    return result.since != before.since


def _trigger(
    result: TriggerResult, before: RememberedTrigger | None, kpi: KpiResult, language: Language, link: Link
) -> Alert:
    agreed = agreement(kpi, result, language)
    known = before.segments if before else frozenset()
    new = tuple(short(one.segment) for one in result.segments if (one.segment, one.since) not in known)
    since = language.date(result.since) if result.since else ""
    return Alert(
        kind="fired",
        kpi=kpi.id,
        name=short(kpi.name),
        link=link(kpi_path(kpi.id)),
        status=kpi.status,
        was=None,
        headline=language.text("Trigger fired, since {date}: {when}.", date=since, when=agreed.when),
        sentence=short(result.sentence if result.segments else _sentence(kpi, language), _SENTENCE),
        when=result.trigger.when,
        since=result.since,
        segments=new,
        action=short(result.action or ""),
        owner=short(result.owner or owner_of(kpi) or ""),
        beside=_beside(kpi, language),
    )


def _sentence(kpi: KpiResult, language: Language) -> str:
    """How the KPI stands; of one that cannot be judged, why not."""
    reason = kpi.status_reason or kpi.reason
    return language.reason(reason) if kpi.status == "unknown" and reason else kpi.sentence


def _beside(kpi: KpiResult, language: Language) -> tuple[str, ...]:
    """What happened at the time, so that nobody is alarmed by what is known."""
    return tuple(f"{short(event.title)}, {language.short_date(event.date)}" for event in kpi.cause.events[:_EVENTS])


# ------------------------------------------------------------------------------------------------ statuses


def _status(move: Move, language: Language, link: Link) -> Alert:
    return _of_kpi("status", move.kpi, move.old, f"{move_words(move, language)}.", language, link)


def _of_kpi(
    kind: AlertKind, kpi: KpiResult, was: Status | None, headline: str, language: Language, link: Link
) -> Alert:
    return Alert(
        kind=kind,
        kpi=kpi.id,
        name=short(kpi.name),
        link=link(kpi_path(kpi.id)),
        status=kpi.status,
        was=was,
        headline=headline,
        sentence=short(_sentence(kpi, language), _SENTENCE),
        owner=short(owner_of(kpi) or ""),
        beside=_beside(kpi, language),
    )


# ------------------------------------------------------------------------------------------------ what is not told


def _silent(quiet: Quiet, day: date | None) -> frozenset[str]:
    """The KPIs of which nothing is told on a day."""
    return frozenset(one.kpi for one in quiet.silences if day is None or day <= one.until)


def _is_acknowledged(result: TriggerResult, quiet: Quiet, report: Report) -> bool:
    """Whether somebody sees to this run of the trigger."""
    day = report.report_date
    return any(
        (one.kpi, one.when) == (result.kpi, " ".join(result.trigger.when.split()))
        and (result.since is None or result.since <= one.on)
        and all(part.since <= one.on for part in result.segments)
        and (one.until is None or day is None or day <= one.until)
        for one in quiet.acknowledged
    )


def _ended(quiet: Quiet, report: Report, earlier: Memory | None) -> tuple[Silence, ...]:
    """The silences that were in force when the earlier report was made, and are not now."""
    return tuple(one for one in quiet.silences if _ended_between(one.until, report, earlier))


def _ended_between(until: date | None, report: Report, earlier: Memory | None) -> bool:
    before, now = earlier.report_date if earlier else None, report.report_date
    return until is not None and before is not None and now is not None and before <= until < now


def _has_ended(result: TriggerResult, quiet: Quiet, report: Report, earlier: Memory | None) -> bool:
    """Whether what kept this trigger quiet has ended since the earlier report, so that it is told as it stands."""
    when = " ".join(result.trigger.when.split())
    acknowledged = (one for one in quiet.acknowledged if (one.kpi, one.when) == (result.kpi, when))
    return any(one.kpi == result.kpi for one in _ended(quiet, report, earlier)) or any(
        _ended_between(one.until, report, earlier) for one in acknowledged
    )


def _again(
    report: Report, earlier: Memory | None, quiet: Quiet, moved: set[str], language: Language, link: Link
) -> Iterator[Alert]:
    """The statuses that need a decision and may have become so in a silence that has ended."""
    ended = {one.kpi: one for one in _ended(quiet, report, earlier)}
    for kpi in report.kpis:
        if kpi.id in ended and kpi.id not in moved and kpi.status in NEEDS_DECISION:
            day = language.date(ended[kpi.id].until)
            status = language.status(kpi.status)
            headline = language.text("{status}; the silence ended on {date}.", status=status, date=day)
            yield _of_kpi("again", kpi, None, headline, language, link)
