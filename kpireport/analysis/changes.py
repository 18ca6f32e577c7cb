"""The list's past: what its history declares, what an earlier report shows besides, and values restated since."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from kpireport.analysis.change_kinds import declares, kinds_of
from kpireport.analysis.differences import differences, is_declared, restatements, status_changes
from kpireport.analysis.memory import remember
from kpireport.analysis.sentences.of_change import change_words
from kpireport.format import Language
from kpireport.model import (
    Break,
    Change,
    Declared,
    Difference,
    GoalResult,
    Kpi,
    ListChange,
    Memory,
    Metric,
    Open,
    Report,
)

#: After a change of these a value or its judgement is not what it was before.
BREAKING = ("definition", "formula", "target")

#: Changes of status that are kept on record.
MOST_STATUS_CHANGES = 1000

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def with_changes(report: Report, language: Language, past: Memory | None, as_of: date | None = None) -> Report:
    """The report with its changes and restated values, and its KPIs with the breaks that these make.

    `past` is the memory of the report before; None, or one of a later day than `as_of`, leaves what is declared alone.
    """
    if past is None or past.report_date is None or (as_of is not None and past.report_date > as_of):
        return _told(report, (), as_of)
    now = remember(report)
    found = list(differences(past, now))
    settled = _undeclared(report, found, past, past.report_date, language)
    told = replace(
        report,
        restated=tuple(restatements(past, now)),
        added=tuple(one.kpi for one in found if one.what == "added"),
        compared_with=past.report_date,
        status_changes=tuple(dict.fromkeys((*past.status_changes, *status_changes(past, now))))[-MOST_STATUS_CHANGES:],
    )
    return _told(told, settled, as_of)


def _told(report: Report, undeclared: Sequence[ListChange], as_of: date | None) -> Report:
    declared = [
        _declared(kpi, change)
        for kpi in _kpis(report.goals)
        for change in kpi.history
        if as_of is None or change.on <= as_of
    ]
    declared.sort(key=lambda one: one.on or date.min, reverse=True)
    changes = (*undeclared, *declared)
    by_kpi: dict[str, list[ListChange]] = {}
    for change in changes:
        by_kpi.setdefault(change.kpi, []).append(change)
    return replace(report, changes=changes, goals=tuple(_with_breaks(goal, by_kpi) for goal in report.goals))


def _kpis(goals: Iterable[GoalResult]) -> Iterator[Kpi]:
    return (kpi for goal in goals for kpi in goal.goal.kpis)


# ------------------------------------------------------------------------------------------------------ the declared


def _declared(kpi: Kpi, change: Change) -> ListChange:
    return ListChange(
        kpi=kpi.id,
        name=kpi.name,
        on=change.on,
        what=change.change,
        old=change.old,
        new=change.new,
        reason=change.reason,
        because=change.because,
        is_late=_is_late(kpi, change),
        place=change.place,
    )


def _is_late(kpi: Kpi, change: Change) -> bool:
    """Whether an entry says itself that a deadline was moved later once it had passed.

    With another number on the same day it is a new target.
    """
    old, new = _day(change.old), _day(change.new)
    if "deadline" not in kinds_of(change.change) or old is None or new is None:
        return False
    renewed = any("target" in kinds_of(one.change) for one in kpi.history if one.on == change.on)
    return old < change.on and old < new and not renewed


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text and _DAY.fullmatch(text) else None
    except ValueError:
        return None


# ---------------------------------------------------------------------------------------------------- the undeclared


def _undeclared(
    report: Report, found: Iterable[Difference], past: Memory, on: date, language: Language
) -> list[ListChange]:
    """What no history speaks of: found now, and found by earlier reports and open since; what was undone is no more."""
    kpis = {kpi.id: kpi for kpi in _kpis(report.goals)}
    metrics = {kpi.id: kpi.metric for kpi in report.kpis}
    silent = [one for one in found if one.what != "added" and not is_declared(one, _history(kpis, one.kpi), on)]
    fresh = [_found(one, metrics.get(one.kpi), on, language) for one in silent]
    still = [_carried(one, kpis) for one in past.undeclared if one.kpi in kpis and not _spoken(one, kpis)]
    undone = {(one.kpi, one.what, one.new, one.old) for one in fresh if any(_undoes(one, old) for old in still)}
    kept = [one for one in still if (one.kpi, one.what, one.old, one.new) not in undone]
    known = {(one.kpi, one.what, one.old, one.new) for one in kept}
    new = [
        one
        for one in fresh
        if (one.kpi, one.what, one.new, one.old) not in undone and (one.kpi, one.what, one.old, one.new) not in known
    ]
    return [*new, *kept]


def _undoes(one: ListChange, earlier: ListChange) -> bool:
    same = (one.kpi, one.what, one.old, one.new) == (earlier.kpi, earlier.what, earlier.new, earlier.old)
    return same and not earlier.is_late


def _spoken(one: Open, kpis: Mapping[str, Kpi]) -> bool:
    return any(change.on >= one.on and declares(change.what, one.what) for change in _history(kpis, one.kpi))


def _history(kpis: Mapping[str, Kpi], id_: str) -> list[Declared]:
    return [Declared(id_, change.on, change.change) for change in kpis[id_].history] if id_ in kpis else []


def _found(one: Difference, metric: Metric | None, on: date, language: Language) -> ListChange:
    old, new = change_words(one.old, one.new, metric, language)
    return ListChange(
        kpi=one.kpi, name=one.name, on=on, what=one.what, old=old, new=new, is_declared=False, is_late=one.is_late
    )


def _carried(one: Open, kpis: Mapping[str, Kpi]) -> ListChange:
    return ListChange(
        kpi=one.kpi,
        name=kpis[one.kpi].name,
        on=one.on,
        what=one.what,
        old=one.old,
        new=one.new,
        is_declared=False,
        is_late=one.is_late,
    )


# -------------------------------------------------------------------------------------------------------- the breaks


def _with_breaks(goal: GoalResult, changes: Mapping[str, Sequence[ListChange]]) -> GoalResult:
    kpis = tuple(replace(kpi, breaks=tuple(_breaks(changes.get(kpi.id, ())))) for kpi in goal.kpis)
    return replace(goal, kpis=kpis)


def _breaks(changes: Sequence[ListChange]) -> Iterator[Break]:
    """One for each day and kind, the earliest first."""
    found = {
        (change.on, kind): Break(on=change.on, what=kind, is_declared=change.is_declared)
        for change in changes
        if change.on is not None
        for kind in BREAKING
        if kind in kinds_of(change.what)
    }
    return (found[key] for key in sorted(found))
