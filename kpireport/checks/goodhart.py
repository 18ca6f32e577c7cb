"""Does the number rise while what it stands for does not?"""

from __future__ import annotations

from collections.abc import Iterator

from kpireport.checks.about import of_kpi
from kpireport.model import Finding, KpiResult, Report

#: Signals that last: a rise of one point proves nothing.
_LASTING = frozenset({"trend", "shift"})


def find_breached(report: Report) -> Iterator[Finding]:
    """L7: a guardrail is broken while the KPI itself would be met or on track."""
    for result in report.kpis:
        broken = [guardrail.name for guardrail in result.guardrails if guardrail.holds is False]
        if result.held_back and broken:
            said = result.held_back.replace("_", " ")
            message = (
                f"possible Goodhart: “{result.name}” would be {said}, but {' and '.join(broken)} left the guardrail"
            )
            help_text = "act on the guardrail first, or agree on another limit with those who set it"
            yield of_kpi("L7", "error", result.goal, result.kpi, message, help_text, "guardrails")


def find_hollow_gains(report: Report) -> Iterator[Finding]:
    """P4: a lasting improvement that the outcome it is paired with, or feeds, does not show."""
    kpis = {kpi.id: kpi for kpi in report.kpis}
    for result in report.kpis:
        if result.signal.variation == "improvement" and result.signal.rule in _LASTING:
            for id_ in dict.fromkeys((*result.kpi.pairs_with, *result.kpi.feeds)):
                if id_ in kpis and _lies_flat(kpis[id_]):
                    yield _hollow(result, kpis[id_])


def _lies_flat(outcome: KpiResult) -> bool:
    """Whether an outcome with a firm process chart shows nothing good: neither a signal nor a change for the better."""
    leading = outcome.comparison[0] if outcome.comparison else None
    judged = outcome.kpi.measures != "output" and not outcome.signal.trial
    return judged and outcome.signal.variation in ("common_cause", "concern") and not (leading and leading.better)


def _hollow(result: KpiResult, outcome: KpiResult) -> Finding:
    message = f"“{result.name}” keeps getting better, and “{outcome.name}”, which it is to move, does not"
    help_text = "look whether the work serves the number, or whether the tie between the two has gone"
    return of_kpi("P4", "info", result.goal, result.kpi, message, help_text)
