"""What a project says: its goals, KPIs, metrics, sources and texts. What was read from YAML carries its `place`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from kpireport.condition import Condition
from kpireport.errors import Place
from kpireport.formula import Formula
from kpireport.model.audience import Audience
from kpireport.model.catalog import CatalogFamily
from kpireport.model.words import (
    Aggregation,
    Because,
    Category,
    Commitment,
    Direction,
    Funnel,
    Measures,
    Rank,
    Rating,
    Resolution,
    Stage,
    TargetKind,
    Tier,
    Timing,
)
from kpireport.periods import Grain, Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Files that hold one table. Long: `metric` and `value` name columns. Wide: `columns` maps metric id to column.

    `files` are glob patterns relative to site.yaml. `dimensions` None means every further column of a long table.
    `sheet` and `range` (`A3:F90`) name the part of a spreadsheet; by default all of the first sheet. `where` and
    `headline` map a column to the accepted cell texts; a row whose cells all match `headline` is the total.
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
    sheet: str | None = None
    range: str | None = None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    headline: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    missing_values: tuple[str, ...] = ("", "NaN")
    on_duplicate: Literal["error", "last", "sum"] = "error"
    places: Mapping[str, Place] = field(default_factory=dict)

    @property
    def is_long(self) -> bool:
        return self.metric is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositePart:
    """A part of a composite metric: its value between `low` and `high` counts with `weight`; the weights sum to 1."""

    place: Place
    metric: str
    weight: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A measurement. `source` None: found by its id. `bounds` are the lowest and highest value that can occur.

    `numerator` and `denominator` name a metric or, failing that, a column of the same source. `cost` is what keeping it
    takes in a year, in the site's currency; `ease` how easily it is had, `importance` how much hangs on it.
    `explained_by` are its leading indicators: the metrics that move before it does.
    `catalog` is the library's entry it was taken from.
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
    composite: tuple[CompositePart, ...] = ()
    dimensions: tuple[str, ...] | None = None
    season_length: int | None = None
    settle_days: int = 0
    missing: Literal["gap", "zero"] = "gap"
    bounds: tuple[float | None, float | None] = (None, None)
    decimals: int | None = None
    definition: str | None = None
    rebase: tuple[date, ...] = ()
    cost: float | None = None
    ease: Rating | None = None
    importance: Rating | None = None
    funnel: Funnel | None = None
    explained_by: tuple[str, ...] = ()
    catalog: str | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """What is done when something happens: `when` as it was written, `condition` as it is understood."""

    place: Place
    when: str
    condition: Condition
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
    """An entry of a KPI's `history`; `old` and `new` are the YAML keys `from` and `to`, as written.

    `because` is the kind of reason, `reason` the reason in words.
    """

    place: Place
    on: date
    change: str
    old: str | None = None
    new: str | None = None
    reason: str | None = None
    because: Because | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Another KPI that this one pulls against, and how it is settled; `note` says what that means."""

    place: Place
    kpi: str
    resolution: Resolution | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """A finding that is accepted, and why: on the entry it stands at, or on the whole report."""

    place: Place
    code: str
    reason: str
    kpi: str | None = None
    goal: str | None = None
    metric: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """A metric tied to a goal. `targets` holds the phases in order; empty when none was set.

    `proxy_for` is what it stands in for, `proxy_risk` how it could be moved without that; `actions` are what can be
    done about it at any time; `experiment` names the test its effect was shown by.
    """

    id: str
    place: Place
    name: str
    metric: str
    definition: str | None = None
    tier: Tier = "strategic"
    timing: Timing | None = None
    measures: Measures | None = None
    category: Category | None = None
    funnel: Funnel | None = None
    level: Rank | None = None
    team: str | None = None
    owner: str | None = None
    cadence: Grain | None = None
    review: Mapping[str, Grain] = field(default_factory=dict)
    decision: str | None = None
    improves_business: bool | None = None
    actionable: bool | None = None
    actions: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()
    benchmark: Benchmark | None = None
    peers: Peers | None = None
    attribution: tuple[Attribution, ...] = ()
    commitment: Commitment | None = None
    proxy_for: str | None = None
    proxy_risk: str | None = None
    experiment: str | None = None
    conflicts_with: tuple[Conflict, ...] = ()
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
    category: Category | None = None
    level: Rank | None = None
    team: str | None = None
    description: str | None = None
    kpis: tuple[Kpi, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)

    def level_of(self, kpi: Kpi) -> Rank | None:
        """A KPI's own level, else this goal's; not said where it feeds another KPI of this goal."""
        feeds_another = kpi.feeds and any(other.id in kpi.feeds for other in self.kpis)
        return kpi.level or (None if feeds_another else self.level)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """An entry of the review log; without `kpi` the list itself was reviewed.

    `raised` is the day the question came up that the decision answers; `done` the day its action was finished. An
    `overhaul` is a review of the list that asks anew what every KPI is for.
    """

    place: Place
    forum: str | None = None
    kpi: str | None = None
    decision: str | None = None
    action: str | None = None
    owner: str | None = None
    due: date | None = None
    done: date | None = None
    raised: date | None = None
    overhaul: bool = False
    date: date  # last, since from here on the name is the field's

    @property
    def is_decided(self) -> bool:
        """Whether anything came of it: a decision, or an action without one in words."""
        return self.decision is not None or self.action is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """A row of the survey of understanding: how many were `asked` what a KPI means, and how many `understood` it.

    A row of a single `respondent` has 1 asked.
    """

    place: Place
    kpi: str
    asked: int
    understood: int
    respondent: str | None = None
    date: date  # last, since from here on the name is the field's


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
class Pull:
    """Where numbers are fetched from, and the snapshot `into` which they go.

    One of `url`, `command` and `connection` (with a `query`) is set. `path` leads to a number or a list of rows in
    JSON; a number becomes one row a day, of `metric` and `segment`. `key` are the columns that tell rows apart.
    """

    id: str
    place: Place
    into: str
    url: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = ()
    connection: str | None = None
    query: str | None = None
    format: Literal["csv", "json"] | None = None
    path: str | None = None
    metric: str | None = None
    segment: Mapping[str, str] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutoffs:
    """Where a status begins: shares for the probability, ratios for the pace."""

    on_track_probability: float = 0.70
    at_risk_probability: float = 0.30
    on_track_pace: float = 1.00
    at_risk_pace: float = 0.90


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How many KPIs a list may have; authors differ, so it is the user's choice.

    A goal has `fewest` to `most` strategic KPIs, the north star counted or not; from `too_many` on it is an error. A
    team has at most `operational` ones.
    """

    name: str = "default"
    fewest: int = 3
    most: int = 5
    too_many: int = 8
    operational: int = 15
    with_north_star: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The report as a whole. `audiences` None: none are declared, and the usual ones stand."""

    title: str
    url: str | None = None
    locale: str = "en-GB"
    currency: str | None = None
    fiscal_year_start_month: int = 1
    theme: str = "default"
    data_through: date | None = None
    cutoffs: Cutoffs = Cutoffs()
    list_review: date | None = None
    decision_within: int = 3
    profile: Profile = Profile()
    audiences: tuple[Audience, ...] | None = None
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Everything the user's files say. `file` is site.yaml; paths in it are relative to its folder, `root`.

    `orphans` are KPIs that name no goal, or one that does not exist: reported as finding R1 and shown as metrics.
    `catalog` is the KPI library where the site is to show it, else empty.
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
    okrs: tuple[Okr, ...] = ()
    reviews: tuple[Review, ...] = ()
    survey: tuple[Answers, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    catalog: tuple[CatalogFamily, ...] = ()

    @property
    def kpis(self) -> tuple[Kpi, ...]:
        return tuple(kpi for goal in self.goals for kpi in goal.kpis)
