"""Editions: the whole report of a closed period, at an address of its own that never changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kpireport.model.memory import Memory, Restatement
from kpireport.periods import Grain, Period


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPlan:
    """Which editions a site keeps: one for `every` period, made once data reaches `wait` days beyond its end."""

    every: Grain
    wait: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A closed period's report, as its own report.json tells it; `goals` are the verdicts by goal.

    `restated` are the values of closed periods that today's report gives otherwise.
    """

    period: Period
    sentence: str
    memory: Memory
    goals: Mapping[str, str] = field(default_factory=dict)
    restated: tuple[Restatement, ...] = ()
