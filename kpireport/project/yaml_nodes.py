"""YAML text → a tree of nodes; what is not plain data is refused.

Without anchors, aliases, tags and merge keys a tree is never larger than its file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from kpireport.project.documents import Document, Faults
from kpireport.project.nodes import MappingNode, Node, ScalarNode, SequenceNode, problem_at
from kpireport.project.secrets import holds_credential, may_hold_credential
from kpireport.project.yaml_syntax import MAX_DEPTH, depth_problem, syntax_problem

try:
    from yaml.cyaml import CParser as _Parser  # type: ignore[attr-defined]
except ImportError:  # PyYAML was built without libyaml: same events, five times slower
    from yaml import SafeLoader as _Parser  # type: ignore[assignment]

_VARIABLE = re.compile(r"\$(\$?)\{([A-Z_][A-Z0-9_]*)\}")


def parse_yaml(
    document: Document,
    environment: Mapping[str, str],
    faults: Faults,
    text: str | None = None,
    first_line: int = 1,
) -> Node | None:
    """The tree of a document, or of the part `text` that begins in its line `first_line`.

    Problems of syntax end the reading (None); others leave out the value they concern.
    """
    source = document.text if text is None else text
    composer = _Composer(document, environment, faults, first_line, may_hold_credential(source))
    try:
        node = composer.compose(_Parser(source))
    except _RefusedError:
        return None
    except yaml.YAMLError as error:
        faults.add(syntax_problem(document, error, first_line))
        return None
    if node is None or (isinstance(node, ScalarNode) and node.is_null):
        faults.add(
            document.problem("K008", "there is nothing in it", (first_line, 1), hint="write its keys, or take it out")
        )
        return None
    return node


class _RefusedError(Exception):
    """The document was refused and the reason is among the faults."""


@dataclass(slots=True, eq=False)
class _Open:
    """A list or mapping that is being read. In a mapping `key` waits for its value, which None says to ignore."""

    line: int
    column: int
    is_mapping: bool
    items: list[Node] = field(default_factory=list)
    keys: dict[str, ScalarNode] = field(default_factory=dict)
    values: dict[str, Node] = field(default_factory=dict)
    dropped: dict[str, Node | None] = field(default_factory=dict)
    key: ScalarNode | None = None
    wants_key: bool = False
    is_refused: bool = False
    is_shortened: bool = False

    @property
    def ignores_value(self) -> bool:
        return self.is_mapping and not self.wants_key and self.key is None


@dataclass(slots=True, eq=False)
class _Composer:
    document: Document
    environment: Mapping[str, str]
    faults: Faults
    first_line: int
    suspicious: bool
    root: Node | None = None
    documents: int = 0
    stack: list[_Open] = field(default_factory=list)

    def compose(self, parser: Any) -> Node | None:
        """Builds the tree without recursion, so that no depth of nesting can exhaust the stack."""
        while True:
            event = parser.get_event()
            kind = type(event)
            if kind is ScalarEvent:
                self._add(self._scalar(event))
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                self._open(event, is_mapping=kind is MappingStartEvent)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self._add(self._close())
            elif kind is AliasEvent:
                self._alias(event)
            elif kind is DocumentStartEvent:
                self._document(event)
            elif kind is StreamEndEvent:
                return self.root

    def _scalar(self, event: Any) -> ScalarNode | None:
        start, end = event.start_mark, event.end_mark
        text = event.value
        width = end.column - start.column if end.line == start.line else 1
        plain = not event.style
        node = ScalarNode(self.document, start.line + self.first_line, start.column + 1, width or 1, text, text, plain)
        if event.anchor or event.tag:
            self._refuse_marks(event)
        if self.stack and self.stack[-1].wants_key:
            return node
        if event.tag:
            return None
        if self.suspicious and holds_credential(text):
            self.faults.add(problem_at(node, "K012", *_CREDENTIAL))
            return None
        return self._expanded(node) if "${" in text else node

    def _expanded(self, node: ScalarNode) -> ScalarNode | None:
        """The node with environment variables in it; None when one is not set."""
        missing = [
            name for doubled, name in _VARIABLE.findall(node.text) if not doubled and name not in self.environment
        ]
        for name in dict.fromkeys(missing):
            hint = f"set it before the command: {name}=… kpireport build"
            self.faults.add(problem_at(node, "K013", f"the environment variable `{name}` is not set", hint))
        if missing:
            return None
        return node._replace(text=_VARIABLE.sub(self._variable, node.text))

    def _variable(self, match: re.Match[str]) -> str:
        return match[0][1:] if match[1] else self.environment[match[2]]

    def _open(self, event: Any, *, is_mapping: bool) -> None:
        mark = event.start_mark
        place = (mark.line + self.first_line, mark.column + 1)
        if event.anchor or event.tag:
            self._refuse_marks(event)
        if len(self.stack) >= MAX_DEPTH:
            self.faults.add(depth_problem(self.document, place))
            raise _RefusedError
        self.stack.append(_Open(*place, is_mapping, wants_key=is_mapping, is_refused=bool(event.tag)))

    def _close(self) -> Node | None:
        done = self.stack.pop()
        if done.is_refused:
            return None
        if done.is_mapping:
            return MappingNode(self.document, done.line, done.column, done.keys, done.values, done.dropped)
        return SequenceNode(self.document, done.line, done.column, tuple(done.items), done.is_shortened)

    def _add(self, node: Node | None) -> None:
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if parent.wants_key:
            self._add_key(parent, node)
        elif parent.is_mapping:
            _add_value(parent, node)
        elif node is not None:
            parent.items.append(node)
        else:
            parent.is_shortened = True

    def _add_key(self, parent: _Open, node: Node | None) -> None:
        parent.wants_key = False
        if not isinstance(node, ScalarNode):
            if node is not None:
                self.faults.add(problem_at(node, "K007", "a key must be a word, not a list or mapping", _KEY_HINT))
        elif node.spelled == "<<" and node.plain:
            self.faults.add(problem_at(node, "K017", "merge keys (`<<`) are not supported", _REPEAT_HINT))
        elif first := parent.keys.get(node.spelled):
            message = f"the key `{node.spelled}` stands twice here, first in line {first.line}"
            self.faults.add(problem_at(node, "K001", message, "keep one of the two", (first.place,)))
        else:
            parent.key = node
            parent.keys[node.spelled] = node

    def _alias(self, event: Any) -> None:
        if not (self.stack and self.stack[-1].ignores_value):
            self._refuse(event, f"the alias `*{event.anchor}` is not supported", len(event.anchor) + 1)
        self._add(None)

    def _refuse_marks(self, event: ScalarEvent | CollectionStartEvent) -> None:
        if event.anchor:
            self._refuse(event, f"the anchor `&{event.anchor}` is not supported", len(event.anchor) + 1)
        if event.tag:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._refuse(event, f"the tag `{tag}` is not supported", len(tag), _TAG_HINT)

    def _refuse(self, event: Any, message: str, width: int, hint: str | None = None) -> None:
        mark = event.start_mark
        place = (mark.line + self.first_line, mark.column + 1)
        self.faults.add(self.document.problem("K017", message, place, width=width, hint=hint or _REPEAT_HINT))

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            place = (event.start_mark.line + self.first_line, 1)
            message = "a second YAML document begins here"
            self.faults.add(
                self.document.problem("K007", message, place, width=3, hint="put it into a file of its own")
            )
            raise _RefusedError


def _add_value(parent: _Open, node: Node | None) -> None:
    key = parent.key
    if key is not None and node is not None:
        parent.values[key.spelled] = node
    elif key is not None:
        parent.dropped[key.spelled] = None
    parent.key = None
    parent.wants_key = True


_KEY_HINT = "write `key: value`; quote a key that begins with [ or {"
_REPEAT_HINT = "write the values out where they are needed"
_TAG_HINT = "leave the tag out; quote a text that begins with !"
_CREDENTIAL = (
    "a password or token stands in this file",
    "take it out, have it replaced where it was issued, and write ${NAME} to read it from the environment",
)
