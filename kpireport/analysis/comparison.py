"""The value against what came before, what others reach, and what was aimed at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from math import isclose

from kpireport.analysis.judgement import valued
from kpireport.analysis.level import nearest_inside
from kpireport.analysis.measured import MetricSeries
from kpireport.model import Basis, Comparison, Kpi, Metric, Point, Reason, TargetResult, ToDate
from kpireport.periods import Calendar, Grain, Period

#: Periods after which a pattern repeats, unless the metric declares its own season length.
SEASON_LENGTHS: Mapping[Grain, int] = {"day": 7, "month": 12, "quarter": 4}

#: The order of the bases; a seasonal KPI puts last year first.
BASES: tuple[Basis, ...] = ("previous_period", "year_ago", "baseline", "benchmark", "target")


@dataclass(frozen=True, slots=True)
class Measure:
    """How a change of a metric is judged: its direction, and the range of the target where one is aimed at."""

    metric: Metric
    target: TargetResult | None

    def is_better(self, value: float, basis: float) -> bool | None:
        """Whether `value` is better than `basis`; None where neither is, or nothing says which way is better."""
        if self.metric.direction == "none" or isclose(value, basis, rel_tol=1e-12, abs_tol=0.0):
            return None
        if self.metric.direction != "range":
            return (value > basis) == (self.metric.direction == "up")
        if self.target is None or (self.target.low is None and self.target.high is None):
            return None
        apart, apart_before = self._distance(value), self._distance(basis)
        return None if isclose(apart, apart_before, rel_tol=1e-12, abs_tol=1e-12) else apart < apart_before

    def _distance(self, value: float) -> float:
        low, high = (self.target.low, self.target.high) if self.target else (None, None)
        return abs(value - nearest_inside(value, low, high))


def compare(
    kpi: Kpi,
    metric: Metric,
    current: Point | None,
    points: Sequence[Point],
    target: TargetResult | None,
    calendar: Calendar,
    reason: Reason | None = None,
) -> tuple[Comparison, ...]:
    """The value of the period `current` against all five bases, the leading one first.

    Where there is no value, `reason` is the word for that. A basis that cannot be used says why.
    """
    period = current.period if current else None
    value = current.value if current else None
    missing = reason or ("no_data" if current else "no_closed_period")
    bases = {
        "previous_period": _past("previous_period", period, points, calendar),
        "year_ago": _past("year_ago", period, points, calendar),
        "baseline": _baseline(target, points),
        "benchmark": _benchmark(kpi, value),
        "target": _target(target, value),
    }
    measure = Measure(metric, target)
    compared = {basis: _compared(found, value, missing, measure) for basis, found in bases.items()}
    return tuple(compared[basis] for basis in _order(metric, kpi.cadence or (period.grain if period else None), bases))


def _order(metric: Metric, cadence: Grain | None, bases: Mapping[str, Comparison]) -> tuple[Basis, ...]:
    season = metric.season_length or (SEASON_LENGTHS.get(cadence, 1) if cadence else 1)
    if season > 1 and bases["year_ago"].value is not None:
        return ("year_ago", *(basis for basis in BASES if basis != "year_ago"))
    return BASES


def _compared(found: Comparison, value: float | None, missing: Reason, measure: Measure) -> Comparison:
    """The basis with the change filled in."""
    base = found.value
    if base is None:
        return _with(found, reason=found.reason or missing)
    if value is None:
        return _with(found, reason=missing)
    change = value - base
    word: Reason | None = (
        "zero_base" if base == 0 else "sign_change" if (value > 0 > base or value < 0 < base) else None
    )
    relative = None if word else change / abs(base)
    return _with(found, change=change, relative=relative, better=measure.is_better(value, base), reason=word)


def _with(
    found: Comparison,
    *,
    change: float | None = None,
    relative: float | None = None,
    better: bool | None = None,
    reason: Reason | None,
) -> Comparison:
    return replace(found, change=change, change_relative=relative, better=better, reason=reason)


# -------------------------------------------------------------------------------------------------------- the bases


def _past(basis: Basis, period: Period | None, points: Sequence[Point], calendar: Calendar) -> Comparison:
    """An earlier closed period; a year before a year is the period before, and not told twice."""
    if period is None:
        return Comparison(basis=basis, label="", reason="no_closed_period")
    if basis == "year_ago" and period.grain == "year":
        return Comparison(basis=basis, label="", reason="not_applicable")
    earlier = calendar.year_before(period) if basis == "year_ago" else calendar.shift(period, -1)
    point = next((point for point in reversed(points) if point.period.start == earlier.start), None)
    if point is None:
        return Comparison(basis=basis, label=earlier.label, period=earlier, reason="short_history")
    word: Reason | None = "partial_period" if not point.closed else "no_data" if point.value is None else None
    value = None if word else point.value
    return Comparison(basis=basis, label=earlier.label, period=earlier, value=value, reason=word)


def _baseline(target: TargetResult | None, points: Sequence[Point]) -> Comparison:
    if target is None or target.baseline is None:
        word: Reason = "text_target" if target and target.kind == "text" else "no_baseline"
        return Comparison(basis="baseline", label="", reason=word)
    if target.baseline_from == "declared" or target.start is None:
        label = target.start.isoformat() if target.start else ""
        return Comparison(basis="baseline", label=label, value=target.baseline, date=target.start)
    before = [point.period for point in valued(points) if point.period.end < target.start]
    period = before[-1] if before else None
    return Comparison(basis="baseline", label=period.label if period else "", value=target.baseline, period=period)


def _benchmark(kpi: Kpi, value: float | None) -> Comparison:
    """What others reach: outside of their band the bound that was passed, inside it the value itself."""
    benchmark = kpi.benchmark
    if benchmark is None:
        return Comparison(basis="benchmark", label="", reason="not_applicable")
    low, high = benchmark.low, benchmark.high
    only = low if low == high else None
    base = only if value is None else nearest_inside(value, low, high)
    return Comparison(
        basis="benchmark",
        label=benchmark.source,
        value=base,
        low=low,
        high=high,
        source=benchmark.source,
        date=benchmark.date,
    )


def _target(target: TargetResult | None, value: float | None) -> Comparison:
    """The level aimed at; sums and averages over a window are not compared with a single period."""
    if target is None:
        return Comparison(basis="target", label="", reason="not_applicable")
    if target.kind in ("text", "cumulative", "average"):
        no_level: Reason = "text_target" if target.kind == "text" else "not_applicable"
        return Comparison(basis="target", label=target.kind, reason=no_level)
    if target.kind != "range":
        word = target.reasons.get("value") if target.value is None else None
        return Comparison(basis="target", label=target.kind, value=target.value, reason=word)
    low, high = target.low, target.high
    if low is None and high is None:
        return Comparison(basis="target", label=target.kind, reason=target.reasons.get("low", "no_data"))
    base = None if value is None else nearest_inside(value, low, high)
    return Comparison(basis="target", label=target.kind, value=base, low=low, high=high)


# --------------------------------------------------------------------------------------------------- the open period


def to_date(
    series: MetricSeries, points: Sequence[Point], target: TargetResult | None, calendar: Calendar
) -> ToDate | None:
    """The open period so far against the same first days of the period before.

    None when no period is open, or when part of one says nothing.

    Only daily data can be cut that way. When the earlier period is shorter than the days so far, both are cut to its
    length.
    """
    through = series.through
    if not points or through is None or points[-1].period.end <= through or not series.is_divisible:
        return None
    period = points[-1].period
    days = (through - period.start).days + 1
    earlier = calendar.shift(period, -1)
    compared = min(days, earlier.days)
    span = timedelta(days=compared - 1)
    found = _first_days(series, earlier, span)
    value = series.value(period.start, period.start + span) if found.value is not None else None
    comparison = _compared(found, value, "no_data", Measure(series.metric, target))
    return ToDate(period=period, value=points[-1].value, through=through, comparison=comparison)


def _first_days(series: MetricSeries, period: Period, span: timedelta) -> Comparison:
    word: Reason | None = None
    value = None
    if series.grain != "day":
        word = "partial_period"
    elif series.opens is not None and period.start < series.opens:
        word = "short_history"
    else:
        value = series.value(period.start, period.start + span)
        is_before = series.first is None or period.start < series.first
        word = None if value is not None else "short_history" if is_before else "no_data"
    return Comparison(basis="previous_period", label=period.label, period=period, value=value, reason=word)
