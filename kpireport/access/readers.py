"""The audience that a name stands for: one of the site's, a team or an owner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches

from kpireport.errors import Problem, UsageError
from kpireport.model import USUAL_AUDIENCES, Audience, Project


def readers_named(name: str, project: Project) -> Audience:
    """The audience with that id, or the team or owner of that name where teams and owners have pages of their own.

    Raises UsageError when there is none.
    """
    audiences = _audiences(project)
    for audience in audiences:
        if audience.id == name and name != "owner":
            return audience
    by_id = {audience.id: audience for audience in audiences}
    if "team" in by_id and (team := _same(name, _teams(project))):
        usual = by_id["team"].tiers == USUAL_AUDIENCES["team"].tiers
        return replace(by_id["team"], teams=(team,), tiers=() if usual else by_id["team"].tiers)
    if "owner" in by_id and (owner := _same(name, _owners(project))):
        return replace(by_id["owner"], owners=(owner,))
    raise UsageError(_unknown(name, project))


def _audiences(project: Project) -> tuple[Audience, ...]:
    declared = project.site.audiences
    return tuple(USUAL_AUDIENCES.values()) if declared is None else declared


def _teams(project: Project) -> list[str]:
    found = (kpi.team or goal.team for goal in project.goals for kpi in goal.kpis)
    return sorted({team for team in found if team})


def _owners(project: Project) -> list[str]:
    found = (kpi.owner or goal.owner for goal in project.goals for kpi in goal.kpis)
    return sorted({owner for owner in found if owner})


def _same(name: str, known: Iterable[str]) -> str | None:
    return next((one for one in known if one.casefold() == name.strip().casefold()), None)


def _unknown(name: str, project: Project) -> Problem:
    ids = [audience.id for audience in _audiences(project)]
    names = [id_ for id_ in ids if id_ != "owner"]
    names += _teams(project) if "team" in ids else []
    names += _owners(project) if "owner" in ids else []
    near = get_close_matches(name, names, n=1)
    shown = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    hint = f"did you mean “{near[0]}”?" if near else f"there are {shown}" if names else "the site has no audiences"
    return Problem(code="K005", message=f"there is no audience “{name}”", hint=hint)
