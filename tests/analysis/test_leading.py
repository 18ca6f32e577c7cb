from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from kpireport.analysis.association import associate, associate_all
from kpireport.analysis.evidence import associations, with_evidence
from kpireport.analysis.leading import MOST_PERIODS
from kpireport.analysis.matrix import MOST_COMPARED, MOST_TOLD
from kpireport.model import Association, Status
from tests.analysis.one_kpi import days, observe
from tests.analysis.several_kpis import FIRST, Several, Told, rows_of, several
from tests.analysis.weekly import chance

LEADING = Told(keys={"timing": "leading", "pairs_with": ("sales",)})
LAGGING = Told(keys={"timing": "lagging"})


def noise(seed: int, n: int = 60) -> list[float]:
    random = chance(seed)
    return [random.gauss(0, 1) for _ in range(n)]


def planted(lag: int, seed: int = 1, n: int = 60, effect: float = 1.0) -> dict[str, list[float | None]]:
    """Visits, and sales that follow them `lag` weeks later, with as much noise of their own."""
    visits, own = noise(seed, n + lag), noise(seed + 1000, n)
    return {"visits": list(visits[lag:]), "sales": [effect * a + b for a, b in zip(visits, own, strict=False)]}


def rising(values: list[float]) -> list[float | None]:
    return [0.3 * week + value for week, value in enumerate(values)]


def paired(values: Mapping[str, Any], leading: Told = LEADING, lagging: Told = LAGGING) -> Several:
    return several(values, {"visits": leading, "sales": lagging})


def leads(seen: Several, id_: str = "visits") -> tuple[Association, ...]:
    return next(kpi.leads for kpi in with_evidence(seen.kpis, seen.table) if kpi.id == id_)


def test_the_planted_lag_of_three_weeks_is_found() -> None:
    (found,) = leads(paired(planted(3)))
    assert (found.leader, found.follower, found.lag, found.found) == ("visits", "sales", 3, True)
    assert (found.n, found.tried) == (56, 13)
    assert found.low is not None
    assert found.low > 0


def test_white_noise_is_not_found() -> None:
    tested = [leads(paired({"visits": noise(seed), "sales": noise(seed + 500)}))[0] for seed in range(40)]
    assert sum(found.found for found in tested) <= 2
    assert all(found.r is not None for found in tested)


def test_two_that_both_grow_are_not_associated() -> None:
    (found,) = leads(paired({"visits": rising(noise(1)), "sales": rising(noise(2))}))
    assert not found.found
    grown = several({str(seed): rising(noise(seed)) for seed in range(6)})
    assert associations(grown.kpis, grown.table) == ()


def test_the_lagging_partner_may_name_the_leading_one() -> None:
    leading, lagging = Told(keys={"timing": "leading"}), Told(keys={"timing": "lagging", "pairs_with": ("visits",)})
    seen = paired(planted(3), leading, lagging)
    assert leads(seen)[0].lag == 3
    assert leads(seen, "sales") == ()


def test_two_leading_partners_lead_nobody() -> None:
    assert leads(paired(planted(3), LEADING, Told(keys={"timing": "leading"}))) == ()


def test_different_cadences_meet_at_the_coarser() -> None:
    values = planted(3)
    daily = [value for week in values["visits"] for value in (week, *[0.0] * 6)]
    visits = observe(days(FIRST, [value or 0.0 for value in daily]), "day")
    leading = Told(cadence="day", keys=LEADING.keys)
    (found,) = leads(paired({"visits": visits, "sales": values["sales"]}, leading))
    assert found == leads(paired(values))[0]


def test_partners_without_data_or_history_say_so() -> None:
    none = several({"visits": noise(1)}, {"visits": LEADING, "sales": LAGGING}, {"sales": {}})
    assert leads(none)[0] == Association(leader="visits", follower="sales", reason="no_data")
    assert leads(paired({"visits": noise(1), "sales": noise(2, 10)}))[0].reason == "short_history"


def test_what_was_long_ago_does_not_count() -> None:
    old = planted(3, n=100)
    later = {name: [*values, *noise(seed, MOST_PERIODS)] for seed, (name, values) in enumerate(old.items(), 50)}
    assert leads(paired(old))[0].found
    assert not leads(paired(later))[0].found


# ----------------------------------------------------------------------------------------------------- the notice


@pytest.mark.parametrize(
    ("status", "expected"),
    [("at_risk", ("visits",)), ("off_track", ("visits",)), ("missed", ("visits",)), ("on_track", ()), ("unknown", ())],
)
def test_a_leading_kpi_off_its_pace_is_noticed_where_it_leads(status: Status, expected: tuple[str, ...]) -> None:
    seen = paired(planted(3), Told(status=status, keys=LEADING.keys))
    noticed = {kpi.id: kpi for kpi in with_evidence(seen.kpis, seen.table)}
    assert (noticed["sales"].led_by, noticed["visits"].led_by) == (expected, ())
    assert noticed["sales"].status == "on_track"


def test_a_kpi_that_is_fed_is_noticed_once() -> None:
    leading = Told(status="at_risk", keys={"timing": "leading", "pairs_with": ("sales",), "feeds": ("sales", "gone")})
    seen = paired(planted(3), leading)
    assert with_evidence(seen.kpis, seen.table)[1].led_by == ("visits",)


def test_a_lagging_kpi_off_its_pace_warns_nobody() -> None:
    seen = paired(planted(3), Told(status="missed", keys={"timing": "lagging", "feeds": ("sales",)}))
    assert with_evidence(seen.kpis, seen.table)[1].led_by == ()


# ----------------------------------------------------------------------------------------------------- the matrix


def gaps(values: list[float], *at: int) -> list[float | None]:
    return [None if place in at else value for place, value in enumerate(values)]


def test_the_matrix_finds_what_testing_pair_by_pair_finds() -> None:
    values = {**planted(3), **{f"n{seed}": gaps(noise(seed, 45 + seed)) for seed in range(5, 10)}}
    values["follows"] = gaps([2 * a + 0.5 * b for a, b in zip(noise(8, 53), noise(77, 53), strict=True)], 4, 20)
    seen = several(values)
    expected = [pair for pair in associate_all({kpi.id: kpi.series for kpi in seen.kpis}) if pair.found]
    found = associations(seen.kpis, seen.table)
    assert {(pair.leader, pair.follower) for pair in found} == {("visits", "sales"), ("n8", "follows")}
    by_names = {(pair.leader, pair.follower): pair for pair in expected}
    for pair in found:
        same = by_names.pop((pair.leader, pair.follower))
        assert (pair.lag, pair.n, pair.tried, pair.found) == (same.lag, same.n, same.tried, same.found)
        assert (pair.r, pair.low, pair.high) == pytest.approx((same.r, same.low, same.high), abs=1e-9)
    assert not by_names


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
    one = associate("visits", "sales", {kpi.id: kpi.series for kpi in seen.kpis})
    assert (found.lag, found.n) == (one.lag, one.n) == (3, 47)


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
