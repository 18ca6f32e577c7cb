"""KPIs beside each other in one report, put together by hand from a row a week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kpireport.analysis.series import SeriesTable, last_closed
from kpireport.formula import parse
from kpireport.model import (
    Cause,
    Goal,
    Kpi,
    KpiResult,
    Metric,
    Observations,
    Project,
    Signal,
    Site,
    Snapshots,
    Source,
    Status,
)
from kpireport.periods import Grain
from tests.analysis.one_kpi import PLACE, observe, periods

FIRST = "2020-01-06"


@dataclass(frozen=True)
class Several:
    kpis: tuple[KpiResult, ...]
    table: SeriesTable

    def __getitem__(self, id_: str) -> KpiResult:
        return next(kpi for kpi in self.kpis if kpi.id == id_)


@dataclass(frozen=True)
class Told:
    """What is said of one KPI; its metric has its id unless `metric` names another."""

    cadence: Grain = "week"
    goal: str = "g"
    status: Status = "on_track"
    metric: str | None = None
    keys: Mapping[str, Any] | None = None


def rows_of(values: Sequence[float | None], grain: Grain = "week", first: str = FIRST) -> Observations:
    return observe(periods(grain, first, values), grain)


def several(
    values: Mapping[str, Sequence[float | None] | Observations],
    told: Mapping[str, Told] | None = None,
    metrics: Mapping[str, Mapping[str, Any]] | None = None,
) -> Several:
    """A KPI for each entry of `told` (default: one a week for each of the values), with nothing judged yet."""
    observed = {name: rows if isinstance(rows, Observations) else rows_of(rows) for name, rows in values.items()}
    described = {name: dict((metrics or {}).get(name, {})) for name in {**observed, **(metrics or {})}}
    for keys in described.values():
        if "formula" in keys:
            keys["formula"] = parse(keys["formula"], set(described))
    project = Project(
        file=Path("site.yaml"),
        root=Path(),
        site=Site(title="t"),
        metrics={name: Metric(id=name, place=PLACE, name=name, **keys) for name, keys in described.items()},
        sources={"s": Source(id="s", place=PLACE, files=("*.csv",))},
    )
    table = SeriesTable(project, Snapshots(observations={("s", name): rows for name, rows in observed.items()}))
    chosen = told or {name: Told() for name in values}
    return Several(tuple(_result(name, each, table) for name, each in chosen.items()), table)


def _result(id_: str, told: Told, table: SeriesTable) -> KpiResult:
    series = table[told.metric or id_]
    points = series.points(told.cadence)
    last = last_closed(points)
    keys = dict(told.keys or {})
    return KpiResult(
        kpi=Kpi(id=id_, place=PLACE, name=id_, metric=series.metric.id, cadence=told.cadence, **keys),
        goal=Goal(id=told.goal, place=PLACE, name=told.goal),
        metric=series.metric,
        period=last.period if last else None,
        value=last.value if last else None,
        reason=None if last else "no_data",
        status=told.status,
        status_reason=None,
        data_through=series.through,
        stale=False,
        target=None,
        comparison=(),
        cause=Cause(method="none"),
        signal=Signal(),
        to_date=None,
        series=points,
        previous_year=(),
        events=(),
        guardrails=(),
        sentence="",
        takeaway="",
    )
