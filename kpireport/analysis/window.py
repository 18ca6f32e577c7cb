"""Which phase of a target is in force, from when to when, and from which level it started."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from kpireport.model import Kpi, Point, Target
from kpireport.periods import Calendar, Period

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The active phase (`phase` counts from 0) and its days, `start` to `by`, both included."""

    target: Target
    phase: int
    start: date | None

    @property
    def by(self) -> date | None:
        return self.target.by

    def holds(self, period: Period) -> bool:
        """Whether the period lies wholly inside; only such periods are judged."""
        after = self.start is not None and self.start <= period.start
        return after and (self.by is None or period.end <= self.by)


@dataclass(frozen=True, slots=True)
class Baseline:
    """The level a target starts from; `period` is that of a found one, None where it was declared."""

    value: float
    origin: Literal["declared", "before_start", "first_closed"]
    period: Period | None = None


def find_window(kpi: Kpi, closed: Sequence[Point], through: date | None, calendar: Calendar) -> Window:
    """The phase in force when data reaches `through`: the first that is not over, else the last.

    `closed` are the closed periods that have a value, in order.
    """
    phases = enumerate(kpi.targets)
    phase = next(
        (n for n, target in phases if target.by is None or through is None or target.by >= through),
        len(kpi.targets) - 1,
    )
    return Window(target=kpi.targets[phase], phase=phase, start=_start(kpi.targets, phase, closed, calendar))


def _start(targets: Sequence[Target], phase: int, closed: Sequence[Point], calendar: Calendar) -> date | None:
    target = targets[phase]
    if target.start:
        return target.start
    if phase > 0 and (before := targets[phase - 1].by):
        return before + _DAY
    if target.by and (len(targets) > 1 or target.kind in ("cumulative", "average")):
        return calendar.period(target.by, "year").start
    if target.agreed_on:
        return target.agreed_on
    if not closed:
        return None
    return closed[0].period.end + _DAY if _starts_from_first(targets, phase) else closed[0].period.start


def _starts_from_first(targets: Sequence[Target], phase: int) -> bool:
    """Whether a level is to be reached from wherever it first stood: nothing says when it was agreed, or from where."""
    target = targets[phase]
    dated = target.start or target.agreed_on or phase > 0 or (len(targets) > 1 and target.by)
    return target.kind == "reach" and target.baseline is None and not dated


def find_baseline(kpi: Kpi, window: Window, closed: Sequence[Point]) -> Baseline | None:
    """The declared baseline, else the last closed value before the window starts.

    Targets on a sum or an average over the window start from nothing, so theirs is only ever declared.
    """
    target = window.target
    if target.baseline is not None:
        return Baseline(target.baseline, "declared")
    if target.kind in ("cumulative", "average", "text") or window.start is None:
        return None
    before = [point for point in closed if point.period.end < window.start]
    if not before or before[-1].value is None:
        return None
    first = _starts_from_first(kpi.targets, window.phase)
    return Baseline(before[-1].value, "first_closed" if first else "before_start", before[-1].period)
