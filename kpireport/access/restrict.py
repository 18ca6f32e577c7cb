"""A project as far as some readers may see it: everything else is gone, as if it had never been written.

It is taken out of the project, before anything is computed, so that no page, file or sentence further down has to know.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from kpireport.access.measured import Measured, inputs_of, measured, shown_by
from kpireport.access.mentions import refuse_mentions
from kpireport.errors import Problem, ProjectError
from kpireport.model import Audience, Goal, Kpi, Metric, Note, Okr, Project, Snapshots
from kpireport.vanity import why_aside


@dataclass(frozen=True, slots=True)
class Restricted:
    """What readers may see of a project, and the whole of it."""

    project: Project
    whole: Project

    @property
    def is_whole(self) -> bool:
        return self.project is self.whole


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cut:
    """What is left: goals with their KPIs, and all ids that may be named."""

    readers: Audience | None
    goals: tuple[Goal, ...]
    orphans: tuple[Kpi, ...]
    metrics: Measured
    kpis: frozenset[str]

    @property
    def goal_ids(self) -> frozenset[str]:
        return frozenset(goal.id for goal in self.goals)


def restrict(project: Project, readers: Audience | None) -> Restricted:
    """The part of a project that an audience may see; None: the public, which sees all that is not confidential.

    Raises ProjectError when a KPI that stays hangs on a metric that does not, and where a text that stays names
    what is confidential.
    """
    if readers is None and not project.is_confidential:
        return Restricted(project, project)
    goals = tuple(_goals(project, readers))
    orphans = tuple(kpi for kpi in project.orphans if readers is None and not kpi.confidential)
    shown = [*(kpi for goal in goals for kpi in goal.kpis), *orphans]
    ids = frozenset(kpi.id for kpi in shown)
    secret = [kpi for kpi in _secret(project) if kpi.id not in ids]
    aimed = [result.metric for okr in project.okrs for result in okr.key_results if result.metric]
    own = {kpi.metric for kpi in secret} - {kpi.metric for kpi in shown}
    own |= {name for name, metric in project.metrics.items() if not _may_see(metric, readers)}
    found = measured(
        project.metrics, shown, secret, own, aimed_at=aimed if readers is None else (), all_else=readers is None
    )
    _refuse_computed(shown, own, project.metrics)
    cut = _Cut(readers=readers, goals=goals, orphans=orphans, metrics=found, kpis=ids)
    part = _applied(project, cut)
    refuse_mentions(project, part, secret, found.withheld)
    return Restricted(part, project)


def restrict_snapshots(snapshots: Snapshots, restricted: Restricted) -> Snapshots:
    """The rows of the metrics that are left. What was found in the files is for their editor."""
    if restricted.is_whole:
        return snapshots
    names: dict[str | None, set[str]] = {}
    for metric in restricted.project.metrics.values():
        own = {metric.id, metric.column, metric.numerator, metric.denominator} - {None}
        names.setdefault(metric.source, set()).update(name for name in own if name)
    kept = {
        key: rows
        for key, rows in snapshots.observations.items()
        if key[1] in names.get(key[0], ()) or key[1] in names.get(None, ())
    }
    return Snapshots(observations=kept)


# ---------------------------------------------------------------------------------------------------------- who sees it


def _goals(project: Project, readers: Audience | None) -> Iterator[Goal]:
    """The goals with the KPIs that are seen; for an audience none without."""
    for goal in project.goals:
        kpis = tuple(kpi for kpi in goal.kpis if _is_seen(kpi, goal, readers, project.metrics))
        if kpis or (readers is None and not goal.confidential):
            yield replace(goal, kpis=kpis)


def _is_seen(kpi: Kpi, goal: Goal, readers: Audience | None, metrics: Mapping[str, Metric]) -> bool:
    """As on the audience's page: what stands aside and what is diagnostic has to be asked for."""
    if readers is None:
        return not (kpi.confidential or goal.confidential)
    if not readers.sees(kpi, goal):
        return False
    is_aside = why_aside(kpi, metrics[kpi.metric], goal) is not None
    is_shown = not is_aside and (kpi.tier != "diagnostic" or "diagnostic" in readers.tiers)
    return is_shown or kpi.id in readers.kpis


def _secret(project: Project) -> Iterator[Kpi]:
    yield from (kpi for goal in project.goals for kpi in goal.kpis if kpi.confidential or goal.confidential)
    yield from (kpi for kpi in project.orphans if kpi.confidential)


def _refuse_computed(shown: Collection[Kpi], own: Collection[str], metrics: Mapping[str, Metric]) -> None:
    problems = []
    for kpi in shown:
        for name in sorted(inputs_of(shown_by(kpi), metrics).intersection(own)):
            message = f"`{kpi.id}` hangs on the metric `{name}`, which is confidential"
            problems.append(Problem(code="K023", message=message, place=kpi.place, hint=_COMPUTED))
    if problems:
        raise ProjectError(*problems)


_COMPUTED = (
    "its formula, target or guardrail would show it: make this KPI confidential for the same readers, "
    "or take out what it needs that metric for"
)


# ------------------------------------------------------------------------------------------------------ what is left


def _applied(project: Project, cut: _Cut) -> Project:
    shown = {name: metric for name, metric in project.metrics.items() if name in cut.metrics.shown}
    metrics = {name: _metric(metric, shown) for name, metric in shown.items()}
    parents = {goal.id: goal.parent for goal in project.goals}
    goals = tuple(_goal(goal, cut, parents) for goal in cut.goals)
    audiences = _audiences(project.site.audiences, goals) if cut.readers is None else (cut.readers,)
    return replace(
        project,
        site=replace(project.site, audiences=audiences),
        goals=goals,
        orphans=tuple(_kpi(kpi, cut) for kpi in cut.orphans),
        metrics=metrics,
        sources={name: source for name, source in project.sources.items() if _is_used(name, project, metrics)},
        events=tuple(
            replace(event, kpis=tuple(id_ for id_ in event.kpis if id_ in cut.kpis))
            for event in project.events
            if not event.kpis or cut.kpis.intersection(event.kpis)
        ),
        notes=tuple(note for note in project.notes if note.kpi in cut.kpis and _may_see(note, cut.readers)),
        okrs=tuple(okr for okr in project.okrs if _is_whole(okr, cut)),
        reviews=tuple(one for one in project.reviews if one.kpi is None or one.kpi in cut.kpis),
        survey=tuple(one for one in project.survey if one.kpi in cut.kpis),
        suppressions=tuple(
            one
            for one in project.suppressions
            if (one.kpi is None or one.kpi in cut.kpis)
            and (one.goal is None or one.goal in cut.goal_ids)
            and (one.metric is None or one.metric in metrics)
        ),
    )


def _may_see(one: Metric | Note, readers: Audience | None) -> bool:
    return readers.may_see(one) if readers else not one.confidential


def _goal(goal: Goal, cut: _Cut, parents: Mapping[str, str | None]) -> Goal:
    """The goal below the nearest goal above it that is left."""
    parent = goal.parent
    while parent is not None and parent not in cut.goal_ids:
        parent = parents.get(parent)
    return replace(goal, parent=parent, kpis=tuple(_kpi(kpi, cut) for kpi in goal.kpis))


def _kpi(kpi: Kpi, cut: _Cut) -> Kpi:
    """The KPI without its links to what is gone."""
    known = cut.kpis | cut.metrics.shown
    return replace(
        kpi,
        feeds=tuple(id_ for id_ in kpi.feeds if id_ in cut.kpis),
        pairs_with=tuple(id_ for id_ in kpi.pairs_with if id_ in cut.kpis),
        conflicts_with=tuple(one for one in kpi.conflicts_with if one.kpi in cut.kpis),
        explained_by=tuple(id_ for id_ in kpi.explained_by if id_ in known),
    )


def _metric(metric: Metric, shown: Collection[str]) -> Metric:
    return replace(metric, explained_by=tuple(name for name in metric.explained_by if name in shown))


def _is_used(name: str, project: Project, shown: Mapping[str, Metric]) -> bool:
    """Whether a source is still of use: a metric that is left names it, or none that is gone does."""
    named_by = [metric.id for metric in project.metrics.values() if metric.source == name]
    return not named_by or any(id_ in shown for id_ in named_by)


def _is_whole(okr: Okr, cut: _Cut) -> bool:
    """An objective is shown when all its key results are: the score of some of them would be another number."""
    if okr.goal is not None and okr.goal not in cut.goal_ids:
        return False
    results = okr.key_results
    seen = all(
        (one.kpi is None or one.kpi in cut.kpis) and (one.metric is None or one.metric in cut.metrics.shown)
        for one in results
    )
    return seen and (cut.readers is None or okr.goal is not None or any(one.kpi for one in results))


def _audiences(declared: tuple[Audience, ...] | None, goals: Collection[Goal]) -> tuple[Audience, ...] | None:
    """The audiences that still see something, with filters that name nothing that is gone."""
    if declared is None:
        return None
    known: Mapping[str, Collection[str]] = {
        "goals": {goal.id for goal in goals},
        "kpis": {kpi.id for goal in goals for kpi in goal.kpis},
        "owners": {kpi.owner or goal.owner or "" for goal in goals for kpi in goal.kpis},
        "teams": {kpi.team or goal.team or "" for goal in goals for kpi in goal.kpis},
    }
    found = []
    for audience in declared:
        given = {key: getattr(audience, key) for key in known}
        left = {key: tuple(one for one in given[key] if one in known[key]) for key in known}
        emptied = any(given[key] and not left[key] for key in known)
        trimmed = replace(audience, **left)  # type: ignore[arg-type]
        if not emptied and any(trimmed.sees(kpi, goal) for goal in goals for kpi in goal.kpis):
            found.append(trimmed)
    return tuple(found)
