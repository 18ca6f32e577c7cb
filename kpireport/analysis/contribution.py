"""What each segment or driver contributes to a change: plain arithmetic over plain numbers.

Sums are taken with `math.fsum`, so the order in which segments arrive never shows in a result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial, fsum, log

#: A few segments explain a change when together they make up this share of what moved with it …
COVERED = 0.67
#: … and each of them at least this share.
WORTH_NAMING = 0.10
#: How many segments a sentence names at most.
NAMED = 3
#: Gains and losses cancel when the change is a smaller share of all movement than this.
CANCELLING = 0.10

_TOLERANCE = 1e-9


def deltas(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """After minus before for every segment, in order of their names; one that is absent counts as 0."""
    return {segment: after.get(segment, 0.0) - before.get(segment, 0.0) for segment in sorted({*before, *after})}


# ---------------------------------------------------------------------------------------------------- mix and rate


@dataclass(frozen=True, slots=True, kw_only=True)
class RateAndMix:
    """One segment's ratio before and after, its share of the denominator, and its two effects on the whole ratio."""

    before: float | None
    after: float | None
    share_before: float
    share_after: float
    rate: float
    mix: float

    @property
    def change(self) -> float:
        return self.rate + self.mix


def mix_and_rate(
    before: Mapping[str, tuple[float, float]], after: Mapping[str, tuple[float, float]]
) -> dict[str, RateAndMix] | None:
    """Splits the change of a ratio of sums into shifts between segments and changes inside them.

    Segments are given as (numerator, denominator). The split is Kitagawa's (1955) at the midpoint, with the mix taken
    against the average of the two whole ratios; the effects sum to the change of the whole ratio. A segment without a
    denominator on one side has there the ratio of the other side, so that all of its effect is mix.
    None when the denominators of one side sum to zero.
    """
    whole = [fsum(den for _, den in side.values()) for side in (before, after)]
    if not all(whole):
        return None
    sums = [fsum(num for num, _ in side.values()) for side in (before, after)]
    middle = (sums[0] / whole[0] + sums[1] / whole[1]) / 2
    return {
        segment: _rate_and_mix(before.get(segment, (0.0, 0.0)), after.get(segment, (0.0, 0.0)), whole, middle)
        for segment in sorted({*before, *after})
    }


def _rate_and_mix(
    before: tuple[float, float], after: tuple[float, float], whole: Sequence[float], middle: float
) -> RateAndMix:
    shares = before[1] / whole[0], after[1] / whole[1]
    ratios = [num / den if den else None for num, den in (before, after)]
    first = ratios[0] if ratios[0] is not None else ratios[1]
    last = ratios[1] if ratios[1] is not None else ratios[0]
    rate = mix = 0.0
    if first is not None and last is not None:
        rate = (shares[0] + shares[1]) / 2 * (last - first)
        mix = (shares[1] - shares[0]) * ((first + last) / 2 - middle)
    return RateAndMix(
        before=ratios[0], after=ratios[1], share_before=shares[0], share_after=shares[1], rate=rate, mix=mix
    )


# --------------------------------------------------------------------------------------------------------- drivers


def shapley(names: Sequence[str], value: Callable[[frozenset[str]], float | None]) -> dict[str, float] | None:
    """Each driver's effect, averaged over all orders in which the drivers could have moved (Shapley 1953).

    `value` gives the result when the drivers in the set have moved and the others have not. The effects sum to the
    whole change, also where drivers are zero. None when some mixture of the two periods has no value.
    """
    results = {
        frozenset(moved): value(frozenset(moved))
        for size in range(len(names) + 1)
        for moved in combinations(sorted(names), size)
    }
    known = {moved: result for moved, result in results.items() if result is not None}
    if len(known) < len(results):
        return None
    return {name: _average_step(name, known, len(names)) for name in names}


def _average_step(name: str, results: Mapping[frozenset[str], float], n: int) -> float:
    steps = (
        factorial(len(moved)) * factorial(n - len(moved) - 1) * (results[moved | {name}] - result)
        for moved, result in results.items()
        if name not in moved
    )
    return fsum(steps) / factorial(n)


# ---------------------------------------------------------------------------------------------- choosing and naming


def surprise(before: Mapping[str, float], after: Mapping[str, float]) -> float:
    """How far the split into segments moved: the Jensen-Shannon divergence of the shares, natural logarithm.

    0 for equal shares, ln 2 for disjoint ones. Negative amounts have no share and count as 0.
    """
    p, q = _shares(before), _shares(after)
    if not p or not q:
        return 0.0
    return fsum(_divergence(p.get(segment, 0.0), q.get(segment, 0.0)) for segment in {*p, *q}) + 0.0


def _shares(amounts: Mapping[str, float]) -> dict[str, float]:
    total = fsum(amount for amount in amounts.values() if amount > 0)
    return {segment: max(amount, 0.0) / total for segment, amount in amounts.items()} if total else {}


def _divergence(p: float, q: float) -> float:
    return fsum(x * log(2 * x / (p + q)) for x in (p, q) if x) / 2


def by_size(changes: Mapping[str, float]) -> list[str]:
    """The segments, largest movement first; equal ones by name."""
    return sorted(changes, key=lambda segment: (-abs(changes[segment]), segment))


def covering(changes: Mapping[str, float], whole: float, nameless: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The fewest segments that explain the change `whole`; empty when it is spread too widely for any few.

    Only segments that moved in the direction of `whole` count, in the shares as in the sum. Those of `nameless` take
    part in the sum and are never given.
    """
    moved = {segment: abs(change) for segment, change in changes.items() if change * whole > 0}
    total = fsum(moved.values())
    chosen: list[str] = []
    for segment in by_size(moved):
        if segment in nameless:
            continue
        if moved[segment] < WORTH_NAMING * total * (1 - _TOLERANCE):
            break
        chosen.append(segment)
        if fsum(moved[name] for name in chosen) >= COVERED * total * (1 - _TOLERANCE):
            return tuple(chosen)
    return ()


def nearly_cancel(changes: Mapping[str, float], whole: float) -> bool:
    """Whether gains and losses are so much larger than the change that shares of it would mislead."""
    return abs(whole) < CANCELLING * fsum(abs(change) for change in changes.values()) * (1 - _TOLERANCE)
