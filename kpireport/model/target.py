"""What a KPI is to reach and what it is held against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kpireport.errors import Place
from kpireport.model.words import TargetKind


@dataclass(frozen=True, slots=True)
class Bound:
    """The number of a target: fixed, or given for each period by a metric."""

    number: float | None = None
    metric: str | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    date: date
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One phase of a target. `value` for one-sided kinds, `low` and `high` for a range, `text` for one in words.

    `capacity` says what the team can do for it, `market` what others reach or expect: notes for the reader.
    """

    place: Place
    kind: TargetKind
    value: Bound | None = None
    low: Bound | None = None
    high: Bound | None = None
    text: str | None = None
    baseline: float | None = None
    start: date | None = None
    by: date | None = None
    agreed_by: str | None = None
    agreed_on: date | None = None
    milestones: tuple[Milestone, ...] = ()
    rationale: str | None = None
    baseline_source: str | None = None
    capacity: str | None = None
    market: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """What others reach; context only, never decides a status. A single value has `low` equal to `high`."""

    low: float | None
    high: float | None
    source: str
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Peers:
    """Where the peers' values are: the segments of a metric along one dimension."""

    place: Place
    metric: str
    dimension: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """How a result is credited: the model, its window, and the metric that measures it so (None: the KPI's own)."""

    place: Place
    model: str
    window: str | None = None
    metric: str | None = None
