"""The way to a list that works, in eight steps, and how far this one has come: each step by the findings on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kpireport.format import Language
from kpireport.model import Finding, Report

#: What stands in the way of each step, in their order.
CODES: tuple[frozenset[str], ...] = (
    frozenset({"R1", "R4"}),
    frozenset({"N3"}),
    frozenset({"N1", "N2", "P3", "R3"}),
    frozenset({"M1", "M2", "M4", "M5"}),
    frozenset({"B1", "E1", "E2"}),
    frozenset({"A3", "A4", "E3", "L3", "T1", "T2", "T3"}),
    frozenset({"G1", "L1", "L2", "L4", "L8"}),
    frozenset({"G2", "G3", "V2", "V3", "V4"}),
)
#: Hints that keep a step open; of the others only warnings and errors do.
_OPEN_HINTS = frozenset({"N3", "G3"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`open_` says what is left to do, empty where nothing is."""

    name: str
    words: str
    open_: str

    @property
    def is_done(self) -> bool:
        return not self.open_


def steps(report: Report, language: Language) -> tuple[Step, ...]:
    return tuple(
        Step(name=name, words=words, open_=_left(report.findings, codes, language))
        for (name, words), codes in zip(_named(language), CODES, strict=True)
    )


def _left(findings: Iterable[Finding], codes: frozenset[str], language: Language) -> str:
    held = [one for one in findings if one.code in codes and (one.level != "info" or one.code in _OPEN_HINTS)]
    if not held:
        return ""
    return language.plural(
        "{n} finding is open: {codes}.",
        "{n} findings are open: {codes}.",
        len(held),
        codes=", ".join(sorted({one.code for one in held})),
    )


def _named(language: Language) -> Iterator[tuple[str, str]]:
    text = language.text
    yield text("Start from the strategy"), text("Goals in words first; every KPI stands under one of them.")
    yield text("Name the north star"), text("One KPI stands for the value that is given.")
    yield text("Choose few strategic KPIs"), text("Three to five a goal, outcomes, and none of them vain.")
    yield text("Have the numbers come in"), text("Each KPI has its source, often enough and without gaps.")
    yield text("Know where you stand"), text("A baseline and something to compare with, before anything is promised.")
    yield (
        text("Set targets that can be met"),
        text("Agreed with those who work for them, dated, and not beyond all that was seen."),
    )
    yield (
        text("Agree who looks when"),
        text("An owner, a cadence, a trigger with its action, and reviews that are held."),
    )
    yield text("Go on"), text("Review the list itself each quarter; drop what decides nothing.")
