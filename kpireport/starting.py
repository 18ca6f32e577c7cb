"""A new project: a shipped pack, or one that begins with a goal. Only files that are not there yet are written."""

from __future__ import annotations

import os.path
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import click

from kpireport.catalog import Catalog
from kpireport.errors import OutputError, Problem
from kpireport.model import CatalogEntry
from kpireport.project import json_schema, load_project
from kpireport.shipped import shipped

SCHEMA_FILE = "kpireport.schema.json"


@dataclass(frozen=True, slots=True)
class Pack:
    """A shipped project to start from; `line` says in a sentence for whom it is."""

    name: str
    line: str
    folder: Path

    def files(self) -> dict[str, bytes]:
        """Its files by their paths."""
        return _files(self.folder)

    def measures(self, catalog: Catalog) -> list[CatalogEntry]:
        """The entries of the library that its KPIs are taken from, in their order."""
        project = load_project(self.folder / "site.yaml", {})
        metrics = (project.metrics[kpi.metric] for kpi in project.kpis if kpi.metric in project.metrics)
        found = (catalog.entry_of(metric) for metric in metrics)
        return list({entry.id: entry for entry in found if entry}.values())


Packs = Mapping[str, Pack]


def packs() -> Packs:
    """The shipped packs by name: `starter` first, the others in order."""
    folders = [path for path in (shipped("content") / "packs").iterdir() if path.is_dir()]
    folders.sort(key=lambda path: (path.name != "starter", path.name))
    return {path.name: Pack(path.name, _first_sentence(path / "README.md"), path) for path in folders}


def _first_sentence(readme: Path) -> str:
    """The sentence that follows the heading."""
    paragraphs = readme.read_text("utf-8").split("\n\n")
    text = " ".join(next(one for one in paragraphs if not one.startswith("#")).split())
    return re.split(r"(?<=[.?!]) ", text, maxsplit=1)[0]


def pack_named(name: str) -> Pack:
    """Raises click.BadParameter for an unknown name, with the nearest one."""
    known = packs()
    if name not in known:
        near = near_names(name, list(known))
        hint = f"did you mean {near}?" if near else "the packs are " + ", ".join(known)
        raise click.BadParameter(f"there is no pack {name!r}; {hint}", param_hint="--pack")
    return known[name]


def near_names(name: str, names: Sequence[str]) -> str:
    """Up to two of the names that may have been meant, as in `a or b`; empty where none is near."""
    given = name.casefold()
    near = [one for one in names if given in one] or get_close_matches(given, names, n=2, cutoff=0.5)
    return " or ".join(near[:2])


def start(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Write `files` into `folder`, with what every project has, and return the paths written, sorted.

    Raises OutputError when a file is there already or cannot be written.
    """
    whole = {
        **_files(shipped("content") / "common"),
        **files,
        SCHEMA_FILE: (json_schema().rstrip("\n") + "\n").encode(),
    }
    refuse_present(folder, whole)
    for path in sorted(whole):
        _write_new(folder / path, whole[path])
    return sorted(whole)


def refuse_present(folder: Path, paths: Mapping[str, bytes] | tuple[str, ...] = ("site.yaml",)) -> None:
    """Raises OutputError for each of the paths that is in the folder."""
    present = [path for path in sorted(paths) if os.path.lexists(folder / path)]
    if present:
        hint = "nothing was written; name another folder, or move these files away"
        raise OutputError(
            *(Problem(code="O001", message=f"{folder / path} is there already", hint=hint) for path in present)
        )


def _files(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ".DS_Store")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _write_new(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as stream:
            stream.write(content)
    except OSError as error:
        message = f"cannot write {path}: {error.strerror or error}"
        raise OutputError(Problem(code="O002", message=message)) from error
