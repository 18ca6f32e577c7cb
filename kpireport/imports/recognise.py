"""Which known export a file is, told by its columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kpireport.errors import Place
from kpireport.imports.look import Look, Rows
from kpireport.model import Preset
from kpireport.sources.cells import Cell
from kpireport.sources.naming import named
from kpireport.sources.window import HEADER_WITHIN

#: The share of a file's columns that a preset must know which is told by fewer than two columns of its own.
MOST = 0.5


@dataclass(frozen=True, slots=True)
class Match:
    """A preset that a table of the file fits.

    `header` are its columns as they stand in the file, `names` as the preset calls them, `at` the row they stand in.
    """

    preset: Preset
    table: Rows
    at: int
    header: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def known(self) -> int:
        """How many of its columns the preset knows."""
        return sum(name in known_columns(self.preset) for name in self.names)

    @property
    def share(self) -> float:
        """The same, as a share of those that have a name."""
        return self.known / max(1, sum(bool(name) for name in self.names))

    @property
    def is_telling(self) -> bool:
        """Whether the columns are enough to tell the export by: two that it must have, or most of the file's."""
        return len(self.preset.needed) > 1 or (self.known > 1 and self.share >= MOST)


def known_columns(preset: Preset) -> frozenset[str]:
    source = preset.source
    named = (*source.columns.values(), *(source.dimensions or ()), *source.synonyms, *source.where, *source.where_not)
    return frozenset({source.date, *preset.needed, *named})


def recognised(look: Look, presets: Iterable[Preset]) -> list[Match]:
    """The presets that the file fits, the best first; several of them where they fit equally well."""
    matches = [match for preset in presets for match in [fitting(look, preset)] if match and match.is_telling]
    best = max(((match.share, match.known) for match in matches), default=None)
    return [match for match in matches if (match.share, match.known) == best]


def fitting(look: Look, preset: Preset) -> Match | None:
    """The first table of the file with the date and the columns that the preset needs."""
    wanted = {preset.source.date, *preset.needed}
    for table in look.tables:
        for at, row in enumerate(table.rows[:HEADER_WITHIN]):
            names = _names(row, preset.source.synonyms)
            if wanted <= set(names):
                return Match(preset, table, at, tuple(text.strip() for text in row), names)
    return None


def lacking(look: Look, preset: Preset) -> tuple[list[str], tuple[str, ...]]:
    """The columns that a file lacks which does not fit a preset, and the row that comes closest."""
    wanted = {preset.source.date, *preset.needed}
    rows = [row for table in look.tables for row in table.rows[:HEADER_WITHIN]]
    closest = max(rows, key=lambda row: (len(wanted & set(_names(row, preset.source.synonyms))), len(row)))
    missing = [
        name for name in (preset.source.date, *preset.needed) if name not in _names(closest, preset.source.synonyms)
    ]
    return missing, tuple(text.strip() for text in closest if text.strip())


def _names(row: Iterable[str], synonyms: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    cells = tuple(Cell(text, Place("")) for text in row)
    return tuple(cell.text.strip() for cell in named(cells, synonyms))
