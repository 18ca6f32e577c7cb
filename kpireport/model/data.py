"""What the sources hold."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kpireport.model.finding import Finding
from kpireport.periods import Grain


@dataclass(frozen=True, slots=True)
class Dimension:
    """A segment per row: `labels[codes[i]]` is row i's; the label "" stands for an empty cell."""

    labels: tuple[str, ...]
    codes: array[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observations:
    """The rows of one metric, by date and then by line.

    `starts` are ordinals (`date.toordinal`) of the first day each row covers; a row covers one whole period of `grain`.
    Rows without a value are left out. `through` is the last day that the metric's source vouches for.
    `moments` are the instants of the rows, in microseconds of UTC with the days of `starts`; None unless some day has
    rows of several instants.
    """

    grain: Grain
    through: date | None
    starts: array[int]
    values: array[float]
    dimensions: Mapping[str, Dimension] = field(default_factory=dict)
    moments: array[int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshots:
    """All that was read: observations by source id and the metric's name in it, and what to tell the user."""

    observations: Mapping[tuple[str, str], Observations]
    findings: tuple[Finding, ...] = ()
