"""Four rules that tell a signal from noise, as NHS England's "Making Data Count" applies them.

Each looks at the values in order. A value gets the label of the first rule that it meets: outside the limits, in a
trend, two in three near a limit, in a shift.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from kpireport.analysis.limits import Limits

Rule = Literal["outside", "trend", "two_in_three", "shift"]
Side = Literal[-1, 0, 1]

#: Values in a row that make a trend, or a shift to one side of the mean.
RUN = 7


@dataclass(frozen=True, slots=True)
class Flag:
    """A value that a rule marks: `side` 1 is high or rising, -1 low or falling.

    `first` is the index of the value with which this signal began.
    """

    rule: Rule
    side: Side
    first: int


@dataclass(frozen=True, slots=True)
class _Places:
    """Where each value lies: which side of the mean, beyond which near limit, outside which limit; 0 for none."""

    of_mean: Sequence[Side]
    near: Sequence[Side]
    outside: Sequence[Side]
    steps: Sequence[Side]


def flags_of(values: Sequence[float], limits: Limits, slack: float = 0.0) -> tuple[Flag | None, ...]:
    """The flag of each value, None for normal variation. Values no more than `slack` apart count as equal."""
    places = _Places(
        of_mean=[_side(value, limits.mean, limits.mean, slack) for value in values],
        near=[_side(value, limits.near_lower, limits.near_upper, slack) for value in values],
        outside=[_side(value, limits.lower, limits.upper, slack) for value in values],
        steps=[_side(after, before, before, slack) for before, after in pairwise(values)],
    )
    found: list[Flag | None] = [None] * len(values)
    for rule in _RULES:
        for index, flag in rule(places):
            found[index] = found[index] or flag
    return tuple(found)


def _side(value: float, lower: float, upper: float, slack: float) -> Side:
    return 1 if value > upper + slack else -1 if value < lower - slack else 0


def _runs(sides: Sequence[Side]) -> Iterator[tuple[int, int, Side]]:
    """Neighbours on one and the same side: where they begin, how many there are, and which side."""
    start = 0
    for side, run in groupby(sides):
        length = len(list(run))
        if side:
            yield start, length, side
        start += length


def _outside(places: _Places) -> Iterator[tuple[int, Flag]]:
    for start, length, side in _runs(places.outside):
        for index in range(start, start + length):
            yield index, Flag("outside", side, start)


def _trend(places: _Places) -> Iterator[tuple[int, Flag]]:
    """Values of a run of steps in one direction; the turning point between two trends belongs to the earlier one."""
    for start, steps, side in _runs(places.steps):
        if steps >= RUN - 1:
            for index in range(start, start + steps + 1):
                yield index, Flag("trend", side, start)


def _two_in_three(places: _Places) -> Iterator[tuple[int, Flag]]:
    """Values between a near limit and the limit: two of three neighbours that all lie on that side of the mean."""
    for start, side in enumerate(places.of_mean[:-2]):
        end = start + 3
        if side and places.near[start:end].count(side) >= 2 and places.of_mean[start:end].count(side) == 3:
            close = [at for at in range(start, end) if places.near[at] == side and not places.outside[at]]
            if len(close) >= 2:
                yield from ((index, Flag("two_in_three", side, close[0])) for index in close)


def _shift(places: _Places) -> Iterator[tuple[int, Flag]]:
    for start, length, side in _runs(places.of_mean):
        if length >= RUN:
            for index in range(start, start + length):
                yield index, Flag("shift", side, start)


_RULES: tuple[Callable[[_Places], Iterator[tuple[int, Flag]]], ...] = (_outside, _trend, _two_in_three, _shift)
