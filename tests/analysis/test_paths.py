"""The pool of resampled paths: who takes part, where each member is centred, and that chance is repeatable."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kpireport.analysis.paths import PATHS, simulate
from kpireport.analysis.season import effective_length, season_length
from kpireport.errors import Place
from kpireport.model import Metric
from kpireport.periods import Grain

QUARTERS = [100.0, 120, 90, 110, 104, 126, 93, 113, 108, 132, 97, 118]
GROWTH = 4.375  # the mean of the eight changes over four quarters
CHANGES = {4.0, 6.0, 3.0, 5.0}
CLIMB = [10.0, 14, 11, 17, 15, 20, 18, 21, 26, 22, 29, 30]


@pytest.mark.parametrize(
    ("n", "season", "members"),
    [(12, 1, 2), (12, 4, 3), (8, 4, 3), (7, 4, 2), (15, 12, 2), (16, 12, 3)],
    ids=["no season", "a season", "just enough", "one too few", "months, one too few", "months"],
)
def test_the_seasonal_member_needs_four_values_beyond_a_season(n: int, season: int, members: int) -> None:
    assert simulate([float(value % 5) for value in range(n)], season, 3, "k").shape == (members * PATHS, 3)


def test_naive_stays_and_drift_goes_on_climbing() -> None:
    naive, drift = simulate(CLIMB, 1, 6, "k", paths=20_000).reshape(2, -1, 6)
    changes = np.diff(CLIMB)
    error = changes.std() * np.sqrt(6 / 20_000)
    assert naive[:, -1].mean() == pytest.approx(30, abs=5 * error)
    assert drift[:, -1].mean() == pytest.approx(30 + 6 * changes.mean(), abs=5 * error)
    assert set(np.unique((drift[:, 1:] - drift[:, :-1]).round(9))) == set(changes)


def seasonal(history: list[float | None], steps: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return simulate(history, 4, steps, "k")[PATHS : 2 * PATHS]


def test_the_seasonal_member_repeats_the_last_season_with_its_mean_growth() -> None:
    centre = np.array([108, 132, 97, 118]) + GROWTH
    deviations = seasonal([*QUARTERS], 4) - centre
    assert centre.sum() == 472.5
    assert set(np.unique(deviations)) == {change - GROWTH for change in CHANGES}
    assert seasonal([*QUARTERS], 4).sum(axis=1).mean() == pytest.approx(472.5, abs=0.3)


def test_the_season_after_next_has_grown_twice() -> None:
    nearer, farther = np.hsplit(seasonal([*QUARTERS], 8), 2)
    assert {*np.unique(farther - [108, 132, 97, 118])} == {change + GROWTH for change in CHANGES}
    assert {*np.unique(nearer - [108, 132, 97, 118])} == CHANGES


def test_a_gap_keeps_the_seasons_in_step() -> None:
    history: list[float | None] = [*QUARTERS[:9], None, *QUARTERS[10:]]
    growth = np.mean([4, 6, 3, 3, 4, 4, 5])
    deviations = np.unique((seasonal(history, 4) - [108, 126 + growth, 97, 118] - growth).round(9))
    assert set(deviations) == {round(change - growth, 9) for change in CHANGES}
    assert np.isfinite(simulate(history, 4, 4, "k")).all()


def test_paths_keep_to_the_declared_bounds() -> None:
    paths = simulate(CLIMB, 1, 12, "k", bounds=(25, 40))
    assert (paths.min(), paths.max()) == (25, 40)
    assert simulate(CLIMB, 1, 12, "k", bounds=(None, 40)).min() < 25


def test_each_member_has_a_stream_of_its_own() -> None:
    with_season, without = simulate(QUARTERS, 4, 5, "k"), simulate(QUARTERS, 1, 5, "k")
    assert np.array_equal(with_season[:PATHS], without[:PATHS])
    assert np.array_equal(with_season[-PATHS:], without[-PATHS:])
    naive, drift = np.diff(without, axis=1).reshape(2, -1)
    assert abs(np.corrcoef(naive, drift)[0, 1]) < 0.08


def test_another_kpi_draws_other_paths() -> None:
    assert not np.array_equal(simulate(CLIMB, 1, 5, "orders"), simulate(CLIMB, 1, 5, "visits"))


def test_the_same_kpi_draws_the_same_paths_in_every_process(root: Path) -> None:
    program = "from kpireport.analysis.paths import simulate; print(simulate([1, 4, 2, 8, 5, 7], 1, 3, 'k').tolist())"
    printed = [
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            check=True,
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert printed[0] == printed[1]
    assert printed[0].decode().strip() == str(simulate([1.0, 4, 2, 8, 5, 7], 1, 3, "k").tolist())


@pytest.mark.parametrize(("grain", "usual"), [("day", 7), ("week", 1), ("month", 12), ("quarter", 4), ("year", 1)])
def test_season_by_grain(grain: Grain, usual: int) -> None:
    metric = Metric(id="m", place=Place("m.yaml"), name="M")
    declared = Metric(id="m", place=Place("m.yaml"), name="M", season_length=6)
    assert season_length(metric, grain, grain) == usual
    assert season_length(declared, grain, grain) == 6
    assert season_length(declared, "day", "month") == 7


def test_a_season_counts_once_it_was_seen_twice() -> None:
    assert [effective_length(12, n) for n in (23, 24)] == [1, 12]


class TestTheta:
    """With the extra `forecast` alone."""

    @pytest.fixture(autouse=True)
    def extra(self) -> None:
        pytest.importorskip("statsforecast")

    def test_takes_the_place_of_drift_where_there_is_a_season(self) -> None:
        core, whole = simulate(QUARTERS, 4, 4, "k"), simulate(QUARTERS, 4, 4, "k", theta=True)
        assert core.shape == whole.shape
        assert np.array_equal(core[: 2 * PATHS], whole[: 2 * PATHS])
        assert not np.array_equal(core[2 * PATHS :], whole[2 * PATHS :])

    def test_joins_naive_and_drift_where_there_is_none(self) -> None:
        assert np.array_equal(simulate(CLIMB, 1, 4, "k", theta=True)[: 2 * PATHS], simulate(CLIMB, 1, 4, "k"))

    def test_draws_the_same_paths_again(self) -> None:
        assert np.array_equal(simulate(CLIMB, 1, 4, "k", theta=True), simulate(CLIMB, 1, 4, "k", theta=True))

    def test_is_dropped_where_it_fails(self) -> None:
        history: list[float | None] = [*QUARTERS[:9], None, *QUARTERS[10:]]
        assert simulate(history, 4, 4, "k", theta=True).shape == (2 * PATHS, 4)

    def test_a_constant_keeps_every_digit(self) -> None:
        assert set(simulate([9.9] * 12, 1, 3, "k", theta=True).ravel()) == {9.9}
