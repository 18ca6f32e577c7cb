"""Project + Report → Findings: what a careful adviser would say about the KPI list. Never raises, never mends."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kpireport.checks.accepted import sort_out
from kpireport.checks.achievable import find_unachievable, find_without_baseline
from kpireport.checks.agreements import (
    find_odd_cadence,
    find_unagreed,
    find_uncredited,
    find_unguarded,
    find_unsettled,
    find_without_trigger,
)
from kpireport.checks.balance import find_one_sided
from kpireport.checks.candidates import find_open_steps
from kpireport.checks.cascade import find_turned_levels
from kpireport.checks.conflict import find_conflicts, find_empty_resolutions
from kpireport.checks.counts import count_kpis, count_north_stars, count_operational
from kpireport.checks.deadlines import find_bad_deadlines
from kpireport.checks.goodhart import find_breached, find_hollow_gains
from kpireport.checks.life import find_missing_cadence, find_missing_target, find_owner
from kpireport.checks.measurable import find_short_history, find_stale, find_thin_data, find_unmeasured, untold
from kpireport.checks.next_target import find_met, find_unmoved
from kpireport.checks.okrs import count_key_results, find_unexplained, find_unscored
from kpireport.checks.orphans import find_idle_metrics
from kpireport.checks.past import find_stretched, find_undeclared
from kpireport.checks.relevance import (
    find_loose_ends,
    find_output_headlines,
    find_undecided,
    find_unrelated,
    find_useless,
    find_vanity,
    find_without_parent,
)
from kpireport.checks.reviews import (
    find_list_unreviewed,
    find_loose_actions,
    find_reviewed_in_vain,
    find_unreviewed,
)
from kpireport.checks.shape import shapes_of
from kpireport.checks.signal import find_unusual
from kpireport.checks.smart import smart_cards
from kpireport.checks.structure import find_orphans
from kpireport.checks.trio import find_coarse_data, find_incomplete_trio
from kpireport.checks.wording import find_two_in_one, find_undefined, find_unscoped, find_vague
from kpireport.checks.worth import find_easy, find_idle_costs, find_not_understood
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
    count_operational,  # N4
    find_orphans,  # R1
    find_without_parent,  # R2
    find_vanity,  # R3
    find_unrelated,  # R4
    find_undefined,  # S1
    find_two_in_one,  # S2
    find_vague,  # S3, W1
    find_unscoped,  # S4
    find_without_trigger,  # L4
    find_one_sided,  # L5
    find_unguarded,  # L6
    find_undecided,  # Q1
    find_useless,  # Q2
    find_open_steps,  # Q3
    find_loose_ends,  # P1
    find_output_headlines,  # P3
    find_unsettled,  # C2
    find_unagreed,  # E3
    find_uncredited,  # F1
    find_odd_cadence,  # G1
    find_easy,  # V1
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
    find_idle_metrics,  # P2
    find_list_unreviewed,  # G2, G3
    find_loose_actions,  # G4
    find_unreviewed,  # L8
    find_idle_costs,  # V2
    find_reviewed_in_vain,  # V3
    find_not_understood,  # V4
    find_unmeasured,  # M1
    find_thin_data,  # M2
    find_stale,  # M4
    find_short_history,  # E2
    find_unachievable,  # A1 to A5
    find_without_baseline,  # E1
    find_bad_deadlines,  # T1, T2, T3
    find_breached,  # L7
    find_hollow_gains,  # P4
    find_unmoved,  # E4
    find_met,  # E5
    find_stretched,  # G6
    find_undeclared,  # G5
)

_ORDER: dict[Level, int] = {"error": 0, "warning": 1, "info": 2}


def judge(project: Project, report: Report) -> Judgement:
    """All findings, the gravest first and then by place; those that the files suppress apart."""
    found = [
        *untold(report),
        *(finding for run in LIST_CHECKS for finding in run(project)),
        *(finding for run in REPORT_CHECKS for finding in run(report)),
    ]
    findings, accepted = sort_out(sorted(found, key=_rank), project)
    shapes = shapes_of(project, found)
    cards = smart_cards(report, findings, accepted)
    return Judgement(findings=tuple(sorted(findings, key=_rank)), accepted=accepted, smart=cards, shapes=shapes)


def _rank(finding: Finding) -> tuple[int, str, int, int, str, str]:
    place = finding.place
    where = (place.file, place.line, place.column) if place else ("", 0, 0)
    return (_ORDER[finding.level], *where, finding.code, finding.message)
