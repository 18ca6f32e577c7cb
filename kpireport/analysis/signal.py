"""Signal or noise: for now only why there is none yet."""

from __future__ import annotations

from collections.abc import Sequence

from kpireport.analysis.judgement import valued
from kpireport.model import Point, Signal

#: Values needed before limits can be drawn.
SIGNAL_NEEDS = 6


def signal_not_yet(points: Sequence[Point]) -> Signal:
    """The signal of a KPI whose limits are not computed: how many closed values there are, and the reason."""
    n = len(valued(points))
    return Signal(n=n, reason="short_history" if n < SIGNAL_NEEDS else "not_yet")
