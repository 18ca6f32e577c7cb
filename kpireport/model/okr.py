"""Objectives of a cycle and their key results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kpireport.errors import Place
from kpireport.model.words import Commitment
from kpireport.periods import Grain, Period


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyResult:
    """A result by which an objective is judged.

    It takes over the target of a `kpi`, follows a `metric` from `start` to `target`, or is kept by hand as `value`.
    """

    id: str
    place: Place
    name: str
    kpi: str | None = None
    metric: str | None = None
    start: float | None = None
    value: float | None = None
    target: float | None = None
    by: date | None = None
    cadence: Grain | None = None
    explanation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Okr:
    """An objective for a cycle, with its key results."""

    id: str
    place: Place
    objective: str
    cycle: Period | None = None
    owner: str | None = None
    goal: str | None = None
    commitment: Commitment | None = None
    key_results: tuple[KeyResult, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
