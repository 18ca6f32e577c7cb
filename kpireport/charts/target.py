"""What the target adds to a chart: its heights over time, its name, the plan line and the ring at the deadline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from kpireport.charts.stretch import Spot, Stretch, ends, span_of
from kpireport.format import Language
from kpireport.model import LEVEL_KINDS, KpiResult, Metric, TargetPoint, TargetResult


@dataclass(frozen=True, slots=True)
class Step:
    """A target that stays the same from `first` to `last` (in days): a height, or a band."""

    first: float
    last: float
    low: float
    high: float


def steps(periods: Iterable[TargetPoint]) -> tuple[Step, ...]:
    """The targets of neighbouring periods, joined where they are equal."""
    return _joined([step for step in map(_step, periods) if step])


def _step(target: TargetPoint) -> Step | None:
    heights = [height for height in (target.value, target.low, target.high) if height is not None]
    if not heights:
        return None
    return Step(float(target.period.start.toordinal()), ends(target.period), min(heights), max(heights))


def target_name(result: KpiResult, language: Language, *, by: date) -> str:
    """What stands beside the target: its number and, where it is judged once, its date in a line of its own."""
    target = result.target
    if target is None:
        return ""
    if target.kind == "range" and target.low is not None and target.high is not None:
        low, high = (language.value(bound, result.metric) for bound in (target.low, target.high))
        return language.text("Target {low} to {high}", low=low, high=high)
    number = next((number for number in (target.value, target.low, target.high) if number is not None), None)
    if number is None:
        return ""
    value = language.value(number, result.metric)
    if target.kind in ("reach", "cumulative") and target.by:
        day = language.short_date(target.by) if target.by.year == by.year else language.table_date(target.by)
        return "\n".join([language.text("Target {value}", value=value), language.text("by {date}", date=day)])
    if target.kind == "at_most":
        return language.text("At most {value}", value=value)
    return language.text("Target {value}", value=value)


def step_name(step: Step, metric: Metric, language: Language) -> str:
    low, high = (language.value(height, metric) for height in (step.low, step.high))
    if step.low < step.high:
        return language.text("Target {low} to {high}", low=low, high=high)
    return language.text("Target {value}", value=high)


def steps_in(result: KpiResult, shown: Stretch) -> tuple[Step, ...]:
    """The target's heights inside the stretch: of each judged period, and on to the deadline."""
    target = result.target
    if target is None or target.kind == "text" or (target.kind == "cumulative" and not is_one_period(target, shown)):
        return ()
    first, last = span_of(shown)
    found = steps(target.periods) if target.kind in LEVEL_KINDS else ()
    if not _is_from_metric(result):
        start = found[-1].last if found else target.start.toordinal() if target.start else first
        end = min(last, target.by.toordinal() + 1.0) if target.by else last
        heights = [bound for bound in (target.value, target.low, target.high) if bound is not None]
        found += (Step(float(start), end, min(heights), max(heights)),) if heights else ()
    cut = (Step(max(first, step.first), min(last, step.last), step.low, step.high) for step in found)
    return _joined([step for step in cut if step.first < step.last])


def _is_from_metric(result: KpiResult) -> bool:
    """Whether another metric says what is asked of each period, so that nothing is known of later ones."""
    phases, phase = result.kpi.targets, result.target.phase if result.target else 0
    bounds = (phases[phase].value, phases[phase].low, phases[phase].high) if phase < len(phases) else ()
    return any(bound is not None and bound.metric is not None for bound in bounds)


def _joined(found: Sequence[Step]) -> tuple[Step, ...]:
    kept: list[Step] = []
    for step in found:
        before = kept[-1] if kept else None
        if before and before.last >= step.first and (before.low, before.high) == (step.low, step.high):
            kept[-1] = Step(before.first, step.last, step.low, step.high)
        else:
            kept.append(step)
    return tuple(kept)


def ring_in(target: TargetResult | None, shown: Stretch) -> tuple[float, float] | None:
    if target is None or target.kind not in ("reach", "cumulative") or target.value is None or target.by is None:
        return None
    return (target.by.toordinal() + 1.0, target.value) if shown.first <= target.by <= shown.last else None


def plan_in(target: TargetResult | None, shown: Stretch) -> tuple[Spot, ...]:
    """The plan line inside the stretch; a plan for the end of a day lies at that day's end."""
    plan = [(day.toordinal() + 1.0, value) for day, value in target.plan] if target else []
    return _cut(plan, *span_of(shown))


def is_one_period(target: TargetResult, shown: Stretch) -> bool:
    """Whether the target's window is no longer than a period, so that its number stands beside single values."""
    if target.start is None or target.by is None:
        return False
    return (target.by - target.start).days < max(point.period.days for point in shown.points)


def _cut(spots: Sequence[tuple[float, float]], first: float, last: float) -> tuple[Spot, ...]:
    """The part of a line inside `first`–`last`, with new ends where it crosses them."""
    inside: list[Spot] = []
    for (x0, y0), (x1, y1) in pairwise(spots):
        if x1 < first or x0 > last or x0 == x1:
            continue
        begin, end = max(x0, first), min(x1, last)
        inside += [(x, y0 + (y1 - y0) * (x - x0) / (x1 - x0)) for x in (begin, end)]
    return tuple(dict.fromkeys(inside))
