"""Does the number rise while what it stands for does not?"""

from __future__ import annotations

from collections.abc import Iterator

from kpireport.checks.about import of_kpi
from kpireport.model import Finding, Report


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
    """P4: an improvement that has lasted, and the outcome it is to move stays behind."""
    names = {kpi.id: kpi.name for kpi in report.kpis}
    for result in report.kpis:
        if result.outruns:
            behind = " and ".join(f"“{names[id_]}”" for id_ in result.outruns)
            message = f"“{result.name}” keeps getting better, and {behind}, which it is to move, stays behind"
            help_text = "look whether the work serves the number, or whether the tie between the two has gone"
            yield of_kpi("P4", "info", result.goal, result.kpi, message, help_text)
