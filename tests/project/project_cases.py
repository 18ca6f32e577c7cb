"""A project written into a folder, and what loading it gives."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kpireport.errors import Problem, ProjectError
from kpireport.model import Project
from kpireport.project import load_project

#: A project without fault; cases replace or add files.
SOUND = {
    "site.yaml": """\
title: Running club
goals: [kpis/*.yaml]
metrics: [metrics.yaml]
""",
    "kpis/reach.yaml": """\
id: be-seen
name: Be seen by runners
kpis:
  - id: weekly-views
    metric: views
    cadence: week
    owner: Ada
    target: 95
""",
    "metrics.yaml": """\
views: {aggregation: sum}
clicks: {aggregation: sum}
""",
}

Files = Mapping[str, str | bytes]


def load(folder: Path, files: Files | None = None, environment: Mapping[str, str] | None = None) -> Project:
    """Loads the sound project with some of its files replaced."""
    for name, content in {**SOUND, **(files or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return load_project(folder / "site.yaml", environment or {})


def problems(
    folder: Path, files: Files | None = None, environment: Mapping[str, str] | None = None
) -> tuple[Problem, ...]:
    """The problems of the sound project with some of its files replaced."""
    try:
        load(folder, files, environment)
    except ProjectError as error:
        return error.problems
    return ()


def spots(found: tuple[Problem, ...]) -> list[tuple[str, str]]:
    """Code and file:line:column of each problem."""
    return [(problem.code, str(problem.place)) for problem in found]
