"""Small projects of one source, for the tests of `kpireport.sources`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kpireport.errors import Place, Problem, SourceError
from kpireport.model import Metric, Observations, Project, Site, Snapshots, Source
from kpireport.sources import read_snapshots

ASKED = Place("site.yaml", 5, 12)


def write(root: Path, files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def project(root: Path, sources: Mapping[str, Source], *, fiscal: int = 1, metrics: tuple[Metric, ...] = ()) -> Project:
    site = Site(title="Report", fiscal_year_start_month=fiscal)
    named = {metric.id: metric for metric in metrics}
    return Project(file=root / "site.yaml", root=root, site=site, sources=sources, metrics=named)


def source(**keys: Any) -> Source:
    """A source with the id `s`; wide when it is given `columns`."""
    if "columns" in keys:
        keys = {"metric": None, "value": None, **keys}
    return Source(**{"id": "s", "place": ASKED, "files": ("*",), **keys})


def read(
    root: Path,
    contents: Mapping[str, str | bytes],
    *,
    fiscal: int = 1,
    metrics: tuple[Metric, ...] = (),
    as_of: date | None = None,
    data_through: date | None = None,
    **keys: Any,
) -> Snapshots:
    write(root, contents)
    asked = project(root, {"s": source(**keys)}, fiscal=fiscal, metrics=metrics)
    return read_snapshots(asked, as_of=as_of, data_through=data_through)


def refused(root: Path, contents: Mapping[str, str | bytes], **keys: Any) -> tuple[Problem, ...]:
    """The problems of a source that must not be read."""
    with pytest.raises(SourceError) as caught:
        read(root, contents, **keys)
    return caught.value.problems


def told(problems: tuple[Problem, ...]) -> list[str]:
    """Place and code of each problem."""
    return [f"{problem.place} {problem.code}" for problem in problems]


def rows(observations: Observations) -> list[tuple[Any, ...]]:
    """(start, segments…, value) of each row."""
    segments = [[d.labels[code] for code in d.codes] for d in observations.dimensions.values()]
    starts = [date.fromordinal(start).isoformat() for start in observations.starts]
    return list(zip(starts, *segments, observations.values, strict=True))


def only(snapshots: Snapshots) -> Observations:
    """The observations of the one metric that was read."""
    (observations,) = snapshots.observations.values()
    return observations
