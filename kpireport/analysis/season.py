"""How many periods a season has: after so many, the same time of the week or year comes round again."""

from __future__ import annotations

from collections.abc import Mapping

from kpireport.model import Metric
from kpireport.periods import Grain

#: A week of days, a year of months or quarters. Weeks and years have no season unless one is declared.
USUAL: Mapping[Grain, int] = {"day": 7, "week": 1, "month": 12, "quarter": 4, "year": 1}


def season_length(metric: Metric, grain: Grain, cadence: Grain) -> int:
    """Periods of `grain` in a season; the length declared for the metric counts periods of the KPI's `cadence`."""
    if metric.season_length is not None and grain == cadence:
        return max(1, metric.season_length)
    return USUAL[grain]


def effective_length(season: int, n: int) -> int:
    """The season as far as `n` values can show it: 1, that is none, with fewer than two whole seasons."""
    return season if n >= 2 * season else 1
