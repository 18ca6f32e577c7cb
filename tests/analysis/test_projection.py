"""From paths to probability, projection and bands, for each way a target can be judged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpireport.analysis.outcome import Method, Span
from kpireport.analysis.paths import simulate
from kpireport.analysis.projection import Projection, brier, project

HISTORY = [10.0, 14, 11, 17, 15, 20, 18, 21, 26, 22, 29, 30]
#: Five paths of three steps.
PATHS = np.array([[1.0, 2, 3], [2, 4, 6], [3, 3, 3], [5, 1, 0], [4, 4, 7]])


def total(**bounds: float) -> Span:
    return Span(method="sum", weights=(1.0, 1.0, 1.0), **bounds)  # type: ignore[arg-type]


def found(paths: np.ndarray[tuple[int, ...], np.dtype[np.float64]], *outcome: Span) -> Projection:
    projection = project(paths, outcome)
    assert projection is not None
    return projection


@pytest.mark.parametrize("season", [1, 4])
@pytest.mark.parametrize("level", [10.0, 9.9, 0.1])
def test_a_constant_is_all_but_sure_to_go_on(level: float, season: int) -> None:
    paths = simulate([level] * 12, season, 3, "k")
    n = len(paths)
    reached, missed = found(paths, total(low=3 * level)), found(paths, total(low=3.1 * level))
    assert reached.probability == (n + 0.5) / (n + 1)
    assert reached.projection == pytest.approx(3 * level)
    assert missed.probability == 0.5 / (n + 1) < 0.05


def probability(*outcome: Span) -> float:
    """Hits on the five paths, from the probability (hits + 1/2) / 6."""
    stated = found(PATHS, *outcome).probability
    assert stated is not None
    return stated * 6 - 0.5


def test_a_sum_adds_the_steps_to_what_is_settled() -> None:
    """Totals 6, 12, 9, 6 and 15."""
    assert probability(total(low=9)) == pytest.approx(3)
    assert probability(total(high=9)) == pytest.approx(3)
    assert probability(replace(total(low=19), settled=10)) == pytest.approx(3)
    assert found(PATHS, replace(total(), settled=10)).projection == 19


def test_a_period_cut_short_counts_by_its_share() -> None:
    assert found(PATHS[:1], Span(method="sum", weights=(1.0, 1.0, 0.5), low=4.5)).projection == 4.5


def test_what_cannot_shrink_is_at_least_its_value_to_date() -> None:
    assert found(PATHS, replace(total(), least=11)).projection == 11


def test_a_level_is_judged_by_its_last_step() -> None:
    last = Span(first=2, weights=(1.0,))
    assert probability(replace(last, low=3)) == pytest.approx(4)
    assert probability(replace(last, high=3)) == pytest.approx(3)
    assert found(PATHS, last).projection == 3
    assert found(PATHS, last).probability is None


def each(low: float | None = None, high: float | None = None) -> list[Span]:
    return [Span(first=step, weights=(1.0,), low=low, high=high) for step in range(3)]


def test_every_remaining_step_has_to_comply() -> None:
    assert probability(*each(low=2)) == pytest.approx(3)
    assert probability(*each(high=4)) == pytest.approx(2)
    assert probability(*each(low=1, high=6)) == pytest.approx(3)


def test_a_step_without_a_target_is_not_judged() -> None:
    first, _, last = each(low=2)
    assert probability(first, Span(first=1, weights=(1.0,)), last) == pytest.approx(3)


def test_an_average_weighs_what_is_settled_and_each_step() -> None:
    plain = Span(method="mean", weights=(1.0, 1.0, 1.0), settled=6, settled_weight=3)
    ratio = replace(plain, weights=(10.0, 20.0, 10.0), settled=2, settled_weight=40)
    assert found(PATHS[:1], plain).projection == 4
    assert found(PATHS[:1], ratio).projection == (2 * 40 + 10 + 40 + 30) / 80


@pytest.mark.parametrize(("method", "ahead", "settled"), [("max", 4.0, 9.0), ("min", 2.0, 1.0)])
def test_extremes_look_at_the_steps_and_at_what_is_settled(method: Method, ahead: float, settled: float) -> None:
    assert found(PATHS, Span(method=method, weights=(1.0, 1.0))).projection == ahead
    assert found(PATHS, Span(method=method, weights=(1.0, 1.0), settled=settled)).projection == settled


def test_nothing_left_to_simulate() -> None:
    decided = found(np.empty((2000, 0)), Span(settled=5, low=4))
    assert (decided.projection, decided.probability) == (5, 2000.5 / 2001)
    assert decided.steps80 == ()


def test_bands_are_quantiles_of_the_outcome_and_of_each_step() -> None:
    paths = np.column_stack([np.arange(1001.0), np.arange(1001.0)[::-1]])
    projection = found(paths, Span(weights=(1.0,)))
    assert (projection.projection, projection.interval80, projection.interval95) == (500, (100, 900), (25, 975))
    assert projection.steps80 == ((100, 900), (100, 900))
    assert projection.medians == (500, 500)


def test_between_two_paths_the_quantile_is_interpolated() -> None:
    assert found(np.array([[1.0], [2.0]]), Span(weights=(1.0,))).interval80 == pytest.approx((1.1, 1.9))


def test_numbers_out_of_range_give_no_projection() -> None:
    assert project(np.full((4, 3), 1.5e308), [total()]) is None


@given(
    history=st.lists(st.floats(-1e6, 1e6), min_size=8, max_size=40),
    targets=st.tuples(st.floats(-1e7, 1e7), st.floats(-1e7, 1e7)),
    season=st.sampled_from([1, 4]),
)
@settings(max_examples=60, deadline=None)
def test_the_probability_never_rises_with_the_target(
    history: list[float], targets: tuple[float, float], season: int
) -> None:
    paths = simulate(history, season, 3, "k", paths=100)
    low, high = (found(paths, total(low=target)).probability or 0 for target in sorted(targets))
    assert high <= low
    low, high = (found(paths, total(high=target)).probability or 0 for target in sorted(targets))
    assert low <= high


@given(targets=st.lists(st.floats(0, 200), min_size=2, max_size=2))
@settings(max_examples=60, deadline=None)
def test_what_cannot_be_missed_by_both_ways(targets: list[float]) -> None:
    """At least the lower or at most the higher of two targets: one of the two always comes about."""
    low, high = sorted(targets)
    paths = simulate(HISTORY, 1, 3, "k", paths=100)
    reached, kept = found(paths, total(low=low)).probability, found(paths, total(high=high)).probability
    assert (reached or 0) + (kept or 0) >= 1


def test_brier() -> None:
    assert brier([(0.9, True), (0.7, True), (0.2, False), (0.6, False)]) == pytest.approx(0.125)
