"""One result, credited by several models."""

from __future__ import annotations

from kpireport.analysis.series import SeriesTable
from kpireport.model import AttributedFigure, Kpi
from kpireport.periods import Period


def attributed(kpi: Kpi, table: SeriesTable, period: Period | None) -> tuple[AttributedFigure, ...]:
    """The figure of each attribution model in the KPI's period, in the order of the project.

    A value is None where the metric of that model has none in the period, or where its data does not reach the end.
    """
    return tuple(
        AttributedFigure(
            one.model, one.window, _value(table, one.metric or kpi.metric, period), one.metric or kpi.metric
        )
        for one in kpi.attribution
    )


def _value(table: SeriesTable, name: str, period: Period | None) -> float | None:
    series = table[name]
    if period is None or not series.is_closed(period):
        return None
    return series.value(period.start, period.end)
