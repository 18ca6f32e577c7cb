"""Is the target within reach, and does it ask for anything? A1 to A5, E1."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp

from kpireport.checks.about import of_kpi
from kpireport.model import Achievable, Finding, KpiResult, Level, Report

#: Times the best growth seen from which on not even an aspiration is plausible.
ABSURD = 6.0


def find_unachievable(report: Report) -> Iterator[Finding]:
    """A1 to A5: the growth asked for, against all windows of equal length in the KPI's own history."""
    for result in report.kpis:
        found = _judged(result, result.achievable) if result.achievable else None
        if found:
            yield found


def _judged(result: KpiResult, found: Achievable) -> Finding | None:
    def tell(code: str, level: Level, message: str, help_text: str) -> Finding:
        return of_kpi(code, level, result.goal, result.kpi, message, help_text, "target")

    match found.grade:
        case "unknown":
            message = (
                f"whether the target of “{result.name}” is achievable cannot be judged: {found.n} windows, 8 are needed"
            )
            return tell("A1", "info", message, "nothing to do yet, or add older snapshots")
        case "stretch":
            return tell("A2", "info", f"the target of “{result.name}” is a stretch: {asked(found, result)}", _STRETCH)
        case "beyond":
            message = f"the target of “{result.name}” lies beyond anything seen: {asked(found, result)}"
            return tell("A3", "warning", message, _BEYOND)
        case "implausible":
            message = f"the target of “{result.name}” is implausible: {asked(found, result)}"
            return tell("A4", _implausible(result, found), message, _BEYOND)
        case "easy":
            message = f"the target of “{result.name}” asks for little: {asked(found, result)}"
            return tell("A5", "info", message, "raise it, or say in “rationale:” why holding the level is the aim")
        case "met_at_start":
            message = f"the target of “{result.name}” was met when it was set, at a baseline of {_baseline(result)}"
            return tell("A5", "warning", message, "set a target that asks for a change, or one that holds a level")
        case _:
            return None


def _implausible(result: KpiResult, found: Achievable) -> Level:
    """A promise three times beyond the best ever seen is an error; an aspiration only from six times on."""
    absurd = found.ratio is not None and found.ratio > ABSURD
    return "error" if absurd or result.kpi.commitment == "committed" else "warning"


def _baseline(result: KpiResult) -> str:
    return f"{result.target.baseline:g}" if result.target and result.target.baseline is not None else "none"


def asked(found: Achievable, result: KpiResult) -> str:
    """What the target asks for and what the past has seen, in one clause."""
    if found.horizon is None:
        return f"{found.k} of {found.n} past {result.kpi.cadence}s comply with it"
    span = f"{found.horizon} {result.kpi.cadence}{'s' * (found.horizon != 1)}"
    independent = max(1, round(found.n / found.horizon)) if found.horizon else found.n
    seen = f"{found.k} of {found.n} past stretches of that length did as well (about {independent} independent ones)"
    best = f"; the best brought {_growth(found.best, found)}" if found.best is not None else ""
    return f"it asks for {_growth(found.need, found)} in {span}, and {seen}{best}"


def _growth(growth: float | None, found: Achievable) -> str:
    if growth is None:
        return "an unknown change"
    return f"{(exp(growth) - 1) * 100:+.1f} %" if found.logarithmic else f"{growth:+.3g}"


_STRETCH = "fine for an aspiration; for a promise, say in “capacity:” what makes it possible this time"
_BEYOND = (
    "agree on a nearer value or a later date, or name what is new; targets out of reach breed shortcuts and burnout"
)


def find_without_baseline(report: Report) -> Iterator[Finding]:
    """E1: a level to reach, and nothing says from where."""
    for result in report.kpis:
        target = result.target
        if target is None or target.kind != "reach" or target.baseline_from == "declared":
            continue
        if target.baseline is None:
            message = f"the target of “{result.name}” has no baseline, and none can be found before it starts"
        else:
            message = f"the target of “{result.name}” names no baseline; {target.baseline:g} was taken from the data"
        help_text = "write it: {from: 2.0, reach: 3.0, by: 2026-06-30, baseline_source: mean of 2025}"
        yield of_kpi("E1", "warning", result.goal, result.kpi, message, help_text, "target")
