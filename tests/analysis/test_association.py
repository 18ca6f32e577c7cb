from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import exp, pi, sin
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpireport.analysis.association import associate
from kpireport.model import Association, Point
from tests.analysis.pair_by_pair import strongest
from tests.analysis.weekly import chance, weekly

Series = Callable[[Random, int], list[float]]


def noise(random: Random, n: int) -> list[float]:
    return [random.gauss(0, 1) for _ in range(n)]


def trend(random: Random, n: int) -> list[float]:
    return [0.3 * step + value for step, value in enumerate(noise(random, n))]


def growth(random: Random, n: int) -> list[float]:
    return [8 * exp(2 * step / n) + value for step, value in enumerate(noise(random, n))]


def walk(random: Random, n: int) -> list[float]:
    values = [0.0]
    for _ in range(n):
        values.append(values[-1] + random.gauss(0, 1))
    return values[1:]


def year_of_weeks(random: Random, n: int) -> list[float]:
    return [3 * sin(2 * pi * step / 52) + value for step, value in enumerate(noise(random, n))]


def year_of_months(random: Random, n: int) -> list[float]:
    return [3 * sin(2 * pi * step / 12) + value for step, value in enumerate(noise(random, n))]


def share_found(series: Series, n: int, season_length: int = 1, runs: int = 300) -> float:
    """How often two series drawn independently of each other look associated."""
    random = chance(11)
    pairs = ({"a": weekly(series(random, n)), "b": weekly(series(random, n))} for _ in range(runs))
    return sum(associate("a", "b", pair, season_length).found for pair in pairs) / runs


def led(series: Series, n: int, lag: int, seed: int, effect: float = 1.0) -> dict[str, list[Point]]:
    """A series and another that follows it `lag` periods later, with as much noise of its own."""
    random = chance(seed)
    leading = series(random, n + lag)
    lagging = [effect * value + random.gauss(0, 1) for value in leading[:n]]
    return {"leading": weekly(leading[lag:]), "lagging": weekly(lagging)}


def test_the_planted_lag_is_found() -> None:
    found = associate("leading", "lagging", led(noise, 60, 3, seed=1))
    assert found.found
    assert (found.lag, found.n, found.tried, found.reason) == (3, 56, 13, None)
    assert found.r is not None
    assert found.low is not None
    assert found.high is not None
    assert 0 < found.low < found.r < found.high < 1


@pytest.mark.parametrize("series", [noise, trend, growth, walk, year_of_weeks])
def test_the_planted_lag_is_nearly_always_found(series: Series) -> None:
    found = [associate("leading", "lagging", led(series, 60, 3, seed)) for seed in range(40)]
    assert sum(each.found and each.lag == 3 for each in found) >= 36


def test_an_association_may_be_negative() -> None:
    found = associate("leading", "lagging", led(noise, 60, 2, seed=5, effect=-1.0))
    assert (found.found, found.lag) == (True, 2)
    assert found.high is not None
    assert found.high < 0


def test_what_follows_is_not_found_leading() -> None:
    pair = led(noise, 60, 3, seed=1)
    assert not associate("lagging", "leading", pair).found


@pytest.mark.parametrize("n", [24, 60])
@pytest.mark.parametrize("series", [noise, trend, growth, year_of_weeks])
def test_chance_is_seldom_an_association(series: Series, n: int) -> None:
    assert share_found(series, n) <= 0.05


@pytest.mark.parametrize("n", [24, 60])
def test_two_that_wander_are_seldom_associated(n: int) -> None:
    assert share_found(walk, n) <= 0.08


@pytest.mark.parametrize("n", [36, 60])
def test_a_shared_season_is_no_association(n: int) -> None:
    assert share_found(year_of_months, n, season_length=12) <= 0.05


def test_too_short_a_history() -> None:
    random = chance(1)
    short = {"a": weekly(noise(random, 16)), "b": weekly(noise(random, 60))}
    assert associate("a", "b", short) == Association(leader="a", follower="b", reason="short_history")
    one_year = {"a": weekly(noise(random, 20)), "b": weekly(noise(random, 20))}
    assert associate("a", "b", one_year).reason is None
    assert associate("a", "b", one_year, season_length=12).reason == "short_history"


def test_a_longer_history_supports_longer_lags() -> None:
    assert associate("leading", "lagging", led(noise, 24, 0, seed=1)).tried == 6
    assert associate("leading", "lagging", led(noise, 100, 0, seed=1)).tried == 13


def test_open_and_provisional_periods_do_not_count() -> None:
    pair = led(noise, 60, 3, seed=1)
    last = pair["lagging"][-1]
    for unsettled in (replace(last, value=1e6, provisional=True), replace(last, value=1e6, closed=False)):
        changed = {**pair, "lagging": [*pair["lagging"][:-1], unsettled]}
        assert associate("leading", "lagging", changed).n == 55


def test_gaps_leave_pairs_out() -> None:
    pair = led(noise, 60, 3, seed=1)
    pair["lagging"][30] = replace(pair["lagging"][30], value=None)
    found = associate("leading", "lagging", pair)
    assert (found.found, found.lag, found.n) == (True, 3, 54)


@pytest.mark.parametrize("still", [[5.0] * 60, [0.1 * step for step in range(60)]])
def test_what_never_moves_off_its_line_has_no_association(still: list[float]) -> None:
    pair = {"a": weekly(still), "b": weekly(noise(chance(1), 60))}
    assert associate("a", "b", pair).reason == "short_history"


def test_a_series_is_associated_with_its_own_multiple() -> None:
    values = noise(chance(1), 40)
    found = associate("a", "b", {"a": weekly(values), "b": weekly([3 * value for value in values])})
    assert (found.lag, found.found) == (0, True)
    assert found.r == pytest.approx(1.0)


@settings(max_examples=30)
@given(st.sampled_from([-2.0, 0.5, 4.0]), st.integers(-100, 100))
def test_the_unit_does_not_matter(scale: float, shift: int) -> None:
    pair = led(noise, 60, 3, seed=1)
    moved = weekly([scale * (point.value or 0.0) + shift for point in pair["lagging"]])
    plain, found = (associate("leading", "lagging", {**pair, "lagging": each}) for each in (pair["lagging"], moved))
    assert plain.r is not None
    assert found.lag == plain.lag
    assert found.r == pytest.approx(plain.r if scale > 0 else -plain.r)


def test_the_interval_leaves_out_zero_where_an_association_is_found() -> None:
    for seed in range(30):
        found = associate("leading", "lagging", led(noise, 40, 2, seed, effect=0.5))
        assert found.low is not None
        assert found.high is not None
        assert found.found == (found.low > 0 or found.high < 0)


@pytest.mark.parametrize("seed", range(8))
def test_the_strongest_lag_is_that_of_the_plain_arithmetic(seed: int) -> None:
    pair = led(noise, 50, seed % 5, seed, effect=0.7)
    for name, at in (("leading", 7 + seed), ("lagging", 30 - seed)):
        pair[name][at] = replace(pair[name][at], value=None)
    found, plain = associate("leading", "lagging", pair), strongest(pair, ("leading", "lagging"), range(13))
    assert plain is not None
    assert (found.lag, found.n, found.tried, found.found) == (plain.lag, plain.n, plain.tried, plain.found)
    assert (found.r, found.low, found.high) == pytest.approx((plain.r, plain.low, plain.high), abs=1e-9)
