"""What one report remembers for the next: how each KPI stood, and what became different since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kpireport.model.target import Bound, Milestone
from kpireport.model.words import ChangeKind, Level, Status, TargetKind, Tier

#: The first and last day of a period.
Days = tuple[date, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberedTarget:
    """A phase of a target as it was declared; what was agreed around it is no part of the promise."""

    kind: TargetKind
    value: Bound | None = None
    low: Bound | None = None
    high: Bound | None = None
    text: str | None = None
    baseline: float | None = None
    start: date | None = None
    by: date | None = None
    milestones: tuple[Milestone, ...] = ()
    agreed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic:
    """How the number of a KPI comes about; `composite` are parts as (metric, weight, low, high)."""

    unit: str
    per: str | None = None
    aggregation: str | None = None
    formula: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    source: str | None = None
    column: str | None = None
    composite: tuple[tuple[str, float, float, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberedKpi:
    """A KPI as a report showed it. None means: not told by that report, so that nothing can be said of it.

    `targets` are all phases, `in_force` is the one that was judged. `closed` are the values of its closed periods.
    `value` is the one that was shown, of the period with the label `period`; `decimals` are what the unit asks for.
    `is_headline`: it was no vanity metric, which stand in the appendix.
    """

    id: str
    name: str
    unit: str | None = None
    goal: str | None = None
    tier: Tier | None = None
    owner: str | None = None
    definition: str | None = None
    arithmetic: Arithmetic | None = None
    targets: tuple[RememberedTarget, ...] | None = None
    in_force: RememberedTarget | None = None
    closed: Mapping[Days, float | None] = field(default_factory=dict)
    value: float | None = None
    period: str | None = None
    status: Status | None = None
    decimals: int | None = None
    is_headline: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberedFinding:
    """A finding as a report told it; where in the files it stood is forgotten."""

    code: str
    level: Level
    message: str
    kpi: str | None = None
    goal: str | None = None


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A KPI whose status was another in the report before; `on` is the day of the report that found it so."""

    kpi: str
    on: date
    old: Status
    new: Status


@dataclass(frozen=True, slots=True)
class Declared:
    """An entry of a KPI's history: on which day, and in the author's words what was changed."""

    kpi: str
    on: date
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberedTrigger:
    """A trigger that had fired in a report: since when, and for which segments, each with the day since."""

    kpi: str
    when: str
    since: date | None
    segments: frozenset[tuple[str, date]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """A KPI that was taken out of use: on which day and why, as its history says; `value` is its last closed one."""

    id: str
    name: str
    goal: str | None = None
    on: date | None = None
    reason: str | None = None
    unit: str | None = None
    value: float | None = None
    value_on: date | None = None


#: What stood in a place that became different.
Said = RememberedTarget | Arithmetic | date | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What became different between two reports. `old` and `new` are what stood there, None where nothing did.

    `is_late`: a deadline that had passed before it was moved to a later day. `is_declared`: a history speaks of it.
    """

    kpi: str
    name: str
    what: ChangeKind
    old: Said | None = None
    new: Said | None = None
    is_late: bool = False
    is_declared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A change that an earlier report found undeclared, in its own words; `on` is the day it was found against."""

    kpi: str
    name: str
    on: date
    what: ChangeKind
    old: str | None = None
    new: str | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Restatement:
    """The value of a closed period that an earlier report gave otherwise; `new` None: it is gone."""

    kpi: str
    name: str
    start: date
    end: date
    old: float
    new: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is remembered of one report: the day it stood for, its KPIs, those retired, and the undeclared changes.

    `declared` is the history of its KPIs, `findings` is what `check` said of its list, `fired` its triggers that had.
    `status_changes` are those on record, the oldest first.
    """

    report_date: date | None
    kpis: Mapping[str, RememberedKpi] = field(default_factory=dict)
    retired: Mapping[str, Retired] = field(default_factory=dict)
    metrics: frozenset[str] = frozenset()
    undeclared: tuple[Open, ...] = ()
    declared: tuple[Declared, ...] = ()
    findings: tuple[RememberedFinding, ...] = ()
    fired: tuple[RememberedTrigger, ...] = ()
    status_changes: tuple[StatusChange, ...] = ()
