"""The SMART card of a KPI, letter by letter, from what the checks found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from kpireport.checks.achievable import asked
from kpireport.model import Accepted, Finding, KpiResult, Report, SmartLetter, SmartMark

#: Which findings speak to which letter.
LETTERS: Mapping[SmartLetter, frozenset[str]] = {
    "specific": frozenset({"S1", "S2", "S3", "S4", "W1"}),
    "measurable": frozenset({"M1", "M2", "M4", "M5"}),
    "achievable": frozenset({"A2", "A3", "A4", "A5"}),
    "relevant": frozenset({"R1", "R2", "R3", "R4", "Q1", "Q2"}),
    "time_bound": frozenset({"T1", "T2", "T3", "L2"}),
}


def smart_cards(
    report: Report, findings: Iterable[Finding], accepted: Iterable[Accepted]
) -> Mapping[str, Mapping[SmartLetter, SmartMark]]:
    """By KPI: a letter is not ok where an error or a warning stands, and open where nothing can be judged.

    What the files accept counts as ok, with the reason they give.
    """
    standing: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.kpi and finding.level != "info":
            standing[finding.kpi].append(finding)
    excused: dict[str, list[Accepted]] = defaultdict(list)
    for one in accepted:
        if one.finding.kpi:
            excused[one.finding.kpi].append(one)
    return {kpi.id: _card(kpi, standing[kpi.id], excused[kpi.id]) for kpi in report.kpis}


def _card(
    result: KpiResult, findings: Iterable[Finding], accepted: Iterable[Accepted]
) -> Mapping[SmartLetter, SmartMark]:
    found, excused = list(findings), list(accepted)
    return {letter: _mark(letter, codes, result, found, excused) for letter, codes in LETTERS.items()}


def _mark(
    letter: SmartLetter,
    codes: frozenset[str],
    result: KpiResult,
    findings: Iterable[Finding],
    accepted: Iterable[Accepted],
) -> SmartMark:
    against = next((finding for finding in findings if finding.code in codes), None)
    if against:
        return SmartMark(ok=False, why=_sentence(against.message))
    excuse = next((one for one in accepted if one.finding.code in codes), None)
    if excuse:
        return SmartMark(ok=True, why=_sentence(f"accepted: {excuse.reason}"))
    return _FACTS[letter](result)


def _specific(result: KpiResult) -> SmartMark:
    definition = result.kpi.definition or result.metric.definition or ""
    return SmartMark(ok=True, why=_sentence(definition.split(". ")[0]) if definition else "One measure, named.")


def _measurable(result: KpiResult) -> SmartMark:
    known = [point for point in result.series if point.closed and point.value is not None]
    if not known:
        return SmartMark(ok=None, why="No closed period has a value yet.")
    first, last = known[0].period.label, known[-1].period.label
    return SmartMark(ok=True, why=f"{len(known)} closed values, from {first} to {last}.")


def _achievable(result: KpiResult) -> SmartMark:
    found = result.achievable
    if result.target and result.target.kind == "text":
        return SmartMark(ok=None, why="A target in words cannot be judged.")
    if found is None:
        return SmartMark(ok=None, why="Nothing is left to reach.")
    if found.grade == "unknown":
        return SmartMark(ok=None, why=f"Cannot be judged: {found.n} windows of history, 8 are needed.")
    probability = result.target.probability if result.target else None
    likely = "" if probability is None else f"; {round(probability * 20) * 5} % likely if past behaviour continues"
    return SmartMark(ok=True, why=_sentence(asked(found, result) + likely))


def _relevant(result: KpiResult) -> SmartMark:
    return SmartMark(ok=True, why=_sentence(result.kpi.decision or f"serves the goal “{result.goal.name}”"))


def _time_bound(result: KpiResult) -> SmartMark:
    by = result.target.by if result.target else None
    return SmartMark(ok=True, why=f"Due on {by}." if by else f"Judged anew every {result.kpi.cadence}.")


_FACTS = {
    "specific": _specific,
    "measurable": _measurable,
    "achievable": _achievable,
    "relevant": _relevant,
    "time_bound": _time_bound,
}


def _sentence(text: str) -> str:
    text = text.strip().rstrip(".")
    return text[:1].upper() + text[1:] + "."
