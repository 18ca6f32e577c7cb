from __future__ import annotations

from math import fsum, log, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpireport.analysis.contribution import covering, deltas, mix_and_rate, nearly_cancel, shapley, surprise

BEFORE = {"Carousel": 200.0, "Video": 400.0, "Text": 300.0, "Story": 100.0}
AFTER = {"Carousel": 650.0, "Video": 380.0, "Text": 270.0, "Story": 100.0}
VISITS_BEFORE = {"Paid": (80.0, 4000.0), "Organic": (300.0, 6000.0), "Referral": (0.0, 0.0)}
VISITS_AFTER = {"Paid": (162.0, 9000.0), "Organic": (265.0, 5000.0), "Referral": (40.0, 1000.0)}

amounts = st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 1e6, allow_subnormal=False), min_size=1)
parts = st.dictionaries(
    st.sampled_from("abcde"),
    st.tuples(st.floats(0, 1e4, allow_subnormal=False), st.floats(0.01, 1e4)),
    min_size=1,
)


def test_shares_of_a_change() -> None:
    found = deltas(BEFORE, AFTER)
    assert found == {"Carousel": 450, "Story": 0, "Text": -30, "Video": -20}
    assert [found[name] / 400 for name in BEFORE] == [1.125, -0.05, -0.075, 0]


def test_surprise_of_the_shares() -> None:
    assert surprise(BEFORE, AFTER) == pytest.approx(0.04029, abs=5e-6)
    assert surprise({"a": 1.0}, {"b": 1.0}) == pytest.approx(log(2))
    assert surprise({"a": 1.0}, {"a": 0.0}) == 0


def test_mix_and_rate_of_three_channels() -> None:
    found = mix_and_rate(VISITS_BEFORE, VISITS_AFTER)
    assert found is not None
    rates = {name: effect.rate * 1e4 for name, effect in found.items()}
    mixes = {name: effect.mix * 1e4 for name, effect in found.items()}
    assert rates == pytest.approx({"Paid": -10.0, "Organic": 14.0, "Referral": 0.0}, abs=5e-4)
    assert mixes == pytest.approx({"Paid": -31.133, "Organic": -45.156, "Referral": 3.622}, abs=5e-4)
    assert fsum(rates.values()) == pytest.approx(4.0, abs=5e-4)
    assert fsum(mixes.values()) == pytest.approx(-72.667, abs=5e-4)
    whole = (467 / 15_000 - 380 / 10_000) * 1e4
    assert abs(fsum(effect.change for effect in found.values()) * 1e4 - whole) < 1e-9
    assert found["Referral"].before is None
    assert found["Referral"].after == 0.04


def test_no_denominator_no_ratio() -> None:
    assert mix_and_rate({"a": (1.0, 0.0)}, {"a": (1.0, 2.0)}) is None


def test_three_drivers() -> None:
    """Visits, conversion and order value: (10 000, 2 %, 50) to (12 000, 1.8 %, 52)."""
    before = {"visits": 10_000.0, "conversion": 0.02, "order": 50.0}
    after = {"visits": 12_000.0, "conversion": 0.018, "order": 52.0}
    found = product_effects(before, after)
    assert found == pytest.approx({"visits": 1937.333, "conversion": -1122.667, "order": 417.333}, abs=5e-4)
    assert abs(fsum(found.values()) - 1232) < 1e-9


def test_two_drivers() -> None:
    found = product_effects({"price": 10.0, "quantity": 100.0}, {"price": 11.0, "quantity": 95.0})
    assert found == pytest.approx({"price": 97.5, "quantity": -52.5})


def product_effects(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    found = shapley(
        list(before), lambda moved: prod(after[name] if name in moved else before[name] for name in sorted(before))
    )
    assert found is not None
    return found


def test_drivers_may_be_zero_but_every_mixture_needs_a_value() -> None:
    assert product_effects({"a": 0.0, "b": 0.0}, {"a": 2.0, "b": 3.0}) == pytest.approx({"a": 3.0, "b": 3.0})
    assert shapley(["a", "b"], lambda moved: None if moved == {"a"} else 1.0) is None


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"a": 70, "b": 30}, ("a",)),
        ({"a": 66, "b": 34}, ("a", "b")),
        ({"a": 340, "b": -170, "c": -70}, ("a",)),
        ({"a": 60, "b": 9, "c": 9, "d": 9, "e": 9, "f": 4}, ()),
        ({"a": 60, "b": 10, "c": 30}, ("a", "c")),
        (dict.fromkeys("abcdefghij", 10), ("a", "b", "c", "d", "e", "f", "g")),
        (dict.fromkeys("abcdefghijkl", 9), ()),
        ({"a": -80, "b": 20}, ("a",)),
        ({"a": 0.0}, ()),
    ],
)
def test_the_fewest_segments_that_cover_two_thirds(changes: dict[str, float], named: tuple[str, ...]) -> None:
    assert covering(changes, fsum(changes.values())) == named


def test_what_has_no_name_counts_but_is_not_named() -> None:
    assert covering({"a": 40, "rest": 60}, 100, frozenset({"rest"})) == ()
    assert covering({"a": 70, "rest": 30}, 100, frozenset({"rest"})) == ("a",)


@pytest.mark.parametrize(("loss", "cancels"), [(-80, False), (-81.8, False), (-82, True), (-100, True)])
def test_gains_and_losses_that_nearly_cancel(loss: float, cancels: bool) -> None:
    assert nearly_cancel({"a": 100, "b": loss}, 100 + loss) is cancels


@given(amounts, amounts)
def test_deltas_sum_to_the_change_and_turn_around(before: dict[str, float], after: dict[str, float]) -> None:
    found = deltas(before, after)
    whole = fsum(after.values()) - fsum(before.values())
    assert fsum(found.values()) == pytest.approx(whole, abs=1e-6)
    assert deltas(after, before) == {name: -change for name, change in found.items()}
    assert surprise(before, after) == pytest.approx(surprise(after, before), abs=1e-12)
    assert -1e-12 <= surprise(before, after) <= log(2) + 1e-12


@given(parts, parts)
def test_mix_and_rate_sum_to_the_change_and_turn_around(
    before: dict[str, tuple[float, float]], after: dict[str, tuple[float, float]]
) -> None:
    found, back = mix_and_rate(before, after), mix_and_rate(after, before)
    assert found is not None
    assert back is not None
    first, last = (
        fsum(num for num, _ in side.values()) / fsum(den for _, den in side.values()) for side in (before, after)
    )
    room = 1e-9 * max(1.0, first, last, *(num / den for side in (before, after) for num, den in side.values()))
    assert abs(fsum(effect.change for effect in found.values()) - (last - first)) <= room
    for name, effect in found.items():
        assert back[name].rate == pytest.approx(-effect.rate, abs=room)
        assert back[name].mix == pytest.approx(-effect.mix, abs=room)
    assert mix_and_rate(dict(reversed(before.items())), dict(reversed(after.items()))) == found


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(-100, 100)), min_size=1, max_size=4))
def test_effects_of_drivers_sum_to_the_change_and_turn_around(pairs: list[tuple[float, float]]) -> None:
    names = [f"d{n}" for n in range(len(pairs))]
    before = dict(zip(names, (pair[0] for pair in pairs), strict=True))
    after = dict(zip(names, (pair[1] for pair in pairs), strict=True))
    found, back = product_effects(before, after), product_effects(after, before)
    assert fsum(found.values()) == pytest.approx(prod(after.values()) - prod(before.values()), abs=1e-6)
    assert found == pytest.approx({name: -effect for name, effect in back.items()}, abs=1e-6)
