"""The audiences of a report and what each of them sees: declared ones, or the usual ones with a page for each name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from zlib import crc32

from kpireport.format import Language
from kpireport.model import USUAL_AUDIENCES, Audience, GoalResult, KpiResult, Report

#: Pages that lie beside those of the audiences.
TAKEN = frozenset({"index", "monthly"})
_LONGEST_NAME = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The page of an audience: `id` names its folder; `kind` is `audience`, `team` or `owner`.

    `kpis` are those it shows, in the order of the report. `owner` is whose page it is.
    """

    id: str
    kind: str
    title: str
    audience: Audience
    report: Report
    kpis: tuple[KpiResult, ...]
    owner: str | None = None

    @property
    def goals(self) -> tuple[tuple[GoalResult, tuple[KpiResult, ...]], ...]:
        """The goals that its KPIs belong to, each with these KPIs."""
        shown = {kpi.id for kpi in self.kpis}
        groups = [(goal, tuple(kpi for kpi in goal.kpis if kpi.id in shown)) for goal in self.report.goals]
        return tuple((goal, kpis) for goal, kpis in groups if kpis)


def views(report: Report, language: Language) -> tuple[View, ...]:
    """Every audience's page: the site's first, then teams, then owners. Usual ones that would be empty are left out."""
    declared = report.site.audiences
    audiences = tuple(USUAL_AUDIENCES.values()) if declared is None else declared
    names = Names({audience.id for audience in audiences} | TAKEN)
    found = [_whole(report, audience, language) for audience in audiences if audience.id != "owner"]
    found = [view for view in found if view.kpis or view.audience.place]
    by_id = {audience.id: audience for audience in audiences}
    if team := by_id.get("team"):
        found += _teams(report, team, names)
    if owner := by_id.get("owner"):
        found += _owners(report, owner, names)
    return tuple(found)


def on_one_page(report: Report) -> bool:
    """Whether executives have a page."""
    declared = report.site.audiences
    if declared is not None:
        return any(audience.id == "executive" for audience in declared)
    return bool(seen_by(report, USUAL_AUDIENCES["executive"]))


# ------------------------------------------------------------------------------------------------------ who sees what


def seen_by(report: Report, audience: Audience) -> tuple[KpiResult, ...]:
    """The KPIs that it sees. Those of the appendix and diagnostic ones have to be asked for."""
    return tuple(kpi for kpi in report.kpis if _passes(kpi, audience))


def owner_of(result: KpiResult) -> str | None:
    """Who answers for a KPI: its owner, else that of its goal."""
    return result.kpi.owner or result.goal.owner


def team_of(result: KpiResult) -> str | None:
    return result.kpi.team or result.goal.team


def _passes(result: KpiResult, audience: Audience) -> bool:
    return _is_shown(result, audience) and audience.sees(result.kpi, result.goal)


def _is_shown(result: KpiResult, audience: Audience) -> bool:
    if result.id in audience.kpis:
        return True
    return result.is_headline and (result.kpi.tier != "diagnostic" or "diagnostic" in audience.tiers)


# --------------------------------------------------------------------------------------------------------- the pages


def _whole(report: Report, audience: Audience, language: Language) -> View:
    titles = {
        "executive": language.text("{title}, on one page", title=report.site.title),
        "team": language.text("The teams' KPIs"),
    }
    readable = " ".join(re.split(r"[-_]+", audience.id)).strip()
    title = audience.title or titles.get(audience.id) or readable[:1].upper() + readable[1:]
    kpis = seen_by(report, audience)
    return View(id=audience.id, kind="audience", title=title, audience=audience, report=report, kpis=kpis)


def _teams(report: Report, audience: Audience, names: Names) -> Iterator[View]:
    """A page for each team that is named; it has the team's KPIs of every tier, unless tiers are declared."""
    if audience.tiers == USUAL_AUDIENCES["team"].tiers:
        audience = replace(audience, tiers=())
    kpis = seen_by(report, audience)
    for team in dict.fromkeys(filter(None, map(team_of, kpis))):
        mine = tuple(kpi for kpi in kpis if team_of(kpi) == team)
        yield View(id=names.take(team), kind="team", title=team, audience=audience, report=report, kpis=mine)


def _owners(report: Report, audience: Audience, names: Names) -> Iterator[View]:
    kpis = seen_by(report, audience)
    for owner in dict.fromkeys(filter(None, map(owner_of, kpis))):
        mine = tuple(kpi for kpi in kpis if owner_of(kpi) == owner)
        folder = names.take(owner)
        yield View(id=folder, kind="owner", title=owner, audience=audience, report=report, kpis=mine, owner=owner)


class Names:
    """Folder names made of what people wrote, each given out once."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)

    def take(self, text: str) -> str:
        """`Head of Growth` is `head-of-growth`. A name that is taken, or of letters not in use, gets its checksum."""
        plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
        name = re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_NAME].strip("-")
        if not name or name in self._taken or _RESERVED.fullmatch(name):
            name = f"{name or 'view'}-{crc32(text.encode()):08x}"
        while name in self._taken:
            name += "-2"
        self._taken.add(name)
        return name


#: Names that Windows keeps for devices.
_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
