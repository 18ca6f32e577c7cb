"""Audience entries → model.Audience."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from pydantic_core import PydanticCustomError

from kpireport.model import USUAL_AUDIENCES, USUAL_CONTENTS, Audience, Goal
from kpireport.project.documents import Faults
from kpireport.project.nodes import MappingNode, Node, ScalarNode, SequenceNode, problem_at
from kpireport.project.scalars import read_page_id
from kpireport.project.site_schema import AudienceEntry, SiteEntry
from kpireport.project.wording import clip, nearest

#: Names of pages that stand beside those of the audiences.
TAKEN = frozenset({"monthly", "index"})


def build_audiences(site: SiteEntry, goals: Iterable[Goal], faults: Faults) -> tuple[Audience, ...] | None:
    """The audiences in the order of the file; None where the key is left out. Refuses owners and teams of no KPI."""
    if site.audiences is None:
        return None
    node = site.node.values.get("audiences")
    keys = node.keys if isinstance(node, MappingNode) else {}
    for key in keys.values():
        _check_name(key, faults)
    known = _known(tuple(goals))
    for entry in site.audiences.values():
        _check_words(entry, known, faults)
    return tuple(_audience(name, entry) for name, entry in site.audiences.items())


def _audience(name: str, entry: AudienceEntry) -> Audience:
    """The usual audience of that name, with what the entry says in place of what it has."""
    usual = USUAL_AUDIENCES.get(name) or Audience(id=name, contents=USUAL_CONTENTS)
    given: Mapping[str, tuple[object, ...] | None] = {
        "tiers": _tuple(entry.tiers),
        "goals": _texts(entry.goals),
        "owners": _tuple(entry.owners),
        "teams": _tuple(entry.teams),
        "levels": _tuple(entry.levels),
        "kpis": _texts(entry.kpis),
        "contents": _tuple(entry.contents),
    }
    said = {key: tuple(dict.fromkeys(value)) for key, value in given.items() if value is not None}
    secret = bool(entry.confidential)
    return replace(usual, place=entry.place, title=entry.title, confidential=secret, **said)  # type: ignore[arg-type]


def _tuple(values: Iterable[object] | None) -> tuple[object, ...] | None:
    return None if values is None else tuple(values)


def _texts(nodes: Iterable[ScalarNode] | None) -> tuple[str, ...] | None:
    return None if nodes is None else tuple(node.text.strip() for node in nodes)


def _check_name(key: ScalarNode, faults: Faults) -> None:
    try:
        name = read_page_id(key)
    except PydanticCustomError as error:
        faults.add(problem_at(key, error.type, error.message(), (error.context or {}).get("hint")))
        return
    if name in TAKEN:
        message = f"the id `{name}` is that of a page which every report has"
        faults.add(problem_at(key, "K011", message, f"choose another, such as `{name}-view`"))


def _known(goals: Collection[Goal]) -> Mapping[str, Collection[str]]:
    """Who answers for a KPI and which team works on it; where the KPI says nothing, its goal speaks for it."""
    owners = {kpi.owner or goal.owner or "" for goal in goals for kpi in goal.kpis}
    teams = {kpi.team or goal.team or "" for goal in goals for kpi in goal.kpis}
    return {"owners": owners - {""}, "teams": teams - {""}}


def _check_words(entry: AudienceEntry, known: Mapping[str, Collection[str]], faults: Faults) -> None:
    for key, what in (("owners", "owner"), ("teams", "team")):
        for node in _items(entry.node.values.get(key)):
            word = node.text.strip()
            if word and word not in known[key]:
                hint = _near(word, known[key]) or f"write the {what} as the KPIs do"
                faults.add(problem_at(node, "K005", f"no KPI has the {what} `{clip(word)}`", hint))


def _near(word: str, known: Collection[str]) -> str | None:
    names = {name.casefold(): name for name in sorted(known)}
    found = nearest(word, names)
    return f"did you mean `{names[found]}`?" if found else None


def _items(node: Node | None) -> tuple[ScalarNode, ...]:
    nodes = node.items if isinstance(node, SequenceNode) else (node,)
    return tuple(one for one in nodes if isinstance(one, ScalarNode))
