"""The SMART card: each letter turns with what it is about, and says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpireport.model import SmartLetter, SmartMark
from kpireport.pipeline import Options, check

CASES = Path(__file__).parents[1] / "cases"


def card(case: str, kpi: str) -> dict[SmartLetter, SmartMark]:
    report = check(CASES / case / "site.yaml", Options(environment={}))
    return dict(report.judgement.smart[kpi])


@pytest.mark.parametrize(
    ("code", "letter", "kpi", "said"),
    [
        ("S2", "specific", "orders", "The name of “Orders and average visits” joins orders and visits"),
        ("M2", "measurable", "orders", "19 of 59 weeks of “Orders” have no value."),
        ("A3", "achievable", "orders", "lies beyond anything seen: it asks for"),
        ("Q1", "relevant", "orders", "Nothing says what a change of “Orders” would decide."),
        ("T1", "time_bound", "orders", "has no deadline, so it can never be missed."),
    ],
)
def test_a_letter_falls_by_its_finding_alone(code: str, letter: SmartLetter, kpi: str, said: str) -> None:
    fails, passes = card(f"{code}-fails", kpi), card(f"{code}-passes", kpi)
    assert fails[letter].ok is False
    assert said in fails[letter].why
    assert passes[letter].ok is not False
    others = [name for name, mark in fails.items() if mark.ok is False and name != letter]
    assert others == []


def test_what_is_accepted_counts_with_its_reason() -> None:
    marks = card("X1-passes", "orders")
    assert marks["relevant"].ok is True
    assert marks["relevant"].why == "Accepted: It stands in the contract with the city."


def test_an_open_letter_says_what_is_missing() -> None:
    marks = card("A1-fails", "orders")
    assert marks["achievable"].ok is None
    assert "8 are needed" in marks["achievable"].why


def test_a_good_letter_names_the_fact() -> None:
    marks = card("A3-passes", "orders")
    assert marks["measurable"].why == "60 closed values, from 2025-W32 to 2026-W39."
    assert marks["time_bound"].why == "Due on 2026-12-20."
    assert "past stretches of that length did as well" in marks["achievable"].why
    assert "likely if past behaviour continues" in marks["achievable"].why
