"""Are the numbers worth what they take: money, attention, and the trouble of understanding them?"""

from __future__ import annotations

from collections.abc import Iterator

from kpireport.checks.about import of_kpi
from kpireport.model import Finding, Kpi, Metric, Project, Report

#: Rated KPIs from which on a list can be said to hold only what is easy.
FEWEST_RATED = 3
#: The least share of those asked who should be able to say what a KPI means.
UNDERSTOOD = 0.5


def find_easy(project: Project) -> Iterator[Finding]:
    """V1: kept because it is easily had, not because it matters; and a list that holds nothing else."""
    for metric in project.metrics.values():
        if metric.ease == "high" and metric.importance == "low":
            yield Finding(
                code="V1",
                level="info",
                message=f"“{metric.name}” is easily had and of low importance",
                help="let it go, or say what it is needed for; what matters is often harder to measure",
                place=metric.place,
                metric=metric.id,
            )
    yield from _all_easy(project)


def _all_easy(project: Project) -> Iterator[Finding]:
    rated = [kpi for kpi in project.kpis if _is_rated(kpi, project.metrics[kpi.metric])]
    metrics = [project.metrics[kpi.metric] for kpi in rated]
    if len(rated) >= FEWEST_RATED and all(one.ease == "high" and one.importance != "high" for one in metrics):
        yield Finding(
            code="V1",
            level="info",
            message=f"all {len(rated)} KPIs that are rated are easily had, and none is of high importance",
            help="ask what the goals depend on, and measure that, even if only once a quarter",
            place=rated[0].place,
        )


def _is_rated(kpi: Kpi, metric: Metric) -> bool:
    return kpi.stage == "active" and metric.ease is not None and metric.importance is not None


def find_idle_costs(report: Report) -> Iterator[Finding]:
    """V2: costly, and in a year of the log nothing was decided on it."""
    for one in report.worth.metrics:
        if one.is_idle:
            yield Finding(
                code="V2",
                level="warning",
                message=f"“{one.metric.name}” is among the costlier metrics, and the log tells of no decision on it",
                help="measure it less often or more cheaply, stop it, or bring it to a review that decides on it",
                place=one.metric.place,
                metric=one.metric.id,
            )


def find_not_understood(report: Report) -> Iterator[Finding]:
    """V4: less than half of those asked can say what it means."""
    kpis = {result.id: result for result in report.kpis}
    for one in report.habits.understood:
        result = kpis.get(one.kpi)
        if result and one.share < UNDERSTOOD:
            message = f"{one.understood} of {one.asked} asked could say what “{result.name}” means"
            help_text = "rename it, put the definition into one plain sentence, and ask again"
            yield of_kpi("V4", "warning", result.goal, result.kpi, message, help_text, "definition")
