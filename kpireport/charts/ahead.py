"""What is drawn of the forecast: the fan of periods to come, or the whisker of a total at its deadline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kpireport.charts.frame import Layers
from kpireport.charts.plot import Scale, rule_row
from kpireport.charts.stretch import Stretch, middle
from kpireport.format import Language
from kpireport.model import ForecastPoint, Metric, TargetResult

#: Half the width of the caps of a whisker.
_CAP = 4.0


class Ray(NamedTuple):
    """A forecast at a place in time: its middle and the bounds of its middle 80 %."""

    x: float
    low: float
    middle: float
    high: float


def fan(target: TargetResult | None, last: tuple[float, float] | None, shown: Stretch) -> tuple[Ray, ...]:
    """The forecast of each period inside the stretch, opening from the last actual point."""
    found = forecast_in(target, shown)
    if last is None or not found:
        return ()
    return (Ray(*last, last[1], last[1]), *(ray_of(middle(point.period), point) for point in found))


def forecast_in(target: TargetResult | None, shown: Stretch) -> tuple[ForecastPoint, ...]:
    return tuple(point for point in target.forecast if point.period.end <= shown.last) if target else ()


def ray_of(x: float, point: ForecastPoint) -> Ray:
    return Ray(x, point.low, point.middle, point.high)


def whisker(target: TargetResult | None, last: date) -> Ray | None:
    """Where a total is likely to end, at its deadline, the end of day `last`."""
    if target is None or target.by != last or target.projection is None or target.interval80 is None:
        return None
    low, high = target.interval80
    return Ray(last.toordinal() + 1.0, low, target.projection, high)


def fan_rows(rays: Sequence[Ray]) -> Layers:
    return {
        "fc": tuple({"x": ray.x, "y": ray.low, "y2": ray.high} for ray in rays),
        "fcmid": tuple({"x": ray.x, "y": ray.middle} for ray in rays),
    }


def fan_paths(rays: Sequence[Ray]) -> list[list[tuple[float, float]]]:
    """Its two edges and its middle, for names to keep clear of."""
    if not rays:
        return []
    places, *edges = zip(*rays, strict=True)
    return [list(zip(places, edge, strict=True)) for edge in edges]


def whisker_rows(ray: Ray, x: Scale, y: Scale) -> Layers:
    at, low, high = x(ray.x), y(ray.low), y(ray.high)
    caps = (rule_row(at - _CAP, end, at + _CAP, end) for end in (low, high))
    return {"fcbar": (rule_row(at, low, at, high), *caps)}


def forecast_name(language: Language) -> str:
    """What stands beside it, in two lines."""
    return "\n".join([language.text("Forecast (FC)"), language.text("80\u202f% range")])


def forecast_words(found: Ray | ForecastPoint | None, metric: Metric, language: Language) -> str:
    """The same for a reader who does not see the chart."""
    if found is None:
        return ""
    low, mid, high = (language.value(number, metric) for number in (found.low, found.middle, found.high))
    return language.text("forecast {middle}, 80\u202f% range {low} to {high}", middle=mid, low=low, high=high)
