"""What a KPI needs to be one: an owner, a cadence, a target."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kpireport.model import Finding, Kpi, Project

_TWO_OWNERS = re.compile(r"\s+and\s+|&|/|,", re.IGNORECASE)


def _active(project: Project) -> list[Kpi]:
    return [kpi for kpi in (*project.kpis, *project.orphans) if kpi.stage == "active"]


def find_owner(project: Project) -> Iterator[Finding]:
    """L1: one accountable owner, not none and not two."""
    for kpi in _active(project):
        if not kpi.owner:
            yield Finding(
                code="L1",
                level="error",
                message=f"KPI “{kpi.name}” has no owner",
                help="add “owner:” with the one person or role who answers for it",
                place=kpi.place,
                kpi=kpi.id,
            )
        elif _TWO_OWNERS.search(kpi.owner):
            yield Finding(
                code="L1",
                level="warning",
                message=f"the owner of KPI “{kpi.name}” names more than one: “{kpi.owner}”",
                help="name the one who answers for it; the others may stand under “agreed_by”",
                place=kpi.places.get("owner", kpi.place),
                kpi=kpi.id,
            )


def find_missing_cadence(project: Project) -> Iterator[Finding]:
    """L2: a KPI is read at a fixed rhythm."""
    for kpi in _active(project):
        if kpi.cadence is None:
            yield Finding(
                code="L2",
                level="error",
                message=f"KPI “{kpi.name}” has no cadence, so it is shown as a metric",
                help="add “cadence:” with day, week, month, quarter or year",
                place=kpi.place,
                kpi=kpi.id,
            )


def find_missing_target(project: Project) -> Iterator[Finding]:
    """L3: a KPI is read against a target."""
    for kpi in _active(project):
        if not kpi.targets:
            yield Finding(
                code="L3",
                level="warning" if kpi.tier == "diagnostic" else "error",
                message=f"KPI “{kpi.name}” has no target, so it is shown as a metric",
                help="add “target:”, for example {at_least: 95} or {reach: 400, from: 100, by: 2027-06-30}",
                place=kpi.place,
                kpi=kpi.id,
            )
