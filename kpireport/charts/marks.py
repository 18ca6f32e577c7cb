"""The small marks that stand beside numbers: geometry in view box units; the templates write the SVG.

None of them carries text of its own, since the number beside it says the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kpireport.charts.plot import Scale
from kpireport.charts.stretch import middle, runs, thin
from kpireport.model import LEVEL_KINDS, Direction, Driver, Point, TargetResult

#: Room at the edges for a dot and for the width of a line.
_INSET = 6.0
#: The part of a target from which a value counts as close, where no plan says what was due by now.
_CLOSE = 0.9


@dataclass(frozen=True, slots=True)
class Spark:
    """A sparkline: `path` is the `d` of a path, `last` the dot's centre, `target` the height of the target's rule."""

    width: float
    height: float
    path: str
    last: tuple[float, float] | None
    target: float | None = None


def spark(
    points: Sequence[Point], target: float | None = None, width: float = 112.0, height: float = 28.0, most: int = 60
) -> Spark | None:
    """The closed values of the last `most` periods; None with fewer than two of them. Gaps part the line."""
    spots = [(middle(point.period), point.value) for point in points if point.closed][-most:]
    known = [(x, y) for x, y in spots if y is not None]
    if len(known) < 2:
        return None
    heights = [y for _, y in known] + ([] if target is None else [target])
    x = Scale(spots[0][0], known[-1][0], 2.0, width - _INSET)
    y = Scale(*_apart(min(heights), max(heights)), height - 4.5, 4.5)
    path = "".join(_path([(x(day), y(value)) for day, value in run]) for run in runs(thin(spots, most)))
    last = (_tenth(x(known[-1][0])), _tenth(y(known[-1][1])))
    return Spark(width, height, path, last, None if target is None else _tenth(y(target)))


def _apart(low: float, high: float) -> tuple[float, float]:
    """Ends of a scale; equal values lie in its middle."""
    slack = (abs(low) or 1.0) if low == high else 0.0
    return low - slack, high + slack


def _path(places: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_tenth(x):g},{_tenth(y):g}" for x, y in places)


def _tenth(number: float) -> float:
    return round(number, 1) + 0.0


@dataclass(frozen=True, slots=True)
class Band:
    """A range behind the bar; `rank` 1 is the lightest and best, 3 the darkest and worst."""

    x: float
    width: float
    rank: int


@dataclass(frozen=True, slots=True)
class Bullet:
    """A bullet graph: ranges, a bar from `zero`, and a tick at each bound of the target.

    `value` is where the bar ends, on either side of `zero`. `ticks` pairs the place of each bound with its number.
    """

    width: float
    height: float
    zero: float
    value: float
    bands: tuple[Band, ...]
    ticks: tuple[tuple[float, float], ...]

    @property
    def bar(self) -> tuple[float, float]:
        """The bar's left edge and width."""
        return min(self.zero, self.value), _tenth(abs(self.value - self.zero))


def bullet(
    target: TargetResult, direction: Direction = "up", width: float = 300.0, height: float = 44.0
) -> Bullet | None:
    """The current value against the target; None when either has no number. Bars start at zero."""
    bounds = sorted({bound for bound in (target.value, target.low, target.high) if bound is not None})
    if target.current is None or not bounds:
        return None
    low, high = _bullet_ends([target.current, *bounds])
    x = Scale(low, high, 1.0, width - 1)
    edges = _edges(target, bounds, direction, low, high)
    bands = tuple(_band(x(start), x(end), rank) for (start, end), rank in edges if start < end)
    ticks = tuple((_tenth(x(bound)), bound) for bound in bounds)
    return Bullet(width, height, _tenth(x(0.0)), _tenth(x(target.current)), bands, ticks)


def _bullet_ends(numbers: Sequence[float]) -> tuple[float, float]:
    """From zero to a little beyond the farther of value and target, on both sides where needed."""
    low, high = min(0.0, *numbers), max(0.0, *numbers)
    return (low * 1.17, high * 1.17) if low < high else (0.0, 1.0)


def _band(left: float, right: float, rank: int) -> Band:
    return Band(_tenth(left), _tenth(right - left), rank)


def _edges(
    target: TargetResult, bounds: Sequence[float], direction: Direction, low: float, high: float
) -> list[tuple[tuple[float, float], int]]:
    """The ranges from left to right with their ranks."""
    if len(bounds) > 1:
        return list(zip(pairwise((low, bounds[0], bounds[-1], high)), (2, 1, 2), strict=True))
    bound = bounds[0]
    if _is_ceiling(target, direction):
        close = bound + abs(bound) * (1 - _CLOSE)
        return list(zip(pairwise((low, bound, min(close, high), high)), (1, 2, 3), strict=True))
    due = target.expected if target.kind not in LEVEL_KINDS else None
    close = due if due is not None and low < due < bound else bound - abs(bound) * (1 - _CLOSE)
    return list(zip(pairwise((low, max(close, low), bound, high)), (3, 2, 1), strict=True))


def _is_ceiling(target: TargetResult, direction: Direction) -> bool:
    if target.kind in ("at_least", "at_most"):
        return target.kind == "at_most"
    return direction == "down"


@dataclass(frozen=True, slots=True)
class Bar:
    """One part's change beside its name: a bar from the zero common to all."""

    segment: str
    change: float
    x: float
    width: float
    zero: float
    up: bool


def cause_bars(drivers: Sequence[Driver], width: float = 120.0) -> tuple[Bar, ...]:
    """A bar for each driver, in their order and to one scale."""
    low = min((driver.change for driver in drivers), default=0.0)
    high = max((driver.change for driver in drivers), default=0.0)
    low, high = min(low, 0.0), max(high, 0.0)
    x = Scale(low, high if low < high else low + 1.0, 1.0, width - 1)
    return tuple(_bar(driver, x) for driver in drivers)


def _bar(driver: Driver, x: Scale) -> Bar:
    zero, end = _tenth(x(0.0)), _tenth(x(driver.change))
    length = max(_tenth(abs(end - zero)), 0.8) if driver.change else 0.0
    left = zero if driver.change >= 0 else _tenth(zero - length)
    return Bar(driver.segment, driver.change, left, length, zero, driver.change >= 0)


def lengths(values: Sequence[float | None], width: float) -> tuple[float | None, ...]:
    """How long each value's bar is when the largest fills the width; None for a missing value. Bars start at zero."""
    most = max((value for value in values if value is not None), default=0.0)
    return tuple(None if value is None else _length(value, most, width) for value in values)


def _length(value: float, most: float, width: float) -> float:
    return max(_tenth(width * value / most), 0.8) if value > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Fill:
    """A track as long as what can be earned, filled as far as it was."""

    track: float
    fill: float


def fills(earned: Sequence[tuple[float | None, float]], width: float = 120.0) -> tuple[Fill, ...]:
    """A track for each pair of what was earned and the most there is, all to one scale; the unknown earns nothing."""
    tracks = lengths([most for _, most in earned], width)
    return tuple(
        Fill(track or 0.0, _tenth((track or 0.0) * (got or 0.0) / most) if most else 0.0)
        for (got, most), track in zip(earned, tracks, strict=True)
    )
