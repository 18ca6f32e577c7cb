"""What was measured at single instants, where the data has times of day: newest first, and only as far as asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import chain, groupby

from kpireport.analysis.rows import Cut, Instants


@dataclass(frozen=True, slots=True)
class Reading:
    """The metric at one instant, in microseconds; `day` is the day of the row as written."""

    moment: int
    day: date
    value: float | None


def readings_of_rows(instants: Instants, aggregate: Callable[[Cut, int, int], float | None]) -> Iterator[Reading]:
    """The rows of each instant as one reading."""
    moments, high = instants.cut.begins, len(instants.cut.begins)
    while high:
        low = instants.cut.latest(0, high)
        day = date.fromordinal(instants.days[high - 1])
        yield Reading(moments[high - 1], day, aggregate(instants.cut, low, high))
        high = low


def joined(
    inputs: Sequence[Iterator[Reading]], combine: Callable[[Sequence[float | None]], float | None]
) -> Iterator[Reading]:
    """Readings computed from those of several inputs; None where one has none at the instant.

    Without any readings of one of the inputs there are none.
    """
    firsts = [next(readings, None) for readings in inputs]
    if None in firsts:
        return
    tagged = [_tagged(place, first, rest) for place, (first, rest) in enumerate(zip(firsts, inputs, strict=True))]
    for moment, group in groupby(merge(*tagged, key=lambda entry: -entry[0]), key=lambda entry: entry[0]):
        found = {place: reading for _, place, reading in group}
        values = [found[place].value if place in found else None for place in range(len(inputs))]
        yield Reading(moment, next(iter(found.values())).day, combine(values))


def _tagged(place: int, first: Reading | None, rest: Iterator[Reading]) -> Iterator[tuple[int, int, Reading]]:
    """The readings of the input at `place`, each with its moment in front."""
    return ((reading.moment, place, reading) for reading in chain([first], rest) if reading)
