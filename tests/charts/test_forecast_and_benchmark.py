"""What is to come, and what others reach, in the chart of a KPI's history."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from kpireport.charts import Drawing, draw
from kpireport.charts.benchmark import benchmark_near
from kpireport.charts.settings import Settings, read_settings
from kpireport.charts.slots import slots
from kpireport.charts.stretch import stretch
from kpireport.format import Language
from kpireport.model import Benchmark, KpiResult, Metric, TargetResult
from tests.charts.chart_samples import CALENDAR, PLACE, ahead, config, level, points, report, result

ENGLISH = Language("en-GB", "EUR")
WEEKS = points([float(value) for value in range(100, 140)], "week", date(2026, 1, 5))
BANDS = [(140.0 - step, 141.0, 142.0 + step) for step in range(6)]


@pytest.fixture(scope="module")
def settings() -> Settings:
    return read_settings(config())


def history(found: KpiResult) -> Drawing:
    drawn = draw(report(found), ENGLISH, config())[found.id].history
    assert drawn is not None
    return drawn


def layer(svg: str, name: str) -> str:
    found = re.search(rf'<g class="mark-\w+ role-mark {name}_marks"[^>]*>.*?</g>', svg)
    return found[0] if found else ""


def numbers(text: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", text)]


def with_benchmark(found: KpiResult, low: float | None, high: float | None) -> KpiResult:
    benchmark = Benchmark(low=low, high=high, source="Panel", date=date(2026, 3, 1))
    return replace(found, kpi=replace(found.kpi, benchmark=benchmark))


def weekly(bands: Sequence[tuple[float, float, float]] = BANDS, by: date = date(2026, 11, 22)) -> KpiResult:
    target = TargetResult(kind="reach", value=150.0, start=date(2026, 1, 1), by=by, forecast=ahead(WEEKS, *bands))
    return result(WEEKS, target=target)


# -------------------------------------------------------------------------------------------------------- forecast


def test_the_fan_opens_from_the_last_value_and_is_hatched_by_the_page_s_pattern() -> None:
    drawing = history(weekly())
    band = layer(drawing.wide, "fc")
    assert ' fill="url(#hatch)"' in band
    outline = numbers(band)
    middle = numbers(layer(drawing.wide, "fcmid"))
    last = re.search(r'<circle cx="([\d.]+)" cy="([\d.]+)"', layer(drawing.wide, "last"))
    assert last is not None
    start = (float(last[1]), float(last[2]))
    assert len(outline) == 2 * len(middle) == 2 * (len(BANDS) + 1)
    assert middle[0] == outline[0] == outline[-1] == start
    ends = [y for x, y in outline if x == middle[-1][0]]
    assert min(ends) < middle[-1][1] < max(ends)
    assert "forecast 141, 80\u202f% range 135 to 147" in drawing.label
    for svg in (drawing.wide, drawing.narrow):
        assert "80\u202f% range</text>" in svg
        assert 'class="t t-fc"' in svg


def test_a_chart_without_a_forecast_has_no_trace_of_one() -> None:
    drawing = history(weekly([]))
    assert "hatch" not in drawing.wide
    assert "Forecast" not in drawing.wide
    assert "forecast" not in drawing.label


def test_a_forecast_to_a_far_deadline_is_drawn_as_far_as_the_stretch_allows(settings: Settings) -> None:
    shown = stretch(weekly([(1.0, 2.0, 3.0)] * 110, date(2028, 12, 31)), 40, settings.deadline_within)
    assert shown is not None
    days = (WEEKS[-1].period.end - WEEKS[0].period.start).days
    ahead_days = (shown.last - WEEKS[-1].period.end).days
    assert days / 2 - 7 < ahead_days <= days / 2
    assert ahead_days % 7 == 0


def test_the_forecast_of_a_total_is_a_bar_at_its_deadline() -> None:
    series = points([10.0] * 9, "month", date(2026, 1, 1))
    target = TargetResult(
        kind="cumulative",
        value=100.0,
        start=date(2026, 1, 1),
        by=date(2026, 12, 31),
        current=90.0,
        projection=120.0,
        interval80=(110.0, 140.0),
        forecast=ahead(series, (7.0, 10.0, 12.0), (7.0, 10.0, 12.0), (7.0, 10.0, 12.0)),
        plan=((date(2025, 12, 31), 0.0), (date(2026, 12, 31), 100.0)),
    )
    drawing = history(result(series, target=target))
    assert layer(drawing.wide, "fc") == layer(drawing.wide, "fcmid") == ""
    bar, *caps = re.findall(r'x1="([\d.]+)" x2="([\d.]+)" y1="([\d.]+)" y2="([\d.]+)"', layer(drawing.wide, "fcbar"))
    assert bar[0] == bar[1]
    assert {caps[0][2], caps[1][2]} == {bar[2], bar[3]}
    dot = re.search(r'cx="([\d.]+)" cy="([\d.]+)"', layer(drawing.wide, "fcpt"))
    ring = re.search(r'cx="([\d.]+)" cy="([\d.]+)"', layer(drawing.wide, "targetpt"))
    assert dot is not None
    assert ring is not None
    assert dot[1] == ring[1] == bar[0]
    low, high = float(bar[2]), float(bar[3])
    assert (low - float(dot[2])) / (low - high) == pytest.approx(1 / 3, abs=0.01)
    assert drawing.note == "The bar at the deadline is the forecast of the total: its middle and 80\u202f% range."
    assert "forecast 120, 80\u202f% range 110 to 140" in drawing.label


def test_columns_to_come_are_hatched_and_the_open_one_keeps_its_own(settings: Settings) -> None:
    series = points([17.0, 17.4, 18.0, 19.7, 8.0], "quarter", date(2025, 1, 1), still_open=True)
    target = TargetResult(
        kind="at_least",
        value=20.0,
        by=date(2026, 9, 30),
        periods=level(series, 20.0, 20.0),
        forecast=ahead(series, (19.0, 20.0, 21.0), (18.0, 20.5, 22.0), (17.0, 21.0, 25.0)),
    )
    drawing = history(result(series, target=target, metric=Metric(id="m", place=PLACE, name="m", unit="percent")))
    hatched = layer(drawing.wide, "fc")
    assert hatched.count("<rect") == 3
    assert ' fill="url(#hatch)"' in hatched
    assert layer(drawing.wide, "open").count("<rect") == 1
    assert layer(drawing.wide, "fcbar").count("<line") == 9
    assert {"20.5\u202f%", "8\u202f%", "21\u202f%"} <= set(re.findall(r">([^<>]+)</text>", drawing.wide))
    assert "forecast 21\u202f%, 80\u202f% range 17\u202f% to 25\u202f%" in drawing.label


def test_columns_run_on_to_the_deadline_where_few_are_needed() -> None:
    series = points([100.0, 140.0, 150.0], "year", date(2022, 1, 1))

    def labels(years: int, most: int) -> list[str]:
        bands = [(150.0, 160.0, 170.0)] * years
        target = TargetResult(kind="reach", value=200.0, by=date(2024 + years, 12, 31), forecast=ahead(series, *bands))
        found = result(series, target=target)
        shown = stretch(found, 60, 0.5)
        assert shown is not None
        return [slot.period.label for slot in slots(found, shown, CALENDAR, most)]

    assert labels(4, 12) == ["2022", "2023", "2024", "2025", "2026", "2027", "2028"]
    assert labels(4, 6) == ["2022", "2023", "2024", "2025", "2028"]


# ------------------------------------------------------------------------------------------------------- benchmark


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (30.0, 60.0, (30.0, 60.0)),
        (90.0, 150.0, (90.0, 150.0)),
        (90.0, 151.0, None),
        (-60.0, 20.0, None),
        (None, 70.0, (70.0, 70.0)),
        (None, None, None),
    ],
)
def test_a_benchmark_is_near_within_half_an_axis(
    low: float | None, high: float | None, found: tuple[float, float] | None
) -> None:
    benchmark = Benchmark(low=low, high=high, source="Panel", date=date(2026, 3, 1))
    assert benchmark_near(benchmark, [20.0, 100.0], zero_below=0.6, within=0.5) == found


def test_a_benchmark_lies_below_everything_and_has_its_year() -> None:
    drawing = history(with_benchmark(weekly(), 80.0, 120.0))
    assert re.findall(r"role-mark (\w+)_marks|role-axis-grid", drawing.wide)[0] == "bench"
    assert layer(drawing.wide, "bench").count("<rect") == 1
    assert "Benchmark, 2026" in re.findall(r">([^<>]+)</text>", drawing.wide)
    assert drawing.label.endswith("Benchmark, 2026")


def test_a_single_benchmark_is_a_rule_and_a_far_one_is_left_out() -> None:
    single = history(with_benchmark(weekly(), 120.0, 120.0))
    far = history(with_benchmark(weekly(), 900.0, 950.0))
    assert "<rect" not in layer(single.wide, "bench")
    assert layer(single.wide, "bench").count("<line") == 1
    assert "bench" not in far.wide
    assert far == history(weekly())


def test_columns_name_the_benchmark_beside_them() -> None:
    series = points([38.0, 41.0, 43.0, 47.0], "quarter", date(2025, 4, 1))
    drawing = history(with_benchmark(result(series), 31.0, 48.0))
    assert layer(drawing.wide, "bench").count("<rect") == 1
    assert "Benchmark, 2026" in drawing.wide
    assert drawing.label.endswith("Benchmark, 2026")
