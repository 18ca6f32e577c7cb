"""Round axes, the days they name, and labels that keep out of each other's way."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from kpireport.charts.axis import number_axis, tick_labels, time_ticks
from kpireport.charts.events import event_heads
from kpireport.charts.label import Block, Box, Taken, height_at, shorten, spread, text_box, text_width, wrap
from kpireport.charts.plot import Scale
from kpireport.charts.settings import Settings, read_settings
from kpireport.charts.stretch import lone, stretch, thin, year_later
from kpireport.charts.svg import tidy
from kpireport.charts.target import steps_in
from kpireport.format import Language
from kpireport.model import Bound, Kpi, Metric, Target, TargetPoint, TargetResult
from tests.charts.chart_samples import PLACE, config, event, points, result

ENGLISH = Language("en-GB", "EUR")


@pytest.fixture(scope="module")
def settings() -> Settings:
    return read_settings(config())


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([640_000, 1_200_000], (0, 500_000, 1_000_000, 1_500_000)),
        ([43_000, 54_500], (40_000, 45_000, 50_000, 55_000)),
        ([-5, -7], (-7, -6.5, -6, -5.5, -5)),
        ([-4, 3], (-4, -2, 0, 2, 4)),
        ([0, 0], (0, 0.25, 0.5, 0.75, 1)),
        ([5, 5], (0, 2, 4, 6)),
    ],
)
def test_axis_ticks_are_round_and_reach_around_the_values(values: list[float], ticks: tuple[float, ...]) -> None:
    axis = number_axis(values, ticks=4, zero_below=0.6)
    assert axis.low <= min(values)
    assert axis.high >= max(values)
    assert axis.ticks == pytest.approx(ticks)


def test_axis_from_zero_whatever_the_values() -> None:
    assert number_axis([43_000, 54_500], ticks=4, zero_below=1.0).low == 0


def test_tick_labels_carry_as_many_decimals_as_the_step_needs() -> None:
    def labels(metric: Metric, *values: float) -> tuple[str, ...]:
        return tick_labels(number_axis(values, ticks=4, zero_below=0.6), metric, ENGLISH)

    euro = Metric(id="m", place=PLACE, name="m", unit="currency")
    assert labels(euro, 3.86, 4.62) == ("€3.80", "€4.00", "€4.20", "€4.40", "€4.60", "€4.80")
    fraction = Metric(id="m", place=PLACE, name="m", unit="fraction")
    assert labels(fraction, 0.0, 0.31) == ("0\u202f%", "10\u202f%", "20\u202f%", "30\u202f%", "40\u202f%")
    articles = Metric(id="m", place=PLACE, name="m", unit="articles")
    assert labels(articles, 0, 8) == ("0", "2", "4", "6", "8")


def test_time_ticks_start_years_with_their_number() -> None:
    labels = [tick.label for tick in time_ticks(date(2025, 7, 1), date(2026, 10, 25), 8, ENGLISH)]
    assert labels == ["Jul", "Sept", "Nov", "2026", "Mar", "May", "Jul", "Sept"]
    assert [tick.label for tick in time_ticks(date(1980, 1, 1), date(2019, 12, 31), 8, ENGLISH)] == [
        "1980",
        "1985",
        "1990",
        "1995",
        "2000",
        "2005",
        "2010",
        "2015",
    ]
    days = time_ticks(date(2026, 9, 28), date(2026, 10, 20), 8, ENGLISH)
    assert [tick.label for tick in days] == ["28 Sept", "5 Oct", "12 Oct", "19 Oct"]


def test_blocks_are_moved_apart_and_stay_inside() -> None:
    blocks = [Block(100, ("a",), "t_py"), Block(101, ("b", "b"), "t_target"), Block(279, ("c",), "t_note")]
    placed = spread(blocks, 16, 8, 280)
    assert [block.lines[0] for block, _ in placed] == ["a", "b", "c"]
    edges = [(at - 8 * len(block.lines), at + 8 * len(block.lines)) for block, at in placed]
    assert all(above[1] <= below[0] for above, below in pairwise(edges))
    assert edges[-1][1] <= 280


def test_texts_are_cut_and_wrapped_to_their_width() -> None:
    assert shorten("Carousel", 200, 13) == "Carousel"
    cut = shorten("A segment with a name that goes on and on", 120, 13)
    assert cut.endswith("…")
    assert text_width(cut, 13) <= 120
    assert shorten("tab\there\u202fand", 500, 13) == "tab here\u202fand"
    assert wrap("Target 1.00\u202fM\nby 31 Dec", 400, 12) == ("Target 1.00\u202fM", "by 31 Dec")
    assert wrap("Last year (PY)", 70, 12) == ("Last year", "(PY)")


def test_a_label_takes_the_first_place_free_of_lines_and_labels() -> None:
    taken = Taken(Box(0, 300, 0, 200), [[(0, 90), (300, 90)]])
    over, under = (150.0, 95.0, "left"), (150.0, 120.0, "left")
    assert taken.best("name", 13, [over, under]) == under
    assert taken.best("other", 13, [under, (150.0, 60.0, "left")]) == (150.0, 60.0, "left")


def test_a_label_would_rather_cross_the_rule_of_an_event_than_lie_along_a_line() -> None:
    room = Box(0, 200, 0, 100)
    curve = [(0.0, 60.0), (200.0, 60.0)]
    taken = Taken(room, [curve], rules=[Box(49, 51, 0, 60)])
    assert taken.best("1.56 M to date", 12, [(100, 40, "right"), (100, 64, "right")]) == (100, 40, "right")


def test_two_labels_in_a_line_keep_a_space_apart() -> None:
    taken = Taken(Box(0, 300, 0, 100))
    width = text_width("first", 12)
    taken.take("first", 12, (0, 50, "left"))
    places = [(width + 1, 50.0, "left"), (width + 6, 50.0, "left")]
    assert taken.best("second", 12, places) == places[1]


def test_heights_between_points_are_on_the_straight_line() -> None:
    assert height_at([(0, 0), (10, 5)], 4) == 2
    assert height_at([(0, 0), (10, 5)], 11) is None
    assert height_at([(3, 1), (10, 5)], 2) is None


def test_names_of_events_do_not_meet_and_the_latest_come_first(settings: Settings) -> None:
    scale = Scale(date(2026, 1, 1).toordinal(), date(2026, 12, 31).toordinal(), 40, 740)
    days = [date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 12), date(2026, 3, 20), date(2026, 12, 28)]
    heads = event_heads([event(day, f"Something happened {day.day}") for day in days], scale, settings.wide)
    named = [head for head in heads if head.row is not None]
    assert [head.text[-2:] for head in named] == ["28", "20", "12"]
    boxes = [text_box(head.x, -(head.row or 0) * 16, head.text, head.anchor, 13) for head in named]
    assert not any(one.meets(other) for one in boxes for other in boxes if one is not other)
    assert named[0].anchor == "right"  # to its right the view box ends


def test_the_stretch_ends_at_a_near_deadline_and_ignores_a_far_one() -> None:
    series = points([1.0] * 30, "week", date(2026, 1, 5))
    near = result(series, target=TargetResult(kind="reach", value=9, by=date(2026, 9, 30)))
    far = result(series, target=TargetResult(kind="reach", value=9, by=date(2028, 9, 30)))
    shown = stretch(near, 20, 0.5)
    assert shown is not None
    assert len(shown.points) == 20
    assert shown.last == date(2026, 9, 30)
    clipped = stretch(far, 20, 0.5)
    assert clipped is not None
    assert clipped.last == series[-1].period.end


def test_a_stretch_without_late_values_shows_the_last_known_ones() -> None:
    shown = stretch(result(points([None, 4.0, 5.0, None, None, None], "month", date(2026, 1, 1))), 3, 0.5)
    assert shown is not None
    assert [point.value for point in shown.points] == [4.0, 5.0, None, None, None]


def test_last_year_lies_at_this_year_s_places() -> None:
    series = points([10.0, 11.0, 12.0], "month", date(2026, 1, 1))
    before = points([7.0, 8.0], "month", date(2026, 2, 1))
    shown = stretch(result(series), 36, 0.5)
    assert shown is not None
    assert [value for _, value in year_later(result(series, previous_year=before), shown)] == [None, 7.0, 8.0]


def test_thinning_keeps_the_extremes_and_the_gaps() -> None:
    spots = [(float(day), None if day == 500 else float((day * 37) % 101)) for day in range(1000)]
    kept = thin(spots, 100)
    assert len(kept) <= 101
    values = [value for _, value in kept if value is not None]
    assert (min(values), max(values)) == (0, 100)
    assert (500.0, None) in kept
    assert [day for day, _ in kept] == sorted(day for day, _ in kept)
    assert lone([(1.0, None), (2.0, 5.0), (3.0, None)]) == ((2.0, 5.0),)


def test_a_level_target_steps_with_its_periods_and_runs_on_to_the_deadline() -> None:
    series = points([1.0, 2.0, 3.0, 4.0], "month", date(2026, 1, 1))
    periods = tuple(TargetPoint(point.period, value) for point, value in zip(series, (5, 5, 8, 8), strict=True))
    target = TargetResult(kind="at_least", value=8, by=date(2026, 5, 31), periods=periods)
    found = result(series, target=target)
    shown = stretch(found, 36, 0.5)
    assert shown is not None
    ends = [
        (date.fromordinal(int(step.first)), date.fromordinal(int(step.last)), step.low)
        for step in steps_in(found, shown)
    ]
    assert ends == [(date(2026, 1, 1), date(2026, 3, 1), 5), (date(2026, 3, 1), date(2026, 6, 1), 8)]


def test_a_target_from_a_metric_says_nothing_of_periods_to_come() -> None:
    series = points([1.0, 2.0], "month", date(2026, 1, 1))
    periods = tuple(TargetPoint(point.period, 8) for point in series)
    phase = Target(place=PLACE, kind="at_least", value=Bound(metric="plan"))
    target = TargetResult(kind="at_least", value=8, by=date(2026, 3, 20), periods=periods)
    kpi = Kpi(id="k", place=PLACE, name="K", metric="m", targets=(phase,))
    found = result(series, target=target, kpi=kpi)
    shown = stretch(found, 36, 0.5)
    assert shown is not None
    (step,) = steps_in(found, shown)
    assert date.fromordinal(int(step.last)) == date(2026, 3, 1)


def test_ids_of_a_drawing_are_prefixed_and_its_styles_dropped() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10" viewBox="0 0 10 10" style="color: red">'
        '<rect width="10" height="10" fill="white"/><defs><clipPath id="clip0"><rect x="0" y="0" width="9" height="9"/>'
        '</clipPath></defs><g class="mark-line role-mark actual_marks" aria-label="x" clip-path="url(#clip0)">'
        '<path d="M0.123,1e-3L10,-0.04" style="stroke: red" stroke="#123456"/></g>'
        '<g class="mark-text role-mark t_note_marks"/></svg>'
    )
    assert tidy(svg, css="chart wide", label='"A" & B', prefix="c1") == (
        '<svg class="chart wide" viewBox="0 0 10 10" role="img" aria-label="&quot;A&quot; &amp; B">'
        '<defs><clipPath id="c1-clip0"><rect x="0" y="0" width="9" height="9"></rect></clipPath></defs>'
        '<g class="mark-line role-mark actual_marks" fill="none" stroke="currentColor" clip-path="url(#c1-clip0)">'
        '<path d="M0.1,0L10,0"/></g></svg>'
    )
