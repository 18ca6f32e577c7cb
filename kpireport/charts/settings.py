"""The numbers a theme decides about charts, read from its `chart.json`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from kpireport.errors import Problem, ProjectError
from kpireport.periods import GRAINS, Grain


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """One of the two drawings. Lengths are units of the view box, which the page scales to the column it has.

    `font` and `line` are the height of the text and of a line of it; `ticks` and `dates` the numbers of axis marks
    aimed at; `left` the least and `right` the largest margin; `event` and `segment` the widest such names;
    `row` and `bar` the pitch and thickness of the bars of a bridge.
    """

    width: float
    height: float
    font: float
    line: float
    ticks: int
    dates: int
    left: float
    right: float
    event: float
    event_rows: int
    segment: float
    row: float
    bar: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All of `chart.json`. `stretch` is how many periods of each cadence are drawn.

    `deadline_within`: the axis runs on to the deadline when that adds at most this share of the drawn time.
    `zero_below`: an axis of lines starts at zero when the lowest value is below this share of the highest.
    `benchmark_within`: a benchmark is drawn when it reaches at most this share of the axis beyond the axis.
    `zoom_below`: a bridge leaves zero out when its steps move within this share of the totals.
    """

    wide: Size
    narrow: Size
    stretch: Mapping[Grain, int]
    columns_at_most: int
    points_at_most: int
    deadline_within: float
    zero_below: float
    benchmark_within: float
    segments_at_most: int
    zoom_below: float

    @property
    def sizes(self) -> tuple[Size, Size]:
        return self.wide, self.narrow


def read_settings(config: Mapping[str, object]) -> Settings:
    """Raises ProjectError (K003, K010) when `chart.json` lacks a number or has something else in its place."""
    stretch = _table(config, "stretch")
    return Settings(
        wide=_size(_table(config, "wide"), "wide"),
        narrow=_size(_table(config, "narrow"), "narrow"),
        stretch={grain: int(_number(stretch, grain, "stretch.")) for grain in GRAINS},
        columns_at_most=int(_number(config, "columns_at_most")),
        points_at_most=int(_number(config, "points_at_most")),
        deadline_within=_number(config, "deadline_within"),
        zero_below=_number(config, "zero_below"),
        benchmark_within=_number(config, "benchmark_within"),
        segments_at_most=int(_number(config, "segments_at_most")),
        zoom_below=_number(config, "zoom_below"),
    )


def _size(table: Mapping[str, object], name: str) -> Size:
    numbers = {field.name: _number(table, field.name, f"{name}.") for field in fields(Size)}
    whole = {name: int(numbers.pop(name)) for name in ("ticks", "dates", "event_rows")}
    return Size(**numbers, **whole)  # type: ignore[arg-type]  # names and kinds come from the class itself


def _table(config: Mapping[str, object], key: str) -> Mapping[str, object]:
    found = config.get(key)
    if isinstance(found, Mapping):
        return found
    raise ProjectError(_fault(key, "a table of numbers", key in config))


def _number(config: Mapping[str, object], key: str, within: str = "") -> float:
    found = config.get(key)
    if isinstance(found, int | float) and not isinstance(found, bool) and 0 <= found < 1e6:
        return float(found)
    raise ProjectError(_fault(within + key, "a number from 0 to 1 000 000", key in config))


def _fault(key: str, wanted: str, present: bool) -> Problem:
    message = f"chart.json: `{key}` must be {wanted}" if present else f"chart.json: `{key}` is missing"
    return Problem(code="K003" if present else "K010", message=message, hint="Compare themes/default/chart.json.")
