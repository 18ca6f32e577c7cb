"""Whom the report is for: which KPIs an audience sees, and which sections its page has."""

from __future__ import annotations

from dataclasses import dataclass

from kpireport.errors import Place
from kpireport.model.kpi import Goal, Kpi
from kpireport.model.metric import Metric
from kpireport.model.texts import Note
from kpireport.model.words import Rank, Section, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """A page for some readers. A KPI is on it when it passes every filter that is given; an empty one lets all pass.

    `contents` are its sections in order. `place` is None for the audiences that a report has unasked. `confidential`:
    whether confidential KPIs that name no audience are for it.
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
    confidential: bool = False

    def sees(self, kpi: Kpi, goal: Goal) -> bool:
        """Whether a KPI passes every filter, and neither it nor its goal is kept from this audience."""
        filters: tuple[tuple[tuple[str, ...], str | None], ...] = (
            (self.tiers, kpi.tier),
            (self.goals, goal.id),
            (self.owners, kpi.owner or goal.owner),
            (self.teams, kpi.team or goal.team),
            (self.levels, kpi.level or goal.level),
            (self.kpis, kpi.id),
        )
        passes = all(not wanted or value in wanted for wanted, value in filters)
        is_named = kpi.id in self.kpis
        may_see_goal = self.may_see(goal, is_named=is_named or goal.id in self.goals)
        return passes and may_see_goal and self.may_see(kpi, is_named=is_named)

    def may_see(self, one: Goal | Kpi | Metric | Note, *, is_named: bool = False) -> bool:
        """Whether something is for this audience; `is_named`: the audience names it itself."""
        if not one.confidential:
            return True
        return self.id in one.readers if one.readers else self.confidential or is_named


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
