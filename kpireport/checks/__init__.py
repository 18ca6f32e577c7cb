"""Project + Report → Findings: what a careful adviser would say about the KPI list. Never raises, never mends."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kpireport.checks.accepted import sort_out
from kpireport.checks.cascade import find_turned_levels
from kpireport.checks.conflict import find_conflicts, find_empty_resolutions
from kpireport.checks.counts import count_kpis, count_north_stars
from kpireport.checks.life import find_missing_cadence, find_missing_target, find_owner
from kpireport.checks.okrs import count_key_results, find_unexplained, find_unscored
from kpireport.checks.signal import find_unusual
from kpireport.checks.structure import find_orphans
from kpireport.checks.trio import find_coarse_data, find_incomplete_trio
from kpireport.model import Finding, Judgement, Level, Project, Report

#: What the list itself shows, before any number.
LIST_CHECKS: tuple[Callable[[Project], Iterable[Finding]], ...] = (
    find_owner,  # L1
    find_missing_cadence,  # L2
    find_missing_target,  # L3
    count_kpis,  # N1, N2
    count_north_stars,  # N3
    count_key_results,  # J1
    find_turned_levels,  # P6
    find_orphans,  # R1
)

#: What shows once the numbers are there.
REPORT_CHECKS: tuple[Callable[[Report], Iterable[Finding]], ...] = (
    find_incomplete_trio,  # B1
    find_conflicts,  # C1
    find_empty_resolutions,  # C3
    find_coarse_data,  # M5
    find_unusual,  # U1
    find_unexplained,  # J2
    find_unscored,  # J3
)

_ORDER: dict[Level, int] = {"error": 0, "warning": 1, "info": 2}


def judge(project: Project, report: Report) -> Judgement:
    """All findings, the gravest first and then by place; those that the files suppress apart."""
    found = [
        *report.data_findings,
        *(finding for run in LIST_CHECKS for finding in run(project)),
        *(finding for run in REPORT_CHECKS for finding in run(report)),
    ]
    findings, accepted = sort_out(sorted(found, key=_rank), project)
    return Judgement(findings=findings, accepted=accepted)


def _rank(finding: Finding) -> tuple[int, str, int, int, str, str]:
    place = finding.place
    where = (place.file, place.line, place.column) if place else ("", 0, 0)
    return (_ORDER[finding.level], *where, finding.code, finding.message)
