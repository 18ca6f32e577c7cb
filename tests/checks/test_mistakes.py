"""The mistakes that guides to KPI lists warn of, each with the findings that tell of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpireport.explained import explained
from tests.checks.test_findings import LEVELS

MISTAKES = {
    "every metric is called a KPI": {"N2"},
    "what is easy to track stands in for what matters": {"V1"},
    "the team did not help to set its targets": {"E3"},
    "leading KPIs are ignored": {"L5"},
    "the list drifts across the year": {"G2", "G3"},
    "the KPI is served instead of the goal": {"L7", "P4"},
    "numbers stand without context": {"B1"},
    "vanity metrics stand in the headline": {"R3", "Q2"},
    "there are too many KPIs": {"N2", "N4"},
    "success is credited to the wrong cause": {"F1"},
    "today is served at the cost of tomorrow": {"L6"},
    "a benchmark stands in for a baseline of one's own": {"E1"},
    "KPIs pull against each other": {"C1", "C2", "C3"},
    "targets are out of reach": {"A3", "A4"},
    "nothing is decided by it": {"Q1", "V2", "V3"},
    "nobody understands it": {"V4"},
    "nobody looks at it": {"L8"},
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_has_a_finding_with_a_case_and_an_explanation(mistake: str, root: Path) -> None:
    for code in MISTAKES[mistake]:
        assert code in LEVELS, f"{code} has no failing case"
        assert (root / "tests" / "cases" / f"{code}-fails" / "site.yaml").is_file()
        text = explained(code)
        assert text is not None
        assert text.source, f"{code} does not say where it comes from"
