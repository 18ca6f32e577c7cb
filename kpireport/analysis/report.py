"""Project and observations in, report out: each goal and the whole with a verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kpireport.analysis import theta
from kpireport.analysis.actions import actions_of
from kpireport.analysis.changes import with_changes
from kpireport.analysis.desk import Desk, desk_of
from kpireport.analysis.evidence import associations, with_evidence, with_outruns
from kpireport.analysis.freshness import source_states
from kpireport.analysis.funnel import funnel_of
from kpireport.analysis.habits import habits_of
from kpireport.analysis.kpi_result import judge_kpi
from kpireport.analysis.ledger import brier_score, carry_on, known_on
from kpireport.analysis.memory import retired
from kpireport.analysis.metric_result import other_metrics, supporting
from kpireport.analysis.okrs import judge_okrs
from kpireport.analysis.rank import lacking
from kpireport.analysis.schedule import schedule
from kpireport.analysis.sentences import goal_sentence, report_sentence
from kpireport.analysis.triggers import evaluate_triggers
from kpireport.analysis.worth import worth_of
from kpireport.format import Language
from kpireport.model import Goal, GoalResult, Issued, Memory, Project, Report, Snapshots, Status

_STATUSES: tuple[Status, ...] = ("met", "on_track", "at_risk", "off_track", "missed", "unknown")


def analyse(
    project: Project,
    snapshots: Snapshots,
    language: Language,
    *,
    as_of: date | None = None,
    data_through: date | None = None,
    earlier: Sequence[Issued] = (),
    past: Memory | None = None,
    for_findings: bool = False,
) -> Report:
    """The whole report. `as_of` and `data_through` are the dates that the snapshots were read with.

    `earlier` is the ledger of the report before this one, which is carried on, and `past` what that
    report remembers of its KPIs, with which these are compared. With `for_findings` the report holds what findings
    read, and leaves out what only its pages tell.
    """
    desk = desk_of(project, snapshots, language, as_of, data_through, for_findings=for_findings)
    goals = _with_evidence(desk, [_goal(desk, goal) for goal in project.goals])
    kpis = [kpi for goal in goals for kpi in goal.kpis]
    triggers = () if for_findings else evaluate_triggers(desk, kpis)
    ledger = known_on(earlier, as_of)
    if desk.report_date and not for_findings:
        ledger = carry_on(ledger, kpis, desk.report_date, desk.table)
    report = Report(
        site=project.site,
        confidential=project.is_confidential,
        data_through=desk.data_through,
        report_date=desk.report_date,
        sentence=report_sentence(language, [kpi for kpi in kpis if kpi.is_headline]),
        north_star=next((kpi.id for kpi in kpis if kpi.kpi.tier == "north-star"), None),
        goals=goals,
        metrics=tuple(other_metrics(desk, goals)),
        terms=project.terms,
        catalog=project.catalog,
        data_findings=snapshots.findings,
        sources=source_states(snapshots, desk.report_date, desk.calendar),
        ledger=ledger,
        triggers=triggers,
        reviews=schedule(desk, kpis),
        actions=actions_of(desk.reviews, desk.report_date),
        habits=habits_of(desk, kpis, triggers),
        worth=worth_of(desk),
        log=desk.reviews,
        brier=brier_score(ledger),
        pool="theta" if theta.is_installed() else "core",
        associations=associations(kpis, desk.table),
        okrs=judge_okrs(desk, kpis),
        retired=tuple(retired(desk, goals)),
    )
    return with_changes(report, language, past, as_of)


def _with_evidence(desk: Desk, goals: Sequence[GoalResult]) -> tuple[GoalResult, ...]:
    """The goals with what only shows once every KPI is judged: who leads whom, and who leaves whom behind."""
    kpis = [kpi for goal in goals for kpi in goal.kpis]
    judged = with_outruns(kpis) if desk.for_findings else with_evidence(kpis, desk.table)
    by_id = {kpi.id: kpi for kpi in judged}
    return tuple(replace(goal, kpis=tuple(by_id[kpi.id] for kpi in goal.kpis)) for goal in goals)


def _goal(desk: Desk, goal: Goal) -> GoalResult:
    kpis = tuple(judge_kpi(desk, goal, kpi) for kpi in goal.kpis if not lacking(kpi))
    counts = Counter(kpi.status for kpi in kpis)
    metrics = tuple(supporting(desk, goal))
    headline = [kpi for kpi in kpis if kpi.is_headline]
    return GoalResult(
        goal=goal,
        kpis=kpis,
        metrics=metrics,
        status_counts={status: counts[status] for status in _STATUSES if counts[status]},
        sentence=goal_sentence(desk.language, headline, len(kpis) - len(headline)),
        funnel=funnel_of(kpis, metrics),
    )
