"""The exports of other programs that are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kpireport.model.metric import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Documentation:
    """What is publicly said of an export's columns, and the year of what was read there."""

    title: str
    url: str
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A known export: how its files are read, and what its columns measure.

    `export` is the way to it in the program's menus. `source` has the settings and the columns of all `metrics`, which
    are what is written into a project for each. `needed` are the columns by which the export is recognised.
    `variant_of` is the preset that reads the same file and is meant where nothing is said.
    """

    id: str
    name: str
    export: str
    documentation: tuple[Documentation, ...]
    source: Source
    metrics: Mapping[str, Mapping[str, str | int]]
    needed: tuple[str, ...]
    note: str | None = None
    variant_of: str | None = None
