from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import pi, sin
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpireport.analysis.adjustment import adjust, autocorrelation, from_line
from kpireport.analysis.limits import Limits, limits_of
from kpireport.analysis.variation import assured, judge_signal
from kpireport.model import Direction, Signal, TargetKind, TargetResult
from tests.analysis.test_limits import NOISE, STEPPED
from tests.analysis.weekly import chance, weekly

RISING = [10, 11, 9, 10, 12, 10, 11, 13, 14, 15, 16, 17, 18, 19]
MONTHLY = [10 * sin(2 * pi * month / 12) for month in range(12)]


def judge(values: Sequence[float | None], direction: Direction = "up", **how: Any) -> Signal:
    return judge_signal(weekly(values), direction=direction, **how)


def drawn(values: Sequence[float]) -> tuple[float, float, float]:
    """Mean and limits of the values."""
    limits = limits_of(values)
    return limits.mean, limits.lower, limits.upper


def shown(signal: Signal) -> tuple[float | None, float | None, float | None]:
    return signal.mean, signal.lower, signal.upper


def noise(n: int, seed: int = 3, size: float = 1.0) -> list[float]:
    random = chance(seed)
    return [random.gauss(0, size) for _ in range(n)]


def level(
    kind: TargetKind, value: float | None = None, *, low: float | None = None, high: float | None = None
) -> TargetResult:
    return TargetResult(kind=kind, value=value, low=low, high=high)


# ---------------------------------------------------------------------------------------------------- variation


def test_normal_variation() -> None:
    found = judge(NOISE)
    assert (found.variation, found.rule, found.since, found.is_signal) == ("common_cause", None, None, False)
    assert shown(found) == drawn(NOISE)
    assert (found.n, found.adjustment, found.reason, found.trial) == (20, None, None, False)


@pytest.mark.parametrize(
    ("direction", "up", "down"),
    [
        ("up", "improvement", "concern"),
        ("down", "concern", "improvement"),
        ("range", "neutral_high", "neutral_low"),
        ("none", "neutral_high", "neutral_low"),
    ],
)
def test_what_a_signal_means_depends_on_the_direction(direction: Direction, up: str, down: str) -> None:
    above, below = judge([*NOISE, 6.0], direction), judge([*NOISE, -6.0], direction)
    assert (above.variation, above.rule) == (up, "outside")
    assert (below.variation, below.rule) == (down, "outside")
    assert above.since == above.points[-1].period


def test_the_points_say_which_rule_marks_them() -> None:
    found = judge([*NOISE[:10], 9.0, *NOISE[10:]])
    assert found.variation == "common_cause"
    marked = [(index, point.rule, point.variation) for index, point in enumerate(found.points) if point.rule]
    assert marked == [(10, "outside", "improvement")]
    assert [point.charted for point in found.points] == [point.value for point in found.points]


# ------------------------------------------------------------------------------------------------------ history


def test_five_values_are_too_few() -> None:
    found = judge(NOISE[:5])
    assert (found.variation, found.mean, found.n, found.reason) == (None, None, 5, "short_history")
    assert not found.is_signal
    assert not found.points
    assert not found.segments


@pytest.mark.parametrize(("n", "trial"), [(6, True), (12, True), (13, False)])
def test_limits_are_a_trial_up_to_twelve_values(n: int, trial: bool) -> None:
    found = judge(NOISE[:n])
    assert found.variation == "common_cause"
    assert found.trial is trial


def test_no_data_at_all() -> None:
    assert judge([]) == Signal(n=0, reason="short_history")


def test_a_gap_joins_its_neighbours() -> None:
    values = [*NOISE[:7], None, None, *NOISE[7:]]
    found = judge(values)
    assert shown(found) == drawn(NOISE)
    assert (found.n, found.variation) == (20, "common_cause")


def test_a_last_period_without_a_value_says_nothing() -> None:
    found = judge([*NOISE, None])
    assert (found.variation, found.reason, found.n) == (None, "no_data", 20)
    assert shown(found) == drawn(NOISE)


def test_open_and_provisional_periods_are_left_out() -> None:
    points = weekly([*NOISE, 50.0])
    still_open = judge_signal([*points[:-1], replace(points[-1], closed=False)], direction="up")
    assert (still_open.variation, still_open.n) == ("common_cause", 20)
    provisional = judge_signal([*points[:-1], replace(points[-1], provisional=True)], direction="up")
    assert (provisional.variation, provisional.reason, provisional.n) == (None, "partial_period", 20)
    assert shown(provisional) == shown(still_open) == drawn(NOISE)


def test_values_too_large_to_square_are_left_out() -> None:
    assert judge([*NOISE, 1e300]).reason == "no_data"
    assert judge([1e300, -1e300] * 10).reason == "short_history"


# ------------------------------------------------------------------------------------------------------- rebase


def test_a_rebase_restarts_limits_and_rules() -> None:
    values = [*NOISE[:12], *[value + 50 for value in NOISE[12:]]]
    points = weekly(values)
    found = judge_signal(points, direction="up", rebase=[points[12].period.start])
    assert [(segment.n, segment.mean, segment.lower, segment.upper, segment.trial) for segment in found.segments] == [
        (12, *drawn(values[:12]), True),
        (8, *drawn(values[12:]), True),
    ]
    assert shown(found) == drawn(values[12:])
    assert (found.n, found.variation) == (8, "common_cause")
    assert not any(point.rule for point in found.points)


def test_a_rebase_holds_from_the_period_with_its_day() -> None:
    points = weekly(NOISE)
    for day in (points[8].period.start, date(2020, 3, 4), points[8].period.end):
        found = judge_signal(points, direction="up", rebase=[day])
        assert [segment.start for segment in found.segments] == [points[0].period, points[8].period]


def test_too_few_values_since_the_rebase() -> None:
    points = weekly(NOISE)
    found = judge_signal(points, direction="up", rebase=[points[16].period.start])
    assert (found.variation, found.mean, found.n, found.reason) == (None, None, 4, "short_history")
    assert [segment.n for segment in found.segments] == [16]
    early = judge_signal(points, direction="up", rebase=[points[2].period.start])
    assert [segment.n for segment in early.segments] == [18]
    assert len(early.points) == 18


def test_a_segment_charted_in_another_way_is_not_shown() -> None:
    """Distances from a line have no place on an axis of values."""
    values = [*[0.5 * week + value for week, value in enumerate(noise(30))], *NOISE]
    points = weekly(values)
    assert judge_signal(points[:30], direction="up").adjustment == "trend"
    found = judge_signal(points, direction="up", rebase=[points[30].period.start])
    assert found.adjustment is None
    assert [segment.start for segment in found.segments] == [points[30].period]
    assert [point.value for point in found.points] == NOISE


def test_rebases_before_and_after_the_data_change_nothing() -> None:
    points = weekly(NOISE)
    plain = judge_signal(points, direction="up")
    assert judge_signal(points, direction="up", rebase=[date(2030, 1, 1), date(2010, 1, 1)]) == plain


def test_a_rebase_without_a_value_since_has_no_limits() -> None:
    points = weekly([*NOISE, None])
    found = judge_signal(points, direction="up", rebase=[points[-1].period.start])
    assert (found.upper, found.n, found.reason) == (None, 0, "short_history")


# ---------------------------------------------------------------------------------------------------- assurance


def test_assurance_of_a_step_up() -> None:
    limits = limits_of(STEPPED)
    assert assured(limits, 60, None) == "consistent_fail"
    assert assured(limits, 48, None) == "hit_or_miss"
    assert assured(limits, 46, None) == "consistent_pass"


def test_assurance_where_less_is_better() -> None:
    limits = limits_of(RISING)
    assert assured(limits, None, 20) == "consistent_pass"
    assert assured(limits, None, limits.upper) == "hit_or_miss"
    assert assured(limits, None, limits.lower - 0.1) == "consistent_fail"


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (-4, 4, "consistent_pass"),
        (-3, 4, "hit_or_miss"),
        (-4, 3, "hit_or_miss"),
        (3.1, 9, "consistent_fail"),
        (-9, -3.1, "consistent_fail"),
        (-1, 1, "hit_or_miss"),
    ],
)
def test_assurance_of_a_range(low: float, high: float, expected: str) -> None:
    assert assured(Limits(0.0, -3.0, 3.0, -2.0, 2.0), low, high) == expected


@pytest.mark.parametrize(
    ("target", "direction", "expected"),
    [
        (level("at_least", 100), "up", "consistent_fail"),
        (level("at_most", 100), "down", "consistent_pass"),
        (level("reach", 100), "up", "consistent_fail"),
        (level("reach", 100), "down", "consistent_pass"),
        (level("range", low=-100, high=100), "none", "consistent_pass"),
        (level("range", low=-100), "range", "consistent_pass"),
        (level("at_least", 100), "none", None),
        (level("cumulative", 100), "up", "not_assessed"),
        (level("average", 100), "up", "not_assessed"),
        (level("text"), "up", "not_assessed"),
        (level("at_least"), "up", "not_assessed"),
        (None, "up", None),
    ],
)
def test_which_targets_are_set_against_the_limits(
    target: TargetResult | None, direction: Direction, expected: str | None
) -> None:
    assert judge(NOISE, direction, target=target).assurance == expected


# --------------------------------------------------------------------------------------------------- adjustment


def test_autocorrelation() -> None:
    assert autocorrelation([1.0, 2.0, 3.0, 4.0]) == pytest.approx(0.25)
    assert autocorrelation([5.0] * 8) == 0.0


def test_distances_from_a_straight_line() -> None:
    assert from_line([1.0, 3.0, 5.0, 7.0]) == pytest.approx([0.0] * 4)
    assert from_line([0.0, 3.0, 0.0]) == pytest.approx([-1.0, 2.0, -1.0])


def test_a_trend_is_taken_out_and_named() -> None:
    values = [0.5 * week + value for week, value in enumerate(noise(30))]
    assert autocorrelation(values) > 0.36 > autocorrelation(from_line(values))
    found = judge(values, target=level("at_least", 1000))
    assert (found.adjustment, found.assurance, found.variation) == ("trend", "not_assessed", "common_cause")
    assert shown(found) == drawn(from_line(values))
    assert [point.charted for point in found.points] == from_line(values)
    assert [point.value for point in found.points] == values


def test_values_that_follow_each_other_off_the_line_too_are_unreliable() -> None:
    values = [sin(week / 4) for week in range(40)]
    found = judge(values, target=level("at_least", 0))
    assert (found.variation, found.rule, found.reason) == (None, None, "unreliable")
    assert (found.adjustment, found.assurance) == ("trend", "not_assessed")
    assert not any(point.rule for point in found.points)


def test_weak_dependence_is_left_alone() -> None:
    assert autocorrelation(NOISE) < 0.3
    assert adjust(NOISE, range(20), 1).name is None


def test_two_seasons_are_charted_as_differences() -> None:
    values = [value + month for value, month in zip(noise(24), MONTHLY * 2, strict=True)]
    found = judge(values, season_length=12, target=level("at_least", 1000))
    changes = [after - before for before, after in zip(values, values[12:], strict=False)]
    assert (found.adjustment, found.assurance) == ("season_difference", "not_assessed")
    assert shown(found) == drawn(changes)
    assert [point.charted for point in found.points] == [None] * 12 + changes
    assert found.n == 24
    assert found.trial, "the limits rest on twelve differences"


def test_fewer_than_two_seasons_show_no_season() -> None:
    assert judge(NOISE, season_length=12).adjustment is None


def test_differences_too_few_for_limits() -> None:
    assert judge(NOISE[:9], season_length=4).reason == "short_history"
    assert judge(NOISE[:10], season_length=4).variation == "common_cause"


def test_five_seasons_lose_season_and_trend() -> None:
    plain = [0.3 * month + value for month, value in enumerate(MONTHLY * 5)]
    assert adjust(plain, range(60), 12).values == pytest.approx([0.0] * 60, abs=1e-9)
    noisy = [value + drawn for value, drawn in zip(plain, noise(60), strict=True)]
    found = judge(noisy, season_length=12)
    assert (found.adjustment, found.variation) == ("season_and_trend", "common_cause")
    dropped = judge([*noisy[:-1], noisy[-1] - 6], season_length=12)
    assert (dropped.variation, dropped.rule) == ("concern", "outside")


def test_an_exact_season_is_no_signal() -> None:
    """What rounding leaves of a season is not variation."""
    found = judge([0.1 * value for value in MONTHLY * 5], season_length=12)
    assert found.variation == "common_cause"
    assert not any(point.rule for point in found.points)


@pytest.mark.parametrize("years", [3, 5])
def test_a_gap_does_not_shift_the_season(years: int) -> None:
    values: list[float | None] = [*[100 * value for value in MONTHLY * years]]
    values[7] = values[20] = None
    noisy = [value and value + drawn for value, drawn in zip(values, noise(12 * years), strict=True)]
    found = judge([*noisy, *MONTHLY[:2]], season_length=12)
    assert found.upper is not None
    assert found.lower is not None
    assert found.upper - found.lower < 20, "months are set against the same months"


def test_the_counterpart_of_the_last_period_is_missing() -> None:
    values: list[float | None] = [*noise(30)]
    values[17] = None
    found = judge(values, season_length=12)
    assert (found.variation, found.reason) == (None, "no_data")


@given(st.lists(st.integers(-50, 50), min_size=6, max_size=40), st.sampled_from([1, 4, 12]))
def test_where_less_is_better_the_mirrored_values_mean_the_same(values: list[int], season: int) -> None:
    up = judge(values, "up", season_length=season)
    down = judge([-value for value in values], "down", season_length=season)
    assert (up.variation, up.rule, up.since, up.reason) == (down.variation, down.rule, down.since, down.reason)
    assert [point.variation for point in up.points] == [point.variation for point in down.points]


@given(st.lists(st.integers(-50, 50), min_size=6, max_size=40), st.integers(-100, 100), st.sampled_from([1, 4, 12]))
def test_the_level_does_not_matter(values: list[int], shift: int, season: int) -> None:
    plain, moved = judge(values, season_length=season), judge([value + shift for value in values], season_length=season)
    assert (moved.variation, moved.rule, moved.adjustment) == (plain.variation, plain.rule, plain.adjustment)
