"""Events in a table: each row of a CSV file becomes the node that the same event in YAML would be.

So the entry, its rules and its messages are those of events in YAML; only the places are those of the cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kpireport.project.documents import Document, Faults
from kpireport.project.nodes import MappingNode, Node, ScalarNode, SequenceNode, problem_at
from kpireport.project.secrets import holds_credential, may_hold_credential
from kpireport.project.wording import clip, did_you_mean, listed

#: The columns that an event may have; the first two it must have.
COLUMNS = ("date", "title", "kpi", "url")
_NEEDED = COLUMNS[:2]

_QUOTED = re.compile(r'[ \t]*"([^"]*(?:""[^"]*)*)"[ \t]*(?=[,\r\n]|\Z)')
_PLAIN = re.compile(r"[^,\r\n]*")
_ROW_END = re.compile(r"\r\n|[\r\n]")
_WORD = re.compile(r"\S+")

Row = list[ScalarNode]


def read_event_table(document: Document, faults: Faults) -> SequenceNode | None:
    """The events of a table with the columns date, title and optionally kpi (ids apart by blanks) and url.

    None, with a problem, when its header or its quotes are faulty; other faults leave out the row they concern.
    """
    rows: list[Row] = []
    for row in _rows(document):
        if row is None:
            faults.add(document.problem("K007", "a quote is not closed", _open_quote(document, rows), hint=_QUOTE_HINT))
            return None
        rows.append(row)
    if not rows:
        faults.add(document.problem("K008", "there is nothing in it", hint=_HEADER_HINT))
        return None
    header = rows[0]
    if not _is_sound(header, document, faults):
        return None
    suspicious = may_hold_credential(document.text)
    events = (_event(header, row, faults, suspicious=suspicious) for row in rows[1:])
    return SequenceNode(document, 1, 1, tuple(event for event in events if event))


# ------------------------------------------------------------------------------------------------- text to cells


def _rows(document: Document) -> Iterator[Row | None]:
    """The rows that are not blank; None, and then nothing more, where a quote is not closed."""
    offset, row = 0, Row()
    while offset < len(document.text):
        cell, offset = _cell(document, offset)
        if cell is None:
            yield None
            return
        row.append(cell)
        if document.text[offset : offset + 1] == ",":
            offset += 1
            if offset < len(document.text):
                continue
        if end := _ROW_END.match(document.text, offset):
            offset = end.end()
        if not all(_is_blank(one) for one in row):
            yield row
        row = Row()


def _cell(document: Document, offset: int) -> tuple[ScalarNode | None, int]:
    """The cell that begins at `offset`, and where it ends; None when its quote is not closed."""
    quoted = _QUOTED.match(document.text, offset)
    if quoted:
        return _node(document, offset, quoted[0], quoted[1].replace('""', '"')), quoted.end()
    found = _PLAIN.match(document.text, offset)
    spelled = found[0] if found else ""
    if spelled.lstrip(" \t").startswith('"'):
        return None, offset
    return _node(document, offset, spelled, spelled), offset + len(spelled)


def _node(document: Document, offset: int, spelled: str, text: str) -> ScalarNode:
    line, column = document.position(offset)
    shown = spelled.splitlines()[0] if spelled else ""
    blanks = len(shown) - len(shown.lstrip())
    return ScalarNode(document, line, column + blanks, max(1, len(shown.strip())), spelled, text, plain=False)


def _is_blank(cell: ScalarNode) -> bool:
    return not cell.text.strip()


def _open_quote(document: Document, rows: Sequence[Row]) -> tuple[int, int]:
    """The first quote after the rows that could be read which is not the opening one of a whole cell."""
    offset = 0
    for _ in _rows_read(rows):
        offset = 0
    while True:
        cell, end = _cell(document, offset)
        if cell is None:
            return document.position(document.text.index('"', offset))
        offset = end + 1
