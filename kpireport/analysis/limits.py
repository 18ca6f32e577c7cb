"""The limits of normal variation: those of an XmR chart, drawn from how far each value lies from the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum

#: Limits lie this many mean moving ranges from the mean: three sigma, as a range of two values is 1.128 sigma wide.
WIDTH = 2.66
#: Near limits lie two sigma from the mean.
NEAR = 2 / 3
#: A moving range this many times the mean range is left out, as it belongs to a jump and not to the usual movement.
SCREEN = 3.267
#: Differences below this share of the largest value are what binary arithmetic loses, not movement.
EXACTNESS = 1e-12


@dataclass(frozen=True, slots=True)
class Limits:
    """The mean of the values and what lies two (near) and three sigma to either side of it, in the values' unit."""

    mean: float
    lower: float
    upper: float
    near_lower: float
    near_upper: float


def limits_of(values: Sequence[float], *, screen: bool = True, slack: float = 0.0) -> Limits:
    """Mean and limits of two or more values.

    Moving ranges of at least `SCREEN` times their mean are dropped once; the mean of the values keeps all of them.
    A mean range within `slack` counts as none, and then all limits are the mean.
    """
    mean = min(max(fsum(values) / len(values), min(values)), max(values))
    spread = mean_range(values, screen=screen)
    wide = WIDTH * spread if spread > slack else 0.0
    near = wide * NEAR
    return Limits(mean, mean - wide, mean + wide, mean - near, mean + near)


def mean_range(values: Sequence[float], *, screen: bool = True) -> float:
    """The mean distance between neighbours, jumps screened out."""
    ranges = [abs(after - before) for before, after in pairwise(values)]
    mean = fsum(ranges) / len(ranges)
    if screen and mean > 0:
        usual = [size for size in ranges if size < SCREEN * mean]
        mean = fsum(usual) / len(usual)
    return mean


def slack_of(values: Sequence[float]) -> float:
    """The distance below which two of these values, or what is computed from them, count as the same."""
    return EXACTNESS * max(map(abs, values), default=0.0)
