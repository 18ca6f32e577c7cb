"""Targets with a past: what was changed without a word, deadlines moved once they had passed, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator

from kpireport.errors import Place
from kpireport.model import Finding, ListChange, Report

#: The key of the KPI's entry that a change concerns.
_KEYS = {
    "target": "target",
    "deadline": "target",
    "definition": "definition",
    "formula": "metric",
    "owner": "owner",
    "tier": "tier",
    "stage": "stage",
}


def find_undeclared(report: Report) -> Iterator[Finding]:
    """G5: different from the earlier report, and no entry of the history says so."""
    for change in report.changes:
        if not change.is_declared:
            since = change.on.isoformat() if change.on else "then"
            message = f"{_what(change)} since the report of {since}, and its history does not say so"
            yield _finding("G5", "warning", report, change, message, _help(change))


def find_stretched(report: Report) -> Iterator[Finding]:
    """G6: a deadline that had passed was moved to a later day."""
    told: set[tuple[str, str | None]] = set()
    for change in report.changes:
        if change.is_late and (change.kpi, change.new) not in told:
            told.add((change.kpi, change.new))
            message = f"the deadline of “{change.name}” had passed when it was moved from {change.old} to {change.new}"
            help_text = (
                "keep the target as it was, so that it shows as met or missed; then retire it, or agree on a new "
                "target with a new date as a further phase"
            )
            yield _finding("G6", "error", report, change, message, help_text)


def _finding(code: str, level: str, report: Report, change: ListChange, message: str, help_text: str) -> Finding:
    goal = next((one.goal for one in report.goals if any(kpi.id == change.kpi for kpi in one.goal.kpis)), None)
    return Finding(
        code=code,
        level="error" if level == "error" else "warning",
        message=message,
        help=help_text,
        place=change.place or _place(report, change),
        kpi=change.kpi,
        goal=goal.id if goal else None,
    )


def _place(report: Report, change: ListChange) -> Place | None:
    """Where the key stands that was changed; of a KPI that is gone the first goal's file has to do."""
    for result in report.goals:
        for kpi in result.goal.kpis:
            if kpi.id == change.kpi:
                return kpi.places.get(_KEYS.get(change.what, ""), kpi.place)
    return report.goals[0].goal.place if report.goals else None


def _what(change: ListChange) -> str:
    if change.what == "removed":
        return f"KPI “{change.name}” was taken out of the list"
    if change.what == "stage":
        return f"“{change.name}” is no longer an active KPI"
    if change.old is None or change.new is None:
        verb = "was added to" if change.old is None else "was taken out of"
        return f"“{change.old or change.new}” {verb} the {change.what} of “{change.name}”"
    return f"the {change.what} of “{change.name}” was changed from “{change.old}” to “{change.new}”"


def _help(change: ListChange) -> str:
    if change.what == "removed":
        return "keep it in its file with “stage: retired” and an entry in “history:” that says why"
    return (
        f"add it to “history:”, such as {{on: {change.on}, change: {change.what}, reason: why it was changed}}; "
        "a change that nobody explains looks like a result that nobody reached"
    )
