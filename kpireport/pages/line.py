"""A KPI or a metric in one line, as lists show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kpireport.charts.marks import Spark, spark
from kpireport.format import Language
from kpireport.model import KpiResult, MetricResult, Report, Status
from kpireport.pages.comparison import leading_words
from kpireport.pages.links import kpi_path
from kpireport.pages.target import against_target
from kpireport.pages.words import change_words, on_basis, qualifier


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiLine:
    """Every figure over a quiet qualifier, so that all cells share one rhythm."""

    id: str
    name: str
    path: str
    status: Status
    value: str
    per: str
    target: str
    stand: str
    change: str
    basis: str
    spark: Spark | None
    is_confidential: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricLine:
    """A number without a status. `serves` are the metrics and KPIs it explains, as (name, path); metrics have none."""

    id: str
    name: str
    definition: str
    value: str
    per: str
    change: str
    basis: str
    missing: str
    serves: tuple[tuple[str, str], ...]
    why_not_kpi: tuple[str, ...]
    spark: Spark | None
    is_confidential: bool = False


def kpi_line(result: KpiResult, language: Language) -> KpiLine:
    target, stand = against_target(result, language)
    leading = result.comparison[0] if result.comparison else None
    change = change_words(leading, result.metric, language) if leading else ""
    return KpiLine(
        id=result.id,
        name=result.name,
        path=kpi_path(result.id),
        status=result.status,
        value="" if result.value is None else language.value(result.value, result.metric),
        per=qualifier(result.metric, result.period, language),
        target=target,
        stand=stand,
        change=change,
        basis=leading_words(result, language) if change else "",
        spark=spark(result.series, _level(result)),
        is_confidential=result.is_confidential,
    )


def _level(result: KpiResult) -> float | None:
    """The target as a height beside the values of single periods; a total has none."""
    target = result.target
    return target.value if target and target.kind not in ("cumulative", "average") else None


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids of a report's KPIs and metrics are called."""

    kpis: Mapping[str, str]
    metrics: Mapping[str, str]


def names_of(report: Report) -> Names:
    metrics = {kpi.metric.id: kpi.metric.name for kpi in report.kpis}
    others = [*report.metrics, *(metric for goal in report.goals for metric in goal.metrics)]
    metrics |= {result.metric.id: result.metric.name for result in others}
    return Names({kpi.id: kpi.name for kpi in report.kpis}, metrics)


def metric_line(result: MetricResult, names: Names, language: Language) -> MetricLine:
    leading = result.comparison[0] if result.comparison else None
    change = change_words(leading, result.metric, language) if leading else ""
    grain = result.cadence or (result.period.grain if result.period else "month")
    return MetricLine(
        id=result.id,
        name=result.name,
        definition=result.metric.definition or "",
        value="" if result.value is None else language.value(result.value, result.metric),
        per=qualifier(result.metric, result.period, language),
        change=change,
        basis=on_basis(leading, grain, language) if leading and change else "",
        missing=language.reason(result.reason) if result.reason else "",
        serves=(
            *((names.metrics[metric], "") for metric in result.ahead_of if metric in names.metrics),
            *((names.kpis[kpi], kpi_path(kpi)) for kpi in result.explains if kpi in names.kpis),
        ),
        why_not_kpi=result.why_not_kpi,
        spark=spark(result.series),
        is_confidential=result.metric.confidential,
    )
