"""What a KPI's history chart shows, as its caption."""

from __future__ import annotations

from collections.abc import Sequence

from kpireport.format import Language
from kpireport.model import LEVEL_KINDS, Metric, Point, TargetResult
from kpireport.periods import Grain


def takeaway(
    language: Language, metric: Metric, cadence: Grain, target: TargetResult | None, points: Sequence[Point]
) -> str:
    """What the history chart shows, as its caption."""
    if target and target.kind in LEVEL_KINDS and target.judged:
        return language.text(
            "On target in {complied} of the last {judged}.",
            complied=language.count(target.complied),
            judged=language.periods(target.judged, cadence),
        )
    if target and target.expected is not None and target.current is not None:
        return _against_plan(language, metric, target)
    return _extreme(language, metric, cadence, points)


def _against_plan(language: Language, metric: Metric, target: TargetResult) -> str:
    ahead = (target.current or 0.0) - (target.expected or 0.0)
    text = "At {now}, level with the plan."
    if ahead:
        text = (
            "At {now}, above the {expected} planned by now."
            if ahead > 0
            else "At {now}, below the {expected} planned by now."
        )
    return language.text(
        text, now=language.value(target.current, metric), expected=language.value(target.expected, metric)
    )


def _extreme(language: Language, metric: Metric, cadence: Grain, points: Sequence[Point]) -> str:
    closed = [point for point in points if point.closed and point.value is not None]
    if len(closed) < 2:
        return language.text(
            "The first complete period; a history builds from here." if closed else "No complete period yet."
        )
    last = closed[-1].value or 0.0
    earlier = [point.value or 0.0 for point in closed[:-1]]
    if last > max(earlier):
        return language.text("The highest of {periods}.", periods=language.periods(len(closed), cadence))
    if last < min(earlier):
        return language.text("The lowest of {periods}.", periods=language.periods(len(closed), cadence))
    return language.text(
        "From {first} in {start} to {last} in {end}.",
        first=language.value(closed[0].value, metric),
        start=language.period(closed[0].period),
        last=language.value(last, metric),
        end=language.period(closed[-1].period),
    )
