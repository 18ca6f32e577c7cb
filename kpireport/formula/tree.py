"""A formula that was read, as a tree, and its value."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Lag = Literal["now", "prev", "prev_year"]
Lookup = Callable[[str, Lag], float | None]

FUNCTIONS: dict[str, Callable[[list[float]], float]] = {
    "min": min,
    "max": max,
    "abs": lambda values: abs(values[0]),
    "mean": lambda values: math.fsum(values) / len(values),
    "sum": math.fsum,
}


@dataclass(frozen=True, slots=True)
class Number:
    value: float


@dataclass(frozen=True, slots=True)
class Input:
    """A metric, now or earlier."""

    name: str
    lag: Lag


@dataclass(frozen=True, slots=True)
class Terms:
    """A chain of `+` and `-`; each part carries its sign."""

    parts: tuple[tuple[Literal[1, -1], Node], ...]


@dataclass(frozen=True, slots=True)
class Factors:
    """A chain of `*` and `/`; each part says whether it divides."""

    parts: tuple[tuple[bool, Node], ...]


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple[Node, ...]


Node = Number | Input | Terms | Factors | Call


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was read. `names` are the metrics it uses, sorted; `lags` when each of them is looked at."""

    text: str
    names: tuple[str, ...]
    lags: frozenset[tuple[str, Lag]]
    tree: Node = field(repr=False)

    def value(self, lookup: Lookup) -> float | None:
        """The result, from what `lookup` gives for each metric and time.

        None when an input is missing, a division is by zero, or the result is too large for a number.
        """
        try:
            result = _evaluate(self.tree, lookup)
        except (_MissingInput, ZeroDivisionError, OverflowError):
            return None
        return result + 0.0 if math.isfinite(result) else None


class _MissingInput(Exception):  # noqa: N818  a signal between two functions of this module
    pass


def _evaluate(node: Node, lookup: Lookup) -> float:
    match node:
        case Number(value):
            return value
        case Input(name, lag):
            found = lookup(name, lag)
            if found is None:
                raise _MissingInput
            return found
        case Terms(parts):
            return _chain_terms(parts, lookup)
        case Factors(parts):
            return _chain_factors(parts, lookup)
        case Call(function, arguments):
            return FUNCTIONS[function]([_evaluate(argument, lookup) for argument in arguments])


def _chain_terms(parts: tuple[tuple[Literal[1, -1], Node], ...], lookup: Lookup) -> float:
    (sign, first), *rest = parts
    total = sign * _evaluate(first, lookup)
    for sign, part in rest:
        total += sign * _evaluate(part, lookup)
    return total


def _chain_factors(parts: tuple[tuple[bool, Node], ...], lookup: Lookup) -> float:
    (_, first), *rest = parts
    product = _evaluate(first, lookup)
    for divides, part in rest:
        value = _evaluate(part, lookup)
        product = product / value if divides else product * value
    return product
