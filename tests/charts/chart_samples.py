"""Results for charts, made of values in a row."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from kpireport.errors import Place
from kpireport.model import (
    Cause,
    Comparison,
    Driver,
    Event,
    ForecastPoint,
    Goal,
    GoalResult,
    Kpi,
    KpiResult,
    Metric,
    Point,
    Report,
    Signal,
    SignalPoint,
    SignalSegment,
    Site,
    TargetPoint,
    TargetResult,
)
from kpireport.periods import Calendar, Grain
from kpireport.shipped import shipped

PLACE = Place("site.yaml")
CALENDAR = Calendar()


@cache
def config() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shipped("themes") / "default" / "chart.json").read_text(encoding="utf-8"))
    return found


def points(values: Sequence[float | None], grain: Grain, first: date, *, still_open: bool = False) -> tuple[Point, ...]:
    """One point a period from the one that holds `first`; the last is open where `still_open` says so."""
    begin = CALENDAR.period(first, grain)
    last = len(values) - 1
    return tuple(
        Point(CALENDAR.shift(begin, index), value, closed=not (still_open and index == last))
        for index, value in enumerate(values)
    )


def level(series: Sequence[Point], *values: float | None) -> tuple[TargetPoint, ...]:
    """A target for each of the last points, in order."""
    return tuple(TargetPoint(point.period, value) for point, value in zip(series[-len(values) :], values, strict=True))


def result(
    series: Sequence[Point],
    *,
    name: str = "Impressions",
    target: TargetResult | None = None,
    previous_year: Sequence[Point] = (),
    events: Sequence[Event] = (),
    cause: Cause | None = None,
    comparison: Sequence[Comparison] = (),
    metric: Metric | None = None,
    **changes: Any,
) -> KpiResult:
    metric = metric or Metric(id="m", place=PLACE, name=name)
    kpi = Kpi(id=changes.pop("id", "k"), place=PLACE, name=name, metric=metric.id)
    done = [point for point in series if point.closed]
    made = KpiResult(
        kpi=kpi,
        goal=Goal(id="g", place=PLACE, name="Goal", kpis=(kpi,)),
        metric=metric,
        period=done[-1].period if done else None,
        value=done[-1].value if done else None,
        reason=None,
        status="unknown",
        status_reason=None,
        data_through=done[-1].period.end if done else None,
        stale=False,
        target=target,
        comparison=tuple(comparison),
        cause=cause or Cause(method="none", reason="no_dimension"),
        signal=Signal(),
        to_date=None,
        series=tuple(series),
        previous_year=tuple(previous_year),
        events=tuple(events),
        guardrails=(),
        sentence="",
        takeaway="",
    )
    return replace(made, **changes)


def report(*results: KpiResult, site: Site | None = None) -> Report:
    goal = GoalResult(
        goal=Goal(id="g", place=PLACE, name="Goal"), kpis=results, metrics=(), status_counts={}, sentence=""
    )
    return Report(
        site=site or Site(title="Report"),
        data_through=None,
        report_date=None,
        sentence="",
        north_star=None,
        goals=(goal,),
        metrics=(),
        terms=(),
    )


def event(day: date, title: str) -> Event:
    return Event(place=PLACE, date=day, title=title)


def drivers(**changes: float) -> tuple[Driver, ...]:
    return tuple(Driver(segment=name, before=None, after=None, change=change) for name, change in changes.items())


def ahead(series: Sequence[Point], *bands: tuple[float, float, float]) -> tuple[ForecastPoint, ...]:
    """A forecast (low, middle, high) of each period after the last closed point."""
    last = [point.period for point in series if point.closed][-1]
    return tuple(ForecastPoint(CALENDAR.shift(last, index + 1), *band) for index, band in enumerate(bands))


def limits(points: Sequence[Point], mean: float, width: float, *, trial: bool = False) -> SignalSegment:
    first, last = points[0].period, points[-1].period
    return SignalSegment(first, last, len(points), mean, mean - width, mean + width, trial)


def signal(
    series: Sequence[Point], *segments: SignalSegment, rules: Mapping[int, tuple[str | None, str]], **changes: Any
) -> Signal:
    """A signal over the points with a value; `rules` gives rule and variation of some by their index in the series."""
    found: list[SignalPoint] = []
    for index, point in enumerate(series):
        rule, variation = rules.get(index, (None, "common_cause"))
        if point.value is not None:
            found.append(SignalPoint(point.period, point.value, point.value, variation, rule))
    last = segments[-1]
    rule, variation = rules.get(len(series) - 1, (None, "common_cause"))
    made = Signal(
        variation=variation,
        rule=rule,
        mean=last.mean,
        lower=last.lower,
        upper=last.upper,
        trial=last.trial,
        n=last.n,
        points=tuple(found),
        segments=segments,
    )
    return replace(made, **changes)
