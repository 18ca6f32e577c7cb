"""The finished charts: what is in the SVG, and what must not be."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from kpireport.charts import Drawing, Drawings, draw
from kpireport.charts.label import text_box
from kpireport.errors import ProjectError
from kpireport.format import Language
from kpireport.model import Cause, Comparison, KpiResult, Metric, TargetResult
from tests.charts.chart_samples import PLACE, config, drivers, event, level, points, report, result

ENGLISH = Language("en-GB", "EUR")
HOSTILE = '</script><script>alert(1)</script>" onload="x & a.b __proto__ {{7*7}}'


def charts(*results: KpiResult, jobs: int = 1) -> Mapping[str, Drawings]:
    return draw(report(*results), ENGLISH, config(), jobs)


def history(found: KpiResult) -> Drawing:
    drawn = charts(found)[found.id].history
    assert drawn is not None
    return drawn


def parsed(svg: str) -> ET.Element:
    """Fails unless the SVG is well-formed XML."""
    return ET.fromstring(svg)  # noqa: S314  # our own output


def texts(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in parsed(svg).iter("text")]


def paths(svg: str, layer: str) -> list[str]:
    group = re.search(rf'<g class="mark-line role-mark {layer}_marks"[^>]*>(.*?)</g>', svg)
    return re.findall(r'd="([^"]*)"', group[1]) if group else []


@pytest.fixture(scope="module")
def full() -> KpiResult:
    """A KPI with everything a line chart can show, and a cause."""
    values = [float(800_000 + 7_000 * index) for index in range(43)]
    series = points(values, "week", date(2026, 1, 1))
    target = TargetResult(
        kind="at_least",
        value=1e6,
        start=date(2026, 1, 5),
        by=date(2026, 12, 27),
        periods=level(series, *[1e6] * 20),
    )
    cause = Cause(
        method="additive",
        basis="previous_period",
        drivers=drivers(Carousel=20_000, Text=-13_000),
        before=1_087_000,
        after=1_094_000,
        change=7_000,
    )
    return result(
        series,
        name="Weekly impressions",
        target=target,
        previous_year=[replace(point, value=(point.value or 0) * 0.8) for point in series],
        events=[event(date(2026, 5, 4), "Three carousels a week")],
        cause=cause,
        comparison=[Comparison(basis="previous_period", label="2026-W42", period=series[-2].period)],
    )


def test_both_sizes_are_named_images_without_any_presentation_of_their_own(full: KpiResult) -> None:
    found = charts(full)[full.id]
    for drawing in (found.history, found.bridge):
        assert drawing is not None
        for svg, css, width in ((drawing.wide, "chart wide", "880"), (drawing.narrow, "chart narrow", "350")):
            root = parsed(svg)
            assert root.get("class") == css
            assert root.get("role") == "img"
            assert root.get("aria-label") == drawing.label
            assert root.get("viewBox", "").split()[2] == width
            assert root.get("width") is None
            allowed = {"class", "d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "fill"}
            allowed |= {"stroke", "text-anchor"}
            for element in root.iter():
                assert element.tag in {"svg", "g", "path", "line", "rect", "circle", "text"}
                assert element is root or set(element.attrib) <= allowed
                assert element.get("fill") in (None, "none")
                assert element.get("stroke") in (None, "currentColor")


def test_labels_stand_on_the_lines(full: KpiResult) -> None:
    drawing = history(full)
    assert {"1.09\u202fM", "Target 1.00\u202fM", "Last year (PY)", "Three carousels a week"} <= set(texts(drawing.wide))
    assert {"Target", "1.00\u202fM", "1.09\u202fM"} <= set(texts(drawing.narrow))
    assert drawing.label.startswith("Line chart of Weekly impressions, 29")
    assert "last value 1.09\u202fM; Target 1.00\u202fM; last year" in drawing.label


def test_an_axis_that_leaves_out_zero_is_said() -> None:
    high = history(result(points([52_000.0, 53_000.0, 52_500.0], "month", date(2026, 1, 1))))
    low = history(result(points([2_000.0, 53_000.0, 52_500.0], "month", date(2026, 1, 1))))
    assert high.note == "The axis starts at 51\u202f000."
    assert low.note is None


def test_a_gap_parts_the_line_and_a_lone_value_is_a_dot() -> None:
    series = points([5, 6, None, 7, None, 8, 9], "month", date(2026, 1, 1))
    svg = history(result(series)).wide
    (path,) = paths(svg, "actual")
    assert path.count("M") == 3
    assert len(re.findall("point_marks.*?</g>", svg)[0].split("<circle")) == 2


def test_an_open_period_is_hollow_and_a_sum_so_far_is_not_joined_to_the_line() -> None:
    series = points([50.0, 60.0, 55.0, 9.0], "month", date(2026, 1, 1), still_open=True)
    flow = history(result(series, metric=Metric(id="m", place=PLACE, name="m", aggregation="sum"))).wide
    stock = history(result(series, metric=Metric(id="m", place=PLACE, name="m", aggregation="last"))).wide
    for svg in (flow, stock):
        assert "mark-symbol role-mark open_marks" in svg
        assert "9 to date" in texts(svg)
    assert paths(flow, "open") == []
    assert len(paths(stock, "open")) == 1


def test_a_target_on_a_sum_is_drawn_as_the_total_against_the_plan() -> None:
    series = points([10.0] * 12 + [8.0, 9.0, 13.0], "month", date(2025, 1, 1))
    target = TargetResult(
        kind="cumulative",
        value=120,
        start=date(2026, 1, 1),
        by=date(2026, 12, 31),
        current=30,
        plan=((date(2025, 12, 31), 0.0), (date(2026, 12, 31), 120.0)),
    )
    shown = texts(history(result(series, target=target)).wide)
    assert "30 to date" in shown
    assert {"Target 120", "by 31 Dec", "Plan (PL)"} <= set(shown)
    (path,) = paths(history(result(series, target=target)).wide, "actual")
    assert path.count("L") == 3
    assert [float(place.split(",")[1]) for place in path[1:].split("L")] == pytest.approx(
        [252, 239.4, 225.2, 204.7], abs=0.2
    )


def test_few_quarters_are_columns_and_the_target_an_outlined_one() -> None:
    series = points([17.0, 17.4, 17.9, 18.0, 19.7, 20.8, 21.5], "quarter", date(2025, 1, 1))
    target = TargetResult(kind="reach", value=24.0, baseline=18.0, start=date(2026, 1, 1), by=date(2026, 12, 31))
    metric = Metric(id="m", place=PLACE, name="m", unit="percent", decimals=1)
    drawing = history(result(series, target=target, metric=metric))
    assert len(re.findall("<rect", re.findall("py_marks.*?</g>", drawing.wide)[0])) == 4
    assert len(re.findall("<rect", re.findall("actual_marks.*?</g>", drawing.wide)[0])) == 3
    assert len(re.findall("<rect", re.findall("plan_marks.*?</g>", drawing.wide)[0])) == 1
    shown = texts(drawing.wide)
    assert {"Q1 2025", "Q1 2026", "Q4", "21.5\u202f%", "24.0\u202f%", "Target 24.0\u202f%", "by 31 Dec"} <= set(shown)
    assert shown.count("Q4") == 2
    assert drawing.note is None
    assert {"2025", "2026"} <= set(texts(drawing.narrow))


def test_a_range_is_a_band_with_two_level_edges() -> None:
    series = points([37.0, 38.0, 36.5, 37.2], "month", date(2026, 1, 1))
    target = TargetResult(kind="range", low=36.0, high=39.0, start=date(2026, 1, 1))
    svg = history(result(series, target=target)).wide
    assert "mark-rect role-mark band_marks" in svg
    (path,) = paths(svg, "target")
    heights = [[place.split(",")[1] for place in part.split("L")] for part in path.split("M")[1:]]
    assert len(heights) == 2
    assert all(len(set(edge)) == 1 for edge in heights)


def test_the_bridge_names_its_periods_and_signs_its_steps(full: KpiResult) -> None:
    drawing = charts(full)[full.id].bridge
    assert drawing is not None
    shown = texts(drawing.wide)
    assert {"Carousel", "+20\u202f000", "Text", "\u221213\u202f000", "Week 42", "Week 43"} <= set(shown)
    assert drawing.note is not None
    assert 'class="mark-rule role-mark marker_marks"' in drawing.wide


def test_totals_of_a_bridge_are_bars_from_zero_where_the_change_is_large() -> None:
    cause = Cause(
        method="additive", basis="baseline", drivers=drivers(a=50.0, b=-10.0), before=100, after=140, change=40
    )
    drawing = charts(result(points([100.0, 140.0], "month", date(2026, 1, 1)), cause=cause))["k"].bridge
    assert drawing is not None
    assert drawing.note is None
    widths = [float(width) for width in re.findall(r'<rect[^>]* width="([\d.]+)"', drawing.wide)]
    assert widths[0] / widths[1] == pytest.approx(100 / 140, abs=0.01)  # py and actual come first
    assert widths[2] / widths[3] == pytest.approx(5, abs=0.05)


def test_nothing_to_draw_is_none() -> None:
    empty = result(())
    blank = result(points([None, None], "week", date(2026, 1, 5)), id="blank")
    drawn = charts(empty, blank)
    assert drawn["k"] == Drawings(None, None)
    assert drawn["blank"] == Drawings(None, None)


@pytest.mark.parametrize(
    "values",
    [
        [5.0] * 9,
        [0.0] * 9,
        [-3.0] * 9,
        [-5.0, -7.0, -6.0],
        [-4.0, 3.0, -2.0],
        [1e-12, 3e-12, 2e-12],
        [1e15, 1.4e15, 1.2e15],
        [100.0, 100.0000001, 100.0],
        [180.0, 230.0, 640.0],
        [42.0],
        [None, 42.0, None],
    ],
)
@pytest.mark.parametrize("grain", ["week", "year"])
def test_odd_values_still_give_a_chart_with_distinct_axis_labels(values: list[float | None], grain: str) -> None:
    series = points(values, "week" if grain == "week" else "year", date(2024, 1, 1))
    target = TargetResult(kind="at_least", value=values[0], periods=level(series, values[0]))
    drawing = history(result(series, target=target))
    for svg in (drawing.wide, drawing.narrow):
        labels = texts(re.findall(r'<g class="mark-text role-axis-label">.*?</g>', svg)[0])
        numbers = [label for label in labels if re.fullmatch(r"[\u2212\d.\u202f ktnbM]+", label)]
        assert len(numbers) >= 3
        assert len(set(numbers)) == len(numbers)
        assert not re.search("NaN|Infinity|undefined|null", svg)


def test_every_text_lies_inside_the_narrow_view_box(full: KpiResult) -> None:
    series = points([100.0, 140.0, 90.0], "quarter", date(2026, 1, 1))
    others = [
        result(series, id="q", name=HOSTILE),
        result(points([52_345.6] * 30, "day", date(2026, 9, 1)), id="d", events=[event(date(2026, 9, 29), HOSTILE)]),
    ]
    for drawings in charts(full, *others).values():
        for drawing in (drawings.history, drawings.bridge):
            if drawing is None:
                continue
            root = parsed(drawing.narrow)
            height = float(root.get("viewBox", "").split()[3])
            for element in root.iter("text"):
                anchor = {"end": "right", "middle": "center"}.get(element.get("text-anchor", ""), "left")
                place = float(element.get("x", "")), float(element.get("y", ""))
                box = text_box(*place, element.text or "", anchor, 12)
                assert box.left >= -1
                assert box.right <= 351
                assert box.top >= -1
                assert box.bottom <= height


def test_hostile_names_are_text(full: KpiResult) -> None:
    cause = replace(full.cause, drivers=drivers(**{HOSTILE: 9_000.0, "__proto__": -2_000.0, "a[0].b": 0.0}))
    hostile = replace(
        full,
        kpi=replace(full.kpi, name=HOSTILE),
        cause=cause,
        events=(event(date(2026, 5, 4), HOSTILE), event(date(2026, 8, 4), "\x00\x1b\u2028</svg>")),
    )
    found = charts(hostile)[full.id]
    assert found.history is not None
    assert found.bridge is not None
    assert HOSTILE in found.history.label
    for svg in (found.history.wide, found.history.narrow, found.bridge.wide, found.bridge.narrow):
        assert "<script" not in svg
        assert svg.count("<svg") == svg.count("</svg>") == 1
        assert parsed(svg).get("onload") is None
    assert {"__proto__", "a[0].b"} <= set(texts(found.bridge.wide))


def test_equal_charts_get_equal_drawings_and_results_do_not_depend_on_jobs(full: KpiResult) -> None:
    many = [
        result(
            points([float(index), index + 2.0, index % 7], "month", date(2026, 1, 1)), id=f"k{index}", name=f"K {index}"
        )
        for index in range(42)
    ]
    twin = replace(many[0], kpi=replace(many[0].kpi, id="twin"))
    alone = charts(full, *many, twin)
    assert alone["twin"] == alone["k0"]
    assert charts(full, *many, twin, jobs=2) == alone


def test_no_time_zone_locale_or_hash_seed_takes_part(full: KpiResult, root: Path) -> None:
    script = (
        "from tests.charts.chart_samples import *; from kpireport.charts import draw\n"
        "from kpireport.format import Language\n"
        "s = points([3.0, 5.0, 4.0, None, 6.0] * 7, 'day', date(2026, 9, 1))\n"
        "d = draw(report(result(s, events=[event(date(2026, 9, 30), 'New')])), Language(), config())['k'].history\n"
        "import sys; sys.stdout.buffer.write((d.wide + d.narrow + d.label).encode())"
    )

    def run(zone: str, seed: str) -> bytes:
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": "C", "PYTHONPATH": str(root)}
        return subprocess.run([sys.executable, "-c", script], env=environment, check=True, capture_output=True).stdout

    here = run("America/Los_Angeles", "1")
    assert here == run("Asia/Tokyo", "2")
    assert b"7 Sept" in here


def test_a_faulty_chart_json_says_what_is_missing() -> None:
    broken = {**config(), "wide": {**config()["wide"], "width": "880 px"}}
    with pytest.raises(ProjectError, match=r"wide\.width.* must be a number"):
        draw(report(), ENGLISH, broken)
    with pytest.raises(ProjectError, match="`stretch` is missing"):
        draw(report(), ENGLISH, {name: part for name, part in config().items() if name != "stretch"})
