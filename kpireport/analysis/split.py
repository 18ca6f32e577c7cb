"""A change taken apart: into the segments of a sum, mix and rate of a ratio, or the drivers of a formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum

from kpireport.analysis.composite import CompositeSeries
from kpireport.analysis.contribution import RateAndMix, covering, deltas, mix_and_rate, shapley, surprise
from kpireport.analysis.derived import FormulaSeries, RatioSeries
from kpireport.analysis.measured import MetricSeries
from kpireport.model import CauseMethod, Comparison, Driver, Reason
from kpireport.periods import Period

#: The segment of what no segment of the data accounts for; it is never named in a sentence.
NOT_ATTRIBUTED = "not attributed"
NAMELESS = frozenset({NOT_ATTRIBUTED})
#: Formulas of more inputs than this are not taken apart: every order of them would have to be tried.
MOST_DRIVERS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change between two periods of one KPI."""

    comparison: Comparison
    before: Period
    after: Period
    old: float
    new: float

    @property
    def size(self) -> float:
        return self.new - self.old

    def is_rest(self, rest: float) -> bool:
        """Whether a remainder is more than the noise of adding up numbers of this size."""
        return abs(rest) > 1e-9 * max(abs(self.old), abs(self.new), 1e-3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A change taken apart, along a dimension or into drivers."""

    method: CauseMethod
    drivers: Mapping[str, Driver]
    dimension: str | None = None
    surprise: float = 0.0
    mix: float | None = None
    rate: float | None = None

    @property
    def changes(self) -> dict[str, float]:
        return {name: driver.change for name, driver in self.drivers.items()}


def take_apart(series: MetricSeries, change: Change) -> Split | Reason:
    """The change as a sum of parts, or the word for why it has none."""
    if isinstance(series, FormulaSeries):
        return _by_inputs(series, change)
    if isinstance(series, CompositeSeries):
        return _by_points(series, change)
    if isinstance(series, RatioSeries) and not series.dimensions:
        return by_sides(series, change)
    splits: list[Split | None]
    if isinstance(series, RatioSeries):
        splits = [_by_rate_and_mix(series, dimension, change) for dimension in series.dimensions]
    else:
        splits = [_by_segment(series, dimension, change) for dimension in series.dimensions]
    known = [split for split in splits if split]
    if known:
        return _most_telling([split for split in known if _recurs(split)] or known, change)
    return "no_dimension" if change.size or not series.dimensions else "no_change"


def _recurs(split: Split) -> bool:
    """Whether a segment is there in both periods; where none is, as with single posts, all of a change is turnover."""
    return any(driver.before and driver.after for driver in split.drivers.values())


def _most_telling(splits: Sequence[Split], change: Change) -> Split:
    """Of the dimensions in which a few segments explain the change, else of all, the one that surprises most."""
    few = [split for split in splits if covering(split.changes, change.size, NAMELESS)]
    return max(few or splits, key=lambda split: split.surprise)


# ------------------------------------------------------------------------------------------------------ the methods


def _by_segment(series: MetricSeries, dimension: str, change: Change) -> Split | None:
    """Additive: what each segment added; None unless both periods have segments."""
    before = _segments(series, dimension, change.before, change.old, change)
    after = _segments(series, dimension, change.after, change.new, change)
    if before is None or after is None or not (before or after):
        return None
    drivers = {
        segment: Driver(
            segment=segment,
            before=before.get(segment, 0.0),
            after=after.get(segment, 0.0),
            change=moved,
            share_of_total=after.get(segment, 0.0) / change.new if change.new else None,
        )
        for segment, moved in deltas(before, after).items()
    }
    return Split(method="additive", drivers=drivers, dimension=dimension, surprise=surprise(before, after))


def _segments(
    series: MetricSeries, dimension: str, period: Period, total: float, change: Change
) -> dict[str, float] | None:
    """The named segments of a period and what they leave of its total; None when there are none.

    Where missing rows mean zero, a period without any has no segments that are more than zero.
    """
    named = {label: value for label, value in series.segments(dimension, period.start, period.end).items() if label}
    if not named:
        return {} if total == 0 and series.metric.missing == "zero" else None
    rest = total - fsum(named.values())
    return {**named, NOT_ATTRIBUTED: rest} if change.is_rest(rest) else named


def _by_rate_and_mix(series: RatioSeries, dimension: str, change: Change) -> Split | None:
    """Kitagawa's mix and rate; None unless both periods have segments."""
    before, after = (_parts(series, dimension, period) for period in (change.before, change.after))
    effects = mix_and_rate(before, after) if before and after else None
    if effects is None:
        return None
    drivers = {segment: _rate_driver(segment, effect, series.scale) for segment, effect in effects.items()}
    shares = [{name: max(den, 0.0) for name, (_, den) in side.items()} for side in (before, after)]
    return Split(
        method="mix_rate",
        drivers=_completed(drivers, change),
        dimension=dimension,
        surprise=surprise(*shares),
        mix=fsum(effect.mix for effect in effects.values()) * series.scale,
        rate=fsum(effect.rate for effect in effects.values()) * series.scale,
    )


def _parts(series: RatioSeries, dimension: str, period: Period) -> dict[str, tuple[float, float]]:
    """Numerator and denominator by segment, rows without one taken together; empty when no segment has a name."""
    parts = series.parts(dimension, period.start, period.end)
    return {label or NOT_ATTRIBUTED: part for label, part in parts.items()} if any(parts) else {}


def _rate_driver(segment: str, effect: RateAndMix, scale: float) -> Driver:
    return Driver(
        segment=segment,
        before=None if effect.before is None else effect.before * scale,
        after=None if effect.after is None else effect.after * scale,
        change=effect.change * scale,
        share_of_total=effect.share_after,
        rate_effect=effect.rate * scale,
        mix_effect=effect.mix * scale,
    )


def _by_inputs(series: FormulaSeries, change: Change) -> Split | Reason:
    """The inputs of a formula; an input and its earlier periods move together."""
    names = series.formula.names
    spans = {moved: (period.start, period.end) for moved, period in ((False, change.before), (True, change.after))}
    operands = {
        (name, lag, moved): series.operand(name, lag, *span)
        for name, lag in series.formula.lags
        for moved, span in spans.items()
    }
    effects = (
        shapley(names, lambda moved: series.formula.value(lambda name, lag: operands[name, lag, name in moved]))
        if 0 < len(names) <= MOST_DRIVERS
        else None
    )
    return _driven(effects, {name: series.input(name) for name in names}, change)


def _by_points(series: CompositeSeries, change: Change) -> Split | Reason:
    """The points that each part of a composite won or lost."""
    before, after = (series.points_of(period.start, period.end) for period in (change.before, change.after))
    if before is None or after is None:
        return "no_data"
    return _driven(deltas(before, after), {part.metric.id: part for part in series.inputs()}, change)


def by_sides(series: RatioSeries, change: Change) -> Split | Reason:
    """Numerator and denominator of a ratio whose segments are unknown."""
    sides = {side.metric.id: side for side in series.inputs()}
    values = {
        (name, moved): side.value(period.start, period.end)
        for name, side in sides.items()
        for moved, period in ((False, change.before), (True, change.after))
    }
    above, below = series.numerator.metric.id, series.denominator.metric.id

    def ratio(moved: frozenset[str]) -> float | None:
        num, den = values[above, above in moved], values[below, below in moved]
        return series.scale * num / den if num is not None and den else None

    return _driven(shapley(sorted(sides), ratio), sides, change)


def _driven(effects: Mapping[str, float] | None, inputs: Mapping[str, MetricSeries], change: Change) -> Split | Reason:
    if effects is None:
        return "not_additive"
    drivers = {
        name: Driver(
            segment=name,
            name=inputs[name].metric.name,
            unit=inputs[name].metric.unit,
            before=inputs[name].value(change.before.start, change.before.end),
            after=inputs[name].value(change.after.start, change.after.end),
            change=effect,
        )
        for name, effect in effects.items()
    }
    return Split(method="drivers", drivers=_completed(drivers, change))


def _completed(drivers: Mapping[str, Driver], change: Change) -> dict[str, Driver]:
    """The drivers with what they leave of the change."""
    rest = change.size - fsum(driver.change for driver in drivers.values())
    if not change.is_rest(rest):
        return dict(drivers)
    known = drivers.get(NOT_ATTRIBUTED) or Driver(segment=NOT_ATTRIBUTED, before=None, after=None, change=0.0)
    return {**drivers, NOT_ATTRIBUTED: replace(known, change=known.change + rest)}
