"""A tree of nodes → a typed entry, and each fault as a problem at the node it concerns.

A faulty value is reported and then left out, and what remains is read again: so the rest of an entry still takes part
in the later checks, and one run shows everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from kpireport.errors import Problem
from kpireport.project.documents import Faults
from kpireport.project.entries import LIST, MAPPING, SCALAR, Entry
from kpireport.project.goal_schema import KpiEntry
from kpireport.project.metric_schema import MetricEntry
from kpireport.project.nodes import MappingNode, Node, ScalarNode, SequenceNode, problem_at
from kpireport.project.secrets import names_credential
from kpireport.project.wording import describe, did_you_mean, listed

T = TypeVar("T")
_Path = tuple[str | int, ...]
_Classes = dict[tuple[int, int], type[Entry]]

#: Faulty values are left out and the rest read again this many times at most.
_ROUNDS = 6


def validate(adapter: TypeAdapter[T], node: Node, faults: Faults) -> T | None:
    """The entry that the node describes, without its faulty parts; None when nothing is left of it."""
    for attempt in range(_ROUNDS):
        classes: _Classes = {}
        try:
            return adapter.validate_python(node, context=classes)
        except ValidationError as error:
            details = error.errors(include_url=False)
        found = [_fault(node, detail, classes) for detail in details]
        if attempt == 0:
            for problem in filter(None, (problem for _, problem in found)):
                faults.add(problem)
        pruned = _without(node, [path for path, _ in found])
        if pruned is None:
            return None
        node = pruned
    return None


def _fault(root: Node, detail: ErrorDetails, classes: _Classes) -> tuple[_Path, Problem | None]:
    """The path of what to leave out, and the problem (None: it follows from one that is known)."""
    path, node = _locate(root, detail["loc"])
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return path, _unknown_key(_parent(root, path), str(path[-1]), classes)
    if kind == "missing":
        key = str(detail["loc"][-1])
        if isinstance(node, ScalarNode):
            return path, problem_at(node, "K010", f"the key `{key}` has no value", _described(root, path, classes))
        return path, _missing_key(node, key, classes)
    if kind == "union_tag_invalid":
        expected = listed_forms(str(context.get("expected_tags", "")))
        message = f"{expected} is expected here, not {describe(node)}"
        return path, problem_at(node, "K003", message, _described(root, path, classes))
    return path, problem_at(node, kind, detail["msg"], context.get("hint") or _described(root, path, classes))


def _locate(root: Node, loc: Sequence[str | int]) -> tuple[_Path, Node]:
    """The path without the tags of alternatives, as far as it leads to a node; and that node."""
    path: list[str | int] = []
    node = root
    for step in loc:
        if isinstance(node, MappingNode) and isinstance(step, str) and step in node.values:
            node = node.values[step]
        elif isinstance(node, SequenceNode) and isinstance(step, int):
            node = node.items[step]
        else:
            continue
        path.append(step)
    return tuple(path), node


def _parent(root: Node, path: _Path) -> MappingNode:
    _, node = _locate(root, path[:-1])
    assert isinstance(node, MappingNode)  # noqa: S101 - only a mapping has keys that may be unknown
    return node


def _unknown_key(parent: MappingNode, key: str, classes: _Classes) -> Problem:
    value = parent.values[key]
    if names_credential(key) and isinstance(value, ScalarNode) and value.text == value.spelled:
        return problem_at(parent.keys[key], "K012", f"`{key}` holds a password or token", _CREDENTIAL_HINT)
    entry = classes.get((parent.line, parent.column), Entry)
    return problem_at(parent.keys[key], "K002", f"the key `{key}` is not known here", _key_hint(key, entry))


def _key_hint(key: str, entry: type[Entry]) -> str:
    known = entry.known_keys()
    if issubclass(entry, KpiEntry) and key in MetricEntry.model_fields:
        return f"`{key}` belongs to the metric"
    if (synonym := _SYNONYMS.get(key)) in known:
        return f"did you mean `{synonym}`?"
    return did_you_mean(key, known) or f"known keys are {listed(known, 'and')}"


def _missing_key(node: Node, key: str, classes: _Classes) -> Problem | None:
    entry = classes.get((node.line, node.column), Entry)
    if isinstance(node, MappingNode) and entry.was_reported(node, key):
        return None
    return problem_at(node, "K010", f"the key `{key}` is missing", f"`{key}`: {entry.descriptions().get(key)}")


def _described(root: Node, path: _Path, classes: _Classes) -> str | None:
    """What the key is for in which a value stands: the hint where there is no better one."""
    for length in range(len(path), 0, -1):
        _, parent = _locate(root, path[: length - 1])
        description = classes.get((parent.line, parent.column), Entry).descriptions().get(str(path[length - 1]))
        if isinstance(parent, MappingNode) and description:
            return f"`{path[length - 1]}`: {description}"
    return None


def listed_forms(tags: str) -> str:
    """The forms that a key may have, in words."""
    words = [_FORMS[tag] for tag in re.findall(r"<\w+>", tags) if tag in _FORMS]
    return " or ".join(dict.fromkeys(words)) or "something else"


def _without(node: Node, paths: Iterable[_Path]) -> Node | None:
    """The tree without the nodes at the paths; None when the tree itself is among them."""
    inner: dict[str | int, list[_Path]] = {}
    for path in paths:
        if not path:
            return None
        inner.setdefault(path[0], []).append(path[1:])
    kept = {step: _without(_child(node, step), rest) for step, rest in inner.items()}
    if isinstance(node, MappingNode):
        values = {key: kept.get(key, value) for key, value in node.values.items()}
        dropped = node.dropped | {key: node.values[key] for key, value in values.items() if value is None}
        return node._replace(values={key: value for key, value in values.items() if value is not None}, dropped=dropped)
    if isinstance(node, SequenceNode):
        items = [kept.get(index, item) for index, item in enumerate(node.items)]
        return node._replace(items=tuple(item for item in items if item is not None), shortened=True)
    return None


def _child(node: Node, step: str | int) -> Any:
    return node.values[str(step)] if isinstance(node, MappingNode) else node.items[int(step)]  # type: ignore[union-attr]


_FORMS = {
    SCALAR: "a single value",
    MAPPING: "keys with values",
    LIST: "a list",
    "<metric>": "a metric",
    "<kpi>": "a KPI",
}
_CREDENTIAL_HINT = (
    "take it out; secrets are read from the environment, and the mail password from KPIREPORT_SMTP_PASSWORD"
)
_SYNONYMS = {
    "deadline": "by",
    "due": "by",
    "until": "by",
    "frequency": "cadence",
    "period": "cadence",
    "targets": "target",
    "kpi": "kpis",
    "label": "name",
    "objective": "name",
    "aggregate": "aggregation",
    "agg": "aggregation",
    "file": "files",
    "path": "files",
    "breakdown": "dimensions",
    "segments": "dimensions",
}
