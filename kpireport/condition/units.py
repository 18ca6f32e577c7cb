"""The unit that may stand behind a threshold, and what the number is in the metric's own."""

from __future__ import annotations

from collections.abc import Mapping

#: How many of the metric's unit one of these is (first number), or how many of these make one of it (second).
_Scale = tuple[float, float]
_SECONDS: Mapping[str, _Scale] = {
    **dict.fromkeys(("ms", "millisecond", "milliseconds"), (1, 1000)),
    **dict.fromkeys(("s", "sec", "second", "seconds"), (1, 1)),
    **dict.fromkeys(("min", "minute", "minutes"), (60, 1)),
    **dict.fromkeys(("h", "hour", "hours"), (3600, 1)),
    **dict.fromkeys(("d", "day", "days"), (86400, 1)),
}


def in_unit(number: float, unit: str, metric_unit: str, currency: str | None) -> float | None:
    """The number, given in `unit`, in the metric's unit; None where the two do not agree. Durations are seconds."""
    scale = _scales(metric_unit, currency).get(_folded(unit))
    return number * scale[0] / scale[1] if scale else None


def known_units(metric_unit: str, currency: str | None) -> str:
    """How a threshold on the metric is written, for a hint."""
    match metric_unit:
        case "percent" | "fraction":
            return "the metric is a percentage; write %, or leave the unit out"
        case "duration":
            return "the metric is a duration; write s, min, h or days, or leave the unit out for seconds"
        case "currency" if currency:
            return f"the metric is an amount of money; write {currency}, or leave the unit out"
        case _:
            return f"the metric's unit is {metric_unit}; write that, or leave the unit out"


def _scales(metric_unit: str, currency: str | None) -> Mapping[str, _Scale]:
    match metric_unit:
        case "duration":
            return _SECONDS
        case "percent":
            return dict.fromkeys(("%", "percent"), (1, 1))
        case "fraction":
            return dict.fromkeys(("%", "percent"), (1, 100))
        case "currency":
            return {_folded(currency): (1, 1)} if currency else {}
        case _:
            return {_folded(metric_unit): (1, 1)}


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
