"""What the whole list is like: the shapes that sick lists take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kpireport.checks.about import WORKED_WITH, active
from kpireport.model import Finding, Kpi, Project, Shape

#: KPIs from which on a list has a shape at all.
FEWEST = 2


def shapes_of(project: Project, findings: Iterable[Finding]) -> tuple[Shape, ...]:
    """The shapes that the list has, the gravest first.

    A metric dashboard has a goal with too many KPIs, or more numbers that only call themselves KPIs than KPIs. A
    noticeboard tells most of its numbers without target, comparison or cause. A history book has only lagging KPIs, a
    to-do list without scoreboard only leading ones or counts of what was made.
    """
    kpis = [kpi for _, kpi in active(project) if kpi.tier in WORKED_WITH]
    found = list(findings)
    told: list[tuple[Shape, bool]] = [
        ("metric_dashboard", _is_dashboard(project, found)),
        ("noticeboard", _is_noticeboard(kpis, found)),
        ("history_book", len(kpis) >= FEWEST and _are_all(kpis, "lagging")),
        (
            "to_do_list",
            len(kpis) >= FEWEST and all(kpi.timing == "leading" or kpi.measures == "output" for kpi in kpis),
        ),
    ]
    return tuple(shape for shape, is_so in told if is_so)


def _is_dashboard(project: Project, findings: Sequence[Finding]) -> bool:
    if any(finding.code == "N2" and finding.level == "error" for finding in findings):
        return True
    lacking = {finding.kpi for finding in findings if finding.code in ("R1", "L2", "L3") and finding.level == "error"}
    whole = [kpi for _, kpi in active(project) if kpi.id not in lacking]
    return len(lacking) >= FEWEST and len(lacking) > len(whole)


def _is_noticeboard(kpis: Sequence[Kpi], findings: Sequence[Finding]) -> bool:
    bare = {finding.kpi for finding in findings if finding.code in ("B1", "L3")}
    told = sum(kpi.id in bare for kpi in kpis)
    return told >= FEWEST and told * 2 > len(kpis)


def _are_all(kpis: Sequence[Kpi], timing: str) -> bool:
    return all(kpi.timing == timing for kpi in kpis)
