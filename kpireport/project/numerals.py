"""Numbers: what looks like one and nothing else.

`010`, `12:30`, `1,000`, `1.10` or `50 %` are refused with what to write instead, so that none becomes a number that
nobody meant.
"""

from __future__ import annotations

import math
import re

from pydantic_core import PydanticCustomError

from kpireport.project.nodes import Node, ScalarNode
from kpireport.project.scalars import fault, read_scalar
from kpireport.project.wording import clip, describe

_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]+)?)(?:[eE][-+]?[0-9]+)?")


def read_number(node: Node) -> float:
    """A finite number written as one: `12`, `1.5`, `-3`, `1e3`."""
    scalar = read_scalar(node, "a number")
    text = scalar.text.strip()
    from_environment = scalar.text != scalar.spelled
    if not scalar.plain and not from_environment:
        raise _quoted(text)
    if not _NUMBER.fullmatch(text):
        raise _not_a_number(text, scalar)
    if meant := _ambiguous(text):
        raise fault("K018", f"`{clip(scalar.spelled)}` is ambiguous as a number", f"write {meant} if a number is meant")
    number = float(text)
    if not math.isfinite(number):
        raise fault("K004", f"`{clip(scalar.spelled)}` is too large", "numbers end at about 1.8e308")
    return number


def read_integer(node: Node) -> int:
    """A whole number, 0 or more."""
    number = read_number(node)
    if number != int(number) or number < 0:
        raise fault("K004", f"{describe(node)} is not a whole number of 0 or more")
    return int(number)


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
    if _NUMBER.fullmatch(text):
        return fault("K018", f'"{text}" is a text, since it stands in quotes', f"write {text} without quotes")
    return fault("K003", f"a number is expected here, not the text `{clip(text)}`")


def _ambiguous(text: str) -> str | None:
    """What to write instead of a number with leading zeros (`010`) or of a version-like one (`1.10`)."""
    if re.fullmatch(r"[-+]?0[0-9]+(?:\.[0-9]+)?", text):
        return re.sub(r"^([-+]?)0+(?=[0-9])", r"\1", text)
    if re.fullmatch(r"[-+]?[0-9]*\.[0-9]+0", text):
        return re.sub(r"\.?0+$", "", text)
    return None


def _not_a_number(text: str, scalar: ScalarNode) -> PydanticCustomError:
    shown = clip(scalar.spelled)
    for pattern, hint in _LOOKALIKES:
        if re.fullmatch(pattern, text, re.IGNORECASE):
            plain = re.sub(r"[^0-9.+-]", "", text)
            return fault(
                "K018", f"`{shown}` is not a plain number", hint.format(plain=plain, point=text.replace(",", "."))
            )
    return fault("K003", f"`{shown}` is not a number")


_LOOKALIKES = (
    (r"[-+]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", "write {plain}, without separators"),
    (r"[-+]?[0-9]{1,3}([ _'’\u00a0\u202f][0-9]{3})+(\.[0-9]+)?", "write {plain}, without separators"),
    (r"[-+]?[0-9_]+(\.[0-9_]+)?", "write {plain}, without separators"),
    (r"[-+]?[0-9]+,[0-9]+", "write {point}, with a point"),
    (r"[-+]?[0-9.]+\s*%", "write {plain}, and `unit: percent` at the metric"),
    (r"[-+]?[0-9]+(:[0-9]+)+(\.[0-9]+)?", "write the amount in one unit, such as 750 minutes or 12.5 hours"),
    (r"[-+]?\.?(inf|infinity|nan)", "write a finite number, or take the key out"),
    (r"0[xob][0-9a-f]+", "write it in decimal digits"),
    (r"[-+]?[0-9]+\.", "write a digit after the point, or leave the point out"),
    (r"[$€£¥]\s*[-+]?[0-9.,]+|[-+]?[0-9.,]+\s*[$€£¥]", "write {plain}, and `unit: currency` at the metric"),
    (r"[-+]?[0-9.]+\s*[kmb]", "write all its digits"),
)
