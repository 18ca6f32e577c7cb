"""What a target asks for, against the KPI's own past: the worked numbers of the definition and of the articles."""

from __future__ import annotations

import math

import pytest

from kpireport.analysis.achievable import grade_growth
from kpireport.checks.achievable import _implausible
from kpireport.model import Achievable, Kpi
from tests.analysis.one_kpi import PLACE

SERIES = (100, 104, 103, 110, 112, 115, 119, 118, 125, 128, 131, 135, 134, 140, 146, 150, 151, 158)


@pytest.mark.parametrize(
    ("goal", "k", "likelihood", "ratio", "grade"),
    [
        (190, 1, 0.115, 0.953, "stretch"),
        (200, 0, 0.038, 1.218, "beyond"),
        (240, 0, 0.038, 2.159, "beyond"),
        (300, 0, 0.038, 3.312, "implausible"),
    ],
)
def test_the_worked_series(goal: float, k: int, likelihood: float, ratio: float, grade: str) -> None:
    found = grade_growth(SERIES, SERIES[-1], goal, 6)
    assert (found.n, found.k, found.grade) == (12, k, grade)
    assert found.best == pytest.approx(0.19359, abs=1e-5)
    assert found.likelihood == pytest.approx(likelihood, abs=5e-4)
    assert found.ratio == pytest.approx(ratio, abs=5e-4)


def growing(best: float, horizon: int, last: float) -> list[float]:
    """A series that ends at `last` and whose best growth over `horizon` periods is `best` times, early on."""
    return [last / best] * (horizon + 4) + [last] * (horizon + 8)


@pytest.mark.parametrize(("goal", "ratio", "grade"), [(100_000, 2.876, "beyond"), (1_000_000, 6.9906, "implausible")])
def test_five_times_the_followers_and_fifty(goal: float, ratio: float, grade: str) -> None:
    found = grade_growth(growing(1.75, 12, 20_000), 20_000, goal, 12)
    assert found.best == pytest.approx(math.log(1.75))
    assert found.ratio == pytest.approx(ratio, abs=5e-4)
    assert found.grade == grade


def test_lower_is_better_and_a_ratio_is_judged_by_differences() -> None:
    falling = [8.0 - 0.1 * n for n in range(20)]
    found = grade_growth(falling, falling[-1], falling[-1] - 0.5, 5, sense=-1, logarithmic=False)
    assert found.need == pytest.approx(0.5)
    assert found.best == pytest.approx(0.5)
    assert found.k == found.n == 15
    assert found.grade == "easy"


def test_a_series_that_never_grew_makes_any_growth_beyond() -> None:
    assert grade_growth([100.0] * 20, 100.0, 110.0, 6).grade == "beyond"
    assert grade_growth([100.0] * 20, 100.0, 110.0, 6).ratio is None


def test_seven_windows_are_too_few() -> None:
    assert grade_growth(SERIES[:13], SERIES[12], 190, 6).grade == "unknown"
    assert grade_growth(SERIES[:14], SERIES[13], 190, 6).grade != "unknown"


@pytest.mark.parametrize(
    ("commitment", "ratio", "level"),
    [
        ("committed", 3.312, "error"),
        ("aspirational", 3.312, "warning"),
        (None, 3.312, "warning"),
        ("aspirational", 6.99, "error"),
        (None, 6.99, "error"),
    ],
)
def test_a_promise_is_held_to_more_than_an_aspiration(commitment: str | None, ratio: float, level: str) -> None:
    class Result:
        kpi = Kpi(id="k", place=PLACE, name="K", metric="m", commitment=commitment)  # type: ignore[arg-type]

    assert _implausible(Result(), Achievable(grade="implausible", ratio=ratio)) == level  # type: ignore[arg-type]
