"""The findings that readers of a part of the list may see."""

from __future__ import annotations

from kpireport.access.restrict import Restricted
from kpireport.model import Finding, Judgement


def restrict_judgement(judgement: Judgement, restricted: Restricted) -> Judgement:
    """What is found about KPIs, goals and metrics that stand as they are in the whole list; without places in files.

    A goal that lost a KPI, or a KPI that lost its partner, would be blamed for what is only hidden, and the list as a
    whole is not there to be judged.
    """
    if restricted.is_whole:
        return judgement
    part, whole = restricted.project, restricted.whole
    goals = {goal.id: goal for goal in whole.goals}
    kpis = {kpi.id: kpi for kpi in (*whole.kpis, *whole.orphans)}
    same_goals = {goal.id for goal in part.goals if goal == goals[goal.id]}
    same_kpis = {kpi.id for kpi in (*part.kpis, *part.orphans) if kpi == kpis[kpi.id]}
    same_metrics = {name for name, metric in part.metrics.items() if metric == whole.metrics[name]}

    def stands(finding: Finding) -> bool:
        if finding.kpi is not None:
            return finding.kpi in same_kpis
        if finding.goal is not None:
            return finding.goal in same_goals
        return finding.metric is not None and finding.metric in same_metrics

    return Judgement(
        findings=tuple(_nowhere(one) for one in judgement.findings if stands(one)),
        smart={id_: card for id_, card in judgement.smart.items() if id_ in same_kpis},
    )


def _nowhere(finding: Finding) -> Finding:
    return Finding(
        code=finding.code,
        level=finding.level,
        message=finding.message,
        help=finding.help,
        kpi=finding.kpi,
        goal=finding.goal,
        metric=finding.metric,
    )
