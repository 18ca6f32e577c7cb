from __future__ import annotations

from collections.abc import Mapping

import pytest

from kpireport.analysis.association import associate
from kpireport.analysis.evidence import associations
from kpireport.analysis.matrix import MOST_COMPARED, MOST_TOLD
from tests.analysis.draws import noise, planted, rising
from tests.analysis.pair_by_pair import chance_of, found_among
from tests.analysis.several_kpis import Told, rows_of, several
from tests.analysis.weekly import weekly


def gaps(values: list[float], *at: int) -> list[float | None]:
    return [None if place in at else value for place, value in enumerate(values)]


def test_the_matrix_finds_what_testing_pair_by_pair_finds() -> None:
    values = {**planted(3), **{f"n{seed}": gaps(noise(seed, 45 + seed)) for seed in range(5, 10)}}
    values["follows"] = gaps([2 * a + 0.5 * b for a, b in zip(noise(8, 53), noise(77, 53), strict=True)], 4, 20)
    seen = several(values)
    expected = found_among({kpi.id: kpi.series for kpi in seen.kpis})
    found = associations(seen.kpis, seen.table)
    assert {(pair.leader, pair.follower) for pair in found} == {("visits", "sales"), ("n8", "follows")}
    by_names = {(pair.leader, pair.follower): pair for pair in expected}
    for pair in found:
        same = by_names.pop((pair.leader, pair.follower))
        assert (pair.lag, pair.n, pair.tried, pair.found) == (same.lag, same.n, same.tried, same.found)
        assert (pair.r, pair.low, pair.high) == pytest.approx((same.r, same.low, same.high), abs=1e-9)
    assert not by_names


def found_in(values: Mapping[str, list[float | None]]) -> list[tuple[str, str, int | None]]:
    seen = several(values)
    return [(pair.leader, pair.follower, pair.lag) for pair in associations(seen.kpis, seen.table)]


def test_the_one_that_runs_ahead_is_named_first() -> None:
    pair = planted(3)
    for names in (("visits", "sales"), ("sales", "visits")):
        seen = several({name: pair[name] for name in names})
        (found,) = associations(seen.kpis, seen.table)
        assert (found.leader, found.follower, found.lag, found.found, found.tried) == ("visits", "sales", 3, True, 25)


def test_more_pairs_ask_for_stronger_evidence() -> None:
    strong, weak = planted(3), planted(3, effect=0.55)
    others = {f"n{seed}": gaps(noise(seed)) for seed in range(800, 806)}
    assert found_in(strong) == found_in(weak) == found_in({**strong, **others}) == [("visits", "sales", 3)]
    assert found_in({**weak, **others}) == []


def test_a_pair_counts_against_those_that_do_not_hold_yet() -> None:
    weak = {f"{name} 2": values for name, values in planted(1, seed=2248, effect=0.6).items()}
    both = {**planted(2, seed=248), **weak}
    first, second = found_among({name: weekly(values) for name, values in both.items()})
    assert 0.05 / 6 < chance_of(second) < 0.05 / 5
    assert found_in(both) == [(pair.leader, pair.follower, pair.lag) for pair in (first, second)]


def test_a_matrix_of_noise_seldom_has_a_finding() -> None:
    matrices = ({str(n): gaps(noise(100 * seed + n, 40)) for n in range(5)} for seed in range(1, 61))
    assert sum(bool(found_in(matrix)) for matrix in matrices) <= 3


def test_those_that_grow_are_not_associated() -> None:
    assert found_in({str(seed): rising(noise(seed)) for seed in range(6)}) == []


def test_a_pair_without_history_does_not_count() -> None:
    weak = planted(3, effect=0.55)
    short = {f"s{seed}": [*[None] * 48, *noise(seed, 12)] for seed in range(6)}
    assert found_in({**weak, **short}) == found_in(weak) == [("visits", "sales", 3)]


def test_the_strongest_pair_comes_first() -> None:
    seen = several({**planted(3), "a": noise(8), "b": [2 * value for value in noise(8)]})
    assert [(pair.leader, pair.follower) for pair in associations(seen.kpis, seen.table)] == [
        ("a", "b"),
        ("visits", "sales"),
    ]


def test_what_is_computed_from_the_same_numbers_is_not_compared() -> None:
    metrics = {
        "rate": {"aggregation": "ratio", "numerator": "sales", "denominator": "visits"},
        "twice": {"formula": "2 * visits"},
    }
    told = {name: Told() for name in ("visits", "rate", "twice")}
    positive = {name: [10 + (value or 0.0) for value in values] for name, values in planted(3).items()}
    seen = several(positive, told, metrics)
    assert associations(seen.kpis, seen.table) == ()


def test_among_many_kpis_those_of_a_goal_and_the_declared_are_compared() -> None:
    copy = noise(99)
    values = {"one": copy, "same goal": copy, "other goal": copy, "declared": copy}
    values |= {f"n{seed}": noise(seed) for seed in range(MOST_COMPARED)}
    told = {name: Told(goal=name) for name in values}
    told["same goal"] = Told(goal="one")
    told["declared"] = Told(goal="declared", keys={"feeds": ("one",)})
    many = several(values, told)
    pairs = {frozenset((pair.leader, pair.follower)) for pair in associations(many.kpis, many.table)}
    assert pairs == {frozenset(("one", "same goal")), frozenset(("one", "declared"))}
    few = many.kpis[:MOST_COMPARED]
    assert len(associations(few, many.table)) == 6


def test_cadences_are_not_mixed() -> None:
    values = noise(5)
    told = {"week": Told(), "month": Told(cadence="month")}
    seen = several({"week": values, "month": rows_of(list(values), "month")}, told)
    assert associations(seen.kpis, seen.table) == ()


def test_kpis_that_begin_and_end_apart_are_set_side_by_side() -> None:
    values = planted(3)
    early, late = rows_of(values["visits"][:50]), rows_of(values["sales"][5:], first="2020-02-10")
    seen = several({"visits": early, "sales": late})
    (found,) = associations(seen.kpis, seen.table)
    assert (found.lag, found.n) == (3, 47)
    one = associate("visits", "sales", {kpi.id: kpi.series for kpi in seen.kpis})
    assert (one.lag, one.n, one.r) == (3, 47, found.r)


def test_data_that_ended_long_before_the_others_is_left_out() -> None:
    seen = several({**planted(3), "old": rows_of(noise(4), first="1995-01-02")})
    assert [(pair.leader, pair.follower) for pair in associations(seen.kpis, seen.table)] == [("visits", "sales")]


def test_the_list_ends_somewhere() -> None:
    copy = noise(3)
    seen = several({str(n): copy for n in range(20)})
    assert len(associations(seen.kpis, seen.table)) == MOST_TOLD


def test_nothing_to_compare() -> None:
    assert associations((), several({"a": [1.0]}).table) == ()
    seen = several({"a": [5.0] * 60, "b": noise(1), "c": [None, 1.0]})
    assert associations(seen.kpis, seen.table) == ()
