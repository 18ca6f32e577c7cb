"""Entries in a table: each row of a CSV file becomes the node that the same entry in YAML would be.

So the entry, its rules and its messages are those of YAML; only the places are those of the cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kpireport.project.documents import Document, Faults
from kpireport.project.nodes import MappingNode, Node, ScalarNode, SequenceNode, problem_at
from kpireport.project.secrets import holds_credential, may_hold_credential
from kpireport.project.wording import clip, did_you_mean, listed


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a kind of table. `entry` is what a row is called.

    A column of `several` holds ids apart by blanks, under the key that it stands for; one of `numbers` holds a number.
    """

    entry: str
    needed: tuple[str, ...]
    optional: tuple[str, ...]
    several: Mapping[str, str] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return self.needed + self.optional

    @property
    def hint(self) -> str:
        return f"begin the table with a row that names the columns: {','.join(self.names)}"


#: The kinds of entries that may stand in a table.
TABLES: Mapping[str, Columns] = {
    "events": Columns("event", ("date", "title"), ("kpi", "url"), several={"kpi": "kpis"}),
    "survey": Columns("answer", ("date", "kpi", "understood"), ("asked", "respondent"), numbers=("asked",)),
}

_QUOTED = re.compile(r'[ \t]*"([^"]*(?:""[^"]*)*)"[ \t]*(?=[,\r\n]|\Z)')
_PLAIN = re.compile(r"[^,\r\n]*")
_ROW_END = re.compile(r"\r\n|[\r\n]|\Z")
_WORD = re.compile(r"\S+")

Row = list[ScalarNode]


def read_table(document: Document, columns: Columns, faults: Faults) -> SequenceNode | None:
    """The entries of a table.

    None, with a problem, when its header or its quotes are faulty; other faults leave out the row they concern.
    """
    try:
        rows = list(_rows(document))
    except _OpenQuoteError as error:
        place = document.position(error.offset)
        faults.add(document.problem("K007", "the text in quotes does not end with its cell", place, hint=_QUOTE_HINT))
        return None
    if not rows:
        faults.add(document.problem("K008", "there is nothing in it", hint=columns.hint))
        return None
    header = rows[0]
    if not _is_sound(header, columns, faults):
        return None
    suspicious = may_hold_credential(document.text)
    entries = [_entry(header, row, columns, faults, suspicious=suspicious) for row in rows[1:]]
    return SequenceNode(document, 1, 1, tuple(entry for entry in entries if entry), shortened=None in entries)


# ------------------------------------------------------------------------------------------------- text to cells


class _OpenQuoteError(Exception):
    """A quote opens a cell and does not close it."""

    def __init__(self, offset: int) -> None:
        super().__init__()
        self.offset = offset


def _rows(document: Document) -> Iterator[Row]:
    """The rows (RFC 4180) that are not blank."""
    text, offset, row = document.text, 0, Row()
    while offset < len(text) or row:
        cell, offset = _cell(document, offset)
        row.append(cell)
        end = _ROW_END.match(text, offset)
        if end is None:
            offset += 1
            continue
        offset = end.end()
        if not all(_is_blank(one) for one in row):
            yield row
        row = Row()


def _cell(document: Document, offset: int) -> tuple[ScalarNode, int]:
    """The cell that begins at `offset`, and where it ends: at a comma, a line break or the end of the text."""
    if quoted := _QUOTED.match(document.text, offset):
        return _node(document, offset, quoted[0], quoted[1].replace('""', '"')), quoted.end()
    plain = _PLAIN.match(document.text, offset)
    assert plain  # noqa: S101 - it matches the empty text too
    if plain[0].lstrip().startswith('"'):
        raise _OpenQuoteError(document.text.index('"', offset))
    return _node(document, offset, plain[0], plain[0]), plain.end()


def _node(document: Document, offset: int, spelled: str, text: str) -> ScalarNode:
    line, column = document.position(offset)
    shown = spelled.strip(" \t").partition("\n")[0]
    return ScalarNode(document, line, column + _lead(spelled), max(1, len(shown)), spelled, text, plain=False)


def _lead(spelled: str) -> int:
    """The number of blanks before a cell's text."""
    return len(spelled) - len(spelled.lstrip(" \t"))


def _is_blank(cell: ScalarNode) -> bool:
    return not cell.text.strip()


# ----------------------------------------------------------------------------------------------- cells to entries


def _is_sound(header: Row, columns: Columns, faults: Faults) -> bool:
    """Whether the first row names the columns, each once; problems if not."""
    seen: dict[str, ScalarNode] = {}
    for cell in header:
        name = cell.text.strip()
        first = seen.setdefault(name, cell)
        if name not in columns.names:
            hint = _column_hint(name, columns)
            faults.add(problem_at(cell, "K002", f"the column `{clip(name)}` is not known here", hint))
        elif first is not cell:
            hint = "keep one of the two"
            faults.add(problem_at(cell, "K001", f"the column `{name}` stands twice", hint, (first.place,)))
    unknown = [name for name in seen if name not in columns.names]
    missing = [name for name in columns.needed if name not in seen and not unknown]
    for name in missing:
        faults.add(problem_at(header[0], "K010", f"the table has no column `{name}`", columns.hint))
    return not unknown and not missing and len(seen) == len(header)


def _column_hint(name: str, columns: Columns) -> str:
    if re.search("[;\t|]", name):
        return "the cells of this table have to be apart by commas"
    return did_you_mean(name, columns.names) or f"known columns are {listed(columns.names, 'and')}"


def _entry(header: Row, row: Row, columns: Columns, faults: Faults, *, suspicious: bool) -> MappingNode | None:
    """The row as a mapping; None, with a problem, when cells are missing, too many or secret."""
    cells = {head.text.strip(): cell for head, cell in zip(header, row, strict=False) if not _is_blank(cell)}
    problems = [
        problem_at(row[0], "K010", f"the {columns.entry} has no {name}", f"fill the column `{name}`")
        for name in columns.needed
        if name not in cells
    ]
    surplus = [cell for cell in row[len(header) :] if not _is_blank(cell)]
    if surplus:
        message = f"this row has {len(row)} cells, and the header {len(header)}"
        problems.append(problem_at(surplus[0], "K003", message, 'put a text with a comma into quotes: "one, two"'))
    secret = [cell for cell in cells.values() if suspicious and holds_credential(cell.text)]
    problems += [problem_at(cell, "K012", "a password or token stands in this table", _TAKE_OUT) for cell in secret]
    for problem in problems:
        faults.add(problem)
    return None if problems else _mapping(header, row[0], cells, columns)


def _mapping(header: Row, first: ScalarNode, cells: dict[str, ScalarNode], columns: Columns) -> MappingNode:
    keys = {columns.several.get(head.text.strip(), head.text.strip()): head for head in header}
    values: dict[str, Node] = {}
    for name, cell in cells.items():
        if name in columns.several:
            values[columns.several[name]] = _words(cell)
        else:
            values[name] = cell._replace(plain=True) if name in columns.numbers else cell
    return MappingNode(first.document, first.line, first.column, keys, values, {})


def _words(cell: ScalarNode) -> SequenceNode:
    """The ids of a cell, each with its own place."""
    begin = cell.column + (1 if cell.spelled.lstrip().startswith('"') else -_lead(cell.spelled))
    words = (
        cell._replace(column=begin + word.start(), width=len(word[0]), spelled=word[0], text=word[0])
        for word in _WORD.finditer(cell.text)
    )
    return SequenceNode(cell.document, cell.line, cell.column, tuple(words))


_QUOTE_HINT = "close it with a quote before the next comma; a quote inside such a text is written twice"
_TAKE_OUT = "take it out, and have it replaced where it was issued"
