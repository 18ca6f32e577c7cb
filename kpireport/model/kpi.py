"""Goals and the KPIs that serve them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kpireport.condition import Condition
from kpireport.errors import Place
from kpireport.model.target import Attribution, Benchmark, Peers, Target
from kpireport.model.words import Because, Category, Commitment, Funnel, Measures, Rank, Resolution, Stage, Tier, Timing
from kpireport.periods import Grain


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
class Kpi:
    """A metric tied to a goal. `targets` holds the phases in order; empty when none was set.

    `proxy_for` is what it stands in for, `proxy_risk` how it could be moved without that; `actions` are what can be
    done about it at any time; `experiment` names the test its effect was shown by. `readers` are the audiences that a
    `confidential` one is for; without them, those that ask for what is confidential.
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
    confidential: bool = False
    readers: tuple[str, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What its KPIs serve. All in a `confidential` one is; `readers` are the audiences that it is for."""

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
    confidential: bool = False
    readers: tuple[str, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)

    def level_of(self, kpi: Kpi) -> Rank | None:
        """A KPI's own level, else this goal's; not said where it feeds another KPI of this goal."""
        feeds_another = kpi.feeds and any(other.id in kpi.feeds for other in self.kpis)
        return kpi.level or (None if feeds_another else self.level)
