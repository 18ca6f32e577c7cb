"""Everything a project's files say. What was read from YAML carries its `place`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kpireport.errors import Place
from kpireport.model.catalog import CatalogFamily
from kpireport.model.kpi import Goal, Kpi
from kpireport.model.metric import Metric, Source
from kpireport.model.okr import Okr
from kpireport.model.review import Answers, Review
from kpireport.model.site import Site
from kpireport.model.texts import Event, Note, Term


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

    @property
    def is_confidential(self) -> bool:
        """Whether any part of it is for some readers only."""
        parts: tuple[Goal | Kpi | Metric | Note, ...] = (
            *self.goals,
            *self.kpis,
            *self.orphans,
            *self.metrics.values(),
            *self.notes,
        )
        return any(one.confidential for one in parts)
