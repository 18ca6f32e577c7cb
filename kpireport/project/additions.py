"""An entry of the KPI library written into a project: its metric, the inputs it needs, and the KPI under a goal.

Nothing is written to disk here; what comes out are the new texts of the files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kpireport.catalog import Catalog
from kpireport.errors import Place
from kpireport.formula.tree import Input
from kpireport.model import CatalogEntry
from kpireport.project.changes import Change, changed, metric_changes, start_of
from kpireport.project.documents import Faults
from kpireport.project.editing import Piece
from kpireport.project.goal_schema import GoalEntry
from kpireport.project.identity import inline_metrics
from kpireport.project.kpis import metric_id
from kpireport.project.load import Parts, load_parts
from kpireport.project.resolve import load_project
from kpireport.project.stubs import input_piece, kpi_piece, metric_piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """What an entry brings into a project. `texts` are the files that change, by their path; none where all is there.

    `added` are ids of metrics written, `present` those that were there; `measured` the added ones that need numbers.
    `place` is where the KPI stands already, None where it is written.
    """

    kpi: str
    goal: str
    place: Place | None = None
    texts: Mapping[Path, str] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    measured: tuple[str, ...] = ()


class CannotAddError(ValueError):
    """The entry does not fit into the project as it is; the text says why and what to do."""


def with_entry(
    file: Path, environment: Mapping[str, str], catalog: Catalog, entry: CatalogEntry, goal: str | None
) -> Addition:
    """What adding `entry` under `goal` (an id; None where the project leaves no choice) changes.

    Raises ProjectError for a project with faults, CannotAddError.
    """
    load_project(file, environment)
    parts = load_parts(file, environment, Faults())
    assert parts  # noqa: S101 - it was loaded without faults
    if already := _present(parts, entry):
        return already
    home = _goal(parts, entry, goal)
    metrics = [*parts.metrics, *inline_metrics(parts)]
    known = {one.id.text.strip() for one in metrics}
    wanted = _wanted(catalog, entry)
    pieces = [piece for name, piece in wanted.items() if name not in known]
    changes = [*metric_changes(parts, pieces), _kpi_change(home, entry)]
    return Addition(
        kpi=entry.id,
        goal=home.id or "",
        texts={file.parent / name: text for name, text in changed(changes).items()},
        added=tuple(name for name in wanted if name not in known),
        present=tuple(name for name in wanted if name in known),
        measured=tuple(name for name in wanted if name not in known and not _is_computed(catalog, name)),
    )


def _present(parts: Parts, entry: CatalogEntry) -> Addition | None:
    """The KPI of the entry where the project has it. Raises CannotAddError where its id means something else."""
    for goal in parts.goals:
        for kpi in goal.kpis or ():
            if kpi.id != entry.id:
                continue
            if _metric_of(entry) == metric_id(kpi) or kpi.id == metric_id(kpi):
                return Addition(kpi=entry.id, goal=goal.id or "", place=kpi.place)
            raise CannotAddError(
                f"the id {entry.id} is taken by another KPI, at {kpi.place}; give that one another id first"
            )
    return None


def _metric_of(entry: CatalogEntry) -> str:
    """The metric that the KPI shows: the entry's own, or its one input where the report's periods do the rest."""
    formula = entry.computed
    return formula.tree.name if formula and isinstance(formula.tree, Input) else entry.id


def _goal(parts: Parts, entry: CatalogEntry, wanted: str | None) -> GoalEntry:
    named = {goal.id: goal for goal in parts.goals if goal.id}
    if not named:
        raise CannotAddError("the project has no goal to put it under; write one first, with an id and a name")
    if wanted is not None:
        if wanted not in named:
            raise CannotAddError(f"there is no goal {wanted}; the goals are {', '.join(named)}")
        return named[wanted]
    fitting = [goal for goal in named.values() if goal.category == entry.usual.category]
    choice = list(named.values()) if len(named) == 1 else fitting
    if len(choice) != 1:
        raise CannotAddError(f"say which goal it serves: --goal {' or --goal '.join(named)}")
    return choice[0]


def _wanted(catalog: Catalog, entry: CatalogEntry) -> dict[str, Piece]:
    """The metrics that the entry takes, by id: what it is computed from first, itself last."""
    entries = [*catalog.needed(entry), entry]
    pieces: dict[str, Piece] = {}
    for one in entries:
        used = one.computed.names if one.computed else ()
        for needed in (each for each in one.inputs if each.id in used):
            pieces.setdefault(needed.id, input_piece(needed, one))
    for one in entries:
        if _metric_of(one) == one.id:
            pieces.pop(one.id, None)
            pieces[one.id] = metric_piece(one)
    return pieces


def _is_computed(catalog: Catalog, name: str) -> bool:
    """Whether a metric needs no numbers of its own, since the library computes it from others."""
    return name in catalog.entries and catalog.entries[name].computed is not None


def _kpi_change(home: GoalEntry, entry: CatalogEntry) -> Change:
    return Change(home.node.document, start_of(home.node), [kpi_piece(entry, _metric_of(entry))], "kpis")
