"""How often chance passes for a signal, and how often a real change is seen, over simulated series."""

from __future__ import annotations

import pytest

from kpireport.analysis.variation import judge_signal
from tests.analysis.weekly import chance, weekly

RUNS = 1500


def share_of_signals(n: int, season_length: int, *, trend: float = 0.0, drop: float = 0.0) -> float:
    """The share of series of `n` independent values, with a standard deviation of 1, whose last value is a signal."""
    random = chance(20_260_901)
    signals = 0
    for _ in range(RUNS):
        values = [random.gauss(0, 1) + trend * step for step in range(n)]
        values[-1] -= drop
        signals += judge_signal(weekly(values), direction="up", season_length=season_length).is_signal
    return signals / RUNS


@pytest.mark.parametrize(("n", "season_length"), [(24, 1), (60, 1), (24, 4), (60, 4), (24, 7), (60, 7), (24, 12)])
def test_noise_is_seldom_a_signal(n: int, season_length: int) -> None:
    assert share_of_signals(n, season_length) <= 0.03


def test_noise_taken_for_a_season() -> None:
    """The median of only five Januaries follows them, and leaves values that are too near to 0 beside some too far."""
    assert share_of_signals(60, 12) <= 0.04


@pytest.mark.parametrize("season_length", [1, 4, 7, 12])
def test_a_slow_trend_is_seldom_a_signal(season_length: int) -> None:
    assert share_of_signals(24, season_length, trend=0.05) <= 0.08


def test_a_drop_of_four_sigma_is_seen() -> None:
    assert share_of_signals(36, 1, drop=4.0) >= 0.70


@pytest.mark.parametrize(("season_length", "at_least"), [(4, 0.65), (7, 0.65), (12, 0.30)])
def test_a_season_hides_some_of_the_drop(season_length: int, at_least: float) -> None:
    """Differences to the season before hold the noise of two values."""
    assert share_of_signals(36, season_length, drop=4.0) >= at_least
