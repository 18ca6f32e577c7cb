"""JSON, and the way in it to a number or to rows. Numbers keep their text."""

from __future__ import annotations

import json
from typing import Any

from kpireport.collect.failure import failed
from kpireport.model import Pull


def found_at_path(pull: Pull, text: str) -> Any:
    """What the pull's `path` leads to. Raises SourceError for what is not JSON, and for a step that is not there."""
    try:
        found = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise failed(pull, "the answer is not whole JSON", "look at what it says, or set format: csv") from None
    for step in pull.path.split(".") if pull.path else ():
        inner = _inside(found, step)
        if inner is None:
            raise failed(pull, f"there is no `{step}` of the path {pull.path}", f"what is there: {_described(found)}")
        found = inner
    return found


def objects(pull: Pull, found: Any) -> list[dict[str, str]]:
    """The rows of a list of objects. Raises SourceError for anything else, and for values that are not plain."""
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        hint = "set `path` to the list of rows, or `metric` for a single number"
        raise failed(pull, "the JSON is not a list of rows", hint)
    for row in found:
        nested = next((name for name, value in row.items() if isinstance(value, dict | list)), None)
        if nested is not None:
            raise failed(pull, f"`{nested}` holds more than one value", "ask for plain values")
    return [{name: _cell(value) for name, value in row.items()} for row in found]


def _inside(found: Any, step: str) -> Any:
    if isinstance(found, dict):
        return found.get(step)
    if isinstance(found, list) and step.isdecimal() and int(step) < len(found):
        return found[int(step)]
    return None


def _described(found: Any) -> str:
    if isinstance(found, dict):
        return ", ".join(map(str, found)) or "no key"
    return f"a list of {len(found)}" if isinstance(found, list) else str(found)[:40]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
