"""Times of day: kept where a day has several, the same in every time zone, and no burden on the rest."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from kpireport.model import Observations
from tests.sources.source_files import only, read

MINUTE = 60_000_000
HEADER = "date,metric,value\n"


def minutes(observations: Observations) -> list[int]:
    """The moments, in minutes after the first."""
    assert observations.moments is not None
    return [(moment - observations.moments[0]) // MINUTE for moment in observations.moments]


def test_the_rows_of_a_day_keep_their_instants_in_order(tmp_path: Path) -> None:
    text = (
        HEADER
        + "2026-10-25T10:30,load,3\n2026-10-25 10:00:00,load,1\n2026-10-25T10:20Z,load,2\n2026-10-26T00:10,load,4\n"
    )
    found = only(read(tmp_path, {"a.csv": text}))
    assert minutes(found) == [0, 20, 30, 850]
    assert list(found.values) == [1, 2, 3, 4]
    assert found.grain == "day"


def test_offsets_are_told_apart(tmp_path: Path) -> None:
    text = HEADER + "2026-10-25T10:00+02:00,load,1\n2026-10-25T10:00Z,load,2\n2026-10-25T10:30+01:00,load,3\n"
    found = only(read(tmp_path, {"a.csv": text}))
    assert minutes(found) == [0, 90, 120]
    assert list(found.values) == [1, 3, 2]


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-25,load,1\n2026-10-26,load,2\n",
        "2026-10-25T00:00,load,1\n2026-10-26T00:00,load,2\n",
        "2026-W43,load,1\n2026-W44,load,2\n",
    ],
)
def test_data_that_knows_days_only_has_none(tmp_path: Path, text: str) -> None:
    assert only(read(tmp_path, {"a.csv": HEADER + text})).moments is None


def test_a_format_may_give_the_time(tmp_path: Path) -> None:
    text = HEADER + "25.10.2026 10:00,load,1\n25.10.2026 10:45,load,2\n"
    assert minutes(only(read(tmp_path, {"a.csv": text}, date_format="%d.%m.%Y %H:%M"))) == [0, 45]


def test_a_source_whose_rows_cover_weeks_has_none(tmp_path: Path) -> None:
    text = HEADER + "2026-10-19T08:00,load,1\n2026-10-19T09:00,load,2\n"
    found = only(read(tmp_path, {"a.csv": text}, grain="week"))
    assert (found.grain, found.moments) == ("week", None)


def test_metrics_of_one_source_each_have_their_own(tmp_path: Path) -> None:
    text = (
        HEADER
        + "2026-10-25T10:00,load,1\n2026-10-25T10:10,load,2\n2026-10-25T10:00,visits,7\n2026-10-26T10:00,visits,8\n"
    )
    found = read(tmp_path, {"a.csv": text}).observations
    assert found["s", "visits"].moments is None
    assert minutes(found["s", "load"]) == [0, 10]


def test_the_zone_of_the_machine_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = HEADER + "2026-10-25T01:30,load,1\n2026-10-25T02:30,load,2\n2026-10-25T03:30,load,3\n"
    seen = []
    for zone in ("UTC", "Europe/Berlin", "Pacific/Auckland"):
        monkeypatch.setitem(os.environ, "TZ", zone)
        time.tzset()
        seen.append(list(only(read(tmp_path, {"a.csv": text})).moments or ()))
    monkeypatch.undo()
    time.tzset()
    assert seen[0] == seen[1] == seen[2]
    assert [(moment - seen[0][0]) // MINUTE for moment in seen[0]] == [0, 60, 120]
