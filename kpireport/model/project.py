"""What a project says: its goals, KPIs, metrics, sources and texts. What was read from YAML carries its `place`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from kpireport.errors import Place
from kpireport.formula import Formula
from kpireport.model.words import Aggregation, Direction, Stage, TargetKind, Tier, Timing
from kpireport.periods import Grain, Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Files that hold one table. Long: `metric` and `value` name columns. Wide: `columns` maps metric id to column.

    `files` are glob patterns relative to site.yaml. `dimensions` None means every further column of a long table.
    `where` and `headline` map a column to the accepted cell texts; a row whose cells all match `headline` is the total.
    """

    id: str
    place: Place
    files: tuple[str, ...]
    date: str = "date"
    metric: str | None = "metric"
    value: str | None = "value"
    columns: Mapping[str, str] = field(default_factory=dict)
    dimensions: tuple[str, ...] | None = None
    grain: Grain | None = None
    date_format: str | None = None
    decimal: str = "."
    thousands: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    headline: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    missing_values: tuple[str, ...] = ("", "NaN")
    on_duplicate: Literal["error", "last", "sum"] = "error"
    places: Mapping[str, Place] = field(default_factory=dict)

    @property
    def is_long(self) -> bool:
        return self.metric is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A measurement. `source` None: found by its id. `bounds` are the lowest and highest value that can occur.

    `numerator` and `denominator` name a metric or, failing that, a column of the same source.
    """

    id: str
    place: Place
    name: str
    unit: str = "count"
    per: str | None = None
    direction: Direction = "up"
    aggregation: Aggregation | None = "sum"
    source: str | None = None
    column: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    formula: Formula | None = None
    dimensions: tuple[str, ...] | None = None
    season_length: int | None = None
    settle_days: int = 0
    missing: Literal["gap", "zero"] = "gap"
    bounds: tuple[float | None, float | None] = (None, None)
    decimals: int | None = None
    definition: str | None = None
    rebase: tuple[date, ...] = ()


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
    """One phase of a target. `value` for one-sided kinds, `low` and `high` for a range, `text` for one in words."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    place: Place
    when: str
    action: str | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardrail:
    place: Place
    metric: str
    min: float | None = None
    max: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An entry of a KPI's `history`; `old` and `new` are the YAML keys `from` and `to`, as written."""

    place: Place
    on: date
    change: str
    old: str | None = None
    new: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """A metric tied to a goal. `targets` holds the phases in order; empty when none was set."""

    id: str
    place: Place
    name: str
    metric: str
    definition: str | None = None
    tier: Tier = "strategic"
    timing: Timing | None = None
    measures: Literal["outcome", "output"] | None = None
    owner: str | None = None
    cadence: Grain | None = None
    review: Mapping[str, Grain] = field(default_factory=dict)
    decision: str | None = None
    targets: tuple[Target, ...] = ()
    benchmark: Benchmark | None = None
    peers: Peers | None = None
    attribution: tuple[Attribution, ...] = ()
    commitment: Literal["committed", "aspirational"] | None = None
    feeds: tuple[str, ...] = ()
    pairs_with: tuple[str, ...] = ()
    explained_by: tuple[str, ...] = ()
    guardrails: tuple[Guardrail, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    stage: Stage = "active"
    history: tuple[Change, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    id: str
    place: Place
    name: str
    owner: str | None = None
    parent: str | None = None
    description: str | None = None
    kpis: tuple[Kpi, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    place: Place
    date: date
    title: str
    kpis: tuple[str, ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """The analyst's comment on a KPI in a period; `text` is Markdown."""

    place: Place
    kpi: str
    period: Period
    text: str
    author: str | None = None
    date: date | None = None


@dataclass(frozen=True, slots=True)
class Question:
    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A glossary entry; `body` and `in_report` are Markdown."""

    id: str
    name: str
    definition: str
    aliases: tuple[str, ...] = ()
    body: str = ""
    in_report: str = ""
    faq: tuple[Question, ...] = ()
    related: tuple[str, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutoffs:
    """Where a status begins: shares for the probability, ratios for the pace."""

    on_track_probability: float = 0.70
    at_risk_probability: float = 0.30
    on_track_pace: float = 1.00
    at_risk_pace: float = 0.90


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    title: str
    url: str | None = None
    locale: str = "en-GB"
    currency: str | None = None
    fiscal_year_start_month: int = 1
    theme: str = "default"
    data_through: date | None = None
    cutoffs: Cutoffs = Cutoffs()


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Everything the user's files say. `file` is site.yaml; paths in it are relative to its folder, `root`.

    `orphans` are KPIs that name no goal, or one that does not exist: reported as finding R1 and shown as metrics.
    """

    file: Path
    root: Path
    site: Site
    goals: tuple[Goal, ...] = ()
    orphans: tuple[Kpi, ...] = ()
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    notes: tuple[Note, ...] = ()
    terms: tuple[Term, ...] = ()

    @property
    def kpis(self) -> tuple[Kpi, ...]:
        return tuple(kpi for goal in self.goals for kpi in goal.kpis)
