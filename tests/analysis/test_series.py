from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpireport.analysis.rank import why_no_value
from kpireport.analysis.series import SeriesTable, last_closed
from kpireport.errors import Place
from kpireport.formula import parse
from kpireport.model import Dimension, Metric, Observations, Project, Site, Snapshots, Source
from kpireport.periods import Calendar, Grain, Period

PLACE = Place("metrics.yaml")
CALENDAR = Calendar()


@dataclass(frozen=True)
class Row:
    day: date
    value: float
    segments: tuple[str, ...] = ()


def observe(
    rows: Sequence[Row], grain: Grain = "day", through: date | None = None, dimensions: tuple[str, ...] = ()
) -> Observations:
    """What a source hands over: rows by date, in the order of the lines within a date."""
    ordered = sorted(rows, key=lambda row: row.day)
    columns = {}
    for index, name in enumerate(dimensions):
        labels = tuple(dict.fromkeys(row.segments[index] for row in ordered))
        columns[name] = Dimension(labels, array("q", (labels.index(row.segments[index]) for row in ordered)))
    return Observations(
        grain=grain,
        through=through or CALENDAR.period(ordered[-1].day, grain).end,
        starts=array("q", (row.day.toordinal() for row in ordered)),
        values=array("d", (row.value for row in ordered)),
        dimensions=columns,
    )


def table(
    observations: Mapping[str, Observations],
    metrics: Mapping[str, Mapping[str, Any]] | None = None,
    fiscal: int = 1,
) -> SeriesTable:
    """Metrics over one long source `s`; every observed name is a metric unless described otherwise."""
    described: dict[str, Mapping[str, Any]] = {**{name: {} for name in observations}, **(metrics or {})}
    known = set(described)
    made = {}
    for name, keys in described.items():
        keys = dict(keys)
        if "formula" in keys:
            keys["formula"] = parse(keys["formula"], known)
        made[name] = Metric(id=name, place=PLACE, name=name, **keys)
    project = Project(
        file=Path("site.yaml"),
        root=Path(),
        site=Site(title="t", fiscal_year_start_month=fiscal),
        metrics=made,
        sources={"s": Source(id="s", place=PLACE, files=("*.csv",))},
    )
    return SeriesTable(project, Snapshots(observations={("s", name): seen for name, seen in observations.items()}))


def days(first: date, *values: float | None) -> list[Row]:
    return [Row(first + timedelta(days=n), value) for n, value in enumerate(values) if value is not None]


def month(text: str) -> tuple[date, date]:
    period = CALENDAR.parse(text)
    return period.start, period.end


def by_label(points: Sequence[Any]) -> dict[str, float | None]:
    return {point.period.label: point.value for point in points}


# ------------------------------------------------------------------------------------------------------- roll-up


@pytest.mark.parametrize(
    ("aggregation", "value"), [("sum", 16.0), ("last", 3.0), ("mean", 4.0), ("max", 9.0), ("min", 1.0)]
)
def test_aggregations_roll_days_up_to_a_week(aggregation: str, value: float) -> None:
    rows = days(date(2026, 10, 19), 1.0, None, 9.0, 3.0, None, None, 3.0)
    series = table({"m": observe(rows)}, {"m": {"aggregation": aggregation}})["m"]
    assert by_label(series.points("week")) == {"2026-W43": value}
    assert series.value(date(2026, 10, 19), date(2026, 10, 25)) == value


def test_a_ratio_is_the_ratio_of_sums_not_the_mean_of_ratios() -> None:
    first = date(2026, 10, 19)
    seen = {"orders": observe(days(first, 80.0, 300.0)), "visits": observe(days(first, 4000.0, 6000.0))}
    ratio = {"aggregation": "ratio", "numerator": "orders", "denominator": "visits", "unit": "percent"}
    series = table(seen, {"conversion": ratio, "share": {**ratio, "unit": "fraction"}})
    assert series["conversion"].value(first, first + timedelta(days=1)) == 3.8
    assert series["share"].value(first, first + timedelta(days=1)) == 0.038
    assert by_label(series["conversion"].points("day")) == {"2026-10-19": 2.0, "2026-10-20": 5.0}


def test_ratio_without_denominator_is_missing() -> None:
    first = date(2026, 10, 19)
    seen = {"orders": observe(days(first, 80.0, 3.0, 5.0)), "visits": observe(days(first, 0.0, None, 10.0))}
    series = table(seen, {"r": {"aggregation": "ratio", "numerator": "orders", "denominator": "visits"}})["r"]
    assert [point.value for point in series.points("day")] == [None, None, 0.5]


def test_ratio_inputs_are_summed_whatever_their_own_aggregation() -> None:
    first = date(2026, 10, 19)
    seen = {"tickets": observe(days(first, 4.0, 6.0)), "agents": observe(days(first, 2.0, 3.0))}
    metrics = {
        "agents": {"aggregation": "last"},
        "load": {"aggregation": "ratio", "numerator": "tickets", "denominator": "agents"},
    }
    assert table(seen, metrics)["load"].value(first, date(2026, 10, 20)) == 2.0


def test_a_ratio_over_columns_that_are_no_metrics() -> None:
    first = date(2026, 10, 19)
    ratio = Metric(
        id="ctr", place=PLACE, name="ctr", aggregation="ratio", source="s", numerator="Clicks", denominator="Views"
    )
    project = Project(
        file=Path("site.yaml"),
        root=Path(),
        site=Site(title="t"),
        metrics={"ctr": ratio},
        sources={"s": Source(id="s", place=PLACE, files=("*.csv",), metric=None, value=None)},
    )
    seen = {("s", "Clicks"): observe(days(first, 3.0)), ("s", "Views"): observe(days(first, 12.0))}
    series = SeriesTable(project, Snapshots(observations=seen))["ctr"]
    assert series.value(first, first) == 0.25
    assert [side.metric.id for side in series.inputs()] == ["Clicks", "Views"]


def test_weeks_go_whole_into_the_month_of_their_thursday() -> None:
    rows = [Row(date(2026, 9, 21) + timedelta(weeks=n), 10.0**n) for n in range(4)]
    series = table({"m": observe(rows, "week")})["m"]
    # 28 September to 4 October has its Thursday on 1 October.
    assert by_label(series.points("month")) == {"2026-09": 1.0, "2026-10": 1110.0}
    assert series.value(*month("2026-10")) == 1110.0
    assert by_label(series.points("year")) == {"2026": 1111.0}


def test_months_begin_with_the_one_that_the_first_week_belongs_to() -> None:
    weeks = [Row(date(2026, 3, 30) + timedelta(days=7 * n), 1.0) for n in range(5)]
    points = table({"m": observe(weeks, "week")}, {"m": {"aggregation": "mean"}})["m"].points("month")
    assert [(point.period.label, point.value) for point in points] == [("2026-04", 1.0), ("2026-05", None)]


def test_data_coarser_than_the_cadence_is_never_spread() -> None:
    series = table({"m": observe([Row(date(2026, 9, 1), 30.0)], "month")})["m"]
    assert series.coarser_than("week")
    assert series.points("week") == ()
    assert not series.coarser_than("month")
    assert series.value(date(2026, 9, 7), date(2026, 9, 13)) is None
    zeros = table({"m": observe([Row(date(2026, 9, 1), 30.0)], "month")}, {"m": {"missing": "zero"}})["m"]
    assert zeros.value(date(2026, 9, 7), date(2026, 9, 13)) is None


def test_distinct_counts_are_not_rolled_up() -> None:
    weekly = observe([Row(date(2026, 10, 12), 70.0), Row(date(2026, 10, 19), 80.0)], "week")
    series = table({"users": weekly}, {"users": {"aggregation": "distinct"}})["users"]
    assert by_label(series.points("week")) == {"2026-W42": 70.0, "2026-W43": 80.0}
    assert by_label(series.points("month")) == {"2026-10": None}
    assert why_no_value(series, "month", replace(series.points("month")[-1], closed=True)) == "not_additive"
    daily = table({"users": observe(days(date(2026, 9, 1), 5.0))}, {"users": {"aggregation": "distinct"}})["users"]
    assert daily.value(*month("2026-09")) is None
    split = observe([Row(date(2026, 9, 1), 5.0, ("A",)), Row(date(2026, 9, 1), 6.0, ("B",))], "day", None, ("d",))
    assert by_label(table({"u": split}, {"u": {"aggregation": "distinct"}})["u"].points("day")) == {"2026-09-01": None}


def test_fiscal_years() -> None:
    rows = [Row(date(2025, 10, 1), 1.0), Row(date(2026, 9, 30), 2.0), Row(date(2026, 10, 1), 4.0)]
    series = table({"m": observe(rows)}, fiscal=10)["m"]
    assert by_label(series.points("year")) == {"FY2026": 3.0, "FY2027": 4.0}
    assert list(by_label(series.points("quarter"))) == [*(f"FY2026-Q{n}" for n in range(1, 5)), "FY2027-Q1"]


def test_sums_do_not_drift() -> None:
    series = table({"m": observe(days(date(2026, 9, 1), *[0.1] * 10))})["m"]
    assert series.value(*month("2026-09")) == 1.0


def test_values_beyond_the_range_of_numbers_are_missing() -> None:
    series = table({"m": observe(days(date(2026, 9, 1), 1e308, 1e308))})["m"]
    assert series.value(*month("2026-09")) is None


# ------------------------------------------------------------------------------------------- open, closed, settled


def test_the_period_holding_through_is_open_until_its_last_day() -> None:
    rows = days(date(2026, 10, 12), *[1.0] * 13)
    points = table({"m": observe(rows)})["m"].points("week")
    assert [(p.period.label, p.value, p.closed) for p in points] == [("2026-W42", 7.0, True), ("2026-W43", 6.0, False)]
    whole = table({"m": observe(rows, through=date(2026, 10, 25))})["m"].points("week")
    assert [p.closed for p in whole] == [True, True]


def test_a_first_period_that_lacks_days_is_not_closed_for_sums() -> None:
    rows = days(date(2026, 9, 15), *[1.0] * 46)
    seen = {name: observe(rows) for name in ("flow", "stock", "above", "below")}
    metrics = {
        "stock": {"aggregation": "last"},
        "ratio": {"aggregation": "ratio", "numerator": "above", "denominator": "below"},
        "sum_formula": {"formula": "flow + stock"},
        "stock_formula": {"formula": "stock * 2"},
    }
    series = table(seen, metrics)
    closed = {name: [p.closed for p in series[name].points("month")] for name in series_names(metrics, seen)}
    assert closed["flow"] == closed["sum_formula"] == [False, False]
    assert closed["ratio"] == [True, False], "part of a period gives a ratio all the same"
    assert closed["stock"] == closed["stock_formula"] == [True, False]


def series_names(*mappings: Mapping[str, object]) -> set[str]:
    return {name for mapping in mappings for name in mapping}


def test_gaps_are_missing_and_not_zero_unless_the_metric_says_so() -> None:
    rows = [Row(date(2026, 7, 1), 5.0), Row(date(2026, 9, 30), 7.0)]
    gap = table({"m": observe(rows, through=date(2026, 11, 15))})["m"]
    zero = table({"m": observe(rows, through=date(2026, 11, 15))}, {"m": {"missing": "zero"}})["m"]
    assert [p.value for p in gap.points("month")] == [5.0, None, 7.0, None, None]
    assert [p.value for p in zero.points("month")] == [5.0, 0.0, 7.0, 0.0, 0.0]
    assert [p.closed for p in gap.points("month")] == [True, True, True, True, False]
    assert zero.value(*month("2026-06")) is None
    assert zero.value(*month("2027-01")) is None


def test_a_closed_period_is_provisional_until_it_settled() -> None:
    rows = days(date(2026, 10, 5), *[1.0] * 15)
    points = table({"m": observe(rows)}, {"m": {"settle_days": 3}})["m"].points("week")
    assert [(p.closed, p.provisional) for p in points] == [(True, False), (True, True), (False, False)]
    settled = observe(rows, through=date(2026, 10, 21))
    points = table({"m": settled}, {"m": {"settle_days": 3}})["m"].points("week")
    assert [p.provisional for p in points] == [False, False, False]


def test_a_ratio_closes_and_settles_with_the_slower_input() -> None:
    first = date(2026, 10, 5)
    seen = {"orders": observe(days(first, *[1.0] * 14)), "visits": observe(days(first, *[2.0] * 17))}
    ratio = {"aggregation": "ratio", "numerator": "orders", "denominator": "visits"}
    series = table(seen, {"orders": {"settle_days": 2}, "r": ratio})["r"]
    assert series.through == date(2026, 10, 18)
    assert [(p.closed, p.provisional) for p in series.points("week")] == [(True, False), (True, True)]


def test_the_open_period_of_a_ratio_ends_where_both_inputs_end() -> None:
    first = date(2026, 10, 5)
    seen = {"orders": observe(days(first, *[1.0] * 9)), "visits": observe(days(first, *[2.0] * 12))}
    metrics = {
        "r": {"aggregation": "ratio", "numerator": "orders", "denominator": "visits"},
        "f": {"formula": "orders / visits"},
    }
    series = table(seen, metrics)
    assert [p.value for p in series["r"].points("week")] == [p.value for p in series["f"].points("week")] == [0.5, 0.5]


def test_last_closed() -> None:
    points = table({"m": observe(days(date(2026, 10, 12), *[1.0] * 10))})["m"].points("week")
    found = last_closed(points)
    assert found is not None
    assert found.period.label == "2026-W42"
    assert last_closed(points[1:]) is None


def test_a_metric_without_rows_has_no_points() -> None:
    empty = observe(days(date(2026, 9, 1), 1.0))
    seen = {"known": empty}
    metrics = {
        "lost": {},
        "elsewhere": {"source": "other"},
        "ratio": {"aggregation": "ratio", "numerator": "known", "denominator": "lost"},
        "formula": {"formula": "known + lost"},
    }
    series = table(seen, metrics)
    for name in metrics:
        assert series[name].grain is None
        assert series[name].through is None
        assert series[name].points("day") == ()
        assert series[name].value(date(2026, 9, 1), date(2026, 9, 1)) is None
        assert not series[name].coarser_than("day")
    with pytest.raises(KeyError):
        series["unheard-of"]


# --------------------------------------------------------------------------------------------- totals and segments


def test_rows_without_segments_are_the_total() -> None:
    day, other = date(2026, 9, 1), date(2026, 9, 2)
    rows = [
        Row(day, 100.0, ("", "")),
        Row(day, 60.0, ("A", "")),
        Row(day, 30.0, ("B", "")),
        Row(day, 55.0, ("", "x")),
        Row(day, 20.0, ("A", "x")),
        Row(day, 35.0, ("A", "y")),
        Row(other, 3.0, ("A", "x")),
        Row(other, 4.0, ("B", "x")),
    ]
    series = table({"m": observe(rows, dimensions=("d", "e"))})["m"]
    assert by_label(series.points("day")) == {"2026-09-01": 100.0, "2026-09-02": 7.0}
    assert series.dimensions == ("d", "e")
    assert series.segments("d", day, day) == {"A": 60.0, "B": 30.0}
    assert series.segments("e", day, day) == {"x": 55.0}
    assert series.segments("d", day, other) == {"A": 63.0, "B": 34.0}
    assert series.segments("e", other, other) == {"x": 7.0}


def test_last_takes_the_rows_of_the_last_date() -> None:
    day, other = date(2026, 9, 1), date(2026, 9, 20)
    rows = [Row(day, 10.0, ("A",)), Row(day, 90.0, ("C",)), Row(other, 12.0, ("A",)), Row(other, 5.0, ("B",))]
    series = table({"m": observe(rows, dimensions=("d",))}, {"m": {"aggregation": "last"}})["m"]
    assert series.value(*month("2026-09")) == 17.0
    assert series.segments("d", *month("2026-09")) == {"A": 12.0, "B": 5.0}
    assert series.segments("d", *month("2026-08")) == {}


def test_of_several_readings_of_a_stock_on_one_day_the_last_stands() -> None:
    """Segments may be read at different moments of the day; each counts once, with its last reading."""
    day = date(2026, 9, 1)
    rows = [Row(day, 10.0, ("A",)), Row(day, 4.0, ("B",)), Row(day, 12.0, ("A",)), Row(day, 13.0, ("A",))]
    seen = {"m": observe(rows, dimensions=("d",))}
    series = table(seen, {"m": {"aggregation": "last"}})["m"]
    assert series.value(day, day) == 17.0
    assert series.segments("d", day, day) == {"A": 13.0, "B": 4.0}
    assert table(seen, {"m": {"aggregation": "sum"}})["m"].value(day, day) == 39.0


def test_a_metric_may_narrow_its_dimensions_and_empty_ones_do_not_count() -> None:
    rows = [Row(date(2026, 9, 1), 1.0, ("A", "x", "")), Row(date(2026, 9, 1), 2.0, ("B", "x", ""))]
    seen = {"m": observe(rows, dimensions=("d", "e", "none"))}
    assert table(seen)["m"].dimensions == ("d", "e")
    assert table(seen, {"m": {"dimensions": ("e", "none", "lost")}})["m"].dimensions == ("e",)
    assert table(seen, {"m": {"aggregation": "mean"}})["m"].dimensions == ()
    assert table(seen, {"m": {"aggregation": "mean"}})["m"].segments("d", *month("2026-09")) == {}


def test_a_ratio_has_the_parts_of_the_dimensions_that_both_sides_share() -> None:
    day = date(2026, 9, 1)
    orders = observe([Row(day, 80.0, ("Paid", "x")), Row(day, 300.0, ("Organic", "x"))], dimensions=("channel", "site"))
    visits = observe(
        [Row(day, 4000.0, ("Paid",)), Row(day, 6000.0, ("Organic",)), Row(day, 5.0, ("Mail",))], dimensions=("channel",)
    )
    ratio = {"aggregation": "ratio", "numerator": "orders", "denominator": "visits", "unit": "percent"}
    series = table({"orders": orders, "visits": visits}, {"r": ratio, "visits": {"aggregation": "mean"}})["r"]
    assert series.dimensions == ("channel",)
    assert series.scale == 100.0
    parts = series.parts("channel", day, day)
    assert parts == {"Mail": (0.0, 5.0), "Organic": (300.0, 6000.0), "Paid": (80.0, 4000.0)}
    assert list(parts) == ["Mail", "Organic", "Paid"]
    assert series.parts("site", day, day) == {}


segmented = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.floats(-1e9, 1e9, allow_nan=False),
        st.tuples(st.sampled_from(["", "A", "B"]), st.sampled_from(["", "x"])),
    ),
    min_size=1,
    max_size=25,
    unique_by=lambda row: (row[0], row[2]),
)


@given(segmented.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
@pytest.mark.parametrize("aggregation", ["sum", "last", "mean", "max", "min"])
def test_the_order_of_the_lines_changes_nothing(aggregation: str, both: tuple[Any, Any]) -> None:
    def result(rows: Any) -> object:
        made = [Row(date(2026, 9, 1) + timedelta(days=n), value, segments) for n, value, segments in rows]
        series = table({"m": observe(made, dimensions=("d", "e"))}, {"m": {"aggregation": aggregation}})["m"]
        segments = {name: list(series.segments(name, *month("2026-09")).items()) for name in ("d", "e")}
        return series.points("day"), series.points("month"), sorted(series.dimensions), segments

    assert result(both[0]) == result(both[1])


@given(segmented)
@pytest.mark.parametrize("grain", ["week", "month"])
def test_points_agree_with_values(grain: Grain, rows: list[Any]) -> None:
    made = [Row(date(2026, 8, 24) + timedelta(days=n), value, segments) for n, value, segments in rows]
    series = table({"m": observe(made, dimensions=("d", "e"))})["m"]
    for point in series.points(grain):
        assert point.value == series.value(point.period.start, point.period.end)


# -------------------------------------------------------------------------------------------------------- formulas


def monthly(first: Period, *values: float | None) -> Observations:
    periods = [(CALENDAR.shift(first, n), value) for n, value in enumerate(values)]
    rows = [Row(period.start, value) for period, value in periods if value is not None]
    return observe(rows, "month")


def test_formulas_are_computed_after_the_inputs_are_rolled_up() -> None:
    first = date(2026, 10, 19)
    seen = {"a": observe(days(first, 1.0, 2.0)), "b": observe(days(first, 3.0, 4.0))}
    series = table(seen, {"f": {"formula": "a * b"}})["f"]
    assert by_label(series.points("week")) == {"2026-W43": 21.0}
    assert series.value(first, date(2026, 10, 25)) == 21.0
    assert [s.metric.id for s in series.inputs()] == ["a", "b"]
    assert series.input("b").value(first, first) == 3.0
    assert series.dimensions == ()


def test_formulas_over_ratios_and_formulas() -> None:
    day = date(2026, 10, 19)
    seen = {name: observe(days(day, value)) for name, value in (("a", 6.0), ("b", 4.0))}
    metrics = {
        "r": {"aggregation": "ratio", "numerator": "a", "denominator": "b"},
        "f": {"formula": "r * b"},
        "g": {"formula": "f + r"},
    }
    assert table(seen, metrics)["g"].value(day, day) == 7.5


def test_a_formula_looks_one_period_back() -> None:
    seen = {"m": monthly(CALENDAR.parse("2026-06"), 10.0, 12.0, None, 15.0, 30.0)}
    series = table(seen, {"growth": {"formula": "m / m_prev"}})["growth"]
    assert by_label(series.points("month")) == {"2026-07": 1.2, "2026-08": None, "2026-09": None, "2026-10": 2.0}
    assert series.value(*month("2026-10")) == 2.0
    assert series.value(*month("2026-06")) is None


def test_a_formula_looks_one_year_back() -> None:
    seen = {"m": monthly(CALENDAR.parse("2024-02"), *(float(n) for n in range(1, 15)))}
    series = table(seen, {"f": {"formula": "m - m_prev_year"}})["f"]
    assert by_label(series.points("month")) == {"2025-02": 12.0, "2025-03": 12.0}
    assert series.value(*month("2025-02")) == 12.0


def test_a_week_looks_back_364_days_and_other_spans_to_the_same_dates() -> None:
    rows = days(date(2025, 1, 1), *(float(n) for n in range(1, 500)))
    series = table({"m": observe(rows)}, {"f": {"formula": "m - m_prev_year"}})["f"]
    assert series.value(date(2026, 1, 5), date(2026, 1, 11)) == 7 * 364.0
    assert series.value(date(2026, 1, 6), date(2026, 1, 8)) == 3 * 365.0
    back = table({"m": observe(rows)}, {"f": {"formula": "m - m_prev"}})["f"]
    assert back.value(date(2026, 1, 6), date(2026, 1, 8)) == 9.0


def test_leap_day_looks_back_to_28_february() -> None:
    rows = days(date(2023, 2, 26), 1.0, 2.0, 4.0) + days(date(2024, 2, 28), 10.0, 20.0)
    series = table({"m": observe(rows)}, {"f": {"formula": "m_prev_year"}})["f"]
    assert series.value(date(2024, 2, 28), date(2024, 2, 29)) == 4.0


def test_an_incomplete_period_is_nothing_to_look_back_at() -> None:
    rows = days(date(2026, 8, 20), *[1.0] * 42)
    series = table({"m": observe(rows)}, {"f": {"formula": "m / m_prev"}})["f"]
    assert series.points("month") == ()
    assert series.value(*month("2026-09")) is None
    longer = days(date(2026, 8, 1), *[1.0] * 61)
    assert by_label(table({"m": observe(longer)}, {"f": {"formula": "m / m_prev"}})["f"].points("month")) == {
        "2026-09": 30 / 31
    }


def test_formula_grain_is_the_coarsest_of_its_inputs() -> None:
    seen = {
        "daily": observe(days(date(2026, 8, 1), *[1.0] * 61)),
        "monthly": monthly(CALENDAR.parse("2026-08"), 62.0, 60.0),
    }
    series = table(seen, {"f": {"formula": "monthly / daily"}})["f"]
    assert series.grain == "month"
    assert series.coarser_than("week")
    assert by_label(series.points("month")) == {"2026-08": 2.0, "2026-09": 2.0}


# --------------------------------------------------------------------------------------------------- finding rows


def test_where_the_rows_of_a_metric_are_found() -> None:
    day = date(2026, 9, 1)
    wide = Source(id="wide", place=PLACE, files=(), metric=None, value=None, columns={"sessions": "Sessions"})
    long = Source(id="long", place=PLACE, files=())
    metrics = {
        "sessions": Metric(id="sessions", place=PLACE, name="", column="ignored"),
        "visits": Metric(id="visits", place=PLACE, name="", source="long", column="Web visits"),
        "both": Metric(id="both", place=PLACE, name=""),
    }
    project = Project(
        file=Path("site.yaml"), root=Path(), site=Site(title="t"), metrics=metrics, sources={"wide": wide, "long": long}
    )
    seen = {
        ("wide", "sessions"): observe(days(day, 1.0)),
        ("long", "Web visits"): observe(days(day, 2.0)),
        ("long", "both"): observe(days(day, 4.0)),
        ("wide", "both"): observe(days(day, 3.0)),
    }
    series = SeriesTable(project, Snapshots(observations=seen))
    assert [series[name].value(day, day) for name in metrics] == [1.0, 2.0, 3.0]
