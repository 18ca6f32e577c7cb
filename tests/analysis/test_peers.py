"""A KPI among its peers, and the same result as several models credit it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kpireport.analysis.attribution import attributed
from kpireport.analysis.peers import standing
from kpireport.model import AttributedFigure, Attribution, Observations, Peers
from kpireport.periods import Period
from tests.analysis.one_kpi import PLACE, OneKpi, Row, observe, one_kpi, periods

JANUARY = date(2026, 1, 1)
PEERS = Peers(place=PLACE, metric="peers", dimension="post")


def peers(values: dict[str, float], through: date | None = None) -> Observations:
    """A value for each peer in January 2026."""
    rows: list[Row] = [(JANUARY, value, name) for name, value in values.items()]
    return observe(rows, "month", through)


def ours(value: float | None, others: dict[str, float], through: date | None = None, **metric: Any) -> OneKpi:
    """A KPI with one value, in January 2026, and its peers."""
    return one_kpi(
        periods("month", "2026-01-01", [value]) or [(date(2026, 2, 1), 1.0)],
        grain="month",
        metrics={"peers": {"aggregation": "last"}},
        others={"peers": peers(others, through)} if others else None,
        kpi={"peers": PEERS},
        **{"aggregation": "last", **metric},
    )


def january(made: OneKpi) -> Period:
    return made.calendar.period(JANUARY, "month")


def place(made: OneKpi) -> tuple[float, int] | None:
    found = standing(made.kpi, made.table, january(made))
    return (found.percentile, found.n) if found else None


FIVE = {"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0, "e": 5.0}


@pytest.mark.parametrize(
    ("value", "direction", "percentile"),
    [
        (3.5, "up", 3 / 5),
        (3.5, "down", 2 / 5),
        (3.0, "up", 2.5 / 5),
        (3.0, "down", 2.5 / 5),
        (9.0, "up", 1.0),
        (9.0, "down", 0.0),
        (0.5, "up", 0.0),
        (0.1 + 0.2 + 2.7, "up", 2.5 / 5),
    ],
)
def test_the_percentile_is_the_share_that_is_beaten_and_half_of_the_ties(
    value: float, direction: str, percentile: float
) -> None:
    assert place(ours(value, FIVE, direction=direction)) == (percentile, 5)


def test_the_best_three_are_named_best_first_and_ties_by_name() -> None:
    values = {"d": 5.0, "c": 5.0, "b": 9.0, "a": 1.0}
    up, down = ours(3, values), ours(3, values, direction="down")
    found = standing(up.kpi, up.table, january(up))
    assert found is not None
    assert found.best == (("b", 9.0), ("c", 5.0), ("d", 5.0))
    assert found.dimension == "post"
    found = standing(down.kpi, down.table, january(down))
    assert found is not None
    assert found.best == (("a", 1.0), ("c", 5.0), ("d", 5.0))


def test_rows_without_a_name_are_no_peer() -> None:
    assert place(ours(3, {"": 9.0, "a": 1.0, "b": 5.0})) == (0.5, 2)


def test_a_ratio_gives_each_peer_its_own() -> None:
    made = one_kpi(
        periods("month", "2026-01-01", [20]),
        grain="month",
        metrics={
            "peers": {"aggregation": "ratio", "unit": "percent", "numerator": "won", "denominator": "asked"},
            "won": {},
            "asked": {},
        },
        others={"won": peers({"a": 1.0, "b": 3.0, "c": 0.0}), "asked": peers({"a": 10.0, "b": 10.0, "c": 0.0})},
        kpi={"peers": PEERS},
    )
    found = standing(made.kpi, made.table, january(made))
    assert found is not None
    assert (found.percentile, found.n, found.best) == (0.5, 2, (("b", 30.0), ("a", 10.0)))


@pytest.mark.parametrize(
    "made",
    [
        ours(None, FIVE),
        ours(3, {}),
        ours(3, FIVE, direction="none"),
        ours(3, FIVE, direction="range"),
        ours(3, FIVE, through=date(2026, 1, 20)),
    ],
    ids=["no value", "no peers", "no better side", "range", "peers not complete"],
)
def test_without_what_it_takes_there_is_no_standing(made: OneKpi) -> None:
    assert place(made) is None


def test_without_a_period_or_peers_there_is_no_standing() -> None:
    made = ours(3, FIVE)
    assert standing(made.kpi, made.table, None) is None
    alone = one_kpi(periods("month", "2026-01-01", [3]), grain="month")
    assert standing(alone.kpi, alone.table, january(alone)) is None


# --------------------------------------------------------------------------------------------------------- attribution


def test_each_model_gives_its_figure_in_the_order_of_the_project() -> None:
    models = (
        Attribution(place=PLACE, model="last click", window="30 days"),
        Attribution(place=PLACE, model="linear", metric="linear"),
        Attribution(place=PLACE, model="first click", metric="late"),
        Attribution(place=PLACE, model="survey", metric="nothing"),
    )
    made = one_kpi(
        periods("month", "2026-01-01", [70]),
        grain="month",
        metrics={"nothing": {}},
        others={
            "linear": observe(periods("month", "2026-01-01", [55]), "month"),
            "late": observe(periods("month", "2026-01-01", [40]), "month", date(2026, 1, 30)),
        },
        kpi={"attribution": models},
    )
    assert attributed(made.kpi, made.table, january(made)) == (
        AttributedFigure("last click", "30 days", 70, "m"),
        AttributedFigure("linear", None, 55, "linear"),
        AttributedFigure("first click", None, None, "late"),
        AttributedFigure("survey", None, None, "nothing"),
    )
    assert [one.value for one in attributed(made.kpi, made.table, None)] == [None] * 4


def test_a_kpi_without_models_has_no_figures() -> None:
    made = one_kpi(periods("month", "2026-01-01", [70]), grain="month")
    assert attributed(made.kpi, made.table, january(made)) == ()
