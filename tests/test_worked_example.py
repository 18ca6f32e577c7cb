"""The worked example: 1.2 million impressions with their target, comparison and cause, from files to report.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kpireport.pipeline import Options, build, check


@pytest.fixture(scope="module")
def trio(shared: Path) -> Path:
    return shared / "examples" / "trio" / "site.yaml"


@pytest.fixture(scope="module")
def kpi(trio: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    out = tmp_path_factory.mktemp("trio") / "public"
    build(trio, out, Options(environment={}))
    document = json.loads((out / "data" / "report.json").read_text("utf-8"))
    [found] = document["kpis"]
    assert isinstance(found, dict)
    return found


def test_the_value_is_that_of_the_last_closed_week(kpi: dict[str, Any]) -> None:
    assert (kpi["id"], kpi["value"], kpi["status"]) == ("weekly-impressions", 1_200_000, "on_track")
    assert kpi["period"] == {"label": "2026-W43", "start": "2026-10-19", "end": "2026-10-25", "closed": True}


def test_the_target_was_met_in_every_week(kpi: dict[str, Any]) -> None:
    target = kpi["target"]
    assert (target["kind"], target["value"], target["current"]) == ("at_least", 1_000_000, 1_200_000)
    assert (target["gap"], target["progress"], target["start"]) == (200_000, 1.0, "2026-10-05")


def test_the_comparison_leads_with_last_week(kpi: dict[str, Any]) -> None:
    leading = kpi["comparison"][0]
    assert (leading["basis"], leading["label"]) == ("previous_period", "2026-W42")
    assert (leading["value"], leading["change"], leading["better"]) == (1_100_000, 100_000, True)
    assert leading["change_relative"] == pytest.approx(0.090909, abs=1e-6)


def test_the_cause_adds_up_and_never_mixes_its_two_shares(kpi: dict[str, Any]) -> None:
    cause = kpi["cause"]
    drivers = {driver["segment"]: driver for driver in cause["drivers"]}
    assert (cause["method"], cause["dimension"]) == ("additive", "post")
    assert {name: driver["change"] for name, driver in drivers.items()} == {
        "Carousel": 340_000,
        "Video": -170_000,
        "Text": -70_000,
    }
    assert drivers["Carousel"]["share_of_total"] == pytest.approx(0.6)
    assert drivers["Carousel"]["share_of_change"] == pytest.approx(3.4)
    assert "more than the whole increase (+340\u202f000 of +100\u202f000)" in cause["sentence"]
    assert [(event["date"], "cause" in event["title"]) for event in cause["events"]] == [("2026-10-20", False)]


def test_what_three_weeks_cannot_tell_is_null_with_its_reason(kpi: dict[str, Any]) -> None:
    target, signal = kpi["target"], kpi["signal"]
    assert target["projection"] is None
    assert target["probability"] is None
    assert signal["variation"] is None
    assert {target["reasons"][name] for name in ("projection", "probability")} == {"short_history"}
    assert signal["reason"] == "short_history"


def test_a_goal_with_one_kpi_fails_the_rule_of_counts(trio: Path) -> None:
    findings = check(trio, Options(environment={})).findings
    assert [finding.code for finding in findings if finding.level == "error"] == ["N1"]


def test_every_missing_number_has_its_word(kpi: dict[str, Any]) -> None:
    target = kpi["target"]
    missing = {name for name, value in target.items() if value is None and name not in ("text", "baseline_from")}
    assert missing <= set(target["reasons"])
    assert all(entry["reason"] for entry in kpi["comparison"] if entry["change"] is None)
