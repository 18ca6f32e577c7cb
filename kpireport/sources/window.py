"""The part of a file that is the table: without the lines above its header and below its last row."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from kpireport.model import Source
from kpireport.sources.cells import Cell
from kpireport.sources.csvtext import Row, read_rows
from kpireport.sources.naming import named
from kpireport.sources.stage import Staged

#: Lines from the top among which a header is looked for.
HEADER_WITHIN = 200


def windowed(staged: Staged, source: Source, delimiter: str) -> Staged:
    """The staged text from its header to its last row."""
    skipped = source.skip_lines
    if skipped is None:
        skipped = _line_of_header(staged, source, delimiter) - 1
    if not skipped and not source.skip_end:
        return staged
    target = staged.path.with_suffix(f".{source.id}.part.csv")
    _copy(staged.path, target, skipped, source.skip_end)
    return replace(staged, path=target, size=target.stat().st_size, skipped=skipped)


def header_among(rows: Iterable[Sequence[Cell]], source: Source) -> int | None:
    """Which of some rows is the header: the first with the date's column and another one that is asked for.

    Else the widest, so that what is said of missing columns names those that are there; None without rows.
    """
    asked = {source.metric, source.value, *source.columns.values(), *(source.dimensions or ())} - {None, source.date}
    widest, width = None, 0
    for at, cells in enumerate(rows):
        texts = {cell.text.strip() for cell in named(tuple(cells), source.synonyms)}
        if source.date in texts and (not asked or asked & texts):
            return at
        filled = sum(bool(cell.text.strip()) for cell in cells)
        if filled > width:
            widest, width = at, filled
    return widest


def _line_of_header(staged: Staged, source: Source, delimiter: str) -> int:
    rows = [
        row for row in islice(read_rows(staged.path, staged.name, delimiter), HEADER_WITHIN) if isinstance(row, Row)
    ]
    at = header_among((row.cells for row in rows), source)
    return 1 if at is None else rows[at].number


def _copy(path: Path, target: Path, skip: int, skip_end: int) -> None:
    """Copies a text without its first and last lines; empty lines at its end count for nothing."""
    with path.open("rb") as text, target.open("wb") as copy:
        for _ in islice(text, skip):
            pass
        shutil.copyfileobj(text, copy)
    if skip_end:
        _cut(target, skip_end)


def _cut(path: Path, lines: int) -> None:
    with path.open("r+b") as text:
        position, ends = 0, [0]
        for line in text:
            position += len(line)
            if line.strip():
                ends.append(position)
                del ends[: -lines - 1]
        text.truncate(ends[0])
