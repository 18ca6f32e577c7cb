"""Composite scores. The numbers are worked out by hand:

| part | scale | weight | July | score | points | August | score | points |
|---|---|---|---|---|---|---|---|---|
| on time (higher is better) | 80–100 | 0.5 | 90 | 50 | 25 | 95 | 75 | 37.5 |
| reply hours (lower is better) | 1–24 | 0.3 | 12.5 | 50 | 15 | 30 | 0 | 0 |
| satisfaction (higher is better) | 1–5 | 0.2 | 4 | 75 | 15 | 5 | 100 | 20 |
| score | | | | | 55 | | | 57.5 |
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from kpireport.analysis.cause import explain
from kpireport.analysis.comparison import compare, to_date
from kpireport.analysis.composite import CompositeSeries, score
from kpireport.analysis.rank import why_no_value
from kpireport.analysis.split import NOT_ATTRIBUTED
from kpireport.analysis.stretches import stretches
from kpireport.analysis.triggers import watch
from kpireport.condition import parse
from kpireport.model import CompositePart
from tests.analysis.one_kpi import PLACE, OneKpi, observe, one_kpi, periods, target


def part(metric: str, weight: float, low: float, high: float) -> CompositePart:
    return CompositePart(place=PLACE, metric=metric, weight=weight, low=low, high=high)


SERVICE = (part("on-time", 0.5, 80, 100), part("hours", 0.3, 1, 24), part("satisfaction", 0.2, 1, 5))
SAID: dict[str, dict[str, Any]] = {
    "on-time": {"aggregation": "mean", "unit": "percent"},
    "hours": {"aggregation": "mean", "unit": "hours", "direction": "down"},
    "satisfaction": {"aggregation": "last", "unit": "points"},
}
VALUES: dict[str, Sequence[float | None]] = {"on-time": (90, 95), "hours": (12.5, 30), "satisfaction": (4, 5)}


def service(values: dict[str, Sequence[float | None]] = VALUES, **keys: Any) -> OneKpi:
    """The service score of July and August 2026, from a value of each part a month."""
    return one_kpi(
        [],
        *keys.pop("targets", (target("at_least", 50.0, start="2026-07-01"),)),
        metrics=SAID,
        others={
            name: observe(periods("month", "2026-07-01", row), "month", date(2026, 8, 31))
            for name, row in values.items()
        },
        composite=SERVICE,
        aggregation=None,
        unit="score",
        **keys,
    )


def series(kpi: OneKpi) -> CompositeSeries:
    found = kpi.series
    assert isinstance(found, CompositeSeries)
    return found


@pytest.mark.parametrize(
    ("value", "direction", "expected"),
    [
        (80, "up", 0.0),
        (90, "up", 50.0),
        (100, "up", 100.0),
        (79, "up", 0.0),
        (130, "up", 100.0),
        (80, "down", 100.0),
        (85, "down", 75.0),
        (100, "down", 0.0),
        (20, "down", 100.0),
        (101, "down", 0.0),
    ],
)
def test_a_part_counts_from_its_bad_end_to_its_good_end_and_no_further(
    value: float, direction: Any, expected: float
) -> None:
    assert score(value, part("x", 1.0, 80, 100), direction) == expected


def test_the_score_is_the_weighted_sum_of_the_parts() -> None:
    kpi = service()
    assert [point.value for point in kpi.points] == pytest.approx([55.0, 57.5])
    assert series(kpi).points_of(date(2026, 8, 1), date(2026, 8, 31)) == pytest.approx(
        {"on-time": 37.5, "hours": 0.0, "satisfaction": 20.0}
    )
    august = kpi.points[-1].period
    assert [(one.value, one.score, one.points) for one in series(kpi).parts_of(august)] == [
        (95.0, 75.0, 37.5),
        (30.0, 0.0, 0.0),
        (5.0, 100.0, 20.0),
    ]


def test_parts_are_rolled_up_before_they_are_scored() -> None:
    """Two halves of a month at 70 and 110 are a month at 90, which scores 50: not the mean of 0 and 100 points each."""
    kpi = one_kpi(
        [],
        metrics={"m2": {"aggregation": "mean"}, "m3": {"aggregation": "mean"}},
        others={
            "m2": observe([(date(2026, 7, 1), 79.0), (date(2026, 7, 2), 81.0)], "day", date(2026, 7, 31)),
            "m3": observe([(date(2026, 7, 1), 100.0)], "day", date(2026, 7, 31)),
        },
        composite=(part("m2", 0.5, 80, 100), part("m3", 0.5, 80, 100)),
        aggregation=None,
    )
    assert [point.value for point in kpi.points] == [50.0]


def test_a_part_without_a_value_leaves_no_score_and_is_told_apart() -> None:
    kpi = service({**VALUES, "hours": (12.5, None)})
    assert [point.value for point in kpi.points] == [pytest.approx(55.0), None]
    assert why_no_value(kpi.series, "month", kpi.current) == "no_data"
    assert [(one.metric.id, one.points) for one in series(kpi).parts_of(kpi.points[-1].period)] == [
        ("on-time", 37.5),
        ("hours", None),
        ("satisfaction", 20.0),
    ]


def test_a_part_that_never_had_data_is_told_apart() -> None:
    kpi = service({name: row for name, row in VALUES.items() if name != "hours"})
    # its metric is described, and no source holds rows of it
    assert kpi.points == ()
    assert why_no_value(kpi.series, "month", None) == "no_data"
    assert [one.metric.id for one in series(kpi).parts_of(None) if not one.has_data] == ["hours"]


def test_the_change_is_the_sum_of_the_points_won_and_lost() -> None:
    kpi = service()
    comparison = compare(kpi.kpi, kpi.series.metric, kpi.current, kpi.points, None, kpi.calendar, None)
    cause = explain(kpi.kpi, kpi.series, kpi.current, comparison, (), (), kpi.calendar)
    assert (cause.method, cause.basis) == ("drivers", "previous_period")
    assert {one.segment: one.change for one in cause.drivers} == pytest.approx(
        {"on-time": 12.5, "hours": -15.0, "satisfaction": 5.0}
    )
    assert sum(one.change for one in cause.drivers) == pytest.approx(57.5 - 55.0, abs=1e-12)
    assert NOT_ATTRIBUTED not in {one.segment for one in cause.drivers}
    hours = next(one for one in cause.drivers if one.segment == "hours")
    assert (hours.before, hours.after, hours.unit) == (12.5, 30.0, "hours")


def test_many_parts_are_taken_apart_all_the_same() -> None:
    """The effects are the points themselves, so that no order of the parts has to be tried."""
    names = [f"p{n}" for n in range(10)]
    kpi = one_kpi(
        [],
        metrics={name: {"aggregation": "mean"} for name in names},
        others={name: observe(periods("month", "2026-07-01", (10, 10 + n)), "month") for n, name in enumerate(names)},
        composite=tuple(part(name, 0.1, 0, 100) for name in names),
        aggregation=None,
    )
    comparison = compare(kpi.kpi, kpi.series.metric, kpi.current, kpi.points, None, kpi.calendar, None)
    cause = explain(kpi.kpi, kpi.series, kpi.current, comparison, (), (), kpi.calendar)
    assert {one.segment: one.change for one in cause.drivers} == pytest.approx(
        {name: 0.1 * n for n, name in enumerate(names)}
    )


def test_a_composite_of_a_composite() -> None:
    kpi = one_kpi(
        [],
        metrics={**SAID, "service": {"composite": SERVICE, "aggregation": None}, "growth": {"aggregation": "mean"}},
        others={
            name: observe(periods("month", "2026-07-01", row), "month")
            for name, row in {**VALUES, "growth": (5, 10)}.items()
        },
        composite=(part("service", 0.8, 0, 100), part("growth", 0.2, 0, 10)),
        aggregation=None,
    )
    assert [point.value for point in kpi.points] == pytest.approx([0.8 * 55 + 0.2 * 50, 0.8 * 57.5 + 0.2 * 100])


def test_the_coarsest_part_sets_the_grain() -> None:
    values = {name: observe(periods("month", "2026-07-01", row), "month") for name, row in VALUES.items()}
    values["satisfaction"] = observe(periods("quarter", "2026-07-01", (4,)), "quarter")
    kpi = one_kpi([], metrics=SAID, others=values, composite=SERVICE, aggregation=None)
    assert kpi.series.grain == "quarter"
    assert kpi.points == ()
    assert why_no_value(kpi.series, "month", None) == "coarser_than_cadence"


# ------------------------------------------------------------------------------------- parts of a period, and many


def visits(**keys: Any) -> OneKpi:
    """A part that is summed up, daily, beside one that is not; the data ends on the 10th of the third month."""
    daily = [(date(2026, month, day), 10.0) for month in (5, 6, 7) for day in range(1, 31) if (month, day) < (7, 11)]
    return one_kpi(
        [],
        *keys.pop("targets", ()),
        metrics={"visits": {"aggregation": "sum"}, "rating": {"aggregation": "mean"}},
        others={
            "visits": observe(daily, "day", date(2026, 7, 10)),
            "rating": observe([(day, 3.0) for day, _ in daily], "day", date(2026, 7, 10)),
        },
        composite=(part("visits", 0.5, 0, 600), part("rating", 0.5, 1, 5)),
        aggregation=None,
        **keys,
    )


def test_an_open_period_of_a_sum_has_no_score_to_date() -> None:
    """Ten days of visits would score a third of what the month will: no score is better than a wrong one."""
    kpi = visits()
    assert [point.value for point in kpi.points] == [50.0, 50.0, None]
    assert not kpi.series.is_divisible
    assert to_date(kpi.series, kpi.points, None, kpi.calendar) is None


def test_an_open_period_of_levels_has_one() -> None:
    kpi = one_kpi(
        [],
        metrics={"a": {"aggregation": "mean"}, "b": {"aggregation": "last"}},
        others={
            name: observe(
                [(date(2026, month, day), 5.0) for month in (6, 7) for day in (1, 2)], "day", date(2026, 7, 2)
            )
            for name in ("a", "b")
        },
        composite=(part("a", 0.5, 0, 10), part("b", 0.5, 0, 20)),
        aggregation=None,
    )
    assert [(point.value, point.closed) for point in kpi.points] == [(37.5, True), (37.5, False)]
    found = to_date(kpi.series, kpi.points, None, kpi.calendar)
    assert found is not None
    assert found.value == 37.5


def test_an_average_over_a_window_is_that_of_its_periods() -> None:
    """May and June score 50 each. Summed over both, 600 visits would earn the full 100 and the window 75."""
    kpi = visits(targets=(target("average", 60.0, start="2026-05-01", by="2026-12-31"),))
    assert kpi.result.current == 50.0


def test_a_stretch_is_the_mean_of_its_periods() -> None:
    values: dict[str, Sequence[float | None]] = {
        "on-time": [90, 95] * 6,
        "hours": [12.5, 30] * 6,
        "satisfaction": [4, 5] * 6,
    }
    kpi = one_kpi(
        [],
        metrics=SAID,
        others={name: observe(periods("month", "2025-09-01", row), "month") for name, row in values.items()},
        composite=SERVICE,
        aggregation=None,
    )
    short, long = stretches(kpi.series, kpi.points, "month")
    assert short.value == pytest.approx((57.5 + 55.0 + 57.5) / 3)
    assert long.value == pytest.approx((55.0 + 57.5) / 2)


def test_a_change_of_the_score_is_one_of_its_mean() -> None:
    rows: dict[str, Sequence[float | None]] = {name: (*row, *reversed(row)) for name, row in VALUES.items()}
    observed = {name: observe(periods("month", "2026-07-01", row), "month") for name, row in rows.items()}
    kpi = one_kpi([], metrics=SAID, others=observed, composite=SERVICE, aggregation=None, unit="score")
    moved = watch(parse("down 1% over 2 months"), kpi.series, "month")  # 55 and 57.5, then 57.5 and 55
    assert (moved.fired, moved.before, moved.after, moved.value) == (False, 56.25, 56.25, 0)
    assert watch(parse("below 56"), kpi.series, "month").fired is True
