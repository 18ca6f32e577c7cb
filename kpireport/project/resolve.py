"""Typed entries → model.Project: ids, defaults, references."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from pathlib import Path

from kpireport.errors import ProjectError
from kpireport.model import Cutoffs, EditionPlan, Event, Goal, Metric, Project, Site
from kpireport.periods import Calendar
from kpireport.project.audiences import build_audiences
from kpireport.project.catalog import read_catalog
from kpireport.project.conditions import read_conditions
from kpireport.project.documents import Faults
from kpireport.project.identity import check_ids, inline_metrics
from kpireport.project.kpis import build_goals
from kpireport.project.load import Parts, load_parts
from kpireport.project.mail import build_mail
from kpireport.project.metrics import build_metrics
from kpireport.project.nodes import MappingNode, ScalarNode, problem_at
from kpireport.project.okrs import build_okrs
from kpireport.project.paths import Folder
from kpireport.project.profiles import build_profile
from kpireport.project.prose import build_notes, build_terms
from kpireport.project.references import check_cycles, check_references, known_ids
from kpireport.project.reviews import build_reviews, build_survey
from kpireport.project.site_schema import CutoffsEntry, EditionGrain, EditionsEntry, EventEntry, SiteEntry
from kpireport.project.suppressions import build_suppressions
from kpireport.project.tables import build_sources


def load_project(file: Path, environment: Mapping[str, str]) -> Project:
    """Everything that site.yaml and the files it names say; `${NAME}` in them reads `environment`.

    Raises ProjectError with every problem of all files.
    """
    faults = Faults()
    parts = load_parts(file, environment, faults)
    project = _resolve(file, parts, faults) if parts else None
    if project is None or faults.problems:
        raise ProjectError(*faults.problems)
    return project


def _resolve(file: Path, parts: Parts, faults: Faults) -> Project:
    site = _site(parts.site, Folder(file.parent), faults)
    named = [*parts.metrics, *inline_metrics(parts)]
    source_node = parts.site.node.values.get("sources")
    source_keys = source_node.keys.values() if isinstance(source_node, MappingNode) else ()
    check_ids(parts, named, source_keys, faults)
    known = known_ids(parts, named)
    metrics = build_metrics(named, known.metrics, parts.unread, faults)
    sources = build_sources(parts.site.sources, Folder(file.parent), parts.site.place, faults)
    conditions = read_conditions(parts, metrics, sources, site.currency, faults)
    goals, orphans = build_goals(parts, metrics, conditions, faults)
    check_references(parts, named, known, faults)
    check_cycles(parts, metrics, named, faults)
    return Project(
        file=file,
        root=file.parent,
        site=replace(site, audiences=build_audiences(parts.site, goals, faults)),
        goals=goals,
        orphans=orphans,
        metrics=metrics,
        sources=sources,
        events=_events(parts.events),
        notes=build_notes(parts.notes, Calendar(site.fiscal_year_start_month), faults),
        terms=build_terms(parts, faults),
        okrs=build_okrs(parts.okrs, _names(goals, metrics), Calendar(site.fiscal_year_start_month), faults),
        reviews=build_reviews(parts.reviews, faults),
        survey=build_survey(parts.survey, faults),
        suppressions=build_suppressions(parts, named, faults),
        catalog=read_catalog().families if parts.site.catalog else (),
    )


def _site(entry: SiteEntry, folder: Folder, faults: Faults) -> Site:
    if entry.lacks("title"):
        faults.add(
            problem_at(entry.node, "K010", "the site has no title", "write title: and what the report is called")
        )
    theme = entry.node.values.get("theme")
    if entry.theme and isinstance(theme, ScalarNode):
        folder.theme(theme, faults)
    return Site(
        title=entry.title or "",
        url=entry.url,
        locale=entry.locale or "en-GB",
        currency=entry.currency,
        fiscal_year_start_month=entry.fiscal_year_start_month or 1,
        theme=entry.theme or "default",
        data_through=entry.data_through,
        cutoffs=_cutoffs(entry.cutoffs, faults) if entry.cutoffs else Cutoffs(),
        list_review=entry.list_review,
        decision_within=entry.decision_within or 3,
        profile=build_profile(entry.profile, faults),
        mail=build_mail(entry.mail, faults),
        editions=_editions(entry.editions, faults),
        is_listed=entry.robots != "noindex",
        places=entry.places,
    )


def _editions(value: EditionGrain | EditionsEntry | None, faults: Faults) -> EditionPlan | None:
    if not isinstance(value, EditionsEntry):
        return EditionPlan(every=value) if value else None
    if value.every is None:
        if value.lacks("every"):
            faults.add(problem_at(value.node, "K010", "`editions` has no `every`", "write every: month"))
        return None
    return EditionPlan(every=value.every, wait=value.wait or 0)


def _cutoffs(entry: CutoffsEntry, faults: Faults) -> Cutoffs:
    names = [field.name for field in fields(Cutoffs)]
    given = {name: getattr(entry, name) for name in names if getattr(entry, name) is not None}
    cutoffs = Cutoffs(**given)
    for name, value in given.items():
        if value < 0 or (name.endswith("probability") and value > 1):
            message = f"`{name}` is out of range"
            faults.add(problem_at(entry.node.values[name], "K004", message, "write a share, such as 0.7 for 70 %"))
    for kind in ("probability", "pace"):
        if getattr(cutoffs, f"at_risk_{kind}") > getattr(cutoffs, f"on_track_{kind}"):
            lower, upper = getattr(cutoffs, f"at_risk_{kind}"), getattr(cutoffs, f"on_track_{kind}")
            message = f"`at_risk_{kind}` ({lower:g}) is above `on_track_{kind}` ({upper:g})"
            faults.add(problem_at(entry.node, "K004", message, "at risk begins below on track; give both"))
    return cutoffs


def _names(goals: Iterable[Goal], metrics: Mapping[str, Metric]) -> Mapping[tuple[str, str], str]:
    """What each KPI and metric is called, by kind and id."""
    kpis = {("kpi", kpi.id): kpi.name for goal in goals for kpi in goal.kpis}
    return {("metric", id_): metric.name for id_, metric in metrics.items()} | kpis


def _events(entries: list[EventEntry]) -> tuple[Event, ...]:
    found = [
        Event(
            place=entry.place,
            date=entry.date,
            title=entry.title,
            kpis=tuple(node.text.strip() for node in entry.kpis or ()),
            url=entry.url,
        )
        for entry in entries
    ]
    return tuple(sorted(found, key=lambda event: (event.date, event.place)))
