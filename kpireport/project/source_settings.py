"""What a source entry says, over the defaults or over the settings of a preset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from kpireport.model import Source
from kpireport.project.metric_schema import SourceEntry

_PLAIN = (
    *("date", "metric", "value", "grain", "date_format", "decimal", "thousands", "delimiter", "encoding", "sheet"),
    *("range", "skip_end", "count_rows", "on_duplicate"),
)
_LISTS = ("dimensions", "missing_values")
_TABLES = ("where", "where_not", "headline", "synonyms")


def settled(entry: SourceEntry, identifier: str, preset: Source | None = None) -> Source:
    """The source that the entry describes; what it leaves out is as in the preset, else as by default.

    Columns and synonyms are added to those of the preset.
    """
    files = tuple(pattern.text.strip() for pattern in entry.files or ())
    base = preset or Source(id=identifier, place=entry.place, files=files)
    given = _given(entry)
    for key in ("columns", "synonyms"):
        if preset and key in given:
            given[key] = {**getattr(preset, key), **given[key]}
    if entry.columns is not None:
        given |= {"metric": None, "value": None}
    return replace(base, **given, id=identifier, place=entry.place, files=files, places=entry.places)


def _given(entry: SourceEntry) -> dict[str, Any]:
    given: dict[str, Any] = {key: value for key in _PLAIN if (value := getattr(entry, key)) is not None}
    given |= {key: tuple(value) for key in _LISTS if (value := getattr(entry, key)) is not None}
    given |= {key: _texts(value) for key in _TABLES if (value := getattr(entry, key)) is not None}
    if entry.columns is not None:
        given["columns"] = entry.columns
    if entry.skip_lines is not None:
        given["skip_lines"] = None if entry.skip_lines == "to_header" else entry.skip_lines
    return given


def _texts(table: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {column: tuple(texts) for column, texts in table.items()}
