"""Each finding has a project that earns it and one that does not, found by its code under tests/cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpireport import pipeline
from kpireport.model import Finding
from kpireport.pipeline import Options, check

CASES = Path(__file__).parents[1] / "cases"
#: The findings on a KPI list that this version makes, with the level of each finding in its failing case.
LEVELS = {
    "A1": ["info"],
    "A2": ["info"],
    "A3": ["warning"],
    "A4": ["error"],
    "A5": ["warning", "info"],
    "E1": ["warning"],
    "E2": ["warning"] * 4,
    "L7": ["error"],
    "M1": ["error"],
    "M2": ["warning"],
    "M4": ["warning"],
    "P4": ["info"],
    "T1": ["error"],
    "T2": ["error"],
    "T3": ["warning"] * 2,
    "B1": ["error"] * 4,
    "C1": ["info"],
    "C3": ["warning"] * 2,
    "C2": ["warning"],
    "E3": ["warning"],
    "E4": ["info"],
    "E5": ["info"],
    "F1": ["warning"],
    "G1": ["warning", "info"],
    "G2": ["warning"],
    "G3": ["info"],
    "G4": ["info"] * 2,
    "G5": ["warning"] * 3,
    "G6": ["error"] * 2,
    "J1": ["warning"] * 2,
    "J2": ["warning"],
    "J3": ["warning"],
    "L1": ["error", "warning"],
    "L2": ["error"],
    "L3": ["error", "warning"],
    "L4": ["warning"] * 2,
    "L5": ["warning"],
    "L6": ["warning"],
    "L8": ["warning"] * 2 + ["info"],
    "M5": ["error"],
    "N1": ["error"],
    "N2": ["warning"],
    "N3": ["error"],
    "P6": ["warning"],
    "N4": ["warning"],
    "P1": ["warning"] * 2,
    "P2": ["info"],
    "P3": ["warning"],
    "Q1": ["warning"],
    "Q2": ["warning"] * 2,
    "Q3": ["info"],
    "R1": ["error"],
    "R2": ["warning"],
    "R3": ["warning"],
    "R4": ["warning"],
    "S1": ["error"] * 2,
    "S2": ["warning"],
    "S3": ["warning"],
    "S4": ["info"],
    "U1": ["info"],
    "V1": ["info"] * 2,
    "V2": ["warning"],
    "V3": ["warning", "info"],
    "V4": ["warning"],
    "W1": ["warning"],
    "X1": ["info"],
}


def findings(case: str) -> tuple[Finding, ...]:
    """What `check` finds."""
    return pipeline.findings(CASES / case / "site.yaml", options(case)).findings


def options(case: str) -> Options:
    """A case about changes has the report before it beside its site.yaml."""
    earlier = CASES / case / "previous.json"
    return Options(environment={}, previous=str(earlier) if earlier.is_file() else None)


@pytest.mark.parametrize("code", LEVELS)
def test_a_finding_is_made_where_it_is_due(code: str) -> None:
    found = [finding for finding in findings(f"{code}-fails") if finding.code == code]
    assert [finding.level for finding in found] == LEVELS[code]
    assert all(finding.message and finding.help for finding in found)
    assert all(finding.place and finding.place.file == "site.yaml" for finding in found)


@pytest.mark.parametrize("code", LEVELS)
def test_a_finding_is_not_made_where_it_is_not_due(code: str) -> None:
    assert code not in {finding.code for finding in findings(f"{code}-passes")}


@pytest.mark.parametrize("code", LEVELS)
def test_a_whole_report_finds_the_same(code: str) -> None:
    case = f"{code}-fails"
    assert check(CASES / case / "site.yaml", options(case)).findings == findings(case)


def test_every_case_belongs_to_a_finding() -> None:
    assert {path.name for path in CASES.iterdir() if path.name[:2] in LEVELS} == {
        f"{code}-{outcome}" for code in LEVELS for outcome in ("fails", "passes")
    }
