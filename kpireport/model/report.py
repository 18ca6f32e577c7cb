"""The report: KPIs, metrics and goals with all that was computed of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from kpireport.model.catalog import CatalogFamily
from kpireport.model.edition import Edition
from kpireport.model.finding import Finding, Judgement
from kpireport.model.kpi import Goal, Kpi
from kpireport.model.memory import Restatement, Retired, StatusChange
from kpireport.model.metric import Metric
from kpireport.model.month import Month
from kpireport.model.practice import Action, Break, Habits, ListChange, OkrResult, ReviewDue, TriggerResult, Worth
from kpireport.model.results import (
    Achievable,
    Association,
    AttributedFigure,
    Cause,
    Comparison,
    Issued,
    PartResult,
    Point,
    RateInterval,
    Signal,
    Standing,
    Stretch,
    TargetResult,
)
from kpireport.model.review import Review
from kpireport.model.site import Site
from kpireport.model.texts import Event, Term
from kpireport.model.words import Funnel, Reason, Status, Vanity
from kpireport.periods import Grain, Period


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDate:
    """The open period so far, and the same first days of the period before."""

    period: Period
    value: float | None
    through: date
    comparison: Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardrailResult:
    """A guarded metric's last value in a closed `period`; `holds` None where there is none."""

    metric: str
    name: str
    unit: str
    value: float | None
    min: float | None
    max: float | None
    holds: bool | None
    period: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiResult:
    """A KPI with its trio. `sentence` is the verdict in words; `takeaway` says what the chart shows.

    `leads` tests this leading KPI against its partners; `led_by` are ids of leading KPIs that lead this one and are not
    on track, `outruns` of KPIs that it feeds or leads and that stay behind while it improves. `stretches` set a short
    window beside a long one. `parts` are those of a composite metric. `vanity` says why the KPI stands in the appendix
    instead of the headline; it is judged and reported like any other. `held_back` is the status that a breached
    guardrail took away. `month` is there where an audience reads the month.
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
    series: tuple[Point, ...]
    events: tuple[Event, ...]
    guardrails: tuple[GuardrailResult, ...]
    to_date: ToDate | None = None
    previous_year: tuple[Point, ...] = ()
    sentence: str = ""
    takeaway: str = ""
    leads: tuple[Association, ...] = ()
    led_by: tuple[str, ...] = ()
    outruns: tuple[str, ...] = ()
    rate: RateInterval | None = None
    stretches: tuple[Stretch, ...] = ()
    peers: Standing | None = None
    attribution: tuple[AttributedFigure, ...] = ()
    parts: tuple[PartResult, ...] = ()
    vanity: Vanity | None = None
    held_back: Status | None = None
    achievable: Achievable | None = None
    breaks: tuple[Break, ...] = ()
    month: Month | None = None

    @property
    def id(self) -> str:
        return self.kpi.id

    @property
    def name(self) -> str:
        return self.kpi.name

    @property
    def is_headline(self) -> bool:
        return self.vanity is None

    @property
    def is_confidential(self) -> bool:
        return self.kpi.confidential or self.goal.confidential


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricResult:
    """A number without the rank of a KPI; `why_not_kpi` says which trait it lacks.

    `explains` are the KPIs it serves, by itself or through another metric; `ahead_of` are the metrics that name it as
    their leading indicator.
    """

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
    ahead_of: tuple[str, ...] = ()
    goal: str | None = None
    why_not_kpi: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelStep:
    """A KPI or metric at a stage of its goal's funnel. `share` is its value as a fraction of that of `share_of`.

    A share is only given between counts of the same thing's stages: equal units, the same period, and one count alone
    at the stage before.
    """

    stage: Funnel
    id: str
    name: str
    metric: Metric
    is_kpi: bool
    period: Period | None
    value: float | None
    is_count: bool
    share: float | None = None
    share_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How fresh a source is: the last day it vouches for, the finest grain of its rows, and how many rows were read."""

    id: str
    through: date | None
    grain: Grain | None
    rows: int
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalResult:
    """A goal with its KPIs and supporting metrics; `funnel` holds at least two stages, or nothing."""

    goal: Goal
    kpis: tuple[KpiResult, ...]
    metrics: tuple[MetricResult, ...]
    status_counts: Mapping[Status, int]
    sentence: str
    funnel: tuple[FunnelStep, ...] = ()

    @property
    def headline(self) -> tuple[KpiResult, ...]:
        """Its KPIs without those that stand in the appendix."""
        return tuple(kpi for kpi in self.kpis if kpi.is_headline)

    @property
    def id(self) -> str:
        return self.goal.id

    @property
    def name(self) -> str:
        return self.goal.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything computed; the pages and report.json only show it.

    `data_findings` are what reading the data brought up; `judgement` holds them too, once the list is judged. `pool`
    names the models behind the projections: those of the core, or with Theta where the extra is installed. `reviews`
    end with those of the list itself (`kpi` None): each quarter, and its yearly overhaul. `log` is the review log as
    far as it is read. `catalog` is the KPI library where the site is to show it.
    `compared_with` is the day of the earlier report that `changes` and `restated` were found against, and `added` are
    the ids of KPIs that it did not have. `confidential`: some of it is for some readers only.
    `edition` is the period that this report is the edition of; else `editions` are those in its site, the oldest first.
    `readers` are those for whom alone it was made: `public`, or the name of an audience.
    `status_changes` are those on record, the oldest first: of the reports before and of this one.
    """

    site: Site
    data_through: date | None
    report_date: date | None
    sentence: str
    north_star: str | None
    goals: tuple[GoalResult, ...]
    metrics: tuple[MetricResult, ...]
    terms: tuple[Term, ...]
    data_findings: tuple[Finding, ...] = ()
    sources: tuple[SourceState, ...] = ()
    judgement: Judgement = field(default_factory=Judgement)
    triggers: tuple[TriggerResult, ...] = ()
    okrs: tuple[OkrResult, ...] = ()
    reviews: tuple[ReviewDue, ...] = ()
    actions: tuple[Action, ...] = ()
    habits: Habits = field(default_factory=Habits)
    worth: Worth = field(default_factory=Worth)
    log: tuple[Review, ...] = ()
    changes: tuple[ListChange, ...] = ()
    restated: tuple[Restatement, ...] = ()
    retired: tuple[Retired, ...] = ()
    added: tuple[str, ...] = ()
    compared_with: date | None = None
    pool: Literal["core", "theta"] = "core"
    catalog: tuple[CatalogFamily, ...] = ()
    associations: tuple[Association, ...] = ()
    confidential: bool = False
    edition: Period | None = None
    readers: str | None = None
    editions: tuple[Edition, ...] = ()
    status_changes: tuple[StatusChange, ...] = ()
    ledger: tuple[Issued, ...] = ()
    brier: float | None = None

    @property
    def kpis(self) -> tuple[KpiResult, ...]:
        return tuple(kpi for goal in self.goals for kpi in goal.kpis)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.judgement.findings
