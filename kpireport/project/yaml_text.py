"""Values as a person would write them in YAML: no quotes where none are needed, long texts on lines of their own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from textwrap import wrap

import yaml

INDENT = 2
#: The length up to which a text stays on the line of its key.
WIDTH = 110

Value = str | int | float | date | None | Sequence["Value"] | Mapping[str, "Value"]


def block(content: Mapping[str, Value]) -> tuple[str, ...]:
    """The lines of a mapping in block form, unindented."""
    return tuple(line for key, value in content.items() for line in _entry(key, value))


def _entry(key: str, value: Value) -> list[str]:
    name = key_text(key)
    if isinstance(value, str) and len(name) + len(value) + 2 > WIDTH:
        return [f"{name}: >-", *(" " * INDENT + line for line in wrap(value, WIDTH, break_long_words=False))]
    if isinstance(value, Sequence) and not isinstance(value, str) and any(isinstance(one, Mapping) for one in value):
        return [f"{name}:", *(" " * INDENT + "- " + inline(one) for one in value)]
    return [f"{name}: {text(value) if isinstance(value, str) else inline(value)}"]


def inline(value: Value) -> str:
    """A value on one line, such that it may stand between braces."""
    if isinstance(value, str):
        return text(value, between_braces=True)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key_text(key)}: {inline(one)}" for key, one in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(inline, value)) + "]"
    if isinstance(value, date):
        return value.isoformat()
    if value is None:
        return "~"
    return f"{value:.12g}"


def key_text(key: str) -> str:
    return text(key, between_braces=True)


def text(value: str, *, between_braces: bool = False) -> str:
    """A text, in quotes where YAML would read it as something else."""
    trial = f"[{value}]" if between_braces else f"- {value}"
    try:
        reads = yaml.safe_load(trial) == [value]
    except yaml.YAMLError:
        reads = False
    return value if reads and "\n" not in value else json.dumps(value, ensure_ascii=False)
