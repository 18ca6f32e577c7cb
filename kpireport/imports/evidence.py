"""What a proposed source gives when it is read: the proof that a mapping fits, and what its reader checks it by."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from kpireport.errors import Place
from kpireport.model import Metric, Observations, Project, Source
from kpireport.project.yaml_text import Value
from kpireport.sources import read_snapshots


@dataclass(frozen=True, slots=True)
class Reading:
    """What one metric has: its rows, the first and last of its values, and their sum where they add up."""

    rows: int
    first: float
    last: float
    total: float | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The days that the source covers, and each metric that has rows of its own."""

    start: date | None
    end: date | None
    readings: Mapping[str, Reading]


def evidence(project: Project, source: Source, metrics: Mapping[str, Mapping[str, Value]]) -> Evidence:
    """Reads the source as a build would. Raises SourceError where it cannot be read."""
    named = {name: _metric(name, content, source) for name, content in metrics.items()}
    alone = Project(
        file=project.file,
        root=project.root,
        site=replace(project.site, data_through=None),
        sources={source.id: source},
        metrics=named,
    )
    found = read_snapshots(alone).observations
    observed = {
        name: rows
        for name, metric in named.items()
        for rows in [found.get((source.id, metric.column or name)) or found.get((source.id, name))]
        if rows
    }
    ends = [rows.through for rows in observed.values() if rows.through]
    starts = [date.fromordinal(rows.starts[0]) for rows in observed.values() if rows.starts]
    readings = {name: _reading(rows, named[name]) for name, rows in observed.items()}
    return Evidence(min(starts, default=None), max(ends, default=None), readings)


def _reading(rows: Observations, metric: Metric) -> Reading:
    total = math.fsum(rows.values) if metric.aggregation == "sum" else None
    return Reading(len(rows.values), rows.values[0], rows.values[-1], total)


def _metric(name: str, content: Mapping[str, Value], source: Source) -> Metric:
    keys = ("unit", "aggregation", "column", "numerator", "denominator")
    given = {key: str(content[key]) for key in keys if key in content}
    return Metric(id=name, place=Place(""), name=name, source=source.id, **given)  # type: ignore[arg-type]
