"""Futures of a series, drawn from its own past: a linear pool of simple forecasters.

Each member of the pool adds the same number of paths, and paths are never averaged, so that the members' disagreement
widens the outcome as it should.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kpireport.analysis import theta as theta_method
from kpireport.analysis.season import effective_length

Floats = NDArray[np.float64]

#: Paths that each member of the pool draws.
PATHS = 1000
#: Changes over a season that the seasonal member needs to draw from.
FEWEST_SEASONAL_CHANGES = 4


def simulate(
    history: Sequence[float | None],
    season_length: int,
    steps: int,
    seed_text: str,
    *,
    bounds: tuple[float | None, float | None] = (None, None),
    paths: int = PATHS,
    theta: bool = False,
) -> Floats:
    """Paths of the next `steps` values as an array (N, steps), within `bounds`; N is `paths` for each member.

    `history` holds every period up to the last, None for a gap, and at least two values. The same `seed_text` gives the
    same paths in every process. `theta` adds that member; where it fails, the others do without.
    """
    values = np.array(history, dtype=np.float64)
    past = _Past(values, values[~np.isnan(values)], season_length)
    with np.errstate(over="ignore", invalid="ignore"):
        pool = [drawn for drawn in _members(past, steps, paths, seed_text, theta=theta) if drawn is not None]
        return _clip(np.concatenate(pool, axis=1), bounds).T


@dataclass(frozen=True, slots=True)
class _Past:
    """The values by period (NaN for a gap), those that are known, and the periods in a season."""

    values: Floats
    known: Floats
    season: int

    def changes(self) -> Floats:
        """From each known value to the next."""
        return np.diff(self.known)

    def seasonal_changes(self) -> Floats:
        """From each value to that of the same time a season later."""
        changes = self.values[self.season :] - self.values[: -self.season]
        return changes[~np.isnan(changes)]


_Resample = Callable[[Floats], Floats]


def _members(past: _Past, steps: int, paths: int, seed_text: str, *, theta: bool) -> Iterator[Floats | None]:
    def resample(name: str) -> _Resample:
        stream = np.random.Generator(np.random.PCG64(_seed(seed_text, name)))

        def draw(pool: Floats) -> Floats:
            small = np.uint16 if pool.size < 2**16 else np.int64  # drawn in half the time
            return pool.take(stream.integers(0, pool.size, (steps, paths), dtype=small))

        return draw

    yield naive(past, resample("naive"))
    seasonal = seasonal_naive(past, steps, resample("seasonal"))
    yield seasonal
    if seasonal is None or not theta:
        yield drift(past, resample("drift"))
    if theta:
        season = effective_length(past.season, past.known.size)
        history = past.values if season > 1 else past.known
        yield theta_method.theta_paths(history, season, steps, paths, _seed(seed_text, "theta") % 2**32)


def naive(past: _Past, resample: _Resample) -> Floats:
    """From the last value on, by past changes without their mean."""
    changes = past.changes()
    return _walk(past.known[-1], resample(changes - changes.mean()))


def drift(past: _Past, resample: _Resample) -> Floats:
    """From the last value on, by past changes as they were."""
    return _walk(past.known[-1], resample(past.changes()))


def _walk(start: float, changes: Floats) -> Floats:
    """The running sum of changes (steps, paths) from `start`, in place; row by row is faster than `cumsum` here."""
    changes[:1] += start
    for before, step in pairwise(changes):
        np.add(before, step, out=step)
    return changes


def seasonal_naive(past: _Past, steps: int, resample: _Resample) -> Floats | None:
    """The last season again, with the mean growth a season and resampled deviations from it.

    None without a season, or where the past is too short to show one.
    """
    if past.season < 2 or past.values.size <= past.season:
        return None
    changes = past.seasonal_changes()
    if changes.size < FEWEST_SEASONAL_CHANGES:
        return None
    growth = changes.mean()
    centre = seasonal_centre(_last_season(past, growth), growth, steps)
    return None if np.isnan(centre).any() else centre[:, None] + resample(changes - growth)


def seasonal_centre(last_season: Floats, growth: float, steps: int) -> Floats:
    """The last season repeated, `growth` higher each time."""
    step = np.arange(steps)
    season = last_season.size
    return last_season[step % season] + (step // season + 1) * growth


def _last_season(past: _Past, growth: float) -> Floats:
    """The last value of each time of the season; one that had a gap is grown from the season before."""
    season, values = past.season, past.values
    last: Floats = values[-season:]
    if not np.isnan(last).any():
        return last
    padding = np.full(-values.size % season, np.nan)
    last = np.full(season, np.nan)
    for row in np.concatenate([padding, values]).reshape(-1, season):
        last = np.where(np.isnan(row), last + growth, row)
    return last


def _seed(text: str, member: str) -> int:
    """A number that depends on nothing but the two texts; Python's own `hash` differs from process to process."""
    return int.from_bytes(blake2b(f"{text}\n{member}".encode(), digest_size=16).digest(), "big")


def _clip(pool: Floats, bounds: tuple[float | None, float | None]) -> Floats:
    low, high = bounds
    if low is not None:
        np.maximum(pool, low, out=pool)
    if high is not None:
        np.minimum(pool, high, out=pool)
    return pool
