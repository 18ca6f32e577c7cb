"""The funnel of a goal: its stages from top to bottom, and how many of one stage reach the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from kpireport.model import Funnel, FunnelStep, KpiResult, Metric, MetricResult

STAGES: tuple[Funnel, ...] = ("top", "middle", "bottom")
#: Units of what is no count of people or things.
_MEASURES = frozenset({"percent", "fraction", "ratio", "currency", "duration", "score", "points"})


def funnel_of(kpis: Sequence[KpiResult], metrics: Sequence[MetricResult]) -> tuple[FunnelStep, ...]:
    """The KPIs and supporting metrics that have a stage, by stage and then as they are listed; nothing for one stage.

    A KPI that gives no stage has that of its metric.
    """
    steps = [*_of_kpis(kpis), *_of_metrics(metrics, {kpi.kpi.metric for kpi in kpis})]
    by_stage = [[step for step in steps if step.stage == stage] for stage in STAGES]
    filled = [stage for stage in by_stage if stage]
    if len(filled) < 2:
        return ()
    shared = [[_shared(step, before) for step in stage] for before, stage in pairwise(filled)]
    return tuple(step for stage in (filled[0], *shared) for step in stage)


def _of_kpis(kpis: Sequence[KpiResult]) -> list[FunnelStep]:
    return [
        _step(stage, kpi, kpi.metric, is_kpi=True) for kpi in kpis if (stage := kpi.kpi.funnel or kpi.metric.funnel)
    ]


def _of_metrics(metrics: Sequence[MetricResult], told: set[str]) -> list[FunnelStep]:
    """Those that no KPI of the goal measures."""
    return [
        _step(stage, one, one.metric, is_kpi=False)
        for one in metrics
        if (stage := one.metric.funnel) and one.metric.id not in told
    ]


def _step(stage: Funnel, result: KpiResult | MetricResult, metric: Metric, *, is_kpi: bool) -> FunnelStep:
    return FunnelStep(
        stage=stage,
        id=result.id,
        name=result.name,
        metric=metric,
        is_kpi=is_kpi,
        period=result.period,
        value=result.value,
        is_count=metric.aggregation in ("sum", "distinct") and metric.formula is None and metric.unit not in _MEASURES,
    )


def _shared(step: FunnelStep, before: Sequence[FunnelStep]) -> FunnelStep:
    """The step as a share of the one count at the stage before, where the two can be set against each other."""
    counts = [other for other in before if other.is_count]
    if len(counts) != 1 or not step.is_count:
        return step
    (above,) = counts
    alike = step.metric.unit == above.metric.unit and step.period == above.period is not None
    if not alike or step.value is None or not above.value:
        return step
    return replace(step, share=step.value / above.value, share_of=above.id)
