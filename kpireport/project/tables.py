"""Source entries → model.Source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kpireport.errors import Place
from kpireport.model import Source
from kpireport.project.documents import Faults
from kpireport.project.metric_schema import SourceEntry
from kpireport.project.nodes import problem_at
from kpireport.project.paths import Folder

_NOT_YET = ("connection", "query", "preset", "table")


def build_sources(
    entries: Mapping[str, SourceEntry] | None, folder: Folder, site: Place, faults: Faults
) -> Mapping[str, Source]:
    """The sources by id, sorted; without any, the long tables `snapshots/*.csv`."""
    if not entries:
        return {"snapshots": Source(id="snapshots", place=site, files=("snapshots/*.csv",))}
    sources = {}
    for identifier, entry in sorted(entries.items()):
        if _is_readable(entry, faults):
            for pattern in entry.files or ():
                folder.check_matches(pattern, faults)
            sources[identifier] = _source(identifier, entry)
    return sources


def _is_readable(entry: SourceEntry, faults: Faults) -> bool:
    """Whether it is a table in files that can be read; problems if not."""
    for key in _NOT_YET:
        if getattr(entry, key) is not None:
            message = f"`{key}` is not supported yet"
            faults.add(
                problem_at(entry.node.keys[key], "K019", message, "export the rows to a file and name it under `files`")
            )
            return False
    if entry.lacks("files"):
        faults.add(problem_at(entry.node, "K010", "the source names no files", "write files: snapshots/*.csv"))
    if entry.columns is not None and (entry.metric or entry.value):
        key = "metric" if entry.metric else "value"
        hint = "keep `columns` (one column per metric), or `metric` and `value` (one row per metric and date)"
        message = f"`columns` and `{key}` describe two different tables"
        faults.add(problem_at(entry.node.keys[key], "K004", message, hint))
    if entry.thousands is not None and entry.thousands == (entry.decimal or "."):
        message = "the decimal sign and the sign between thousands are the same"
        faults.add(
            problem_at(entry.node.values["thousands"], "K004", message, 'write decimal: "," as well, or leave it out')
        )
    return True


def _source(identifier: str, entry: SourceEntry) -> Source:
    is_wide = entry.columns is not None
    given: dict[str, Any] = {
        "date": entry.date,
        "decimal": entry.decimal,
        "on_duplicate": entry.on_duplicate,
        "missing_values": None if entry.missing_values is None else tuple(entry.missing_values),
    }
    return Source(
        id=identifier,
        place=entry.place,
        files=tuple(pattern.text.strip() for pattern in entry.files or ()),
        metric=None if is_wide else entry.metric or "metric",
        value=None if is_wide else entry.value or "value",
        columns=entry.columns or {},
        dimensions=None if entry.dimensions is None else tuple(entry.dimensions),
        grain=entry.grain,
        date_format=entry.date_format,
        thousands=entry.thousands,
        delimiter=entry.delimiter,
        encoding=entry.encoding,
        sheet=entry.sheet,
        range=entry.range,
        where={column: tuple(cells) for column, cells in (entry.where or {}).items()},
        headline={column: tuple(cells) for column, cells in (entry.headline or {}).items()},
        places=entry.places,
        **{key: value for key, value in given.items() if value is not None},
    )
