"""A KPI's place among its peers."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

from kpireport.analysis.derived import RatioSeries
from kpireport.analysis.figures import reaches
from kpireport.analysis.measured import MetricSeries
from kpireport.analysis.series import SeriesTable
from kpireport.model import Kpi, Standing
from kpireport.periods import Period

#: How many of the best peers are named.
BEST = 3


def standing(kpi: Kpi, table: SeriesTable, period: Period | None) -> Standing | None:
    """The share of peers that the KPI's value is better than, counting half of those it equals; and the best of them.

    Peers are those with a value in `period`, rows without a name left out. None without peers, a period or a value, and
    for a metric that does not say whether more or less is better.
    """
    if kpi.peers is None or period is None:
        return None
    series = table[kpi.metric]
    value = series.value(period.start, period.end)
    sense = {"up": 1, "down": -1}.get(series.metric.direction)
    peers = _values(table[kpi.peers.metric], kpi.peers.dimension, period)
    if value is None or sense is None or not peers:
        return None
    ranked = sorted(peers.items(), key=lambda peer: (-sense * peer[1], peer[0]))
    passed = sum(_passes(sense * value, sense * other) for other in peers.values())
    return Standing(passed / len(peers), len(peers), kpi.peers.dimension, tuple(ranked[:BEST]))


def _values(series: MetricSeries, dimension: str, period: Period) -> Mapping[str, float]:
    """The value of each peer in a period that is closed for all of them."""
    if not series.is_closed(period):
        return {}
    found = series.segments(dimension, period.start, period.end)
    if isinstance(series, RatioSeries):
        parts = series.parts(dimension, period.start, period.end).items()
        found = {name: series.scale * above / below for name, (above, below) in parts if below}
    return {name: value for name, value in found.items() if name and isfinite(value)}


def _passes(value: float, other: float) -> float:
    """1 for better, a half for equal, 0 for worse; forgiving the last digits that binary arithmetic loses."""
    return (reaches(value, other) + (not reaches(other, value))) / 2
