"""Numbers as people type them for a measure of the library."""

from __future__ import annotations

import re
from math import isfinite

_NUMBER = re.compile(r"([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\s*([a-zA-Z%]*)")
_SECONDS = {"": 1.0, "ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86_400.0}


def typed_number(text: str, unit: str) -> float:
    """The number written, in `unit`; a time may carry its unit (`90min`, `1.5h`), a percentage its sign.

    Raises ValueError with what is wrong, in words that follow a colon.
    """
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a number; write it as 1234.5")
    number, mark = float(match[1]), match[2]
    if unit == "duration" and mark in _SECONDS:
        return _finite(number * _SECONDS[mark])
    if mark == "" or (mark == "%" and unit == "percent"):
        return _finite(number)
    allowed = "ms, s, min, h or d" if unit == "duration" else "no unit"
    raise ValueError(f"{text!r} has the unit {mark!r}; this input takes {allowed}")


def _finite(number: float) -> float:
    if not isfinite(number):
        raise ValueError("the number is too large")
    return number
