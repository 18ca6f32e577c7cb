"""Whom the report is for: which KPIs an audience sees, and which sections its page has."""

from __future__ import annotations

from dataclasses import dataclass

from kpireport.errors import Place
from kpireport.model.words import Rank, Section, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """A page for some readers. A KPI is on it when it passes every filter that is given; an empty one lets all pass.

    `contents` are its sections in order. `place` is None for the audiences that a report has unasked.
    """

    id: str
    place: Place | None = None
    title: str | None = None
    tiers: tuple[Tier, ...] = ()
    goals: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    levels: tuple[Rank, ...] = ()
    kpis: tuple[str, ...] = ()
    contents: tuple[Section, ...] = ()


_EXECUTIVE = Audience(
    id="executive",
    tiers=("north-star", "strategic"),
    contents=("verdict", "north_star", "decisions", "kpis", "financial_summary", "risks", "opportunities"),
)
_TEAM = Audience(
    id="team",
    tiers=("operational",),
    contents=("verdict", "kpis", "trend", "forecast", "resources", "actions", "risks"),
)
_OWNER = Audience(
    id="owner",
    contents=("verdict", "kpis", "actions", "goals", "risks", "learning"),
)
#: What stands where an audience of that name says nothing else, and where none is declared at all. The tiers of `team`
#: are those of the page of all teams; a named team's page has its KPIs of every tier. `owner` is a page for each.
USUAL_AUDIENCES = {audience.id: audience for audience in (_EXECUTIVE, _TEAM, _OWNER)}
#: The sections of an audience of any other name that lists none.
USUAL_CONTENTS: tuple[Section, ...] = ("verdict", "decisions", "kpis", "risks", "opportunities")
