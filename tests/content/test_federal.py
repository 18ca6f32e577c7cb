"""The federal project covers its CSV whole, and the independent figures stand up to a count by hand."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.content.federal_expected import CSV, LAST_YEAR, SPELLINGS, expected


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with CSV.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def goals(root: Path) -> list[dict[str, Any]]:
    return [yaml.safe_load(path.read_text("utf-8")) for path in sorted((root / "content/federal/kpis").glob("*.yaml"))]


def test_every_kpi_of_the_file_is_in_the_project(rows: list[dict[str, str]], goals: list[dict[str, Any]]) -> None:
    assert len(rows) == 185
    assert set(SPELLINGS.values()) == {row["KPI"] for row in rows}
    assert sorted(kpi["id"] for goal in goals for kpi in goal["kpis"]) == sorted(SPELLINGS)
    assert (len(goals), len(SPELLINGS)) == (11, 28)


def test_each_metric_reads_the_rows_of_its_kpi(root: Path) -> None:
    metrics = yaml.safe_load((root / "content/federal/metrics.yaml").read_text("utf-8"))
    for metric, settings in metrics.items():
        kpi = next(kpi for kpi in (metric, metric.rpartition("-")[0]) if kpi in SPELLINGS)
        assert settings["column"] == SPELLINGS[kpi], metric


def test_kpis_stand_under_the_objective_of_the_file(rows: list[dict[str, str]], goals: list[dict[str, Any]]) -> None:
    def plain(text: str) -> str:
        return " ".join(text.split()).rstrip(".").casefold()

    objectives = {row["KPI"]: plain(row["2018 Strategic Objective"]) for row in rows}
    assert len(set(objectives.values())) == 11
    for goal in goals:
        for kpi in goal["kpis"]:
            assert objectives[SPELLINGS[kpi["id"]]] == plain(goal["name"]), kpi["id"]


def test_target_kinds_follow_the_desired_direction(goals: list[dict[str, Any]]) -> None:
    words = {"range": "between"}
    kinds = {kpi["id"]: next(iter(kpi["target"])) for goal in goals for kpi in goal["kpis"]}
    assert kinds == {kpi: words.get(figures["kind"], figures["kind"]) for kpi, figures in expected().items()}


def test_figures_counted_by_hand() -> None:
    figures = expected()
    assert {entry["year"] for entry in figures.values()} == {LAST_YEAR}
    space = figures["vacant-space"]  # at most 3.2 % until 2017: 2012, 2016 and 2017 of eight years comply
    assert (space["value"], space["target"], space["judged"], space["complied"]) == (0.033, 0.03, 8, 3)
    assert space["change"] == pytest.approx(0.004)
    assert space["change_relative"] == pytest.approx(0.004 / 0.029)
    revenue = figures["leased-revenue"]  # 0.1 % in 2013 is the one year inside 0 to 2 %
    assert revenue["target"] == (0.0, 0.02)
    assert revenue["progress"] == pytest.approx(1 / 6)
    assert figures["leases-at-market"]["progress"] is None
    assert figures["vehicles-studied"]["change"] == 879
