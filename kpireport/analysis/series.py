"""The series of every metric of a project: the one door from metric ids and snapshots to values over time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from kpireport.analysis.composite import CompositeSeries
from kpireport.analysis.derived import FormulaSeries, RatioSeries
from kpireport.analysis.measured import MetricSeries, RowSeries
from kpireport.analysis.rows import Rows, last_readings
from kpireport.model import Metric, Point, Project, Snapshots, Source
from kpireport.periods import Calendar

__all__ = [
    "CompositeSeries",
    "FormulaSeries",
    "MetricSeries",
    "RatioSeries",
    "RowSeries",
    "SeriesTable",
    "last_closed",
    "name_in_source",
]


class SeriesTable:
    """The series of every metric of a project, made when first asked for."""

    def __init__(self, project: Project, snapshots: Snapshots) -> None:
        self.calendar = Calendar(project.site.fiscal_year_start_month)
        self._project = project
        self._observations = snapshots.observations
        self._series: dict[str, MetricSeries] = {}
        self._rows: dict[tuple[str, str, bool], Rows] = {}

    def __getitem__(self, metric_id: str) -> MetricSeries:
        """The series of a metric. Raises KeyError for an id that the project does not have."""
        if metric_id not in self._series:
            self._series[metric_id] = self._make(self._project.metrics[metric_id])
        return self._series[metric_id]

    def _make(self, metric: Metric) -> MetricSeries:
        if metric.formula is not None:
            inputs = tuple(self[name] for name in metric.formula.names)
            return FormulaSeries(metric, self.calendar, metric.formula, inputs)
        if metric.composite:
            return CompositeSeries(metric, self.calendar, tuple(self[part.metric] for part in metric.composite))
        if metric.aggregation == "ratio":
            return RatioSeries(metric, self.calendar, *self._sides(metric))
        raw = self._find(metric, is_stock=False) if metric.aggregation == "last" else None
        return RowSeries(metric, self.calendar, self._find(metric), raw)

    def _sides(self, ratio: Metric) -> tuple[RowSeries, RowSeries]:
        """Numerator and denominator: metrics, or failing that columns of one source."""
        names = (ratio.numerator or "", ratio.denominator or "")
        columns = [name for name in names if name not in self._project.metrics]
        sources = [ratio.source] if ratio.source else list(self._project.sources)
        holders = [source for source in sources if all((source, column) in self._observations for column in columns)]
        return (self._side(ratio, names[0], holders), self._side(ratio, names[1], holders))

    def _side(self, ratio: Metric, name: str, holders: Sequence[str]) -> RowSeries:
        if metric := self._project.metrics.get(name):
            zero: Literal["gap", "zero"] = "zero" if "zero" in (ratio.missing, metric.missing) else "gap"
            summed = replace(metric, aggregation="sum", missing=zero)
            return RowSeries(summed, self.calendar, self._find(summed))
        column = Metric(id=name, place=ratio.place, name=name, missing=ratio.missing)
        rows = self._read((holders[0], name)) if holders else None
        return RowSeries(column, self.calendar, rows)

    def _find(self, metric: Metric, *, is_stock: bool | None = None) -> Rows | None:
        """The rows of a metric; of a stock only the last ones of each day, unless `is_stock` says otherwise."""
        stock = metric.aggregation == "last" if is_stock is None else is_stock
        sources = [metric.source] if metric.source else list(self._project.sources)
        keys = ((name, name_in_source(metric, self._project.sources.get(name))) for name in sources)
        return next((rows for key in keys if (rows := self._read(key, is_stock=stock))), None)

    def _read(self, key: tuple[str, str], *, is_stock: bool = False) -> Rows | None:
        observations = self._observations.get(key)
        if observations is None or not len(observations.starts):
            return None
        known = (*key, is_stock)
        if known not in self._rows:
            self._rows[known] = Rows(last_readings(observations) if is_stock else observations, self.calendar)
        return self._rows[known]


def name_in_source(metric: Metric, source: Source | None) -> str:
    """What a metric is called among the observations of a source."""
    if source and not source.is_long and metric.id in source.columns:
        return metric.id
    return metric.column or metric.id


def last_closed(points: Iterable[Point]) -> Point | None:
    """The latest closed period, whether or not it has a value."""
    closed = [point for point in points if point.closed]
    return closed[-1] if closed else None
