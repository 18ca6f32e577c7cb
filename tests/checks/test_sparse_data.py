"""What is said of data that is yearly, has gaps, or is not there: each thing once, and only where it still matters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from kpireport.model import Finding
from kpireport.pipeline import Options, check


def found(folder: Path, values: Mapping[int, float], *, keys: str = "{}", other: str = "") -> list[Finding]:
    """The findings on a yearly KPI `k` with these values by year; `keys` are more of its keys, `other` a second KPI."""
    (folder / "data.csv").write_text("Year,Value\n" + "".join(f"{year},{value}\n" for year, value in values.items()))
    kpi = {
        "id": "k", "name": "Customer loyalty", "metric": "m", "owner": "Ada", "cadence": "year",
        "definition": "Loyalty of all customers.", "target": {"at_least": 1}, **json.loads(keys),
    }  # fmt: skip
    kpis = [kpi, *([json.loads(other)] if other else [])]
    site = {
        "title": "T",
        "sources": {"s": {"files": "data.csv", "date": "Year", "columns": {"m": "Value"}, "dimensions": []}},
        "metrics": {"m": {"name": "M", "aggregation": "last", "source": "s"}},
        "goals": [{"id": "g", "name": "Serve the street", "owner": "Ada", "kpis": kpis}],
    }
    (folder / "site.yaml").write_text(json.dumps(site))
    return [one for one in check(folder / "site.yaml", Options(environment={})).findings if one.kpi in ("k", None)]


def codes(findings: list[Finding]) -> set[str]:
    return {finding.code for finding in findings}


def test_a_kpi_without_data_is_told_once(tmp_path: Path) -> None:
    said = codes(found(tmp_path, {}))
    assert "M1" in said
    assert not said & {"B1", "D102", "M2"}


def test_values_that_are_not_neighbours_are_told_as_gaps(tmp_path: Path) -> None:
    apart = next(one for one in found(tmp_path, {2017: 60, 2020: 67, 2023: 73}) if one.code == "B1")
    assert "comparison" in apart.message
    assert "are empty" in apart.help
    single = next(one for one in found(tmp_path, {2023: 73}) if one.code == "B1")
    assert "until two periods are complete" in single.help


def test_an_unusual_year_is_told_only_while_it_is_recent(tmp_path: Path) -> None:
    calm = {year: 10 + year % 2 for year in range(2004, 2024)}
    assert "U1" not in codes(found(tmp_path, {**calm, 2014: 20}))
    recent = [one for one in found(tmp_path, {**calm, 2023: 16}) if one.code == "U1"]
    assert [one.message for one in recent] == ["“Customer loyalty” in 2023 lies outside its limits"]


def test_limits_from_few_values_are_told_as_such(tmp_path: Path) -> None:
    few = {year: 10 + year % 2 for year in range(2014, 2023)}
    told = [one.message for one in found(tmp_path, {**few, 2023: 16}) if one.code == "U1"]
    assert told == ["“Customer loyalty” in 2023 lies outside its limits; trial limits from 10 values"]


SECOND = (
    '{"id": "o", "name": "Visits", "metric": "m", "owner": "Ada", '
    '"cadence": "%s", "timing": "%s", "target": {"at_least": 1}}'
)


@pytest.mark.parametrize(
    ("cadence", "timing", "late"),
    [("quarter", "leading", False), ("quarter", "lagging", True), ("year", "leading", True)],
)
def test_a_leading_partner_that_is_read_sooner_settles_a_slow_kpi(
    tmp_path: Path, cadence: str, timing: str, late: bool
) -> None:
    findings = found(tmp_path, {2022: 1, 2023: 2}, keys='{"pairs_with": ["o"]}', other=SECOND % (cadence, timing))
    assert ("G1" in codes(findings)) is late


@pytest.mark.parametrize(
    ("definition", "vague"), [("Average loyalty score of ten points.", False), ("How loyal all customers are.", True)]
)
def test_a_definition_that_measures_the_word_settles_a_vague_name(tmp_path: Path, definition: str, vague: bool) -> None:
    assert ("S3" in codes(found(tmp_path, {2023: 1}, keys=json.dumps({"definition": definition})))) is vague
