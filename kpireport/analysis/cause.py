"""What accounts for a change: segments of a sum, mix and rate of a ratio, drivers of a formula; and what coincides.

These are shares of arithmetic, not causes: the report says "accounts for".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from math import fsum

from kpireport.analysis.contribution import NAMED, by_size, covering, nearly_cancel
from kpireport.analysis.derived import ComputedSeries, RatioSeries
from kpireport.analysis.measured import MetricSeries
from kpireport.analysis.split import NAMELESS, NOT_ATTRIBUTED, Change, Split, by_sides, take_apart
from kpireport.model import Cause, Comparison, Event, Kpi, Note, Point, Reason, Signal
from kpireport.periods import Calendar, Period

__all__ = ["NOT_ATTRIBUTED", "coinciding", "explain", "note_on", "shift_towards"]

#: A change smaller than this share of the basis, without a signal, is not divided into shares.
SMALL_CHANGE = 0.05
#: Periods before the reported one in which an event may already have begun to work.
EVENT_LAG = 2
NO_SIGNAL = Signal()


def explain(
    kpi: Kpi,
    series: MetricSeries,
    current: Point | None,
    comparisons: Sequence[Comparison],
    events: Iterable[Event],
    notes: Iterable[Note],
    calendar: Calendar,
    signal: Signal = NO_SIGNAL,
) -> Cause:
    """What accounts for the change of the leading comparison, else of that with the previous period.

    Events around the period, or around the beginning of its signal, and its note are given in any case. The sentence is
    left to be written.
    """
    cause = _account(series, current, comparisons, has_signal=signal.is_signal)
    if current is None:
        return cause
    return replace(
        cause,
        events=coinciding(kpi, signal.since or current.period, current.period, events, calendar),
        note=note_on(kpi, current.period, notes, calendar),
    )


def _account(
    series: MetricSeries, current: Point | None, comparisons: Sequence[Comparison], *, has_signal: bool
) -> Cause:
    if series.metric.aggregation in ("mean", "max", "min", "distinct") and not isinstance(series, ComputedSeries):
        return Cause(method="none", reason="not_additive")
    previous = next((comparison for comparison in comparisons if comparison.basis == "previous_period"), None)
    word: Reason = (previous.reason if previous else None) or "no_data"
    bases = dict.fromkeys(filter(None, (comparisons[0] if comparisons else None, previous)))
    changes = [change for comparison in bases if (change := _change(current, comparison))]
    for change, found in _attempts(series, changes):
        if isinstance(found, Split):
            return _told(change, found, has_signal=has_signal)
        word = found
    return Cause(method="none", reason=word)


def _attempts(series: MetricSeries, changes: Sequence[Change]) -> Iterator[tuple[Change, Split | Reason]]:
    """Each change taken apart in turn; a ratio without segments in any of the periods at last by its two sides."""
    for change in changes:
        yield change, take_apart(series, change)
    if isinstance(series, RatioSeries):
        for change in reversed(changes):
            yield change, by_sides(series, change)


def _change(current: Point | None, comparison: Comparison) -> Change | None:
    """The change of a comparison with an earlier period; None for other bases and missing values."""
    if current is None or current.value is None or comparison.value is None or comparison.period is None:
        return None
    if comparison.basis not in ("previous_period", "year_ago"):
        return None
    return Change(
        comparison=comparison,
        before=comparison.period,
        after=current.period,
        old=comparison.value,
        new=current.value,
    )


# ------------------------------------------------------------------------------------------------------- the result


def _told(change: Change, split: Split, *, has_signal: bool) -> Cause:
    """The parts, largest first, with their shares of the change unless these would mislead."""
    changes = split.changes
    cancelling = nearly_cancel(changes, change.size)
    relative = change.comparison.change_relative
    small = not has_signal and relative is not None and abs(relative) < SMALL_CHANGE
    shared = change.size != 0 and not cancelling and not small
    order = sorted(by_size(changes), key=lambda segment: segment == NOT_ATTRIBUTED)
    drivers = (split.drivers[segment] for segment in order)
    return Cause(
        method=split.method,
        basis=change.comparison.basis,
        dimension=split.dimension,
        drivers=tuple(
            replace(driver, share_of_change=driver.change / change.size if shared else None) for driver in drivers
        ),
        named=() if cancelling else covering(changes, change.size, NAMELESS)[:NAMED],
        cancelling=cancelling,
        before=change.old,
        after=change.new,
        change=change.size,
        mix=split.mix,
        rate=split.rate,
        reason=None if change.size else "no_change",
    )


def shift_towards(cause: Cause) -> str | None:
    """The segment whose share of a ratio's denominator grew most; None when no share can be told to have grown.

    Read back from the mix effects, which are the shift of the share times the segment's distance from the average.
    """
    if cause.method != "mix_rate" or cause.before is None or cause.after is None:
        return None
    middle = (cause.before + cause.after) / 2
    shifts: dict[str, float] = {}
    for driver in cause.drivers:
        ratios = [ratio for ratio in (driver.before, driver.after) if ratio is not None]
        distance = fsum(ratios) / len(ratios) - middle if ratios else 0.0
        if driver.mix_effect and distance and driver.segment != NOT_ATTRIBUTED:
            shifts[driver.segment] = driver.mix_effect / distance
    grown = {segment: shift for segment, shift in shifts.items() if shift > 0}
    return by_size(grown)[0] if grown else None


# -------------------------------------------------------------------------------------------- events and commentary


def coinciding(
    kpi: Kpi, begun: Period, period: Period, events: Iterable[Event], calendar: Calendar
) -> tuple[Event, ...]:
    """Events of this KPI, or of none in particular, from two periods before `begun` to the end of `period`, by date."""
    first: date = calendar.shift(begun, -EVENT_LAG).start
    found = (
        event for event in events if first <= event.date <= period.end and (not event.kpis or kpi.id in event.kpis)
    )
    return tuple(sorted(found, key=lambda event: (event.date, event.title, event.place)))


def note_on(kpi: Kpi, period: Period, notes: Iterable[Note], calendar: Calendar) -> Note | None:
    """The note on this KPI in this period; failing that one on a period shortly before, which is then told as older.

    Of several on the same period the one dated last.
    """
    earliest = calendar.shift(period, -EVENT_LAG).start
    found = [
        note for note in notes if note.kpi == kpi.id and earliest <= note.period.start and note.period.end <= period.end
    ]
    return max(found, key=lambda note: (note.period.end, note.date or date.min, note.place), default=None)
