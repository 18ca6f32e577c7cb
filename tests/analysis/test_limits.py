from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpireport.analysis.limits import Limits, limits_of, mean_range

STEPPED = [50, 52, 49, 51, 50, 48, 52, 51, 49, 50, 51, 50, 53, 54, 53, 55, 54, 53, 56]

#: Published charts of NHSRplotthedots (commit 050b07d, MIT): mean, lower and upper limit, and the digits they print.
NOISE = [-0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123, -0.68685285]
NOISE += [-0.44566197, 1.2240818, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314, 0.49785048, -1.96661716]
NOISE += [0.7013559, -0.47279141]
WITH_OUTLIER = [*NOISE[:14], 10.0, *NOISE[15:]]
SPIKE = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
PUBLISHED = [
    (NOISE, True, (0.1416238, -3.01138, 3.294627), 5e-6),
    (WITH_OUTLIER, True, (0.6694159, -2.383666, 3.722497), 5e-6),
    (WITH_OUTLIER, False, (0.6694159, -4.596625, 5.935457), 5e-6),
    (SPIKE, True, (1.94, -0.72, 4.60), 0.006),
    (SPIKE, False, (1.94, -3.06, 6.95), 0.006),
    (NOISE[:10], True, (0.0746, -2.60, 2.75), 0.006),
    (NOISE[10:], True, (0.209, -3.28, 3.70), 0.006),
]


@pytest.mark.parametrize(("values", "screen", "expected", "digits"), PUBLISHED)
def test_limits_of_published_charts(
    values: list[float], screen: bool, expected: tuple[float, float, float], digits: float
) -> None:
    limits = limits_of(values, screen=screen)
    assert (limits.mean, limits.lower, limits.upper) == pytest.approx(expected, abs=digits)


def test_the_file_of_published_charts(shared: Path) -> None:
    cases: list[dict[str, Any]] = json.loads((shared / "facts" / "spc_cases.json").read_text("utf-8"))["cases"]
    with_limits = [case for case in cases if "mean" in case["expect"]]
    assert len(with_limits) == 7
    for case in with_limits:
        limits, expected = limits_of(case["y"], screen=case["screen"]), case["expect"]
        found = (limits.mean, limits.lower, limits.upper)
        assert found == pytest.approx((expected["mean"], expected["lpl"], expected["upl"]), abs=0.006), case["name"]


def test_a_step_up() -> None:
    limits = limits_of(STEPPED)
    assert (limits.mean, limits.lower, limits.upper) == pytest.approx((51.6316, 46.9027, 56.3605), abs=5e-5)


def test_near_limits_lie_two_thirds_of_the_way() -> None:
    limits = limits_of([0.0, 3.0, 0.0, 3.0])
    assert (limits.lower, limits.upper) == pytest.approx((1.5 - 7.98, 1.5 + 7.98))
    assert (limits.near_lower, limits.near_upper) == pytest.approx((1.5 - 5.32, 1.5 + 5.32))


def test_values_that_never_move_have_no_width() -> None:
    """Twelve times 0.1 over 12 is not 0.1 in binary; the mean must be, or every value would lie beside it."""
    assert sum([0.1] * 12) / 12 != 0.1
    assert limits_of([0.1] * 12) == Limits(0.1, 0.1, 0.1, 0.1, 0.1)


def test_the_jump_is_screened_once_and_still_counts_in_the_mean() -> None:
    values = [1.0, 2.0] * 8 + [60.0, 2.0]
    ranges = [1.0] * 15 + [58.0, 58.0]
    assert mean_range(values, screen=False) == pytest.approx(sum(ranges) / 17)
    assert mean_range(values) == 1.0
    assert limits_of(values).mean == pytest.approx(sum(values) / 18)


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=40), st.integers(-50, 50), st.integers(1, 20))
def test_moving_or_stretching_the_values_does_the_same_to_the_limits(values: list[int], shift: int, scale: int) -> None:
    plain, moved = limits_of(values), limits_of([scale * value + shift for value in values])
    for name in ("mean", "lower", "upper", "near_lower", "near_upper"):
        assert getattr(moved, name) == pytest.approx(scale * getattr(plain, name) + shift, abs=1e-6)
