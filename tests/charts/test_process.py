"""The process chart: limits, signals, and what is said about them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from kpireport.charts import Drawing, draw
from kpireport.charts.label import text_box
from kpireport.format import Language
from kpireport.model import Event, KpiResult, Metric, Signal
from tests.charts.chart_samples import PLACE, config, event, limits, points, report, result, signal

ENGLISH = Language("en-GB", "EUR")
HOSTILE = '</text><script>alert(1)</script> "x" & \x00 __proto__ {{7*7}}'

VALUES = [700.0, 720.0, 690.0, 710.0] * 4 + [1080.0, 1060.0, 1100.0] * 5 + [880.0, 1090.0, 1070.0]
SERIES = points(VALUES, "week", date(2026, 1, 5))
RULES = {31: ("outside", "concern")}
REBASED = Metric(id="m", place=PLACE, name="Impressions", rebase=(date(2026, 4, 29),))


def impressions(*, events: tuple[Event, ...] = (), **changes: Any) -> KpiResult:
    """Limits that begin anew in week 18, and one value outside them in week 33."""
    found = signal(SERIES, limits(SERIES[:16], 705.0, 60.0), limits(SERIES[16:], 1075.0, 150.0), rules=RULES)
    return result(SERIES, metric=REBASED, signal=replace(found, **changes), events=events)


def process(found: KpiResult) -> Drawing:
    drawn = draw(report(found), ENGLISH, config())[found.id].process
    assert drawn is not None
    return drawn


def texts(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in ET.fromstring(svg).iter("text")]  # noqa: S314  # our own


def layer(svg: str, classes: str) -> str:
    found = re.search(rf'<g class="mark-\w+ role-mark {classes}"[^>]*>.*?</g>', svg)
    return found[0] if found else ""


def heights(text: str) -> list[float]:
    return [float(y) for y in re.findall(r' y1="([\d.]+)"', text)]


@pytest.mark.parametrize(
    "found", [Signal(), Signal(reason="short_history", n=4), replace(impressions().signal, mean=None)]
)
def test_no_process_chart_without_limits(found: Signal) -> None:
    drawn = draw(report(result(SERIES, signal=found)), ENGLISH, config())["k"]
    assert drawn.process is None
    assert drawn.history is not None


def test_each_stretch_has_its_own_limits_and_a_rule_where_new_ones_begin() -> None:
    svg = process(impressions()).wide
    bands = re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', layer(svg, "range_marks"))
    assert len(bands) == 2
    first, second = ([float(side) for side in band] for band in bands)
    assert first[0] + first[2] == pytest.approx(second[0], abs=0.11)
    assert second[3] / first[3] == pytest.approx(2.5, abs=0.02)
    assert len(heights(layer(svg, "limit_marks"))) == 4
    assert len(heights(layer(svg, "mean_marks"))) == 2
    rule = re.search(r'<line x1="([\d.]+)"', layer(svg, "event_marks"))
    assert rule is not None
    assert float(rule[1]) == pytest.approx(second[0], abs=0.11)
    assert "New limits from 29 Apr" in texts(svg)


def test_the_line_is_parted_at_new_limits_and_where_a_value_is_missing() -> None:
    assert layer(process(impressions()).wide, "thin_marks").count("M") == 2
    gap = points([*VALUES[:20], None, *VALUES[21:]], "week", date(2026, 1, 5))
    found = signal(gap, limits(gap, 900.0, 300.0), rules={})
    assert layer(process(result(gap, signal=found)).wide, "thin_marks").count("M") == 2


def test_limits_of_the_last_stretch_are_named_at_the_right() -> None:
    drawing = process(impressions())
    assert {"Upper limit 1\u202f230", "Average 1\u202f080", "Lower limit 925"} <= set(texts(drawing.wide))
    assert {"Upper limit", "1\u202f230", "Average", "Lower limit", "925"} <= set(texts(drawing.narrow))
    assert drawing.note == "The axis starts at 600."
    assert drawing.label.startswith("Process chart of Impressions, 5 Jan – 30 Aug 2026; Upper limit 1\u202f230")
    assert "1 signal; Week 33, 880; New limits from 29 Apr" in drawing.label


def test_signals_are_larger_diamonds_with_their_week_and_value() -> None:
    svg = process(impressions()).wide
    assert layer(svg, "signal_marks").count("<path") == 1
    dots = [float(r) for r in re.findall(r' r="([\d.]+)"', layer(svg, "point_marks"))]
    arm = re.search(r"l([\d.]+),-([\d.]+)l", layer(svg, "signal_marks"))
    assert arm is not None
    assert len(dots) == len(VALUES) - 2  # neither the signal nor the last, which is larger
    assert float(arm[1]) > max(dots)
    assert "Week 33, 880" in texts(svg)
    assert 'class="t t-signal"' in svg


def test_what_happened_is_named_where_there_is_room() -> None:
    happened = (
        event(date(2026, 8, 12), "Posting pause for a week"),
        event(date(2026, 4, 29), "Three carousels a week"),
    )
    drawing = process(impressions(events=happened))
    assert {"Week 33, 880: Posting pause for a week", "New limits from 29 Apr: Three carousels a week"} <= set(
        texts(drawing.wide)
    )
    assert {"Week 33, 880", "New limits from 29 Apr"} <= set(texts(drawing.narrow))


def test_an_improvement_has_a_class_of_its_own() -> None:
    series = points([*[10.0, 12.0, 11.0] * 4, 30.0], "month", date(2025, 9, 1))
    better = signal(series, limits(series, 12.0, 8.0), rules={12: ("outside", "improvement")})
    svg = process(result(series, signal=better)).wide
    assert layer(svg, "signal_marks improvement").count("<path") == 1
    assert layer(svg, "signal_marks") == ""
    assert 'class="t t-gain"' in svg
    assert "September 2026, 30" in texts(svg)


def test_of_neighbours_outside_the_limits_only_the_farthest_is_named() -> None:
    series = points([10.0, 11.0, 30.0, 40.0, 31.0, 10.0, 11.0, 12.0, 13.0], "month", date(2026, 1, 1))
    rules = dict.fromkeys((2, 3, 4), ("outside", "concern")) | dict.fromkeys((6, 7), ("trend", "concern"))
    found = process(result(series, signal=signal(series, limits(series, 12.0, 8.0), rules=rules)))
    names = [text for text in texts(found.wide) if "2026," in text]
    assert names == ["April 2026, 40"]
    assert layer(found.wide, "signal_marks").count("<path") == 5


def test_the_trend_that_the_last_value_is_part_of_is_named() -> None:
    series = points([10.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0], "month", date(2026, 1, 1))
    rules = dict.fromkeys(range(1, 9), ("trend", "concern"))
    found = process(result(series, signal=signal(series, limits(series, 12.0, 8.0), rules=rules)))
    assert "September 2026, 16" in texts(found.wide)


def test_trial_limits_are_lighter_and_said() -> None:
    series = points([10.0, 12.0, 11.0, 14.0, 9.0, 13.0, 12.0], "month", date(2026, 1, 1))
    drawing = process(result(series, signal=signal(series, limits(series, 12.0, 8.0, trial=True), rules={})))
    assert layer(drawing.wide, "limit_marks") == ""
    assert len(heights(layer(drawing.wide, "limit_marks trial"))) == 2
    assert drawing.note == "Trial limits, from 7 values."


def adjusted(name: str, unit: str = "percent") -> KpiResult:
    """The last stretch charts distances, the one before it values."""
    series = points([50.0, 51.0, 52.0] * 5 + [90.0, 91.0, 92.0, 93.0] * 4, "week", date(2026, 1, 5))
    found = signal(series, limits(series[:15], 51.0, 3.0), limits(series[15:], 0.0, 2.0), rules={})
    charted = [replace(point, charted=point.value - 91.5) for point in found.points[15:]]
    found = replace(found, adjustment=name, points=(*found.points[:15], *charted))
    return result(series, signal=found, metric=Metric(id="m", place=PLACE, name="m", unit=unit))


def test_adjusted_values_are_differences_and_share_no_axis_with_values() -> None:
    drawing = process(adjusted("trend"))
    assert {"Upper limit +2\u202fpp", "Average 0\u202fpp", "+1\u202fpp", "\u22121\u202fpp"} <= set(texts(drawing.wide))
    assert layer(drawing.wide, "range_marks").count("<rect") == 1
    assert drawing.label.startswith("Process chart of Impressions, 20 Apr – 9 Aug 2026")
    assert drawing.note == "The dots are distances from a straight trend through the values."


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("season_difference", "The dots are changes from the same period a season earlier."),
        ("season_and_trend", "The dots are what is left of the values without season and trend."),
        ("moon_phase", "The values are adjusted: moon phase."),
    ],
)
def test_the_adjustment_is_said(name: str, note: str) -> None:
    assert process(adjusted(name)).note == note


def test_values_without_what_they_are_compared_with_are_not_drawn() -> None:
    found = adjusted("season_difference")
    cut = tuple(replace(point, charted=None) for point in found.signal.points[15:19])
    found = replace(found, signal=replace(found.signal, points=(*cut, *found.signal.points[19:])))
    svg = process(found).wide
    assert layer(svg, "point_marks").count("<circle") + layer(svg, "last_marks").count("<circle") == 12


def test_what_binary_arithmetic_leaves_of_an_adjusted_line_is_nothing() -> None:
    series = points([1000.0 + step for step in range(20)], "week", date(2026, 1, 5))
    found = signal(series, limits(series, 3e-13, 0.0), rules={})
    dust = tuple(replace(point, charted=1e-13 * (-1) ** index) for index, point in enumerate(found.points))
    found = replace(found, adjustment="trend", points=dust)
    shown = texts(process(result(series, signal=found)).wide)
    assert "Average 0" in shown
    assert max(map(len, shown)) < 20


def test_limits_from_before_the_drawn_stretch_say_since_when() -> None:
    series = points([float(100 + day % 7) for day in range(200)], "day", date(2026, 4, 1))
    drawing = process(result(series, signal=signal(series, limits(series, 103.0, 6.0), rules={})))
    assert drawing.note == "The axis starts at 95. The limits rest on 200 values since 1 April 2026."
    dots = re.findall("<circle", drawing.wide)
    assert len(dots) == config()["stretch"]["day"]
    assert "point_marks" not in drawing.narrow  # no room for dots


def test_no_signals_are_counted_where_none_could_be_told() -> None:
    assert "; 1 signal" in process(impressions()).label
    assert "signal" not in process(impressions(reason="unreliable")).label


@pytest.mark.parametrize("values", [[0.0] * 14, [5.0] * 14, [-3.0] * 14, [1e-9, 2e-9] * 7, [1e14, 1.2e14] * 7])
def test_odd_values_still_give_a_chart(values: list[float]) -> None:
    series = points(values, "month", date(2025, 1, 1))
    spread = (max(values) - min(values)) * 2
    drawing = process(result(series, signal=signal(series, limits(series, values[0], spread), rules={})))
    for svg in (drawing.wide, drawing.narrow):
        assert not re.search("NaN|Infinity|undefined|null", svg)
        assert len(re.findall("<line", layer(svg, "limit_marks"))) == 2


def test_names_stay_inside_the_narrow_view_box_and_are_text() -> None:
    hostile = impressions(events=(event(date(2026, 8, 12), HOSTILE), event(date(2026, 4, 29), HOSTILE)))
    hostile = replace(hostile, kpi=replace(hostile.kpi, name=HOSTILE))
    drawing = process(hostile)
    for svg, width, font in ((drawing.wide, 880, 13), (drawing.narrow, 350, 12)):
        assert "<script" not in svg
        for element in ET.fromstring(svg).iter("text"):  # noqa: S314  # our own output
            anchor = {"end": "right", "middle": "center"}.get(element.get("text-anchor", ""), "left")
            box = text_box(float(element.get("x", "")), float(element.get("y", "")), element.text or "", anchor, font)
            assert box.left >= -1
            assert box.right <= width + 1
    assert "alert(1)" in drawing.label


def test_names_of_signals_do_not_meet() -> None:
    series = points([10.0, 11.0, 10.0, 11.0, 30.0, 10.0, 31.0, 11.0, 32.0, 10.0] * 3, "week", date(2026, 1, 5))
    rules = {index: ("outside", "concern") for index in range(30) if index % 10 in (4, 6, 8)}
    drawing = process(result(series, signal=signal(series, limits(series, 14.0, 9.0), rules=rules)))
    boxes = [
        text_box(float(x), float(y), text, "right" if "end" in anchor else "center" if anchor else "left", 12)
        for x, y, anchor, text in re.findall(
            r'class="t t-signal" x="([\d.]+)" y="([\d.]+)"( text-anchor="\w+")?>([^<]+)<', drawing.narrow
        )
    ]
    assert boxes
    assert not any(one.meets(other) for one in boxes for other in boxes if one is not other)


def test_the_same_results_give_the_same_drawing() -> None:
    assert process(impressions()) == process(impressions())
