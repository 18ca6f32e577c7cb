"""A KPI over the last whole month, whatever its cadence: what a monthly report tells."""

from __future__ import annotations

from dataclasses import dataclass

from kpireport.model.results import Comparison
from kpireport.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Standout:
    """The best and the weakest of `n` segments along `dimension`, each with its value."""

    dimension: str
    best: tuple[str, float]
    weakest: tuple[str, float]
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The value of a closed month, against the month before and the same month a year ago, in this order.

    `weeks` is the number of weeks of data that a sum was made of, None for anything else. Months differ in it, so the
    values it is compared with are those of as many weeks.
    """

    period: Period
    value: float
    comparison: tuple[Comparison, ...]
    weeks: int | None = None
    standout: Standout | None = None
