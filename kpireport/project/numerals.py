"""The numbers of the project files: only what is written plainly, so that none becomes one that nobody meant."""

from __future__ import annotations

import math

from pydantic_core import PydanticCustomError

from kpireport.numeral import ambiguous, is_number, lookalike
from kpireport.project.nodes import Node, ScalarNode
from kpireport.project.scalars import fault, read_scalar
from kpireport.project.wording import clip, describe


def read_number(node: Node) -> float:
    """A finite number written as one: `12`, `1.5`, `-3`, `1e3`."""
    scalar = read_scalar(node, "a number")
    text = scalar.text.strip()
    from_environment = scalar.text != scalar.spelled
    if not scalar.plain and not from_environment:
        raise _quoted(text)
    if not is_number(text) or ambiguous(text):
        raise _not_a_number(text, scalar)
    number = float(text)
    if not math.isfinite(number):
        raise fault("K004", f"`{clip(scalar.spelled)}` is too large", "numbers end at about 1.8e308")
    return number


def read_cost(node: Node) -> float:
    """An amount of money, 0 or more."""
    number = read_number(node)
    if number < 0:
        raise fault("K004", f"{describe(node)} is below zero, and a cost is not", "write what it takes, without a sign")
    return number


def read_integer(node: Node) -> int:
    """A whole number, 0 or more."""
    number = read_number(node)
    if number != int(number) or number < 0:
        raise fault("K004", f"{describe(node)} is not a whole number of 0 or more")
    return int(number)


def read_skip(node: Node) -> int | str:
    """A number of lines, or `to_header`."""
    is_word = isinstance(node, ScalarNode) and node.text.strip() == "to_header"
    return "to_header" if is_word else read_integer(node)


def read_count(node: Node) -> int:
    """A whole number, 1 or more."""
    number = read_integer(node)
    if number < 1:
        raise fault("K004", "at least 1 is expected here")
    return number


def read_month(node: Node) -> int:
    """A month's number."""
    number = read_integer(node)
    if not 1 <= number <= 12:
        raise fault("K004", f"there is no month {number}", "write 1 (January) to 12 (December)")
    return number


def _quoted(text: str) -> PydanticCustomError:
    if is_number(text):
        return fault("K018", f'"{text}" is a text, since it stands in quotes', f"write {text} without quotes")
    return fault("K003", f"a number is expected here, not the text `{clip(text)}`")


def _not_a_number(text: str, scalar: ScalarNode) -> PydanticCustomError:
    shown = clip(scalar.spelled)
    found = lookalike(text)
    if found is None:
        return fault("K003", f"`{shown}` is not a number")
    return fault("K018", f"`{shown}` is {found.fault}", found.hint)
