from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpireport.analysis.cause import NOT_ATTRIBUTED, explain, shift_towards
from kpireport.analysis.comparison import compare
from kpireport.model import Cause, Dimension, Event, Note
from kpireport.periods import Calendar
from tests.analysis.one_kpi import PLACE, OneKpi, Row, days, observe, one_kpi, periods, target

TRIO: list[Row] = [
    (date(2026, 10, 5), 300_000, "Carousel"),
    (date(2026, 10, 6), 450_000, "Video"),
    (date(2026, 10, 8), 290_000, "Text"),
    (date(2026, 10, 12), 380_000, "Carousel"),
    (date(2026, 10, 13), 430_000, "Video"),
    (date(2026, 10, 15), 290_000, "Text"),
    (date(2026, 10, 20), 720_000, "Carousel"),
    (date(2026, 10, 21), 260_000, "Video"),
    (date(2026, 10, 25), 220_000, "Text"),
]
POST = Event(place=PLACE, date=date(2026, 10, 20), title="Carousel on the new trail shoe", kpis=("k",))


def explained(kpi: OneKpi, events: Sequence[Event] = (), notes: Sequence[Note] = ()) -> Cause:
    result = kpi.result if kpi.kpi.targets else None
    comparisons = compare(kpi.kpi, kpi.series.metric, kpi.current, kpi.points, result, kpi.calendar)
    return explain(kpi.kpi, kpi.series, kpi.current, comparisons, events, notes, kpi.calendar)


def two_months(before: dict[str, float], after: dict[str, float], **keys: object) -> OneKpi:
    rows: list[Row] = [(date(2026, 1, 1), value, name) for name, value in before.items()]
    rows += [(date(2026, 2, 1), value, name) for name, value in after.items()]
    return one_kpi(rows, grain="month", **keys)  # type: ignore[arg-type]


def effects(cause: Cause) -> dict[str, float]:
    return {driver.segment: driver.change for driver in cause.drivers}


# ------------------------------------------------------------------------------------------------------------ sums


def test_the_worked_example() -> None:
    kpi = one_kpi(TRIO, target("at_least", 1_000_000, start="2026-10-05"), cadence="week")
    cause = explained(kpi, [POST])
    assert (cause.method, cause.basis, cause.dimension, cause.change) == (
        "additive",
        "previous_period",
        "post",
        100_000,
    )
    assert [(driver.segment, driver.change) for driver in cause.drivers] == [
        ("Carousel", 340_000),
        ("Video", -170_000),
        ("Text", -70_000),
    ]
    carousel = cause.drivers[0]
    assert (carousel.before, carousel.after) == (380_000, 720_000)
    assert carousel.share_of_total == pytest.approx(0.60)
    assert carousel.share_of_change == pytest.approx(3.4)
    assert cause.named == ("Carousel",)
    assert not cause.cancelling
    assert cause.events == (POST,)
    assert cause.reason is None


def test_shares_of_total_and_of_change() -> None:
    cause = explained(
        two_months(
            {"Carousel": 200, "Video": 400, "Text": 300, "Story": 100},
            {"Carousel": 650, "Video": 380, "Text": 270, "Story": 100},
        )
    )
    shares = {driver.segment: driver.share_of_change for driver in cause.drivers}
    assert shares == pytest.approx({"Carousel": 1.125, "Video": -0.05, "Text": -0.075, "Story": 0.0})
    assert cause.drivers[0].share_of_total == pytest.approx(0.464, abs=5e-4)


def test_gains_and_losses_that_cancel_get_no_share() -> None:
    cause = explained(two_months({"a": 100, "b": 100}, {"a": 200, "b": 12}))
    assert cause.cancelling
    assert cause.named == ()
    assert {driver.share_of_change for driver in cause.drivers} == {None}
    assert effects(cause) == {"a": 100, "b": -88}


def test_a_small_change_gets_no_share() -> None:
    cause = explained(two_months({"a": 100, "b": 100}, {"a": 109, "b": 100}))
    assert {driver.share_of_change for driver in cause.drivers} == {None}
    assert cause.drivers[0].share_of_total == pytest.approx(109 / 209)
    assert not cause.cancelling


def test_a_segment_that_came_or_went() -> None:
    cause = explained(two_months({"a": 100, "old": 50}, {"a": 100, "new": 80}))
    assert effects(cause) == {"new": 80, "old": -50, "a": 0}


def test_what_the_segments_leave_of_the_total() -> None:
    """Rows without a segment are the total: 100 and 150, of which 90 and 110 have a name."""
    cause = explained(two_months({"": 100, "a": 60, "b": 30}, {"": 150, "a": 80, "b": 30}))
    assert effects(cause) == {"a": 20, "b": 0, NOT_ATTRIBUTED: 30}
    assert cause.drivers[-1].segment == NOT_ATTRIBUTED
    assert cause.named == ()


def test_no_change_leaves_gains_and_losses() -> None:
    cause = explained(two_months({"a": 100, "b": 50}, {"a": 50, "b": 100}))
    assert (cause.change, cause.reason, cause.method) == (0, "no_change", "additive")
    assert effects(cause) == {"a": -50, "b": 50}
    assert {driver.share_of_change for driver in cause.drivers} == {None}


def test_the_leading_comparison_is_explained_where_it_has_segments() -> None:
    """A month leads with last year. Where last year's rows have no segment, the month before is explained."""
    plain: list[Row] = periods("month", "2025-01-01", [10.0] * 12)
    split: list[Row] = [(date(2026, month, 1), 5.0 * month, name) for month in (1, 2) for name in ("a", "b")]
    bare = [(row[0], row[1], "") for row in plain]
    assert explained(one_kpi([*bare, *split], grain="month")).basis == "previous_period"
    named: list[Row] = [(row[0], row[1], "a") for row in plain]
    assert explained(one_kpi([*named, *split], grain="month")).basis == "year_ago"


def test_where_missing_means_zero_a_period_without_rows_has_segments_of_zero() -> None:
    rows: list[Row] = [(date(2026, 1, 1), 5.0, "a"), (date(2026, 3, 1), 6.0, "a"), (date(2026, 3, 1), 3.0, "b")]
    assert effects(explained(one_kpi(rows, grain="month", missing="zero"))) == {"a": 6.0, "b": 3.0}
    quiet = one_kpi(rows, grain="month", missing="zero", through="2026-05-31")
    assert explained(quiet).reason == "no_change"


@pytest.mark.parametrize("aggregation", ["mean", "max", "min", "distinct"])
def test_readings_cannot_be_taken_apart(aggregation: str) -> None:
    cause = explained(two_months({"a": 1}, {"a": 2}, aggregation=aggregation))
    assert (cause.method, cause.reason, cause.drivers) == ("none", "not_additive", ())


def test_why_nothing_accounts_for_a_change() -> None:
    assert explained(one_kpi(periods("month", "2026-01-01", [1, 2]), grain="month")).reason == "no_dimension"
    assert explained(two_months({}, {"a": 2})).reason == "short_history"
    opening = explained(one_kpi(days("2026-01-01", [1.0])), [POST])
    assert (opening.reason, opening.events, opening.method) == ("no_closed_period", (), "none")


# ------------------------------------------------------------------------------------------- ratios and formulas


def conversion(*, segments: bool, **keys: object) -> OneKpi:
    before = {"Paid": (4000, 80), "Organic": (6000, 300), "Referral": (0, 0)}
    after = {"Paid": (9000, 162), "Organic": (5000, 265), "Referral": (1000, 40)}
    rows: list[list[Row]] = [[], []]
    for day, side in ((date(2026, 1, 1), before), (date(2026, 2, 1), after)):
        for name, values in side.items():
            for column, value in zip(rows, values, strict=True):
                column.append((day, float(value), name))
    if not segments:
        rows = [[(day, fsum(row[1] for row in column if row[0] == day)) for day in days_of(column)] for column in rows]
    visits, orders = (observe(column, "month") for column in rows)
    return one_kpi(
        [],
        aggregation="ratio",
        unit="percent",
        numerator="orders",
        denominator="visits",
        others={"visits": visits, "orders": orders},
        **keys,  # type: ignore[arg-type]
    )


def days_of(rows: Sequence[Row]) -> list[date]:
    return sorted({row[0] for row in rows})


def test_a_ratio_by_mix_and_rate() -> None:
    cause = explained(conversion(segments=True))
    assert (cause.method, cause.dimension, cause.basis) == ("mix_rate", "post", "previous_period")
    assert cause.before == pytest.approx(3.8)
    assert cause.after == pytest.approx(3.113333, abs=5e-7)
    assert cause.rate == pytest.approx(0.04, abs=5e-6)
    assert cause.mix == pytest.approx(-0.72667, abs=5e-6)
    assert cause.change is not None
    assert abs(fsum(effects(cause).values()) - cause.change) < 1e-9
    by_name = {driver.segment: driver for driver in cause.drivers}
    assert by_name["Paid"].rate_effect == pytest.approx(-0.10)
    assert by_name["Organic"].mix_effect == pytest.approx(-0.45156, abs=5e-6)
    assert by_name["Referral"].before is None
    assert by_name["Referral"].after == pytest.approx(4.0)
    assert by_name["Paid"].share_of_total == pytest.approx(0.6)
    assert NOT_ATTRIBUTED not in by_name
    assert shift_towards(cause) == "Paid"


def test_single_posts_do_not_account_for_a_change_while_a_format_does() -> None:
    """Every post is new, so that by post nothing but turnover would show."""
    posts = [("Carousel", "1", 200.0), ("Video", "2", 100.0), ("Carousel", "3", 400.0), ("Video", "4", 110.0)]
    dates = [date(2026, 1, 1)] * 2 + [date(2026, 2, 1)] * 2
    seen = observe([(day, value, name) for day, (_, name, value) in zip(dates, posts, strict=True)], "month")
    formats = Dimension(("Carousel", "Video"), array("q", (0, 1, 0, 1)))
    both = replace(seen, dimensions={**seen.dimensions, "format": formats})
    cause = explained(one_kpi([], aggregation="sum", others={"m": both}))
    assert (cause.dimension, cause.named) == ("format", ("Carousel",))


def test_a_ratio_without_segments_by_its_two_sides() -> None:
    cause = explained(conversion(segments=False))
    assert (cause.method, cause.dimension) == ("drivers", None)
    by_name = {driver.segment: driver for driver in cause.drivers}
    assert (by_name["visits"].before, by_name["visits"].after) == (10_000, 15_000)
    halves = [(467 - 380) / 10_000, (467 - 380) / 15_000]
    assert by_name["orders"].change == pytest.approx(100 * fsum(halves) / 2)
    assert fsum(effects(cause).values()) == pytest.approx(467 / 150 - 3.8, abs=1e-9)


def test_a_ratio_whose_segments_one_period_lacks_by_its_two_sides() -> None:
    before, after = date(2026, 1, 1), date(2026, 2, 1)
    orders = observe([(before, 5.0, ""), (after, 6.0, "a"), (after, 4.0, "b")], "month")
    visits = observe([(before, 50.0, ""), (after, 40.0, "a"), (after, 40.0, "b")], "month")
    others = {"visits": visits, "orders": orders}
    cause = explained(one_kpi([], aggregation="ratio", numerator="orders", denominator="visits", others=others))
    assert (cause.method, cause.dimension) == ("drivers", None)
    assert effects(cause) == pytest.approx({"orders": 0.08125, "visits": -0.05625})


def formula(text: str, **columns: list[float]) -> OneKpi:
    others = {name: observe(periods("month", "2026-01-01", values), "month") for name, values in columns.items()}
    return one_kpi([], formula=text, aggregation=None, others=others)


def test_a_formula_by_its_drivers() -> None:
    cause = explained(
        formula("visits * conversion * order", visits=[10_000, 12_000], conversion=[0.02, 0.018], order=[50, 52])
    )
    assert effects(cause) == pytest.approx({"visits": 1937.333, "conversion": -1122.667, "order": 417.333}, abs=5e-4)
    assert (cause.drivers[0].before, cause.drivers[0].after) == (10_000, 12_000)
    assert cause.change == pytest.approx(1232)
    two = explained(formula("price * quantity", price=[10, 11], quantity=[100, 95]))
    assert effects(two) == pytest.approx({"price": 97.5, "quantity": -52.5})


def test_an_input_moves_together_with_its_past() -> None:
    cause = explained(formula("(x - x_prev) * y", x=[1, 4, 9], y=[2, 2, 3]))
    assert cause.change == pytest.approx((9 - 4) * 3 - (4 - 1) * 2)
    assert fsum(effects(cause).values()) == pytest.approx(9.0, abs=1e-9)
    assert set(effects(cause)) == {"x", "y"}


def test_a_formula_that_breaks_between_the_periods_is_not_taken_apart() -> None:
    """1 / (x - y) has no value where x has moved and y has not."""
    cause = explained(formula("1 / (x - y)", x=[2, 1], y=[1, 0]))
    assert (cause.method, cause.reason) == ("none", "not_additive")


def test_a_formula_of_many_inputs_is_not_taken_apart() -> None:
    columns = {f"x{n}": [1.0, 2.0] for n in range(7)}
    assert explained(formula(" + ".join(columns), **columns)).reason == "not_additive"
    del columns["x6"]
    assert set(effects(explained(formula(" + ".join(columns), **columns))).values()) == {1.0}


# ------------------------------------------------------------------------------------------------ events and notes


def test_events_of_the_two_periods_before_and_of_the_period() -> None:
    def event(day: str, *kpis: str) -> Event:
        return Event(place=PLACE, date=date.fromisoformat(day), title=day, kpis=kpis)

    kpi = one_kpi(TRIO, cadence="week")
    early, first, general, last = (
        event("2026-10-04"),
        event("2026-10-05", "k"),
        event("2026-10-19"),
        event("2026-10-25"),
    )
    other, late = event("2026-10-20", "x"), event("2026-10-26")
    found = explained(kpi, [late, last, other, general, first, early]).events
    assert found == (first, general, last)


def test_the_note_of_the_period() -> None:
    calendar = Calendar()
    note = Note(place=PLACE, kpi="k", period=calendar.parse("2026-W43"), text="First.", date=date(2026, 10, 26))
    later = replace(note, text="Corrected.", date=date(2026, 10, 27))
    others = [replace(note, kpi="x"), replace(note, period=calendar.parse("2026-W42"))]
    kpi = one_kpi(TRIO, cadence="week")
    assert explained(kpi, notes=[*others, note]).note == note
    assert explained(kpi, notes=[later, note]).note == later
    assert explained(kpi, notes=others).note == others[1], "an older note stands in, and tells its own period"
    assert explained(kpi, notes=[replace(note, period=calendar.parse("2026-W40"))]).note is None


# --------------------------------------------------------------------------------------------------------- laws

amounts = st.dictionaries(st.sampled_from("abcde"), st.integers(-1000, 1000).map(float), min_size=1)


@given(amounts, amounts)
def test_effects_sum_to_the_change_turn_around_and_know_no_order(
    before: dict[str, float], after: dict[str, float]
) -> None:
    cause, back = explained(two_months(before, after)), explained(two_months(after, before))
    assert cause.change == fsum(after.values()) - fsum(before.values())
    assert fsum(effects(cause).values()) == pytest.approx(cause.change, abs=1e-9)
    assert effects(back) == pytest.approx({name: -change for name, change in effects(cause).items()})
    turned = two_months(dict(reversed(before.items())), dict(reversed(after.items())))
    assert explained(turned) == cause
