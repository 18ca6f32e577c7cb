"""What others reach, as a light band behind the data, where it lies near enough to be seen beside it."""

from __future__ import annotations

from collections.abc import Sequence

from kpireport.charts.axis import extent
from kpireport.charts.frame import Layers
from kpireport.charts.plot import Scale, rule_row
from kpireport.format import Language
from kpireport.model import Benchmark

#: The lower and the upper end, equal for a single value.
Range = tuple[float, float]


def benchmark_near(
    benchmark: Benchmark | None, heights: Sequence[float], *, zero_below: float, within: float
) -> Range | None:
    """Its ends, when neither lies farther than the share `within` of the axis of `heights` beyond that axis."""
    ends = [end for end in (benchmark.low, benchmark.high) if end is not None] if benchmark else []
    if not ends or not heights:
        return None
    low, high = extent(heights, zero_below)
    room = (high - low) * within
    found = min(ends), max(ends)
    return found if low - room <= found[0] and found[1] <= high + room else None


def benchmark_name(benchmark: Benchmark | None, language: Language) -> str:
    return language.text("Benchmark, {year}", year=benchmark.date.year) if benchmark else ""


def benchmark_rows(found: Range | None, x: Scale, y: Scale) -> Layers:
    """The band across the plot with its edges; a single value is an edge alone."""
    if found is None:
        return {}
    low, high = found
    edges = tuple(rule_row(x.first, y(end), x.last, y(end)) for end in sorted({low, high}))
    band = ({"x": x.low, "x2": x.high, "y": low, "y2": high},) if low < high else ()
    return {"bench": band, "bench_edge": edges}
