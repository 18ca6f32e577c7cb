"""Findings as other tools read them."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from kpireport.cli import run

SITE = """\
title: T
suppress: {N1: "A pilot, until summer"}
metrics:
  m: {aggregation: sum}
goals:
  - id: g
    name: 'Win: 50 %, and more'
    kpis:
      - {id: k, name: 'Brand love', metric: m, cadence: week, target: 5}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "repository" / "reports, 2026"
    (folder / "snapshots").mkdir(parents=True)
    subprocess.run(["git", "init", "-q", str(tmp_path / "repository")], check=True)
    (folder / "site.yaml").write_text(SITE)
    (folder / "snapshots" / "d.csv").write_text("date,metric,value\n2026-01-05,m,1\n")
    return folder


def output(capsys: pytest.CaptureFixture[str], project: Path, form: str) -> tuple[int, str]:
    code = run(["check", str(project), "--format", form])
    return code, capsys.readouterr().out


def test_json_counts_findings_and_what_is_suppressed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = output(capsys, project, "json")
    found = json.loads(out)
    assert code == 1
    assert found["counts"]["error"] == sum(row["level"] == "error" for row in found["findings"]) > 0
    assert found["suppressed"] == 1
    assert found["shape"] is None
    assert {row["code"] for row in found["findings"]} >= {"S1", "S3", "L1", "L4", "Q1"}


def test_github_commands_name_files_from_the_root_of_the_repository(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out = output(capsys, project, "github")
    lines = out.splitlines()
    form = re.compile(r"::(error|warning|notice) (?:file=([^,]+),line=(\d+),col=(\d+),)?title=([A-Z]\d)::.+")
    matches = [form.fullmatch(line) for line in lines]
    assert all(matches)
    places = [match for match in matches if match and match[2]]
    assert {match[2] for match in places} == {"reports%2C 2026/site.yaml"}
    assert any("50 %25, and more" in line for line in lines)


def test_sarif_holds_rules_places_and_suppressions(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out = output(capsys, project, "sarif")
    log: dict[str, Any] = json.loads(out)
    assert log["version"] == "2.1.0"
    (only,) = log["runs"]
    rules = [rule["id"] for rule in only["tool"]["driver"]["rules"]]
    assert rules == sorted(set(rules))
    for result in only["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
    (suppressed,) = [result for result in only["results"] if "suppressions" in result]
    assert suppressed["ruleId"] == "N1"
    assert suppressed["suppressions"] == [{"kind": "inSource", "justification": "A pilot, until summer"}]
    place = suppressed["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "reports, 2026/site.yaml"
    assert place["region"] == {"startLine": 6, "startColumn": 5}


@pytest.mark.parametrize("form", ["json", "github", "sarif"])
def test_errors_of_the_files_come_in_the_same_forms(
    project: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    (project / "site.yaml").write_text(SITE.replace("title: T", "titel: T"))
    code, out = output(capsys, project, form)
    assert code == 3
    assert "K002" in out
    assert "did you mean `title`?" in out


def test_text_names_the_shape_and_counts_what_is_suppressed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kpi = "      - {id: k, name: 'Brand love', metric: m, cadence: week, target: 5}\n"
    more = "".join(
        kpi.replace("id: k", f"id: k{n}").replace("target: 5", "target: 5, timing: lagging") for n in range(2)
    )
    (project / "site.yaml").write_text(SITE.replace(kpi, more))
    run(["check", str(project)])
    said = capsys.readouterr().err
    assert "The list is a history book" in said
    assert said.rstrip().endswith("1 suppressed with a reason")


def test_explain_names_the_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "l6"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("L6: A KPI that can be met at the cost of what it is for\n")
    assert "Source: Goodhart's law" in out
