"""Closed weeks in a row, to be judged without a project around them, and the chance that fills them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random

from kpireport.model import Point
from kpireport.periods import Calendar

_WEEKS = Calendar().between("week", date(2020, 1, 6), date(2025, 12, 31))


def weekly(values: Sequence[float | None]) -> list[Point]:
    """A point a week from 6 January 2020 on; None leaves a gap."""
    return [Point(week, value, closed=True) for week, value in zip(_WEEKS, values, strict=False)]


def chance(seed: int) -> Random:
    """The same draws at every run."""
    return Random(seed)  # noqa: S311  a simulation keeps no secrets
