"""Adding to a YAML file as a person would: at the end of a list or mapping, leaving every other character as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import yaml

from kpireport.project.documents import Document
from kpireport.project.yaml_text import INDENT, inline, key_text

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML was built without libyaml
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

Place = tuple[int, int]

#: Lines of an entry that stands alone, above which the next one is set off by a blank line.
LONG = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """What is added: an entry under `key`, or without one an item of a list.

    `lines` are its block form below the key or after the dash, unindented; `flow` the same between braces.
    """

    lines: tuple[str, ...]
    flow: str
    key: str | None = None

    def block(self) -> list[str]:
        """The lines in a block, unindented."""
        if self.key is None:
            return [f"- {self.lines[0]}", *(_indented(line, INDENT) for line in self.lines[1:])]
        return [f"{key_text(self.key)}:", *(_indented(line, INDENT) for line in self.lines)]

    def between_braces(self) -> str:
        return self.flow if self.key is None else f"{key_text(self.key)}: {self.flow}"


def append(document: Document, start: Place, pieces: Sequence[Piece]) -> str:
    """The text with `pieces` at the end of the list or mapping that starts at line and column `start`."""
    node = _at(_tree(document), start)
    return _into_flow(document, node, pieces) if node.flow_style else _into_block(document, node, pieces)


def append_under(document: Document, start: Place, key: str, pieces: Sequence[Piece]) -> str:
    """The text with `pieces` in the list or mapping under `key` of the mapping that starts at `start`.

    Where the key is missing or has no value, it gets one.
    """
    mapping = _at(_tree(document), start)
    found = next((value for name, value in mapping.value if name.value == key), None)
    if isinstance(found, yaml.CollectionNode):
        return append(document, _place(found), pieces)
    if found is not None:
        return _give_value(document, mapping, found, pieces)
    lines = tuple(line for piece in pieces for line in piece.block())
    return append(document, start, [Piece(lines, _collection(pieces), key)])


def mapping_with_key(document: Document, key: Place) -> Place:
    """Where the mapping starts that has a key at line and column `key`."""
    for node in _nodes(_tree(document)):
        if isinstance(node, yaml.MappingNode) and any(_place(name) == key for name, _ in node.value):
            return _place(node)
    raise ValueError(f"no key of a mapping stands at {key}")


def list_with_item(document: Document, item: Place) -> Place:
    """Where the list starts that has an item at line and column `item`."""
    for node in _nodes(_tree(document)):
        if isinstance(node, yaml.SequenceNode) and any(_place(one) == item for one in node.value):
            return _place(node)
    raise ValueError(f"no item of a list stands at {item}")


# ------------------------------------------------------------------------------------------------------ the tree


def _tree(document: Document) -> Any:
    return yaml.compose(document.text, Loader=_Loader)


def _nodes(node: Any) -> Any:
    yield node
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key
            yield from _nodes(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _nodes(item)


def _at(root: Any, start: Place) -> Any:
    """The list or mapping that starts there: the outermost one."""
    for node in _nodes(root):
        if isinstance(node, yaml.CollectionNode) and _place(node) == start:
            return node
    raise ValueError(f"no list or mapping starts at {start}")


def _place(node: Any) -> Place:
    return node.start_mark.line + 1, node.start_mark.column + 1


# -------------------------------------------------------------------------------------------------- between braces


def _into_flow(document: Document, node: Any, pieces: Sequence[Piece]) -> str:
    added = ", ".join(piece.between_braces() for piece in pieces)
    if not node.value:
        return _inserted(document, document.offset(*_place(node)) + 1, added)
    return _inserted(document, _end(document, _last(node)), f", {added}")


def _last(node: Any) -> Any:
    last = node.value[-1]
    return last[1] if isinstance(last, tuple) else last


def _end(document: Document, node: Any) -> int:
    return document.offset(node.end_mark.line + 1, node.end_mark.column + 1)


def _collection(pieces: Sequence[Piece]) -> str:
    inside = ", ".join(piece.between_braces() for piece in pieces)
    return f"[{inside}]" if pieces[0].key is None else f"{{{inside}}}"


# ------------------------------------------------------------------------------------------------------- in a block


def _into_block(document: Document, node: Any, pieces: Sequence[Piece]) -> str:
    column = _place(node)[1] - 1
    after = _last_line(document, node, column)
    gap = [""] if _is_spaced(document, node) else []
    lines = [line for piece in pieces for line in (*gap, *piece.block())]
    return _with_lines(document, after, [_indented(line, column) for line in lines])


def _give_value(document: Document, mapping: Any, empty: Any, pieces: Sequence[Piece]) -> str:
    """`kpis:` without anything behind it becomes a list on the lines below; between braces, one in brackets."""
    if mapping.flow_style:
        offset = _end(document, empty)
        blank = "" if document.text[offset - 1].isspace() else " "
        return _inserted(document, offset, blank + _collection(pieces))
    column = _place(mapping)[1] - 1 + INDENT
    lines = [_indented(line, column) for piece in pieces for line in piece.block()]
    return _with_lines(document, empty.end_mark.line + 1, lines)


def _last_line(document: Document, node: Any, column: int) -> int:
    """The line after which to add: the last one of the block, or of the comments under it that belong to it."""
    last = _content_end(document, node)
    least = column if isinstance(node, yaml.MappingNode) or not _is_level(document, node) else column + 1
    for number in range(last + 1, len(document.lines) + 1):
        line = document.lines[number - 1]
        text = line.lstrip(" ")
        if text.startswith("#") and len(line) - len(text) >= least:
            last = number
        elif text.strip():
            break
    return last


def _content_end(document: Document, node: Any) -> int:
    """The last line, from 1, with something of the node on it."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        node = _last(node)
    mark = node.end_mark
    first: int = node.start_mark.line + 1
    number: int = mark.line + 1 if mark.column else mark.line
    while number > first and not document.lines[number - 1].strip():
        number -= 1
    return max(number, first)


def _is_level(document: Document, node: Any) -> bool:
    """Whether a list's dashes stand no deeper than the key above, so that comments may belong to what follows."""
    line, column = _place(node)
    above = (
        text for text in reversed(document.lines[: line - 1]) if text.strip() and not text.lstrip().startswith("#")
    )
    key = next(above, "")
    return len(key) - len(key.lstrip(" ")) >= column - 1


def _is_spaced(document: Document, node: Any) -> bool:
    """Whether blank lines stand between the entries; with a single one, whether it is a long one."""
    lines: list[int] = [(one[0] if isinstance(one, tuple) else one).start_mark.line for one in node.value]
    if len(lines) == 1:
        return _content_end(document, node) - lines[0] > LONG
    return any(not line.strip() for above, below in pairwise(lines[-2:]) for line in document.lines[above:below])


def _with_lines(document: Document, after: int, lines: Sequence[str]) -> str:
    """The text with whole lines after line `after`, in the file's own line breaks."""
    text = document.text
    mark = "\r\n" if "\r\n" in text else "\n"
    if after >= len(document.lines):
        return text + mark + mark.join(lines)
    block = mark.join(lines) + mark
    return _inserted(document, document.offset(after + 1, 1), block)


def _inserted(document: Document, offset: int, added: str) -> str:
    return document.text[:offset] + added + document.text[offset:]


def _indented(line: str, columns: int) -> str:
    return " " * columns + line if line else line


__all__ = ["Piece", "append", "append_under", "inline", "list_with_item", "mapping_with_key"]
