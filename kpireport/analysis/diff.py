"""What differs between two reports, sorted by what needs a decision. Two memories in, one diff out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from kpireport.analysis.differences import differences, is_declared, restatements
from kpireport.model import (
    NEEDS_DECISION,
    Declared,
    Diff,
    Difference,
    KpiDiff,
    Memory,
    RememberedFinding,
    RememberedKpi,
    Restatement,
    has_worsened,
)


def diff(old: Memory, new: Memory) -> Diff:
    """What the later report says otherwise than the earlier one."""
    found = _judged(differences(old, new), new.declared, old.report_date)
    restated = list(restatements(old, new))
    both = [(old.kpis[id_], kpi) for id_, kpi in new.kpis.items() if id_ in old.kpis]
    kpis = [_between(before, after, found, restated) for before, after in both]
    return Diff(
        old_date=old.report_date,
        new_date=new.report_date,
        kpis=tuple(sorted(filter(_differs, kpis), key=_urgency)),
        added=tuple(kpi for id_, kpi in new.kpis.items() if id_ not in old.kpis),
        retired=tuple(kpi for id_, kpi in old.kpis.items() if id_ not in new.kpis),
        new_findings=tuple(_beyond(new.findings, old.findings)),
        gone_findings=tuple(_beyond(old.findings, new.findings)),
    )


def _judged(found: Iterable[Difference], said: Sequence[Declared], since: date | None) -> list[Difference]:
    """The differences with whether a history speaks of them since the earlier report."""
    day = since or date.min
    return [
        replace(one, is_declared=is_declared(one, (entry for entry in said if entry.kpi == one.kpi), day))
        for one in found
    ]


def _between(
    old: RememberedKpi, new: RememberedKpi, found: Iterable[Difference], restated: Iterable[Restatement]
) -> KpiDiff:
    return KpiDiff(
        old=old,
        new=new,
        changes=tuple(one for one in found if one.kpi == new.id),
        restated=tuple(one for one in restated if one.kpi == new.id),
    )


def _differs(one: KpiDiff) -> bool:
    shown = (one.old.value, one.old.status) != (one.new.value, one.new.status)
    return shown or bool(one.changes or one.restated)


# ------------------------------------------------------------------------------------------------------- what is first


def _urgency(one: KpiDiff) -> tuple[int, int]:
    """The place of a KPI among those that differ: the first of these questions that it answers with yes."""
    old, new = one.old.status, one.new.status
    silent = {change.what for change in one.changes if not change.is_declared}
    questions = (
        has_worsened(old, new),
        any(change.is_late for change in one.changes),
        bool(silent & {"target", "deadline"}),
        bool(one.restated),
        bool(silent),
        old != new and "unknown" in (old, new),
        bool(one.changes),
        old != new,
    )
    first = next((place for place, is_so in enumerate(questions) if is_so), len(questions))
    return first, NEEDS_DECISION.index(new) if new in NEEDS_DECISION else len(NEEDS_DECISION)


# ------------------------------------------------------------------------------------------------------------ findings


def _beyond(findings: Sequence[RememberedFinding], others: Sequence[RememberedFinding]) -> Iterator[RememberedFinding]:
    """The findings that the others lack. The same one may be told with other numbers: then its code and KPI count."""
    same = set(findings) & set(others)
    left = [_about(one) for one in others if one not in same]
    for one in findings:
        if one in same:
            continue
        if _about(one) in left:
            left.remove(_about(one))
        else:
            yield one


def _about(finding: RememberedFinding) -> tuple[str, str | None, str | None]:
    return finding.code, finding.kpi, finding.goal
