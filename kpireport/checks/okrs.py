"""Objectives: few key results, each with a figure, and a word on what a commitment missed."""

from __future__ import annotations

from collections.abc import Iterator

from kpireport.model import Finding, OkrResult, Project, Report

FEWEST, MOST = 2, 5


def count_key_results(project: Project) -> Iterator[Finding]:
    """J1: two to five key results an objective."""
    for okr in project.okrs:
        n = len(okr.key_results)
        if not FEWEST <= n <= MOST:
            yield Finding(
                code="J1",
                level="warning",
                message=f"objective “{okr.objective}” has {n} key result{'s' * (n != 1)}; {FEWEST} to {MOST} show that "
                "it is reached without becoming a list of tasks",
                help="add a result that would prove it, or split the objective; tasks belong into a plan",
                place=okr.places.get("key_results", okr.place),
                goal=okr.goal,
            )


def find_unexplained(report: Report) -> Iterator[Finding]:
    """J2: a committed key result that ended below 1.0 says why."""
    for okr in report.okrs:
        if okr.is_over and okr.okr.commitment == "committed":
            yield from _unexplained(okr)


def _unexplained(okr: OkrResult) -> Iterator[Finding]:
    for one in okr.key_results:
        if one.score is not None and one.score < 1.0 and not one.key_result.explanation:
            yield Finding(
                code="J2",
                level="warning",
                message=f"committed key result “{one.key_result.name}” ended at {one.score:.1f}, and nothing says why",
                help="add “explanation:” with what stood in the way, so that the next cycle learns from it",
                place=one.key_result.place,
                kpi=one.key_result.kpi,
                goal=okr.okr.goal,
            )


def find_unscored(report: Report) -> Iterator[Finding]:
    """J3: a key result without a score leaves its objective without one."""
    for okr in report.okrs:
        for one in okr.key_results:
            if one.score is None and one.reason != "window_not_started":
                yield Finding(
                    code="J3",
                    level="warning",
                    message=f"the key result “{one.key_result.name}” has no score, so “{okr.okr.objective}” has none",
                    help="give it a number that moves: a KPI with a target, or start, value and target by hand",
                    place=one.key_result.place,
                    kpi=one.key_result.kpi,
                    goal=okr.okr.goal,
                )
