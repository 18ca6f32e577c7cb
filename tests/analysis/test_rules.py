from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpireport.analysis.limits import Limits, limits_of, slack_of
from kpireport.analysis.rules import Flag, flags_of
from tests.analysis.test_limits import NOISE, SPIKE, STEPPED

#: A mean of 0 with near limits at 2 and limits at 3.
UNIT = Limits(0.0, -3.0, 3.0, -2.0, 2.0)


def labels(values: Sequence[float], limits: Limits = UNIT) -> list[str | None]:
    """The rule of each value, with + for high or rising and - for low or falling."""
    flags = flags_of(values, limits)
    return [f"{flag.rule}{'+' if flag.side > 0 else '-'}" if flag else None for flag in flags]


def charted(values: Sequence[float], *, screen: bool = True) -> list[str | None]:
    return labels(values, limits_of(values, screen=screen))


def test_noise_has_no_signal() -> None:
    assert charted(NOISE) == [None] * 20


@pytest.mark.parametrize("screen", [True, False])
def test_only_the_spike_is_a_signal(screen: bool) -> None:
    found = charted(SPIKE, screen=screen)
    assert found[4] == "outside+"
    assert [label for label in found if label] == ["outside+"]


def test_two_far_values_on_opposite_sides_are_no_signal() -> None:
    assert charted([1.0, -1.0] * 7 + [5.5, -5.5])[-2:] == [None, None]


def test_the_file_of_published_charts(shared: Path) -> None:
    cases = {case["name"]: case for case in json.loads((shared / "facts" / "spc_cases.json").read_text())["cases"]}
    for case in cases.values():
        found, expected = charted(case["y"], screen=case["screen"]), case["expect"]
        if expected.get("all_common"):
            assert not any(found), case["name"]
        if "only_special_index" in expected:
            assert [index for index, label in enumerate(found) if label] == [expected["only_special_index"]]
        if expected.get("last_two") == "common_cause":
            assert found[-2:] == [None, None], case["name"]


def test_seven_values_above_the_mean() -> None:
    found = charted(STEPPED)
    assert found[12:] == ["shift+"] * 7
    assert found[:12] == [None] * 12


def test_a_rise_that_ends_outside() -> None:
    found = charted([10, 11, 9, 10, 12, 10, 11, 13, 14, 15, 16, 17, 18, 19])
    assert found[-1] == "outside+"
    assert found[7] == "trend+"


def test_exactly_on_the_limit_is_inside() -> None:
    assert labels([3.0, 0.0, -3.0]) == [None, None, None]
    assert labels([3.001, 0.0, -3.001]) == ["outside+", None, "outside-"]


def test_six_steps_make_a_trend_and_five_do_not() -> None:
    rising = [-1.2, -0.8, -0.4, 0.1, 0.4, 0.8, 1.2]
    assert labels([0.0, *rising, 0.5]) == [None, *["trend+"] * 7, None]
    assert labels([0.0, *rising[1:], 0.5]) == [None] * 8
    assert labels([0.0, *reversed(rising), 0.5]) == [None, *["trend-"] * 7, None]


def test_a_tie_breaks_a_trend() -> None:
    assert not any(labels([-1.2, -0.8, -0.4, -0.4, 0.1, 0.4, 0.8, 1.2]))


def test_the_turning_point_belongs_to_the_trend_that_ends_there() -> None:
    up = [-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5]
    found = labels([*up, *reversed(up[:-1])])
    assert found == ["trend+"] * 7 + ["trend-"] * 6


def test_two_of_three_close_to_a_limit() -> None:
    assert labels([-0.5, 2.5, 1.0, 2.5, -0.5]) == [None, "two_in_three+", None, "two_in_three+", None]
    assert labels([0.5, -2.5, -2.5]) == [None] * 3, "the third is on the other side of the mean"
    assert labels([-0.5, -2.5, -2.5]) == [None, "two_in_three-", "two_in_three-"]
    assert labels([0.0, 2.5, 2.5]) == [None] * 3, "on the mean is on neither side"
    assert labels([1.0, 2.0, 2.0]) == [None] * 3, "on the near limit is not beyond it"


def test_a_value_outside_is_not_one_of_the_two() -> None:
    assert labels([1.0, 3.5, 2.5]) == [None, "outside+", None]


def test_a_value_on_the_mean_breaks_a_shift() -> None:
    assert labels([1.0, 0.5] * 3 + [1.0]) == ["shift+"] * 7
    assert not any(labels([1.0, 0.5] * 3 + [0.0] + [1.0, 0.5] * 3))


def test_the_first_rule_that_holds_is_the_label() -> None:
    """The whole is a shift; a value of it lies outside, two are close to the limit, and the end is a trend."""
    values = [2.5, 0.5, 2.5, 3.5, 0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8]
    assert labels(values) == ["two_in_three+", "shift+", "two_in_three+", "outside+", *["trend+"] * 7]


def test_where_the_signal_began() -> None:
    shifted = flags_of([-0.5, *[1.0, 0.5] * 5], UNIT)[-1]
    assert shifted == Flag("shift", 1, 1)
    outside = flags_of([0.0, -3.5, -4.0], UNIT)[-1]
    assert outside == Flag("outside", -1, 1)
    close = flags_of([0.0, -2.5, -0.5, -2.5], UNIT)[-1]
    assert close == Flag("two_in_three", -1, 1)


def test_no_value_of_a_constant_series_is_marked() -> None:
    assert not any(charted([0.1] * 12))


def test_rounding_is_not_a_trend() -> None:
    """Sums of tenths differ in their last digit from one another; they are the same value."""
    values = [0.1 * step - sum([0.1] * step) for step in range(20)]
    assert any(charted(values))
    slack = slack_of([0.1 * 20])
    assert not any(flags_of(values, limits_of(values, slack=slack), slack))


series = st.lists(st.integers(-20, 20), min_size=6, max_size=40)


@given(series)
def test_mirrored_values_mirror_the_labels(values: list[int]) -> None:
    mirrored = [-value for value in values]
    flags = flags_of(values, limits_of(values), 1e-9)
    for flag, other in zip(flags, flags_of(mirrored, limits_of(mirrored), 1e-9), strict=True):
        assert (flag is None) == (other is None)
        if flag and other:
            assert (other.rule, other.side, other.first) == (flag.rule, -flag.side, flag.first)


@given(series, st.integers(-1000, 1000), st.sampled_from([0.001, 0.1, 3.0, 1000.0]))
def test_the_unit_does_not_matter(values: list[int], shift: int, scale: float) -> None:
    moved = [scale * (value + shift) for value in values]
    plain = flags_of(values, limits_of(values), 1e-9)
    assert flags_of(moved, limits_of(moved, slack=1e-9 * scale), 1e-9 * scale) == plain
