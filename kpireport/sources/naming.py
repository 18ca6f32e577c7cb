"""Names of columns and texts of cells that are written in more than one way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kpireport.sources.cells import Cell


@dataclass(frozen=True, slots=True)
class Likeness:
    """Tells whether a text is one of some texts, whatever its case and spacing; `*` stands for any text."""

    pattern: re.Pattern[str]

    @staticmethod
    def of(texts: Iterable[str]) -> Likeness:
        parts = (".*".join(re.escape(part) for part in _folded(text).split("*")) for text in texts)
        return Likeness(re.compile("|".join(parts), re.DOTALL))

    def fits(self, text: str) -> bool:
        return self.pattern.fullmatch(_folded(text)) is not None


def named(header: tuple[Cell, ...], synonyms: Mapping[str, tuple[str, ...]]) -> tuple[Cell, ...]:
    """The header with each column under the name that `synonyms` has it by.

    Where a column stands under its own name its synonyms are left alone; else the first synonym that is there counts.
    """
    texts = [cell.text.strip() for cell in header]
    names = dict(enumerate(texts))
    for column, others in synonyms.items():
        if column in texts:
            continue
        for other in (column, *others):
            found = [at for at, text in enumerate(texts) if names[at] == text and Likeness.of([other]).fits(text)]
            names.update(dict.fromkeys(found, column))
            if found:
                break
    return tuple(
        cell if names[at] == texts[at] else replace(cell, text=names[at], spelled=texts[at])
        for at, cell in enumerate(header)
    )


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
