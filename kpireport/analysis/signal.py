"""The signal of a KPI, and what it says of the comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kpireport.analysis.season import season_length
from kpireport.analysis.variation import judge_signal
from kpireport.model import Comparison, Metric, Point, Signal, TargetResult
from kpireport.periods import Grain


def signal_of(metric: Metric, points: Sequence[Point], target: TargetResult, cadence: Grain) -> Signal:
    """Whether the last closed period is more than the metric's normal variation."""
    return judge_signal(
        points,
        direction=metric.direction,
        target=target,
        season_length=season_length(metric, cadence, cadence),
        rebase=metric.rebase,
    )


def with_significance(comparisons: Sequence[Comparison], signal: Signal) -> tuple[Comparison, ...]:
    """The comparisons marked significant where the value is a signal; unmarked where that cannot be told."""
    if signal.variation is None:
        return tuple(comparisons)
    return tuple(
        replace(comparison, significant=signal.is_signal) if comparison.change is not None else comparison
        for comparison in comparisons
    )
