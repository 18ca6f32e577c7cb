"""Metrics that nothing needs."""

from __future__ import annotations

from collections.abc import Iterator

from kpireport.model import Finding, Report


def find_idle_metrics(report: Report) -> Iterator[Finding]:
    """P2: a metric that no KPI, objective or other metric is explained by or computed from."""
    followed = {result.key_result.metric for okr in report.okrs for result in okr.key_results}
    for one in report.metrics:
        is_own = one.id == one.metric.id
        if is_own and not one.explains and one.id not in followed and "no goal" in one.why_not_kpi:
            yield Finding(
                code="P2",
                level="info",
                message=f"nothing is explained by or computed from the metric “{one.name}”",
                help="name it under “explained_by:” of a KPI, make it one, or stop collecting it",
                place=one.metric.place,
                metric=one.id,
            )
