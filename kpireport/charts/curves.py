"""A KPI's history as curves in days and the metric's unit: what is drawn, before it is known how large."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kpireport.charts.ahead import Ray, fan
from kpireport.charts.benchmark import Range, benchmark_name, benchmark_near
from kpireport.charts.breaks import breaks_in
from kpireport.charts.stretch import Spot, Stretch, closed, line, lone, middle, thin, year_later
from kpireport.charts.target import Step, plan_in, ring_in, step_name, steps_in, target_name
from kpireport.format import Language
from kpireport.model import Event, KpiResult, Point

#: Aggregations whose value of a few days stands beside that of a whole period; a sum so far does not.
_COMPARABLE = frozenset({"last", "mean", "ratio", "max", "min"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Curves:
    """What a line chart shows. `hollow` is the open period, joined to the line by `joint`; `ring` the target's date.

    The forecast is a `fan`, or for a total the `whisker` at its deadline. `step_names` go with the heights of `target`.
    `zero_below` as in the settings, 1 where the height of the line is a total and counts from zero.
    """

    first: date
    last: date
    actual: tuple[Spot, ...]
    zero_below: float
    py: tuple[Spot, ...] = ()
    plan: tuple[Spot, ...] = ()
    target: tuple[Step, ...] = ()
    joint: tuple[Spot, ...] = ()
    hollow: tuple[float, float] | None = None
    final: tuple[float, float] | None = None
    ring: tuple[float, float] | None = None
    events: tuple[Event, ...] = ()
    breaks: tuple[Event, ...] = ()
    fan: tuple[Ray, ...] = ()
    whisker: Ray | None = None
    benchmark: Range | None = None
    benchmark_text: str = ""
    final_text: str = ""
    hollow_text: str = ""
    target_text: str = ""
    step_names: tuple[str, ...] = ()
    thinned: bool = False

    @property
    def points(self) -> tuple[Spot, ...]:
        return lone(self.actual)

    def heights(self) -> Iterator[float]:
        """Every value that the axis must reach."""
        for spots in (self.actual, self.py, self.plan):
            yield from (y for _, y in spots if y is not None)
        for step in self.target:
            yield from (step.low, step.high)
        yield from (spot[1] for spot in (self.hollow, self.ring) if spot)
        for ray in (*self.fan, *([self.whisker] if self.whisker else [])):
            yield from (ray.low, ray.high)
        yield from self.benchmark or ()

    @property
    def forecast(self) -> Ray | None:
        """The last of it, where its name stands."""
        return self.whisker or (self.fan[-1] if self.fan else None)


def level_curves(result: KpiResult, shown: Stretch, language: Language, zero_below: float) -> Curves:
    """The value of each period, with the target at its height."""
    actual = line(closed(shown.points))
    hollow = _open_spot(shown.points)
    final = final_spot(actual)
    target = steps_in(result, shown)
    return Curves(
        first=shown.first,
        last=shown.last,
        zero_below=zero_below,
        actual=actual,
        py=year_later(result, shown),
        plan=plan_in(result.target, shown),
        target=target,
        joint=(final, hollow) if final and hollow and result.metric.aggregation in _COMPARABLE else (),
        hollow=hollow,
        final=final,
        ring=ring_in(result.target, shown),
        events=events_in(result.events, shown),
        breaks=breaks_in(result, shown.first, shown.last, language),
        final_text=language.value(final[1], result.metric) if final else "",
        hollow_text=language.text("{value} to date", value=language.value(hollow[1], result.metric)) if hollow else "",
        target_text=target_name(result, language, by=shown.last) if target else "",
        step_names=tuple(step_name(step, result.metric, language) for step in target),
        fan=fan(result.target, final, shown),
    )


def with_benchmark(curves: Curves, result: KpiResult, language: Language, within: float) -> Curves:
    """The same with the benchmark, where it is near. For single values: a total has none to stand beside."""
    benchmark = result.kpi.benchmark
    found = benchmark_near(benchmark, list(curves.heights()), zero_below=curves.zero_below, within=within)
    return replace(curves, benchmark=found, benchmark_text=benchmark_name(benchmark, language))


def thinned(curves: Curves, most: int) -> Curves:
    """The same with fewer spots where there are more than a chart can show."""
    if len(curves.actual) <= most:
        return curves
    return replace(curves, actual=thin(curves.actual, most), py=thin(curves.py, most), thinned=True)


# ------------------------------------------------------------------------------------------------------- the parts


def final_spot(spots: Sequence[Spot]) -> tuple[float, float] | None:
    return next(((x, y) for x, y in reversed(spots) if y is not None), None)


def _open_spot(points: Sequence[Point]) -> tuple[float, float] | None:
    last = points[-1]
    return None if last.closed or last.value is None else (middle(last.period), last.value)


def events_in(events: Sequence[Event], shown: Stretch) -> tuple[Event, ...]:
    return tuple(event for event in events if shown.first <= event.date <= shown.last)
