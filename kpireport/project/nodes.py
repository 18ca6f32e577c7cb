"""The tree that a project file is read into: single values, lists and mappings that know their place.

The tree keeps the spelling of every value: what it means is decided by the key it stands under.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from kpireport.errors import Place, Problem
from kpireport.project.documents import Document

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class ScalarNode(NamedTuple):
    """A single value: `spelled` as in the file, `text` with `${NAME}` replaced; `plain` means not in quotes."""

    document: Document
    line: int
    column: int
    width: int
    spelled: str
    text: str
    plain: bool

    @property
    def place(self) -> Place:
        return Place(self.document.file, self.line, self.column)

    @property
    def is_null(self) -> bool:
        return self.plain and self.spelled in _NULLS


class SequenceNode(NamedTuple):
    """A list; `shortened` where faulty items were left out of it."""

    document: Document
    line: int
    column: int
    items: tuple[Node, ...]
    shortened: bool = False

    @property
    def place(self) -> Place:
        return Place(self.document.file, self.line, self.column)


class MappingNode(NamedTuple):
    """A mapping; `dropped` are the keys whose value was found faulty, so that none is said to be missing."""

    document: Document
    line: int
    column: int
    keys: dict[str, ScalarNode]
    values: dict[str, Node]
    dropped: dict[str, Node | None]

    @property
    def place(self) -> Place:
        return Place(self.document.file, self.line, self.column)


Node: TypeAlias = ScalarNode | SequenceNode | MappingNode


def problem_at(node: Node, code: str, message: str, hint: str | None = None, also: tuple[Place, ...] = ()) -> Problem:
    """A problem whose caret underlines the node (a mapping's or list's first character)."""
    width = node.width if isinstance(node, ScalarNode) else 1
    return node.document.problem(code, message, (node.line, node.column), width=width, hint=hint, also=also)


def place_within(node: ScalarNode, offset: int) -> tuple[int, int]:
    """Where the character `offset` of a text stands in its file.

    Spelling and text differ in blanks and line breaks only (leaving quotes and the sign of a block aside), so the
    characters that are not blank are counted.
    """
    wanted = len("".join(node.text[:offset].split()))
    lines = node.document.lines
    line, column = node.line, node.column
    if not node.plain:
        first = lines[line - 1][column - 1 : column]
        line, column = (line + 1, 1) if first in ("|", ">") else (line, column + 1)
    while line <= len(lines):
        rest = lines[line - 1][column - 1 :]
        for index, character in enumerate(rest):
            if not character.isspace():
                if wanted == 0:
                    return line, column + index
                wanted -= 1
        line, column = line + 1, 1
    return node.line, node.column
