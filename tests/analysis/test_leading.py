from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from kpireport.analysis.evidence import with_evidence
from kpireport.analysis.leading import MOST_PERIODS
from kpireport.analysis.variation import judge_signal
from kpireport.model import Association, Status
from tests.analysis.draws import noise, planted, rising
from tests.analysis.one_kpi import days, observe
from tests.analysis.several_kpis import FIRST, Several, Told, several

LEADING = Told(keys={"timing": "leading", "pairs_with": ("sales",)})
LAGGING = Told(keys={"timing": "lagging"})


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
def test_a_leading_kpi_not_on_track_is_noticed_where_it_leads(status: Status, expected: tuple[str, ...]) -> None:
    seen = paired(planted(3), Told(status=status, keys=LEADING.keys))
    noticed = {kpi.id: kpi for kpi in with_evidence(seen.kpis, seen.table)}
    assert (noticed["sales"].led_by, noticed["visits"].led_by) == (expected, ())
    assert noticed["sales"].status == "on_track"


def test_a_kpi_that_is_fed_is_noticed_once() -> None:
    leading = Told(status="at_risk", keys={"timing": "leading", "pairs_with": ("sales",), "feeds": ("sales", "gone")})
    seen = paired(planted(3), leading)
    assert with_evidence(seen.kpis, seen.table)[1].led_by == ("visits",)


def test_a_lagging_kpi_not_on_track_warns_nobody() -> None:
    seen = paired(planted(3), Told(status="missed", keys={"timing": "lagging", "feeds": ("sales",)}))
    assert with_evidence(seen.kpis, seen.table)[1].led_by == ()


# ------------------------------------------------------------------------------- better, and nothing comes of it

LEVEL = [97.0, 103.0, 98.0, 102.0, 96.0, 104.0] * 6
#: The last weeks lie above the average, which is a shift from the seventh on.
RAISED = [*LEVEL[:-8], 104.0, 103.5, 105.0, 104.5, 103.5, 105.5, 104.0, 105.0]
LATELY = [*LEVEL[:-1], 125.0]


def outruns(visits: list[float], sales: list[float], leading: Told, status: Status = "off_track") -> tuple[str, ...]:
    """What `visits` leaves behind; its outcome `sales` has the status."""
    told = {"visits": leading, "sales": Told(status=status, keys={"timing": "lagging"})}
    seen = several({"visits": visits, "sales": sales}, told)
    judged = [
        replace(kpi, signal=judge_signal(kpi.series, direction="up", target=None, season_length=1)) for kpi in seen.kpis
    ]
    assert judged[0].signal.variation == "improvement"
    return with_evidence(judged, seen.table)[0].outruns


@pytest.mark.parametrize("leading", [LEADING, Told(keys={"feeds": ("sales",)})])
@pytest.mark.parametrize(
    ("status", "sales", "expected"),
    [
        ("off_track", LEVEL, ("sales",)),
        ("at_risk", LEVEL, ("sales",)),
        ("on_track", LEVEL, ()),
        ("off_track", RAISED, ()),
    ],
)
def test_a_kpi_that_rises_while_its_outcome_stays_flat_is_told(
    leading: Told, status: Status, sales: list[float], expected: tuple[str, ...]
) -> None:
    assert outruns(RAISED, sales, leading, status) == expected


def test_a_rise_of_a_few_weeks_is_given_time() -> None:
    assert outruns(LATELY, LEVEL, LEADING) == ()
