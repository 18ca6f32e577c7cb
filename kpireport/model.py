"""The domain: what a project says, what its data holds, and what the report states.

Everything is frozen and made of plain values. What was read from YAML carries its `place`. Between the stages of the
pipeline travel only the types of this module.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from kpireport.errors import Place
from kpireport.formula import Formula
from kpireport.periods import Grain, Period

Direction = Literal["up", "down", "range", "none"]
Aggregation = Literal["sum", "last", "mean", "max", "min", "ratio", "distinct"]
Tier = Literal["north-star", "strategic", "operational", "diagnostic"]
Timing = Literal["leading", "lagging"]
Stage = Literal["candidate", "active", "retired"]
TargetKind = Literal["reach", "cumulative", "at_least", "at_most", "range", "average", "text"]
Status = Literal["met", "on_track", "at_risk", "off_track", "missed", "unknown"]
Basis = Literal["previous_period", "year_ago", "baseline", "benchmark", "target"]
CauseMethod = Literal["additive", "mix_rate", "drivers", "none"]
Level = Literal["error", "warning", "info"]
Reason = Literal[
    "no_data",
    "no_closed_period",
    "short_history",
    "no_deadline",
    "no_baseline",
    "window_not_started",
    "partial_period",
    "coarser_than_cadence",
    "zero_base",
    "sign_change",
    "not_additive",
    "no_dimension",
    "no_change",
    "text_target",
    "stale",
    "unreliable",
    "not_applicable",
    "not_yet",
]

#: Kinds judged anew in every period, rather than once at a deadline.
LEVEL_KINDS: frozenset[TargetKind] = frozenset({"at_least", "at_most", "range"})


# ---------------------------------------------------------------------------------------------------- the project


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


# ------------------------------------------------------------------------------------------------------- the data


@dataclass(frozen=True, slots=True)
class Dimension:
    """A segment per row: `labels[codes[i]]` is row i's; the label "" stands for an empty cell."""

    labels: tuple[str, ...]
    codes: array[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observations:
    """The rows of one metric, by date and then by line.

    `starts` are ordinals (`date.toordinal`) of the first day each row covers; a row covers one whole period of `grain`.
    Rows without a value are left out. `through` is the last day that the metric's source vouches for.
    """

    grain: Grain
    through: date | None
    starts: array[int]
    values: array[float]
    dimensions: Mapping[str, Dimension] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshots:
    """All that was read: observations by source id and the metric's name in it, and what to tell the user."""

    observations: Mapping[tuple[str, str], Observations]
    findings: tuple[Finding, ...] = ()


# ----------------------------------------------------------------------------------------------------- the report


@dataclass(frozen=True, slots=True)
class Point:
    """A metric's value in one period. `provisional`: closed, but `settle_days` have not passed."""

    period: Period
    value: float | None
    closed: bool
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class TargetPoint:
    """What the target asks of one period (level kinds: `value` or `low` and `high`)."""

    period: Period
    value: float | None = None
    low: float | None = None
    high: float | None = None
    complies: bool | None = None


@dataclass(frozen=True, slots=True)
class ForecastPoint:
    """A period to come, by cadence: the middle of what is simulated, and the bounds of the middle 80 %."""

    period: Period
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetResult:
    """Where a KPI stands against its target. Shares and ratios are fractions.

    `current` is V; `plan` the plan line as (date, value); `periods` the level target of each judged period.
    `reasons` gives the word for every figure that is None.
    """

    kind: TargetKind
    value: float | None = None
    low: float | None = None
    high: float | None = None
    text: str | None = None
    start: date | None = None
    by: date | None = None
    baseline: float | None = None
    baseline_from: Literal["declared", "before_start", "first_closed"] | None = None
    current: float | None = None
    progress: float | None = None
    gap: float | None = None
    expected: float | None = None
    expected_share: float | None = None
    pace: float | None = None
    at_pace: float | None = None
    at_pace_on: date | None = None
    required_rate: float | None = None
    current_rate: float | None = None
    effort_ratio: float | None = None
    projection: float | None = None
    interval80: tuple[float, float] | None = None
    interval95: tuple[float, float] | None = None
    probability: float | None = None
    currently_met: bool | None = None
    judged: int = 0
    complied: int = 0
    phase: int = 0
    plan: tuple[tuple[date, float], ...] = ()
    periods: tuple[TargetPoint, ...] = ()
    forecast: tuple[ForecastPoint, ...] = ()
    reasons: Mapping[str, Reason] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The value against one basis. `label` names the basis period or source; `period` is None for fixed bases."""

    basis: Basis
    label: str
    value: float | None = None
    change: float | None = None
    change_relative: float | None = None
    better: bool | None = None
    significant: bool | None = None
    reason: Reason | None = None
    period: Period | None = None
    low: float | None = None
    high: float | None = None
    source: str | None = None
    date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """What one segment (or driver) accounts for; the changes of all drivers sum to the KPI's change.

    `segment` is the text of the data, or the id of the metric that drives; `name` is that metric's name and `unit` the
    unit of its `before` and `after`.
    """

    segment: str
    name: str | None = None
    unit: str | None = None
    before: float | None
    after: float | None
    change: float
    share_of_total: float | None = None
    share_of_change: float | None = None
    rate_effect: float | None = None
    mix_effect: float | None = None

    @property
    def label(self) -> str:
        return self.name or self.segment


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What accounts for the change of the comparison named by `basis`.

    `named` are the segments that the sentence names (empty: spread, or cancelling); `cancelling` says that gains and
    losses nearly cancel, so that no share of change is given. `mix` and `rate` are the sums of the effects.
    """

    method: CauseMethod
    basis: Basis | None = None
    dimension: str | None = None
    drivers: tuple[Driver, ...] = ()
    named: tuple[str, ...] = ()
    cancelling: bool = False
    before: float | None = None
    after: float | None = None
    change: float | None = None
    mix: float | None = None
    rate: float | None = None
    sentence: str | None = None
    events: tuple[Event, ...] = ()
    note: Note | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class SignalPoint:
    """A closed period on the process chart: its value, what is charted after the adjustment, and the rule it meets."""

    period: Period
    value: float
    charted: float | None
    variation: str
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class SignalSegment:
    """The periods between two rebases, with their limits; `trial` says that they rest on few values."""

    start: Period
    end: Period
    n: int
    mean: float
    lower: float
    upper: float
    trial: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Signal or noise, by a process chart; limits in the metric's unit, `n` the number of values.

    Mean and limits are those of the last segment; `since` is the first period of the rule that the last point meets.
    """

    variation: str | None = None
    rule: str | None = None
    since: Period | None = None
    mean: float | None = None
    lower: float | None = None
    upper: float | None = None
    trial: bool = False
    assurance: str | None = None
    n: int = 0
    adjustment: str | None = None
    points: tuple[SignalPoint, ...] = ()
    segments: tuple[SignalSegment, ...] = ()
    reason: Reason | None = None

    @property
    def is_signal(self) -> bool:
        """Whether the last value is more than normal variation."""
        return self.rule is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Association:
    """How two KPIs moved together: `leader` so many periods (`lag`) before `follower`. Never a cause.

    `r` is the correlation at that lag with its 95 % interval over `n` pairs; `found` says whether it holds after
    correcting for the `tried` lags (and, in the matrix, for all pairs). `reason` says why nothing could be tested.
    """

    leader: str
    follower: str
    lag: int | None = None
    r: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    tried: int = 0
    found: bool = False
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class RateInterval:
    """A rate's 95 % interval (Wilson) over `n`, its denominator; in the metric's unit."""

    low: float
    high: float
    n: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """The metric over its last `n` closed periods, aggregated as the metric is, per period for a sum."""

    n: int
    start: date
    end: date
    value: float | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A place among peers: `percentile` (a fraction, 1 is best) of `n` peers that have a value in the period."""

    percentile: float
    n: int
    dimension: str
    best: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class AttributedFigure:
    """The same result under one attribution model; `model` and `window` as declared."""

    model: str
    window: str | None
    value: float | None
    metric: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A probability that was published: for which target, as of when, and whether it came true (None: still open)."""

    kpi: str
    by: date
    kind: TargetKind
    value: float | None
    low: float | None
    high: float | None
    on: date
    probability: float
    hit: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDate:
    """The open period so far, and the same first days of the period before."""

    period: Period
    value: float | None
    through: date
    comparison: Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardrailResult:
    metric: str
    name: str
    unit: str
    value: float | None
    min: float | None
    max: float | None
    holds: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiResult:
    """A KPI with its trio. `sentence` is the verdict in words; `takeaway` says what the chart shows.

    `leads` tests this leading KPI against its partners; `led_by` are ids of leading KPIs that lead this one and are off
    their pace. `stretches` set a short window beside a long one.
    """

    kpi: Kpi
    goal: Goal
    metric: Metric
    period: Period | None
    value: float | None
    reason: Reason | None
    status: Status
    status_reason: Reason | None
    data_through: date | None
    stale: bool
    target: TargetResult | None
    comparison: tuple[Comparison, ...]
    cause: Cause
    signal: Signal
    to_date: ToDate | None
    series: tuple[Point, ...]
    previous_year: tuple[Point, ...]
    events: tuple[Event, ...]
    guardrails: tuple[GuardrailResult, ...]
    sentence: str
    takeaway: str
    leads: tuple[Association, ...] = ()
    led_by: tuple[str, ...] = ()
    rate: RateInterval | None = None
    stretches: tuple[Stretch, ...] = ()
    peers: Standing | None = None
    attribution: tuple[AttributedFigure, ...] = ()

    @property
    def id(self) -> str:
        return self.kpi.id

    @property
    def name(self) -> str:
        return self.kpi.name


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricResult:
    """A number without the rank of a KPI; `why_not_kpi` says which trait it lacks, `explains` which KPIs it serves."""

    id: str
    name: str
    metric: Metric
    cadence: Grain | None
    period: Period | None
    value: float | None
    reason: Reason | None
    comparison: tuple[Comparison, ...]
    series: tuple[Point, ...]
    explains: tuple[str, ...] = ()
    goal: str | None = None
    why_not_kpi: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalResult:
    goal: Goal
    kpis: tuple[KpiResult, ...]
    metrics: tuple[MetricResult, ...]
    status_counts: Mapping[Status, int]
    sentence: str

    @property
    def id(self) -> str:
        return self.goal.id

    @property
    def name(self) -> str:
        return self.goal.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A judgement on the list or its data; `code` is explained by `kpireport explain CODE`."""

    code: str
    level: Level
    message: str
    help: str
    place: Place | None = None
    kpi: str | None = None
    goal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything computed; the pages and report.json only show it.

    `pool` names the models behind the projections: those of the core, or with Theta where the extra is installed.
    """

    site: Site
    data_through: date | None
    report_date: date | None
    sentence: str
    north_star: str | None
    goals: tuple[GoalResult, ...]
    metrics: tuple[MetricResult, ...]
    terms: tuple[Term, ...]
    findings: tuple[Finding, ...] = ()
    pool: Literal["core", "theta"] = "core"
    associations: tuple[Association, ...] = ()
    ledger: tuple[Issued, ...] = ()
    brier: float | None = None

    @property
    def kpis(self) -> tuple[KpiResult, ...]:
        return tuple(kpi for goal in self.goals for kpi in goal.kpis)


# ------------------------------------------------------------------------------------------------------- the site


@dataclass(frozen=True, slots=True)
class Page:
    """A page to render: where it goes (`goals/x/index.html`), by which template, from what."""

    path: str
    template: str
    context: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class File:
    """A finished file of the site; `path` is relative to the output folder, with forward slashes."""

    path: str
    content: bytes
