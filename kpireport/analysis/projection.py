"""From paths to figures: the middle outcome, the bands around it, and the chance of reaching the target."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from kpireport.analysis.outcome import Flags, Span

Floats = NDArray[np.float64]
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """The median outcome, the intervals that hold 80 % and 95 % of the outcomes, and the share that meets the target.

    `steps80` and `medians` are what to draw: the middle 80 % and the median of each period shown.
    """

    projection: float
    interval80: Interval
    interval95: Interval
    probability: float | None
    steps80: tuple[Interval, ...] = ()
    medians: tuple[float, ...] = ()


def project(paths: Floats, outcome: Sequence[Span], drawn: Sequence[Span] | None = None) -> Projection | None:
    """What the paths (N, steps) come to. The last span of `outcome` is the one projected; all of them have to hold.

    `drawn` are the spans to show, by default every step alone. None when the numbers run out of range.
    """
    shown = [Span(first=step, weights=(1.0,)) for step in range(paths.shape[1])] if drawn is None else drawn
    with np.errstate(over="ignore", invalid="ignore"):
        values = [span.values(paths) for span in outcome]
        low95, low80, middle, high80, high95 = _quantiles(values[-1], (0.025, 0.1, 0.5, 0.9, 0.975))
        bands = [_quantiles(span.values(paths), (0.1, 0.5, 0.9)) for span in shown]
    if not all(map(isfinite, (low95, high95, *chain.from_iterable(bands)))):
        return None
    return Projection(
        projection=middle,
        interval80=(low80, high80),
        interval95=(low95, high95),
        probability=_probability(outcome, values),
        steps80=tuple((low, high) for low, _, high in bands),
        medians=tuple(median for _, median, _ in bands),
    )


def _probability(outcome: Sequence[Span], values: Sequence[Floats]) -> float | None:
    """The share of the paths on which every judged span holds, kept off 0 and 1; None when none is judged."""
    kept: list[Flags] = [span.holds(found) for span, found in zip(outcome, values, strict=True) if span.is_judged]
    if not kept:
        return None
    hits = int(np.count_nonzero(np.logical_and.reduce(kept)))
    return (hits + 0.5) / (len(kept[0]) + 1)


def _quantiles(values: Floats, shares: Sequence[float]) -> list[float]:
    """Quantiles by linear interpolation between the order statistics (Hyndman and Fan 1996, type 7)."""
    places = [(values.size - 1) * share for share in shares]
    wanted = {min(int(place) + step, values.size - 1) for place in places for step in (0, 1)}
    ordered = np.partition(values, sorted(wanted))
    return [_between(ordered, int(place), place % 1) for place in places]


def _between(ordered: Floats, index: int, part: float) -> float:
    low, high = float(ordered[index]), float(ordered[min(index + 1, ordered.size - 1)])
    return low + part * (high - low) if part and high != low else low


def brier(statements: Iterable[tuple[float, bool]]) -> float:
    """The mean squared distance of stated probabilities from what came about (Brier 1950): 0 is perfect.

    Raises ZeroDivisionError without a statement.
    """
    distances = [(probability - hit) ** 2 for probability, hit in statements]
    return sum(distances) / len(distances)
