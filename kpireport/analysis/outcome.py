"""What a set of paths comes to: one number a path, and whether it keeps to the target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Method = Literal["sum", "mean", "last", "max", "min"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Steps of the paths that are taken together, what is settled before them, and the bounds to keep.

    The span begins at step `first` and has one weight a step: its share in a sum, its weight in a mean (the denominator
    of a ratio). `settled` is the aggregate of the closed periods, with `settled_weight` in a mean. The result is at
    least `least`, the value to date of what cannot shrink. Without `low` and `high` nothing is judged.
    """

    first: int = 0
    weights: tuple[float, ...] = ()
    method: Method = "last"
    settled: float | None = None
    settled_weight: float = 0.0
    least: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def is_judged(self) -> bool:
        return self.low is not None or self.high is not None

    def values(self, paths: Floats) -> Floats:
        """The span's aggregate on each of the paths (N, steps)."""
        steps = paths.T[self.first : self.first + len(self.weights)]
        found = _METHODS[self.method](self, steps)
        return found if self.least is None else np.maximum(found, self.least)

    def holds(self, values: Floats) -> Flags:
        """Whether each value keeps to the bounds, forgiving the last digits that binary arithmetic loses."""
        kept = np.ones(values.shape, dtype=np.bool_)
        if self.low is not None:
            kept &= values >= self.low - _slack(self.low)
        if self.high is not None:
            kept &= values <= self.high + _slack(self.high)
        return kept


def _slack(bound: float) -> float:
    return max(1e-9 * abs(bound), 1e-12)


def _weighted(span: Span, steps: Floats) -> Floats:
    """Added step by step in their order: a product of matrices may round otherwise on another machine."""
    total = np.zeros(steps.shape[1])
    for step, weight in zip(steps, span.weights, strict=True):
        total += step if weight == 1 else step * weight
    return total


def _sum(span: Span, steps: Floats) -> Floats:
    return _weighted(span, steps) + (span.settled or 0.0)


def _mean(span: Span, steps: Floats) -> Floats:
    weight = sum(span.weights) + span.settled_weight
    settled = (span.settled or 0.0) * span.settled_weight
    return (_weighted(span, steps) + settled) / weight if weight else np.full(steps.shape[1], np.nan)


def _last(span: Span, steps: Floats) -> Floats:
    return steps[-1] if len(steps) else np.full(steps.shape[1], span.settled, dtype=np.float64)


def _max(span: Span, steps: Floats) -> Floats:
    highest: Floats = np.max(steps, axis=0, initial=-np.inf if span.settled is None else span.settled)
    return highest


def _min(span: Span, steps: Floats) -> Floats:
    lowest: Floats = np.min(steps, axis=0, initial=np.inf if span.settled is None else span.settled)
    return lowest


_METHODS: Mapping[Method, Callable[[Span, Floats], Floats]] = {
    "sum": _sum,
    "mean": _mean,
    "last": _last,
    "max": _max,
    "min": _min,
}
