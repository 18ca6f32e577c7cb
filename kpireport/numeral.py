"""Texts that are numbers, and texts that only look like one.

`010`, `12:30`, `1,000`, `1.10` or `50 %` mean different things to different readers, so each is refused with what to
write instead.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]+)?)(?:[eE][-+]?[0-9]+)?")


class Lookalike(NamedTuple):
    """`fault` completes “`1,000` is …”; `hint` says what to write."""

    fault: str
    hint: str


def is_number(text: str) -> bool:
    """Whether the text is a number written plainly: `12`, `1.5`, `-3`, `1e3`."""
    return _NUMBER.fullmatch(text) is not None


def ambiguous(text: str) -> str | None:
    """What to write instead of a number with leading zeros (`010`) or of a version-like one (`1.10`)."""
    if re.fullmatch(r"[-+]?0[0-9]+(?:\.[0-9]+)?", text):
        return re.sub(r"^([-+]?)0+(?=[0-9])", r"\1", text)
    if re.fullmatch(r"[-+]?[0-9]*\.[0-9]+0", text):
        return re.sub(r"\.?0+$", "", text)
    return None


def lookalike(text: str) -> Lookalike | None:
    """Why a text is not a plain number though some would read it as one; None for a plain number and for words."""
    if is_number(text):
        meant = ambiguous(text)
        return Lookalike("ambiguous as a number", f"write {meant} if a number is meant") if meant else None
    for pattern, hint in _LOOKALIKES:
        if re.fullmatch(pattern, text, re.IGNORECASE):
            plain = re.sub(r"[^0-9.+-]", "", text)
            return Lookalike("not a plain number", hint.format(plain=plain, point=text.replace(",", ".")))
    return None


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
