"""A condition that was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

Relation = Literal["above", "below", "at_least", "at_most"]
#: What a span counts; a `period` is one of the KPI's cadence.
Stretch = Literal["minute", "hour", "day", "week", "month", "quarter", "year", "period"]


@dataclass(frozen=True, slots=True)
class Span:
    """So many minutes, days, weeks …; at least one."""

    n: int
    of: Stretch


@dataclass(frozen=True, slots=True)
class BehindPace:
    """The KPI is behind the pace that its target asks for."""

    per: ClassVar[None] = None


@dataclass(frozen=True, slots=True)
class Threshold:
    """A value beyond `value`, which is in the metric's unit: now, or for all of a span. `per`: for each segment."""

    relation: Relation
    value: float
    span: Span | None = None
    per: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A fall (`is_fall`) or a rise by `share`, a fraction, of one span against the one before it."""

    is_fall: bool
    share: float
    span: Span
    per: str | None = None


@dataclass(frozen=True, slots=True)
class Reaches:
    """A count that has come to `value`."""

    value: float
    per: str | None = None


Condition = BehindPace | Threshold | Change | Reaches
