"""Does the KPI sit inside a goal?"""

from __future__ import annotations

from collections.abc import Iterator

from kpireport.model import Finding, Project


def find_orphans(project: Project) -> Iterator[Finding]:
    """R1: a KPI without a goal, or with one that does not exist."""
    for kpi in project.orphans:
        yield Finding(
            code="R1",
            level="error",
            message=f"KPI “{kpi.name}” belongs to no goal, so it is shown as a metric",
            help="list it under the goal it serves, or give it “goal:” with the id of one that exists",
            place=kpi.places.get("goal", kpi.place),
            kpi=kpi.id,
        )
