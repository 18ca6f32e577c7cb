"""A figure is a number, or the word for why there is none; arithmetic passes that word on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import isclose, isfinite

from kpireport.model import Reason

Figure = float | Reason

_TOLERANCE = 1e-9


def plus(a: Figure, b: Figure) -> Figure:
    if isinstance(a, str) or isinstance(b, str):
        return _word(a, b)
    return a + b


def minus(a: Figure, b: Figure) -> Figure:
    if isinstance(a, str) or isinstance(b, str):
        return _word(a, b)
    return a - b


def times(a: Figure, b: Figure) -> Figure:
    if isinstance(a, str) or isinstance(b, str):
        return _word(a, b)
    return a * b


def divide(a: Figure, b: Figure, zero: Reason = "zero_base") -> Figure:
    """`a` over `b`; the word `zero` where `b` is 0, or so small that the quotient has no number."""
    if isinstance(a, str) or isinstance(b, str):
        return _word(a, b)
    if not b:
        return zero
    quotient = a / b
    return quotient if isfinite(quotient) else zero


def _word(*figures: Figure) -> Reason:
    """The word passed on when several are missing: a deadline that was never set comes before anything else."""
    words = [figure for figure in figures if isinstance(figure, str)]
    return "no_deadline" if "no_deadline" in words else words[0]


def number(figure: Figure) -> float | None:
    return None if isinstance(figure, str) else figure


def found(value: float | None, otherwise: Reason) -> Figure:
    """The value as a figure; `otherwise` says why it may be None."""
    return otherwise if value is None else value


def reasons(figures: Mapping[str, Figure | tuple[float, float] | date]) -> dict[str, Reason]:
    """The words of the figures that are not numbers."""
    return {name: figure for name, figure in figures.items() if isinstance(figure, str)}


def reaches(value: float, mark: float) -> bool:
    """`value >= mark`, forgiving the last digits that binary arithmetic loses (80 of 4000 orders is 2 %, not less)."""
    return value >= mark or isclose(value, mark, rel_tol=_TOLERANCE, abs_tol=1e-12)
